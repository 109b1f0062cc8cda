"""What programs are told of a client among others: what the service says, within closed choices."""

import pytest

from solvable.explanations.comparison import Filters, comparable_features
from solvable.portfolios.home_credit import home_credit
from solvable.vocabulary import Verdict
from web.made_up import N_COMPARED, PLAIN, REFERRED, FakeScoringService, catalogue
from web.test_api import problem_of

COMPARISON = f"/v1/clients/{REFERRED}/comparison"


def test_a_comparison_has_the_figures_and_words_of_the_service(program):
    answer = program.get(COMPARISON, {"feature": "income_amount"}).json()

    found = FakeScoringService().compare(REFERRED, "income_amount", Filters())
    assert answer == {
        "kind": "comparison",
        "client_id": REFERRED,
        "feature": "income_amount",
        "label": {"fr": found.label.fr, "en": found.label.en},
        "value": 120.0,
        "value_said": {"fr": "120", "en": "120"},
        "group": {
            "n_clients": N_COMPARED,
            "n_by_outcome": {"repaid": 40, "not_repaid": 40, "not_known": 0},
            "sentence": {"fr": "[] None 0", "en": "[] None 0"},
        },
        "n_missing": 10,
        "tells_outcomes": True,
        "distribution": {
            "bins": [
                {"label": {"fr": "moins de cent", "en": "below a hundred"}, "low": None, "high": 100.0, "levels": []},
                {
                    "label": {"fr": "cent et plus", "en": "a hundred and more"},
                    "low": 100.0,
                    "high": None,
                    "levels": [],
                },
            ],
            "series": [
                {"outcome": "repaid", "n_clients": 40, "n_missing": 5, "counts": [25, 10]},
                {"outcome": "not_repaid", "n_clients": 40, "n_missing": 5, "counts": [25, 10]},
            ],
            "client_bin": 1,
        },
        # Of the 70 who have a value, 50 are below and half of the 4 level ones count as such.
        "place": {"n_below": 50, "n_equal": 4, "n_above": 16, "percentile": pytest.approx(100 * 52 / 70)},
        "sentence": {"fr": "Au-dessus de la plupart.", "en": "Above most."},
    }


def test_every_filter_reaches_the_service(program):
    asked = {
        "feature": "income_amount", "same": ["occupation", "age"], "verdict": "accept", "similar": N_COMPARED,
    }  # fmt: skip

    group = program.get(COMPARISON, asked).json()["group"]

    assert group["sentence"]["en"] == f"['age', 'occupation'] accept {N_COMPARED}"


def test_what_the_law_protects_is_compared_without_outcomes(program):
    answer = program.get(COMPARISON, {"feature": "age_years"}).json()

    assert answer["tells_outcomes"] is False
    assert [series["outcome"] for series in answer["distribution"]["series"]] == [None]


def test_a_client_without_a_value_has_no_place_and_no_bin(program):
    answer = program.get(f"/v1/clients/{PLAIN}/comparison", {"feature": "income_amount"}).json()

    assert (answer["value"], answer["place"], answer["distribution"]["client_bin"]) == (None, None, None)


@pytest.mark.parametrize("filters", [{"verdict": "decline"}, {"similar": N_COMPARED - 1}])
def test_too_few_others_are_an_answer_that_says_so_and_shows_nothing_of_them(program, filters):
    answer = program.get(COMPARISON, {"feature": "income_amount", **filters})

    assert answer.status_code == 200
    assert answer.json() == {
        "kind": "too_few",
        "client_id": REFERRED,
        "sentence": {"fr": "Trop peu d’autres clients.", "en": "Too few other clients."},
    }


def test_the_choices_in_the_schema_are_those_of_the_portfolio(desk):
    operation = desk.get("/v1/openapi.json").json()["paths"]["/v1/clients/{client_id}/comparison"]["get"]
    schemas = {parameter["name"]: parameter["schema"] for parameter in operation["parameters"]}

    assert schemas["feature"]["enum"] == [feature.name for feature in comparable_features(catalogue())]
    assert schemas["same"]["items"]["enum"] == [segment.key for segment in home_credit().comparisons]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({}, "feature"),
        ({"feature": "n_clients_of_the_house"}, "feature"),
        ({"feature": "INCOME_AMOUNT"}, "feature"),
        ({"feature": "income_amount", "same": "colour"}, "same"),
        ({"feature": "income_amount", "verdict": "perhaps"}, "verdict"),
        ({"feature": "income_amount", "similar": "5"}, "similar"),
    ],
)
def test_a_choice_that_there_is_not_is_422_and_names_the_place(program, wrong, where):
    document = problem_of(program.get(COMPARISON, wrong), 422)

    assert document["type"] == "urn:solvable:problem:invalid-request"
    assert document["errors"][0]["location"][:2] == ["query", where]


@pytest.mark.parametrize("verdict", Verdict)
def test_what_the_law_protects_is_never_compared_by_verdict(program, verdict):
    document = problem_of(program.get(COMPARISON, {"feature": "age_years", "verdict": verdict}), 422)

    assert document["type"] == "urn:solvable:problem:comparison-not-possible"
    assert "the law forbids" in document["detail"]
    assert document["errors"] == [{"location": ["query"], "message": document["detail"]}]


def test_more_similar_clients_than_there_are_is_422(program):
    document = problem_of(program.get(COMPARISON, {"feature": "income_amount", "similar": 1000}), 422)

    assert document["type"] == "urn:solvable:problem:too-few-similar"


def test_an_unknown_client_is_404(program):
    problem_of(program.get("/v1/clients/999/comparison", {"feature": "income_amount"}), 404)


def test_a_verdict_before_everybody_was_scored_is_503(program):
    answer = program.get(COMPARISON, {"feature": "income_amount", "verdict": "refer"})

    assert problem_of(answer, 503)["type"] == "urn:solvable:problem:not-ready"
    assert b"/secret/place" not in answer.content


def test_others_may_be_of_another_group_whatever_the_clients_own(program):
    asked = {"feature": "income_amount", "member": ["contract_type:1", "income:0"], "same": "occupation"}

    group = program.get(COMPARISON, asked).json()["group"]

    assert group["sentence"]["en"] == "['occupation'] None 0 {'contract_type': 1, 'income': 0}"


def test_two_members_of_one_filter_are_422(program):
    asked = {"feature": "income_amount", "member": ["income:0", "income:1"]}

    document = problem_of(program.get(COMPARISON, asked), 422)

    assert document["type"] == "urn:solvable:problem:comparison-not-possible"
    assert "one member of income, found several" in document["detail"]


@pytest.mark.parametrize("member", ["age:0", "income:5", "income:-1", "income", "colour:0"])
def test_a_member_that_there_is_not_or_that_the_law_protects_is_422(program, member):
    document = problem_of(program.get(COMPARISON, {"feature": "income_amount", "member": member}), 422)

    assert document["errors"][0]["location"][:2] == ["query", "member"]


def test_the_options_name_every_feature_filter_and_member_that_may_be_asked_for(program, desk):
    options = program.get("/v1/comparison-options").json()

    operation = desk.get("/v1/openapi.json").json()["paths"]["/v1/clients/{client_id}/comparison"]["get"]
    schemas = {parameter["name"]: parameter["schema"] for parameter in operation["parameters"]}
    assert [feature["name"] for feature in options["features"]] == schemas["feature"]["enum"]
    assert [one["key"] for one in options["filters"]] == schemas["same"]["items"]["enum"]
    offered = [member["member"] for one in options["filters"] for member in one["members"]]
    assert offered == schemas["member"]["items"]["enum"]
    by_key = {one["key"]: one for one in options["filters"]}
    assert (by_key["age"]["is_same_only"], by_key["age"]["members"]) == (True, [])
    assert by_key["contract_type"]["members"][1]["label"] == {
        language: getattr(catalogue().levels["contract_type"]["Revolving loans"], language) for language in ("fr", "en")
    }
    assert {feature["name"]: feature["tells_outcomes"] for feature in options["features"]}["age_years"] is False


TWO = f"/v1/clients/{REFERRED}/comparison-of-two"


def test_two_features_are_cells_of_which_those_of_a_few_do_not_tell_their_number(program):
    answer = program.get(TWO, {"x": "income_amount", "y": "credit_amount", "same": "occupation"}).json()

    assert (answer["kind"], answer["x"]["feature"], answer["y"]["feature"]) == (
        "comparison_of_two", "income_amount", "credit_amount",
    )  # fmt: skip
    assert answer["cells"] == [
        {"x": 0, "y": 0, "n_clients": 16}, {"x": 0, "y": 1, "n_clients": None}, {"x": 1, "y": 1, "n_clients": 61},
    ]  # fmt: skip
    told = sum(cell["n_clients"] or 0 for cell in answer["cells"])
    assert told + answer["n_held_back"] + answer["n_missing"] == answer["group"]["n_clients"] == N_COMPARED
    assert answer["group"]["sentence"]["en"] == "['occupation'] None 0"
    assert (answer["x"]["client_bin"], answer["x"]["value"]) == (1, 120.0)


def test_the_same_feature_twice_is_422(program):
    document = problem_of(program.get(TWO, {"x": "income_amount", "y": "income_amount"}), 422)

    assert document["type"] == "urn:solvable:problem:comparison-not-possible"


def test_too_few_others_in_two_features_are_an_answer_that_shows_nothing(program):
    answer = program.get(TWO, {"x": "income_amount", "y": "credit_amount", "verdict": "decline"}).json()

    assert answer["kind"] == "too_few"

"""The Python client before the whole application: it says what the API says, and documentation that runs."""

import doctest
import json

import pytest

from builders import REPOSITORY
from live_server import served
from solvable.client import Api, Retries, errors
from solvable.vocabulary import Verdict
from solvable.web.access import Scope
from solvable.web.api.client_types import build_client_types
from solvable.web.api.openapi import build_openapi_document
from solvable.web.journal.keys import create_key
from web.made_up import ACCEPTED, DECLINED, PLAIN, REFERRED, open_nothing

TABLES = {"application": [{"SK_ID_CURR": 500_000, "NAME_CONTRACT_TYPE": "Cash loans"}]}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("records_let_go")]


@pytest.fixture
def address():
    with served() as address:
        yield address


@pytest.fixture
def api(address, key):
    with Api(address, key, retries=Retries(attempts=1)) as api:
        yield api


def test_every_example_of_the_documentation_gives_what_it_says(address, key):
    done = doctest.testfile(
        str(REPOSITORY / "docs" / "api.md"), module_relative=False, globs={"ADDRESS": address, "KEY": key}
    )

    assert done.attempted >= 20
    assert done.failed == 0


def test_the_types_of_the_client_are_those_of_the_schema():
    written = (REPOSITORY / "src" / "solvable" / "client" / "answers.py").read_text("utf-8")

    assert written == build_client_types(build_openapi_document()), (
        "Write them anew: python -m solvable.web.api.client_types > src/solvable/client/answers.py"
    )


def test_what_is_told_of_a_client_is_what_the_api_tells(api, program):
    def told(path, **asked):
        return program.get(f"/v1/clients/{REFERRED}{path}", asked).json()

    clients, filters = api.clients, {"same": ["age"], "member": ["income:1"], "verdict": "accept", "similar": 80}
    assert clients.search(verdict=["refer"], limit=5) == program.get("/v1/clients", {"verdict": "refer"}).json()
    assert clients.score(REFERRED, limit=2) == told("/score", limit=2)
    assert clients.describe(REFERRED) == told("")
    assert clients.story(REFERRED) == told("/story")
    assert clients.askable(REFERRED) == told("/askable")
    assert clients.way_to_yes(REFERRED, contract_term_months=24) == told("/way-to-yes", contract_term_months=24)
    assert clients.similar(REFERRED, k=40) == told("/similar", k=40)
    assert clients.compare(REFERRED, "income_amount", **filters) == told(
        "/comparison", feature="income_amount", **filters
    )
    assert clients.compare_two(REFERRED, "income_amount", "credit_amount", **filters) == told(
        "/comparison-of-two", x="income_amount", y="credit_amount", **filters
    )
    assert api.documents.model() == program.get("/v1/model").json()
    assert api.documents.comparison_options() == program.get("/v1/comparison-options").json()


def test_clients_who_ask_differently_and_new_ones_are_answered_as_by_the_api(api, program):
    def posted(path, body):
        return program.post(path, json.dumps(body), content_type="application/json").json()

    changes = {"credit_amount": 200_000}
    stated = {"changes": changes, "contract_term_months": 24}
    assert api.clients.what_if(REFERRED, changes, contract_term_months=24) == posted(
        f"/v1/clients/{REFERRED}/what-if", stated
    )
    assert api.new_clients.score(TABLES, limit=1) == posted("/v1/new-client/score?limit=1", {"tables": TABLES})
    assert api.new_clients.what_if(TABLES, changes, contract_term_months=24) == posted(
        "/v1/new-client/what-if", {"tables": TABLES, **stated}
    )
    assert api.new_clients.way_to_yes(TABLES) == posted("/v1/new-client/way-to-yes", {"tables": TABLES})


def test_many_scores_come_as_lines_with_reasons_where_they_are_asked_for(api):
    asked = [PLAIN, 999, DECLINED]

    bare, explained = list(api.scores(asked)), list(api.scores(asked, reasons=3))

    assert [line["client_id"] for line in bare] == [line["client_id"] for line in explained] == asked
    assert [line["kind"] for line in bare] == ["score", "problem", "score"]
    assert bare[2]["explanation"] is None
    assert len(explained[2]["explanation"]["reasons"]) == 6


def test_a_case_goes_from_decision_to_correction(api):
    first = api.decisions.record(
        DECLINED, proposed="decline", taken="accept", ground="new_documents", words="Contrat vérifié.",
        decided_by="c.martin", shown={"screen": "file"},
    )  # fmt: skip
    confirmed = api.decisions.confirm(first["decision_id"], agrees=True, decided_by="d.petit")
    review = api.decisions.ask_review(first["decision_id"], words="Trop cher.", taken_by="c.martin")
    api.reviews.assign(review["review_id"], assigned_to="d.petit", assigned_by="c.martin")
    correction = api.decisions.record(
        DECLINED, proposed="decline", taken="decline", decided_by="e.roux", corrects=first["decision_id"]
    )
    concluded = api.reviews.conclude(
        review["review_id"], grounds="Le client renonce.", decided_by="d.petit", changed_by=correction["decision_id"]
    )

    assert (first["state"], confirmed["state"]) == ("waits", "holds")
    assert api.decisions.read(first["decision_id"])["state"] == "corrected"
    assert api.reviews.read(review["review_id"]) == concluded
    assert (concluded["state"], api.reviews.list_open()["n_open"]) == ("changed", 0)
    assert api.decisions.letter(correction["decision_id"], lang="en").startswith(b"%PDF")


def decide(api, **changes):
    given = {"proposed": "decline", "taken": "decline", "decided_by": "c.martin"} | changes
    return api.decisions.record(DECLINED, **given)


REFUSALS = {
    errors.UnknownClientError: lambda api: api.clients.score(999),
    errors.UnknownRecordError: lambda api: api.decisions.read(999),
    errors.InvalidRequestError: lambda api: api.clients.score(DECLINED, limit=99),
    errors.ClientRowsRefusedError: lambda api: api.new_clients.score(
        TABLES | {"bureau": [{"SK_ID_CURR": 1, "SK_ID_BUREAU": 7}]}
    ),
    errors.ChangeNotPossibleError: lambda api: api.clients.what_if(
        DECLINED, {"credit_amount": 9, "annuity_amount": 9, "term_months": 9}
    ),
    errors.TooFewSimilarError: lambda api: api.clients.similar(DECLINED, k=1000),
    errors.ComparisonRefusedError: lambda api: api.clients.compare(DECLINED, "age_years", verdict=Verdict.ACCEPT.value),
    errors.SearchRefusedError: lambda api: api.clients.search(age="30-40", verdict="accept"),
    errors.GroundsRequiredError: lambda api: decide(api, taken="accept"),
    errors.StateConflictError: lambda api: decide(api, proposed="accept", taken="accept"),
    errors.SecondPersonRequiredError: lambda api: api.decisions.confirm(
        decide(api, taken="accept", ground="studied", words="Oui.")["decision_id"], agrees=True, decided_by="c.martin"
    ),
    errors.AnotherRequestError: lambda api: [
        decide(api, decided_by=name, idempotency_key="order-0001") for name in ("c.martin", "d.petit")
    ],
}


@pytest.mark.parametrize("error", REFUSALS, ids=lambda error: error.__name__)
def test_what_the_api_refuses_is_an_error_of_its_own_type(api, error):
    with pytest.raises(error) as refused:
        REFUSALS[error](api)

    assert type(refused.value) is error
    assert refused.value.request_id
    assert refused.value.detail


def test_a_key_that_does_not_hold_or_is_for_something_else_is_told(address):
    with Api(address, "solvable_000000_" + "k" * 43) as nobody, pytest.raises(errors.KeyRequiredError):
        nobody.clients.score(ACCEPTED)
    decides_only = create_key("decides", 1, scopes=[Scope.DECIDE])[1]
    with Api(address, decides_only) as decider, pytest.raises(errors.ScopeRequiredError):
        list(decider.scores([ACCEPTED]))


def test_a_body_over_the_servers_limit_and_a_service_that_is_not_ready_are_told(api, settings):
    settings.SCORING_SERVICE = open_nothing
    with pytest.raises(errors.NotReadyError):
        api.clients.score(ACCEPTED)

    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    with pytest.raises(errors.BodyTooLargeError):
        api.clients.what_if(ACCEPTED, {"credit_amount": 200_000})

import base64
import json
from dataclasses import asdict

import pytest
from django.test import Client

from solvable import wording
from solvable.reports.stories import story_json
from solvable.vocabulary import Language
from solvable.web.journal.keys import revoke_key
from web.made_up import (
    ACCEPTED,
    DECLINED,
    PLAIN,
    REFERRED,
    FakeScoringService,
    open_broken,
    open_nothing,
    open_superseded,
)

SCORE = f"/v1/clients/{DECLINED}/score"
READINGS = [
    "/v1/clients/{}/score", "/credit/{}", "/v1/clients/{}", "/v1/clients/{}/story", "/v1/clients/{}/way-to-yes",
    "/v1/clients/{}/similar",
]  # fmt: skip


def problem_of(response, status):
    """Check that an answer is a whole problem document of that status, and return it."""
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    document = json.loads(response.content)
    assert {"type", "title", "status", "detail", "instance"} <= document.keys()
    assert document["status"] == status
    return document


@pytest.mark.parametrize("client_id", [DECLINED, ACCEPTED, PLAIN])
def test_a_score_carries_the_figures_of_the_decision_and_they_add_up(program, client_id):
    [decision] = FakeScoringService().decide([client_id])

    answer = program.get(f"/v1/clients/{client_id}/score").json()

    assert answer["client_id"] == client_id
    assert answer["verdict"] == decision.verdict
    assert answer["prob_default"] == decision.prob_default
    assert answer["score"] == decision.score
    assert answer["cutoffs"] == {
        "accept_from": 560,
        "decline_below": 520,
        "accept_below_prob": 0.0712,
        "decline_from_prob": 0.1325,
    }
    assert (answer["model_version"], answer["policy_version"]) == ("2026-11-23-made-up", "2026-11")
    assert answer["likelihood"]["fr"] == wording.likelihood(decision.prob_default, Language.FR)
    listed_points = sum(reason["points"] for reason in answer["reasons"])
    assert answer["base_points"] + listed_points + answer["other_points"] == answer["score"]


def test_an_answer_says_what_became_of_clients_with_a_like_score_and_which_policy_it_is(program):
    answer = program.get(f"/v1/clients/{REFERRED}/score").json()

    assert answer["frequency"] == {
        "n_clients": 1240, "n_defaults": 98, "rate": 98 / 1240, "low": 0.0653, "high": 0.0954,
        "score_from": 545, "score_to": 551,
        "sentence": {
            "fr": "parmi 1\u202f240 dossiers notés de même, 98 impayés\u00a0: 7,9\u202f%, entre 6,5 et 9,5\u202f%",
            "en": "of 1,240 applications with a like score, 98 defaulted: 7.9%, between 6.5% and 9.5%",
        },
    }  # fmt: skip
    assert len(answer["policy_checksum"]) == 64


def test_where_too_few_clients_have_a_like_score_the_frequency_is_null(program):
    assert program.get(f"/v1/clients/{PLAIN}/score").json()["frequency"] is None


def test_themes_come_in_the_catalogues_order_and_add_up_to_the_score(program):
    answer = program.get(SCORE, {"limit": 1}).json()

    themes = {theme["key"]: theme["points"] for theme in answer["themes"]}
    assert answer["base_points"] + sum(themes.values()) == answer["score"]
    assert list(themes)[:2] == ["repayment_history", "debts_elsewhere"]
    assert themes["repayment_history"] == -31 + 6


def test_reasons_come_most_harmful_first_and_as_many_against_as_in_favour(program):
    reasons = program.get(SCORE, {"limit": 2}).json()["reasons"]

    assert [reason["points"] for reason in reasons] == [-31, -17, 9, 12]
    assert reasons[0] == {
        "key": "late_payments",
        "theme": "repayment_history",
        "label": {"fr": "Retards de paiement", "en": "Late payments"},
        "direction": "against",
        "points": -31,
        "accepted": {"fr": "Clients acceptés\u00a0: 0 (médiane)", "en": "Accepted clients: 0 (median)"},
        "sentence": {
            "fr": "Vous avez payé 4 échéances en retard sur les 12 derniers mois",
            "en": reasons[0]["sentence"]["en"],
        },
        "is_missing": False,
        "is_actionable": False,
    }


def test_all_reasons_that_count_fit_into_the_largest_limit(program):
    answer = program.get(SCORE, {"limit": 20}).json()

    assert answer["other_points"] == 0


def test_the_first_projects_route_answers_the_probability_and_nothing_else(program):
    answer = program.get(f"/credit/{DECLINED}")

    assert answer.json() == {"proba": 0.2447}


@pytest.mark.parametrize("client_id", [DECLINED, REFERRED, ACCEPTED])
def test_a_proposal_says_what_the_score_does_without_why(program, client_id):
    score = program.get(f"/v1/clients/{client_id}/score").json()

    proposal = program.get(f"/v1/clients/{client_id}/proposal").json()

    assert proposal == {name: score[name] for name in proposal}
    assert proposal.keys() == {
        "client_id", "verdict", "prob_default", "score", "model_version", "policy_version", "policy_checksum",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/v1/clients/7/proposal", "/credit/7"])
def test_nothing_is_proposed_for_nobody(program, path):
    answer = program.get(path)

    assert (answer.status_code, answer.json()["type"]) == (404, "urn:solvable:problem:unknown-client")


def test_a_client_is_described_with_the_groups_facts_and_words_of_the_service(program):
    answer = program.get(f"/v1/clients/{DECLINED}").json()

    assert answer["client_id"] == DECLINED
    assert [
        (group["key"], group["label"], [(f["feature"], f["label"], f["value"], f["is_used"]) for f in group["facts"]])
        for group in answer["groups"]
    ] == [
        (
            group.key, asdict(group.label),
            [(item.feature, asdict(item.label), asdict(item.value), item.is_used) for item in group.items],
        )
        for group in FakeScoringService().describe(DECLINED)
    ]  # fmt: skip
    facts = {fact["feature"]: fact for group in answer["groups"] for fact in group["facts"]}
    assert (facts["sex"]["is_used"], facts["income_amount"]["is_used"]) == (False, True)


def test_a_story_is_the_document_that_the_command_line_writes_and_what_is_missing_is_null(program):
    answer = program.get(f"/v1/clients/{DECLINED}/story").json()

    written = json.loads(story_json(FakeScoringService().story(DECLINED)), parse_constant=lambda _: None)
    assert answer == written
    assert [figure["value"] for figure in answer["chapters"][0]["figures"]] == [19.0, None]
    assert answer["chapters"][0]["tables"][0]["rows"] == [
        {"month": -1, "paid": 9251.78, "state": None}, {"month": -2, "paid": None, "state": "late"},
    ]  # fmt: skip


def test_a_table_that_was_not_delivered_is_a_chapter_that_is_not_available(program):
    chapters = program.get(f"/v1/clients/{DECLINED}/story").json()["chapters"]

    assert [chapter["state"] for chapter in chapters] == ["told", "nothing", "not_available"]
    assert (chapters[2]["figures"], chapters[2]["tables"]) == ([], [])


def test_tables_that_were_imported_since_are_503_for_the_story_alone(program, settings):
    settings.SCORING_SERVICE = open_superseded

    document = problem_of(program.get(f"/v1/clients/{DECLINED}/story"), 503)

    assert document["type"] == "urn:solvable:problem:not-ready"
    assert program.get(f"/v1/clients/{DECLINED}").status_code == 200


def test_each_way_to_show_a_key_opens_the_api(key):
    basic = base64.b64encode(f"any:{key}".encode()).decode()
    for headers in ({"X-API-Key": key}, {"Authorization": f"Bearer {key}"}, {"Authorization": f"Basic {basic}"}):
        assert Client(headers=headers).get(SCORE).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no key"),
        pytest.param({"X-API-Key": "solvable_000000_" + "a" * 43}, id="a key that nobody made"),
        pytest.param({"X-API-Key": "\x00é"}, id="no key at all"),
        pytest.param({"Authorization": "Bearer "}, id="an empty token"),
        pytest.param({"Authorization": "Basic ###"}, id="a damaged header"),
        pytest.param({"Authorization": "Basic " + base64.b64encode(b"no colon").decode()}, id="no password"),
    ],
)
def test_without_a_key_the_answer_is_401_and_says_how_to_show_one(stranger, headers):
    answer = stranger.get(SCORE, headers=headers)

    assert problem_of(answer, 401)["type"] == "urn:solvable:problem:key-required"
    assert answer["WWW-Authenticate"].startswith("Basic ")


def test_a_revoked_key_opens_nothing(program, key):
    revoke_key(key[: len("solvable_000000")])

    problem_of(program.get(SCORE), 401)


def test_somebody_at_the_desk_needs_a_key_for_the_api_too(desk):
    problem_of(desk.get(SCORE), 401)


@pytest.mark.parametrize("path", READINGS)
def test_an_unknown_client_is_404_by_type(program, path):
    document = problem_of(program.get(path.format(999)), 404)

    assert document["type"] == "urn:solvable:problem:unknown-client"
    assert "999" in document["detail"]
    assert document["instance"] == path.format(999)


@pytest.mark.parametrize("path", ["/v1/nowhere", "/v1/clients/100002/", "/v1/customers", "/credit/", "/v1/"])
def test_an_unknown_route_is_404(program, path):
    assert problem_of(program.get(path), 404)["type"] == "about:blank"


@pytest.mark.parametrize("path", READINGS)
@pytest.mark.parametrize(
    "client_id", ["Dupont", "-5", "0", str(2**63), "9" * 5000, "1.0", "1_0", "+1", "010", "%00", "１"]
)
def test_a_malformed_number_is_422_and_names_the_place(program, path, client_id):
    document = problem_of(program.get(path.format(client_id)), 422)

    assert document["errors"][0]["location"] == ["path", "client_id"]


@pytest.mark.parametrize("limit", ["0", "21", "many", "-1", "2.0", ""])
def test_a_limit_out_of_range_is_422(program, limit):
    assert problem_of(program.get(SCORE, {"limit": limit}), 422)["errors"][0]["location"] == ["query", "limit"]


@pytest.mark.parametrize(
    "path", [*(path.format(DECLINED) for path in READINGS), "/healthz", "/readyz", "/v1/openapi.json"]
)
def test_another_method_is_405_and_says_which_there_are(program, path):
    answer = program.post(path)

    problem_of(answer, 405)
    assert answer["Allow"] == ("GET, HEAD" if path in ("/healthz", "/readyz") else "GET")
    assert answer["Content-Length"] == str(len(answer.content))
    assert "Content-Security-Policy" in answer


def test_a_service_that_is_not_ready_is_503_without_the_servers_folders(program, settings):
    settings.SCORING_SERVICE = open_nothing
    for path in (*(path.format(DECLINED) for path in READINGS), "/readyz"):
        answer = program.get(path)
        assert problem_of(answer, 503)["type"] == "urn:solvable:problem:not-ready"
        assert b"/secret/place" not in answer.content
        assert answer["Retry-After"] == "30"

    assert program.get("/healthz").json() == {"status": "ok"}


def test_a_fault_of_ours_is_500_without_details(program, settings):
    settings.SCORING_SERVICE = open_broken

    answer = program.get(SCORE, headers={"X-Request-ID": "my-own-number"})

    document = problem_of(answer, 500)
    assert b"secret" not in answer.content
    assert "my-own-number" in document["detail"]


@pytest.mark.parametrize("path", [SCORE, "/v1/clients"])
def test_more_parameters_than_anybody_reads_are_a_bad_request(program, path):
    answer = program.get(path + "?" + "&".join(f"p{number}=1" for number in range(1001)))

    assert "1,000 parameters" in problem_of(answer, 400)["detail"]


def test_health_needs_no_key_and_readiness_neither(stranger):
    assert stranger.get("/healthz").json() == {"status": "ok"}
    assert stranger.get("/readyz").json() == {"status": "ready"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_to_head_as_to_get_without_a_body(stranger, settings, path):
    got, told = stranger.get(path), stranger.head(path)

    assert (told.status_code, told.content) == (200, b"")
    assert (told["Content-Type"], told["Content-Length"]) == (got["Content-Type"], str(len(got.content)))
    refused = stranger.post(path)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    settings.SCORING_SERVICE = open_nothing
    assert stranger.head(path).status_code == stranger.get(path).status_code


def test_health_is_told_under_any_name_and_nothing_else_is(stranger):
    elsewhere = {"host": "10.42.0.17:8000"}

    assert [stranger.get(path, headers=elsewhere).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    problem_of(stranger.get(SCORE, headers=elsewhere), 400)
    assert stranger.get("/connexion/", headers=elsewhere).status_code == 400


def test_each_answer_has_a_number_and_a_callers_own_is_kept_where_it_is_harmless(program):
    assert len(program.get(SCORE)["X-Request-ID"]) == 32
    assert program.get(SCORE, headers={"X-Request-ID": "batch-2026.11"})["X-Request-ID"] == "batch-2026.11"
    assert program.get(SCORE, headers={"X-Request-ID": "a b\tc; drop"})["X-Request-ID"] != "a b\tc; drop"


def test_the_schema_and_its_page_open_by_login_or_key(stranger, desk, program):
    assert stranger.get("/v1/docs").url == "/connexion/?next=/v1/docs"
    problem_of(stranger.get("/v1/openapi.json"), 401)
    for client in (desk, program):
        assert client.get("/v1/docs").status_code == 200
        assert client.get("/v1/openapi.json").json()["info"]["title"] == "solvable"


def has_example(document, content):
    """Whether a content shows what it may be, itself or by its schema."""
    choices = content["schema"].get("anyOf", [content["schema"]])
    schemas = [document["components"]["schemas"].get(one.get("$ref", "").rsplit("/")[-1], one) for one in choices]
    return "example" in content or all("example" in schema or _shown(schema) for schema in schemas)


def _shown(schema):
    return all("examples" in one for one in schema.get("properties", {"none": {}}).values())


def test_every_error_in_the_schema_is_a_problem_document_and_all_have_examples(desk):
    document = desk.get("/v1/openapi.json").json()

    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["description"]
            assert operation["operationId"]
            for code, response in operation["responses"].items():
                if int(code) >= 400:
                    content = response["content"]["application/problem+json"]
                    assert content["example"]["status"] == int(code), path
            if "requestBody" in operation:
                for media_type, content in operation["requestBody"]["content"].items():
                    assert has_example(document, content), (path, media_type)
            for code in {"200", "201"} & operation["responses"].keys():
                for media_type, content in operation["responses"][code]["content"].items():
                    assert media_type == "application/pdf" or has_example(document, content), (path, media_type)
    assert document["paths"][SCORE.replace(str(DECLINED), "{client_id}")]["get"]["security"]

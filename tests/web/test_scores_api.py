"""Many scores at once: a line per client as the single answer has them, and no line that breaks the others."""

import json

import pytest

from solvable.web.api.scores import EXPLAINED_AT_ONCE, PROPOSED_AT_ONCE
from web.made_up import ACCEPTED, DECLINED, PLAIN, REFERRED, FakeScoringService, open_nothing
from web.test_api import problem_of

SCORES = "/v1/scores"
LINES = "application/x-ndjson"


def ask(program, body, content_type="application/json", **query):
    body = body if isinstance(body, str | bytes) else json.dumps(body)
    return program.post(SCORES, body, content_type=content_type, query_params=query)


def lines_of(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == LINES
    return [json.loads(line) for line in answer.getvalue().splitlines()]


def test_a_line_says_of_a_client_what_the_single_answer_says(program):
    [line] = lines_of(ask(program, [DECLINED]))

    alone = program.get(f"/v1/clients/{DECLINED}/score").json()
    told = ("client_id", "verdict", "prob_default", "score", "model_version", "policy_version")
    assert {name: line[name] for name in told} == {name: alone[name] for name in told}
    assert (line["kind"], line["explanation"]) == ("score", None)


def test_lines_with_reasons_have_those_of_the_single_answer(program):
    lines = lines_of(ask(program, [DECLINED, ACCEPTED], reasons=2))

    for line in lines:
        alone = program.get(f"/v1/clients/{line['client_id']}/score", {"limit": 2}).json()
        assert line["explanation"] == {name: alone[name] for name in ("base_points", "reasons", "other_points")}


@pytest.mark.parametrize("reasons", [0, 3])
def test_lines_come_in_the_order_asked_and_a_client_asked_twice_is_told_twice(program, reasons):
    asked = [REFERRED, DECLINED, REFERRED, PLAIN]

    assert [line["client_id"] for line in lines_of(ask(program, asked, reasons=reasons))] == asked


def test_a_client_who_is_not_there_is_a_line_and_the_others_are_answered(program):
    lines = lines_of(ask(program, [DECLINED, 999, ACCEPTED]))

    assert [line["kind"] for line in lines] == ["score", "problem", "score"]
    assert lines[1]["client_id"] == 999
    assert lines[1]["problem"] == problem_of(program.get("/v1/clients/999/score"), 404) | {"instance": SCORES}


def test_a_whole_number_may_be_written_with_a_point(program):
    assert [line["client_id"] for line in lines_of(ask(program, f"[{DECLINED}.0, 1e3]"))] == [DECLINED, 1000]


def test_numbers_may_come_one_per_line_and_empty_lines_are_none(program):
    answer = ask(program, f"{DECLINED}\r\n\n{REFERRED}\n", LINES)

    assert [line["client_id"] for line in lines_of(answer)] == [DECLINED, REFERRED]


@pytest.mark.parametrize(("reasons", "at_once"), [(0, PROPOSED_AT_ONCE), (1, EXPLAINED_AT_ONCE)])
def test_more_clients_than_are_scored_at_once_are_all_answered(program, reasons, at_once):
    asked = [PLAIN, 999] * at_once

    assert [line["client_id"] for line in lines_of(ask(program, asked, reasons=reasons))] == asked


@pytest.mark.parametrize(
    ("body", "place"),
    [
        pytest.param([], ["body"], id="nobody"),
        pytest.param({"clients": [DECLINED]}, ["body"], id="no list"),
        pytest.param([DECLINED, "100003"], ["body", "1"], id="a number in quotes"),
        pytest.param([0], ["body", "0"], id="no client's number"),
        pytest.param([2**63], ["body", "0"], id="a number beyond all"),
        pytest.param([True], ["body", "0"], id="a truth value"),
        pytest.param([1.5], ["body", "0"], id="half a client"),
    ],
)
def test_a_list_that_cannot_be_used_is_422_before_anything_is_answered(program, body, place):
    document = problem_of(ask(program, body), 422)

    assert document["errors"][0]["location"] == place


@pytest.mark.parametrize("line", ["abc", "-1", "1.0", "0", "१", "9" * 30, "\ufffd", "1 2"])
def test_a_line_that_is_no_number_is_422_and_is_named(program, line):
    document = problem_of(ask(program, f"{DECLINED}\n\n{line}\n".encode(), LINES), 422)

    assert document["errors"][0]["location"] == ["body", "line 3"]


def test_of_a_body_that_is_wrong_all_over_the_first_places_are_named(program):
    assert len(problem_of(ask(program, ["x"] * 500), 422)["errors"]) == 20


def test_a_body_that_is_no_json_is_400(program):
    problem_of(ask(program, b"\xff"), 400)


@pytest.mark.parametrize("reasons", ["-1", "21", "true", "2.0"])
def test_a_number_of_reasons_out_of_range_is_422(program, reasons):
    assert problem_of(ask(program, [DECLINED], reasons=reasons), 422)["errors"][0]["location"] == ["query", "reasons"]


def test_a_service_that_is_not_ready_is_503_and_not_an_answer_that_breaks_off(program, settings):
    settings.SCORING_SERVICE = open_nothing

    problem_of(ask(program, [DECLINED]), 503)


def test_an_answer_that_breaks_off_says_so_in_its_last_line(program, settings):
    class Failing(FakeScoringService):
        def find_proposals(self, client_ids):
            if 999 in client_ids:
                raise ZeroDivisionError("secret detail")
            return super().find_proposals(client_ids)

    settings.SCORING_SERVICE = Failing

    answer = ask(program, [PLAIN] * PROPOSED_AT_ONCE + [999, PLAIN])

    *told, last = lines_of(answer)
    assert len(told) == PROPOSED_AT_ONCE
    assert (last["kind"], last["client_id"], last["problem"]["status"]) == ("problem", None, 500)
    assert answer["X-Request-ID"] in last["problem"]["detail"]
    assert b"secret" not in answer.getvalue()

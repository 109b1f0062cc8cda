"""From eight files to answers for programs: command line, batch and API say the same of clients."""

import json
import re

import pyarrow.csv as pv
import pyarrow.parquet as pq

from journeys.command_line import solvable
from solvable import wording
from solvable.explanations.comparison import Filters
from solvable.portfolios.client_rows import read_client_rows
from solvable.portfolios.home_credit import home_credit
from solvable.reports.stories import story_json
from solvable.vocabulary import Language, Verdict
from solvable.web.access import Scope
from solvable.web.journal.keys import create_key


def test_contributions_sum_to_the_points_of_every_client(decisions, service):
    assert len(decisions) == service.clients.n_clients
    for decision in decisions.values():
        assert decision.base_points + sum(reason.points for reason in decision.reasons) == decision.score


def test_every_verdict_occurs_and_riskier_clients_get_the_stricter_one(decisions):
    by_verdict = {v: [d.prob_default for d in decisions.values() if d.verdict is v] for v in Verdict}

    assert all(by_verdict.values())
    assert max(by_verdict[Verdict.ACCEPT]) < min(by_verdict[Verdict.REFER])
    assert max(by_verdict[Verdict.REFER]) < min(by_verdict[Verdict.DECLINE])


def test_what_training_kept_of_every_client_is_what_was_decided_to_the_last_bit(decisions, service):
    proposals = service.find_proposals(list(decisions))

    assert service.log_odds.size == len(decisions)
    assert [(one.client_id, one.verdict, one.score, one.prob_default) for one in proposals] == [
        (one.client_id, one.verdict, one.score, one.prob_default) for one in decisions.values()
    ]


def test_the_command_line_writes_what_was_decided_for_every_client(workspace, decisions, tmp_path):
    output = tmp_path / "scores.parquet"

    solvable(workspace.root, "score", "--all", "--output", output)

    check_rows(pq.read_table(output).to_pylist(), list(decisions.values()))


def test_the_command_line_writes_the_same_of_some_clients_as_text(workspace, decisions, tmp_path):
    output, asked = tmp_path / "scores.csv", list(decisions.values())[::9]

    solvable(workspace.root, "score", *(decision.client_id for decision in asked), "--output", output)

    check_rows(pv.read_csv(output).to_pylist(), asked)


def check_rows(rows, decided):
    assert [row["client_id"] for row in rows] == [decision.client_id for decision in decided]
    for row, decision in zip(rows, decided, strict=True):
        assert (row["verdict"], row["score"]) == (decision.verdict.value, decision.score)
        assert row["prob_default"] == decision.prob_default
        if decision.against:
            assert row["against_1"] == decision.against[0].sentence.fr


def test_the_command_line_prints_what_was_decided(workspace, decisions):
    client_ids = list(decisions)[:3]

    printed = re.sub(r"[ \n]+", " ", solvable(workspace.root, "score", *client_ids))

    for client_id in client_ids:
        assert f"{client_id}" in printed
        assert wording.percent(decisions[client_id].prob_default, Language.FR) in printed


def test_the_api_answers_what_was_decided(web, shown):
    headers = {"X-API-Key": create_key("journey", 1, scopes=[Scope.SCORE])[1]}

    for decision in shown:
        answer = web.get(f"/v1/clients/{decision.client_id}/score?limit=20", headers=headers).json()
        assert (answer["verdict"], answer["score"], answer["prob_default"]) == (
            decision.verdict.value, decision.score, decision.prob_default,
        )  # fmt: skip
        points = [reason["points"] for reason in answer["reasons"]]
        assert answer["base_points"] + sum(points) + answer["other_points"] == decision.score

    for decision in shown[::10]:  # The same under other addresses, without why.
        proposal = web.get(f"/v1/clients/{decision.client_id}/proposal", headers=headers).json()
        assert (proposal["verdict"], proposal["score"], proposal["prob_default"]) == (
            decision.verdict.value, decision.score, decision.prob_default,
        )  # fmt: skip
        assert web.get(f"/credit/{decision.client_id}", headers=headers).json() == {"proba": decision.prob_default}


def test_the_api_tells_of_a_client_what_the_service_does(web, service, decisions):
    headers = {"X-API-Key": create_key("journey", 1, scopes=[Scope.SCORE])[1]}
    client_id = next(c for c, decision in decisions.items() if decision.verdict is Verdict.REFER)
    path, changes = f"/v1/clients/{client_id}", {"income_amount": 250_000}

    def told(operation, **asked):
        return web.get(path + operation, asked, headers=headers).json()

    tried = web.post(f"{path}/what-if", {"changes": changes}, content_type="application/json", headers=headers).json()
    facts = [fact["value"]["fr"] for group in told("")["groups"] for fact in group["facts"]]
    compared = told("/comparison", feature="income_amount", same="contract_type")

    assert facts == [item.value.fr for group in service.describe(client_id) for item in group.items]
    assert told("/story") == json.loads(story_json(service.story(client_id)), parse_constant=lambda _: None)
    assert tried["after"]["score"] == service.what_if(client_id, changes).after.score
    assert told("/way-to-yes")["found"] == service.way_to_yes(client_id).found
    assert told("/similar", k=50)["client_ids"] == list(service.similar(client_id, 50).client_ids)
    found = service.compare(client_id, "income_amount", Filters(same=frozenset({"contract_type"})))
    assert compared["sentence"]["fr"] == found.sentence.fr


def test_many_clients_at_once_are_answered_as_they_were_decided(web, decisions):
    headers = {"X-API-Key": create_key("journey", 1, scopes=[Scope.SCORE])[1]}
    asked = list(decisions)[::-1]

    def lines(client_ids, **query):
        answer = web.post(
            "/v1/scores", client_ids, content_type="application/json", headers=headers, query_params=query
        )
        return [json.loads(line) for line in answer.getvalue().splitlines()]

    for line, client_id in zip(lines(asked), asked, strict=True):
        decision = decisions[client_id]
        assert (line["client_id"], line["verdict"], line["score"], line["prob_default"]) == (
            client_id, decision.verdict.value, decision.score, decision.prob_default,
        )  # fmt: skip
    for line in lines(asked[:60], reasons=3):
        against = decisions[line["client_id"]].against[:3]
        assert [reason["points"] for reason in line["explanation"]["reasons"]][: len(against)] == [
            reason.points for reason in against
        ]


def test_the_rows_of_a_stored_client_are_answered_as_that_client_is(web, workspace, decisions):
    headers = {"X-API-Key": create_key("journey", 1, scopes=[Scope.SCORE])[1]}
    contracts = home_credit().contracts

    for client_id in list(decisions)[:: len(decisions) // 3]:
        rows = read_client_rows(workspace, home_credit(), client_id)
        tables = {
            name: [{column: cell for column, cell in row.items() if column in contracts[name].columns} for row in found]
            for name, found in rows.items()
        }
        new = web.post(
            "/v1/new-client/score", {"tables": tables}, content_type="application/json", headers=headers
        ).json()
        stored = web.get(f"/v1/clients/{client_id}/score", headers=headers).json()
        assert abs(new.pop("prob_default") - stored.pop("prob_default")) <= 1e-9
        assert new == stored

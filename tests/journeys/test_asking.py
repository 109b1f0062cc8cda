"""Clients who ask differently: what is suggested is decided so, and what is tried is what would be stored."""

import io
import json

import pyarrow.parquet as pq
import pytest
from rich.console import Console

from journeys.command_line import solvable
from solvable import wording
from solvable.decisions.candidates import Lever, build_ladders
from solvable.decisions.decide import score
from solvable.decisions.evidence import replay
from solvable.decisions.recorded import read_proposal
from solvable.decisions.way_to_yes import Found
from solvable.decisions.way_words import say_alternative, say_found
from solvable.errors import SimulationError, UnknownClientError
from solvable.portfolios.engine import rows_of_client
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.simulation import ANNUITY, CREDIT, GOODS_PRICE, INCOME, TERM
from solvable.terminal_simulation import way_table, what_if_document, what_if_table
from solvable.vocabulary import Language, Verdict

N_SEARCHED = 40


@pytest.fixture(scope="module")
def scores(service):
    """Every client's points, by number, the fewest last."""
    points = {}
    for rows in service.clients.batches(5000):
        points |= zip(rows["client_id"].to_pylist(), score(rows, service.bundle).tolist(), strict=True)
    return dict(sorted(points.items(), key=lambda item: (-item[1], item[0])))


@pytest.fixture(scope="module")
def ways(service, scores):
    """The ways of the clients who miss *accept* by least, by number."""
    missed = [client_id for client_id, points in scores.items() if points < service.cutoffs.accept_from]
    return {client_id: service.way_to_yes(client_id) for client_id in missed[:N_SEARCHED]}


def printed(table):
    console = Console(width=300, file=io.StringIO())
    console.print(table)
    return " ".join(console.file.getvalue().split())


def asked(loan):
    return {CREDIT: loan.amount, ANNUITY: loan.payment} | (
        {} if loan.goods_price is None else {GOODS_PRICE: loan.goods_price}
    )


def test_every_suggestion_is_accepted_when_it_is_asked_for(service, ways):
    suggestions = [(client_id, a) for client_id, way in ways.items() for a in way.alternatives]

    assert len(suggestions) > 5
    for client_id, alternative in suggestions:
        after = service.what_if(client_id, asked(alternative.loan)).after
        assert after == alternative.decision
        assert after.verdict is Verdict.ACCEPT


def test_nothing_smaller_holds_and_all_that_is_larger_does(service, ways):
    client_id, way = next((c, w) for c, w in ways.items() if w.alternatives)
    alternative = way.alternatives[0]
    ladders = {ladder[0].lever: ladder for ladder in build_ladders(way.loan, service.policy.way_to_yes)}
    ladder = ladders[alternative.lever]
    place = [rung.loan for rung in ladder].index(alternative.loan)

    scores = [service.what_if(client_id, asked(rung.loan)).after.score for rung in ladder]

    assert min(scores[place:]) >= service.cutoffs.accept_from
    assert place == 0 or scores[place - 1] < service.cutoffs.accept_from


def test_only_what_may_be_changed_is_changed_and_never_upwards(ways):
    for way in ways.values():
        for alternative in way.alternatives:
            assert alternative.loan.amount < way.loan.amount
            assert alternative.loan.payment <= way.loan.payment
            assert alternative.loan.n_months == way.loan.n_months
            assert alternative.lever in (Lever.AMOUNT, Lever.DOWN_PAYMENT)


def test_who_is_accepted_is_told_so(service, scores):
    assert service.way_to_yes(next(iter(scores))).found is Found.ALREADY_ACCEPTED


def test_a_longer_term_is_considered_once_the_contracts_term_is_stated(service, ways):
    client_id, way = next((c, w) for c, w in ways.items() if w.loan and w.loan.n_months)

    stated = service.way_to_yes(client_id, stated_months=way.loan.n_months)

    assert way.is_term_left_out
    assert not stated.is_term_left_out
    assert stated.n_loans > way.n_loans
    assert stated.loan.payment == way.loan.payment


def test_a_client_who_changes_nothing_is_decided_about_as_stored(service):
    for decision in service.decide(service.first_clients(limit=20)):
        tried = service.what_if(decision.client_id, {})

        assert tried.before == tried.after == decision
        assert tried.changes == ()


def test_what_is_tried_changes_points_by_its_reasons(service, ways):
    client_id = next(iter(ways))
    stands = {askable.name: askable.value for askable in service.askable(client_id)}

    tried = service.what_if(client_id, {CREDIT: 0.7 * stands[CREDIT], INCOME: 2 * stands[INCOME]})

    assert tried.loan_after.payment == pytest.approx(0.7 * stands[ANNUITY])
    assert tried.after.score != tried.before.score
    assert sum(change.difference for change in tried.changes) == tried.after.score - tried.before.score


def test_what_may_be_asked_is_listed_with_where_it_stands(service, ways):
    client_id, way = next((c, w) for c, w in ways.items() if w.loan and w.loan.n_months)

    stands = {askable.name: askable.value for askable in service.askable(client_id)}

    assert set(stands) == {CREDIT, ANNUITY, GOODS_PRICE, INCOME, TERM}
    assert (stands[CREDIT], stands[ANNUITY], stands[TERM]) == (way.loan.amount, way.loan.payment, way.loan.n_months)


def test_a_client_given_as_rows_is_answered_like_the_stored_one(service, workspace, ways):
    client_id, way = next((c, w) for c, w in ways.items() if w.alternatives)
    paths = workspace.table_paths()
    rows = {name: table.to_pylist() for name, table in rows_of_client(home_credit(), paths, client_id).items()}
    for name in rows:
        published = home_credit().contracts[name].columns
        rows[name] = [{column: row[column] for column in published} for row in rows[name]]

    new = service.way_to_yes_new(rows)
    tried = service.what_if_new(rows, asked(way.alternatives[0].loan))

    assert new.stood.score == way.stood.score
    assert [(a.lever, a.loan) for a in new.alternatives] == [(a.lever, a.loan) for a in way.alternatives]
    assert tried.after.verdict is Verdict.ACCEPT
    assert tried.before.client_id == client_id


@pytest.mark.parametrize(
    ("changes", "stated_months", "message"),
    [
        pytest.param({"age_years": 30.0}, None, "found age_years", id="what nobody can change"),
        pytest.param({TERM: 24.0, ANNUITY: 1.0, CREDIT: 1.0}, None, "found all three", id="over-determined"),
        pytest.param({CREDIT: -1.0}, None, "must be a positive number", id="less than nothing"),
        pytest.param({}, 1.0, "pays? the amount back, found 1.0 months", id="a term that the payments contradict"),
        pytest.param({}, float("inf"), "term of the contract must be a positive number", id="a term without end"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_the_reason(service, ways, changes, stated_months, message):
    with pytest.raises(SimulationError, match=message):
        service.what_if(next(iter(ways)), changes, stated_months=stated_months)


def test_a_client_who_is_not_there_is_named(service):
    with pytest.raises(UnknownClientError, match="found 7,"):
        service.way_to_yes(7)


def test_the_command_line_tells_the_same(workspace, service, ways):
    client_id, way = next((c, w) for c, w in ways.items() if w.alternatives)
    first = way.alternatives[0]

    told = json.loads(solvable(workspace.root, "simulate", client_id, "--way", "--json"))
    tried = solvable(workspace.root, "simulate", client_id, "--amount", first.loan.amount, "--language", "en")

    assert [a["loan"]["amount"] for a in told["alternatives"]] == [a.loan.amount for a in way.alternatives]
    assert told["alternatives"][0]["sentence"].startswith("Si vous ")
    assert told["policy_checksum"] == service.policy.checksum
    assert "monthly payment" in tried
    assert f"client {client_id}" in tried


@pytest.mark.parametrize("language", Language)
def test_tables_say_what_was_found_and_what_would_change(service, ways, language):
    client_id, way = next((c, w) for c, w in ways.items() if w.alternatives)
    first = way.alternatives[0]
    tried = service.what_if(client_id, asked(first.loan))

    way_said = printed(way_table(way, language, currency=None))
    tried_said = printed(what_if_table(tried, language, currency=None))

    assert " ".join(say_found(way).in_language(language).split()) in way_said
    sentence = say_alternative(first, way.loan, currency=None).in_language(language)
    assert " ".join(sentence.split()) in way_said
    assert wording.points(tried.after.score - tried.before.score, language) in tried_said
    assert " ".join(wording.amount(first.loan.amount, language, currency=None).split()) in tried_said
    assert all(" ".join(change.sentence.in_language(language).split()) in tried_said for change in tried.changes)
    assert what_if_document(tried, language)["after"]["score"] == tried.after.score


def test_the_client_table_is_read_in_part(service, workspace, ways):
    read = service.asking.live.stored(next(iter(ways))).application.schema.names

    assert len(read) < len(pq.read_schema(workspace.table_paths()["application"]).names) / 2


def test_what_leads_to_a_yes_is_recorded_with_a_decision_and_replays_as_before(service, ways):
    client_id, way = next((client_id, way) for client_id, way in ways.items() if way.found is Found.WAY)

    evidence = service.evidence(client_id, with_way=True)
    document = json.loads(json.dumps(evidence.document()))

    assert read_proposal(document).way.alternatives == tuple(
        say_alternative(alternative, way.loan, currency=service.currency) for alternative in way.alternatives
    )
    assert replay(document, bundle=service.bundle, catalogue=service.catalogue) == ()

"""A client's records: a copy for them, and erasure of what the law lets go of, while the chain still holds."""

import json

import pytest
from django.db import connection

from solvable.decisions.oversight import Retention, ReviewTerms
from solvable.errors import GroundsMissingError, UnknownRecordError
from solvable.vocabulary import Verdict
from solvable.web.journal.audit import audit_export, audit_journal, export_journal
from solvable.web.journal.decisions import record_decision
from solvable.web.journal.erasure import client_records, erase_client, erase_expired
from solvable.web.journal.idempotency import Answer, Write, answer_once
from solvable.web.journal.ledger import find_record
from solvable.web.journal.records import Decision, Erasure, IdempotencyKey, Scoring
from solvable.web.journal.reviews import ask_review, assign_review, conclude_review
from web.journal.builders import CAMILLE, DOMINIQUE, at, decide_as_proposed, evidence_proposing, taken

RETENTION = Retention(years=5)
YEAR = 365.25 * 24 * 60
ASKED = "Le client l’a demandé."


def decided_and_reviewed(minutes=0):
    decision = decide_as_proposed(Verdict.DECLINE, minutes=minutes)
    review = ask_review(decision.pk, words="Soldé !", terms=ReviewTerms(), by=CAMILLE, at=at(minutes + 1))
    assign_review(review.pk, to=DOMINIQUE, by=CAMILLE, at=at(minutes + 2))
    conclude_review(review.pk, grounds="Non.", by=DOMINIQUE, at=at(minutes + 3))
    return decision


def erase(decision, minutes):
    return erase_client(decision.client_id, retention=RETENTION, grounds=ASKED, by=CAMILLE, at=at(minutes))


def test_a_client_gets_everything_that_is_held_about_them_and_nothing_about_others():
    decision = decided_and_reviewed()
    decide_as_proposed(Verdict.ACCEPT)

    records = client_records(decision.client_id)

    assert [record["kind"] for record in records] == ["decision", "scoring", "review", "review_step", "review_step"]
    assert {record["client_id"] for record in records} == {decision.client_id}
    assert records[2]["words"] == "Soldé !"
    assert records[1]["inputs"] == dict(evidence_proposing(Verdict.DECLINE).inputs)


def test_what_the_law_demands_is_kept_and_said_until_when():
    decision = decided_and_reviewed()

    report = erase(decision, minutes=YEAR)

    assert (report.erasure, report.n_erased) == (None, 0)
    [case] = report.kept
    assert len(case.records) == 5
    assert case.kept_until == at(3).replace(year=2031)
    assert len(client_records(decision.client_id)) == 5


def test_after_that_contents_are_erased_and_the_chain_holds_all_the_same(tmp_path):
    decision, other = decided_and_reviewed(), decide_as_proposed(Verdict.ACCEPT)
    noted = audit_journal().head

    report = erase(decision, minutes=6 * YEAR)

    assert (report.n_erased, report.kept) == (5, ())
    assert client_records(decision.client_id) == []
    assert audit_journal(noted=[noted]).breaks == ()
    with pytest.raises(UnknownRecordError, match="is not there or was erased"):
        find_record(Decision, decision.pk)
    assert find_record(Decision, other.pk) == other
    export_journal(tmp_path / "copy.zip", exported_at=at(6 * YEAR))
    assert audit_export(tmp_path / "copy.zip", noted=[noted]).breaks == ()


def test_nothing_that_the_journal_still_holds_tells_whose_records_were_erased():
    decision = decided_and_reviewed()
    client_id, inputs = decision.client_id, evidence_proposing(Verdict.DECLINE).inputs

    erasure = find_record(Erasure, erase(decision, minutes=6 * YEAR).erasure.pk)

    assert str(client_id) not in erasure.content
    assert ["decision", decision.pk] in json.loads(erasure.content)["erased"]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("journal_"):
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names.
                rows = repr(cursor.fetchall())
                assert str(client_id) not in rows
                assert str(inputs["amount"]) not in rows


def test_a_case_is_kept_as_a_whole_until_its_last_record_may_go():
    decision = decide_as_proposed(Verdict.DECLINE)
    record_decision(
        evidence_proposing(Verdict.DECLINE), taken(Verdict.DECLINE, Verdict.DECLINE), by=DOMINIQUE, at=at(3 * YEAR),
        corrects=decision.pk,
    )  # fmt: skip

    assert erase(decision, minutes=6 * YEAR).n_erased == 0
    assert erase(decision, minutes=8.1 * YEAR).n_erased == 4  # two decisions, each with its scoring


def test_a_decision_after_an_erasure_is_a_case_of_its_own():
    first = decide_as_proposed(minutes=0)
    assert erase(first, minutes=6 * YEAR).n_erased == 2
    second = decide_as_proposed(minutes=6.1 * YEAR)

    report = erase(second, minutes=7 * YEAR)

    assert (report.n_erased, len(report.kept)) == (0, 1)
    assert [record["id"] for record in client_records(second.client_id) if record["kind"] == "decision"] == [second.pk]


def test_what_was_answered_to_programs_is_dropped_with_the_last_record_and_not_before():
    decision = decide_as_proposed()
    write = Write(owner="key:a", key="1", request_hash="ab", client_id=decision.client_id)
    answer_once(write, lambda: Answer(status=201, body="{}"), at=at(0))

    erase(decision, minutes=1)
    assert answer_once(write, decide_as_proposed, at=at(2)) == (Answer(status=201, body="{}"), True)

    erase(decision, minutes=6 * YEAR)
    assert not IdempotencyKey.objects.exists()


def test_erasing_needs_grounds():
    with pytest.raises(GroundsMissingError, match="Erasing a client's records needs grounds"):
        erase_client(100_001, retention=RETENTION, grounds="", by=CAMILLE, at=at(0))


def test_what_is_past_its_retention_is_erased_whoever_it_is_about():
    old = [decide_as_proposed(nth=n, minutes=n) for n in range(3)]
    recent = decide_as_proposed(nth=3, minutes=2 * YEAR)

    report = erase_expired(retention=RETENTION, by="system:retention", at=at(6 * YEAR))

    assert report.n_erased == 2 * len(old)
    assert list(Scoring.objects.filter(content__isnull=False)) == [recent.scoring]
    assert audit_journal().breaks == ()
    assert erase_expired(retention=RETENTION, by="system:retention", at=at(6 * YEAR)).erasure is None

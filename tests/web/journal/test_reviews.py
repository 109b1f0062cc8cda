"""A client asks for a person to look again: who may, until when, and with what outcome."""

import json
from datetime import UTC, date, datetime

import pytest

from solvable.decisions.oversight import ReviewTerms
from solvable.errors import GroundsMissingError, RecordStateError, SecondPersonError, UnknownRecordError
from solvable.vocabulary import Verdict
from solvable.web.journal.audit import audit_journal
from solvable.web.journal.decisions import confirm_decision, record_decision
from solvable.web.journal.ledger import find_record
from solvable.web.journal.records import Review
from solvable.web.journal.reviews import ask_review, assign_review, conclude_review, open_reviews, review_state
from web.journal.builders import CAMILLE, DOMINIQUE, SACHA, at, decide_as_proposed, evidence_proposing, taken

ACCEPT, _, DECLINE = Verdict
TERMS = ReviewTerms(days=30)
WORDS = "J’ai soldé ce crédit en octobre."


def asked(minutes=1, **changes):
    decision = decide_as_proposed(DECLINE, **changes)
    return decision, ask_review(decision.pk, words=WORDS, terms=TERMS, by=CAMILLE, at=at(minutes))


def assigned():
    decision, review = asked()
    assign_review(review.pk, to=DOMINIQUE, by=SACHA, at=at(2))
    return decision, review


def corrected(decision, minutes=3):
    return record_decision(
        evidence_proposing(DECLINE), taken(DECLINE, ACCEPT), by=DOMINIQUE, at=at(minutes), corrects=decision.pk
    )


def test_a_review_keeps_the_clients_words_and_the_day_by_which_they_get_an_answer():
    decision, review = asked()

    kept = find_record(Review, review.pk)
    assert json.loads(kept.content)["words"] == WORDS
    assert (kept.client_id, kept.decision_id, kept.due_on) == (decision.client_id, decision.pk, date(2026, 12, 28))
    assert review_state(kept).is_open
    assert open_reviews() == [kept]


@pytest.mark.parametrize(
    ("asked_at", "due_on"),
    [
        pytest.param(datetime(2026, 11, 28, 22, 59, tzinfo=UTC), date(2026, 12, 28), id="a minute before midnight"),
        pytest.param(datetime(2026, 11, 28, 23, 30, tzinfo=UTC), date(2026, 12, 29), id="at 00:30 on the 29th"),
    ],
)
def test_the_days_for_an_answer_count_from_the_day_at_the_bank(asked_at, due_on):
    decision = decide_as_proposed(DECLINE)

    review = ask_review(decision.pk, words=WORDS, terms=TERMS, by=CAMILLE, at=asked_at)

    assert find_record(Review, review.pk).due_on == due_on


def test_a_review_without_the_clients_words_is_refused():
    decision = decide_as_proposed(DECLINE)

    with pytest.raises(GroundsMissingError, match="needs the client's own words"):
        ask_review(decision.pk, words=" ", terms=TERMS, by=CAMILLE, at=at(1))


def test_a_decision_is_under_one_review_at_a_time_and_may_be_under_another_later():
    decision, review = asked()
    with pytest.raises(RecordStateError, match="is under review already"):
        ask_review(decision.pk, words=WORDS, terms=TERMS, by=CAMILLE, at=at(2))

    assign_review(review.pk, to=DOMINIQUE, by=SACHA, at=at(3))
    conclude_review(review.pk, grounds="Le crédit court encore.", by=DOMINIQUE, at=at(4))

    assert ask_review(decision.pk, words=WORDS, terms=TERMS, by=CAMILLE, at=at(5)).pk != review.pk


def test_nobody_looks_again_at_their_own_decision():
    _, review = asked()

    with pytest.raises(SecondPersonError, match=f"Looking at a decision again needs somebody other than {CAMILLE}"):
        assign_review(review.pk, to=CAMILLE, by=SACHA, at=at(2))
    with pytest.raises(SecondPersonError):
        conclude_review(review.pk, grounds="Vu.", by=CAMILLE, at=at(2))


def test_only_who_has_the_review_concludes_it_and_it_may_pass_on():
    _, review = assigned()

    with pytest.raises(
        RecordStateError, match=f"is assigned to {SACHA}, found that review .* is assigned to {DOMINIQUE}"
    ):
        conclude_review(review.pk, grounds="Vu.", by=SACHA, at=at(3))
    assign_review(review.pk, to=SACHA, by=DOMINIQUE, at=at(4))
    conclude_review(review.pk, grounds="Vu.", by=SACHA, at=at(5))

    assert review_state(review).assigned_to == SACHA


def test_a_review_is_upheld_with_grounds_and_then_closed():
    _, review = assigned()
    with pytest.raises(GroundsMissingError, match="Concluding a review needs grounds"):
        conclude_review(review.pk, grounds="", by=DOMINIQUE, at=at(3))

    conclude_review(review.pk, grounds="Le crédit court encore.", by=DOMINIQUE, at=at(3))

    assert review_state(review).outcome == "upheld"
    assert open_reviews() == []
    for step in (
        lambda: assign_review(review.pk, to=SACHA, by=DOMINIQUE, at=at(4)),
        lambda: conclude_review(review.pk, grounds="Encore.", by=DOMINIQUE, at=at(4)),
    ):
        with pytest.raises(RecordStateError, match="is concluded: the decision was upheld"):
            step()


def test_a_review_that_changes_the_decision_names_the_one_that_corrects_it():
    decision, review = assigned()
    stranger = decide_as_proposed(ACCEPT)

    with pytest.raises(RecordStateError, match=f"corrects decision {decision.pk}, found that decision .* does not"):
        conclude_review(review.pk, grounds="Soldé.", changed_by=stranger.pk, by=DOMINIQUE, at=at(3))
    correction = corrected(decision)
    with pytest.raises(RecordStateError, match=f"holds, found that decision {correction.pk} waits"):
        conclude_review(review.pk, grounds="Soldé.", changed_by=correction.pk, by=DOMINIQUE, at=at(4))
    confirm_decision(correction.pk, agrees=True, by=SACHA, at=at(5))
    with pytest.raises(RecordStateError, match="name the decision that changed it"):
        conclude_review(review.pk, grounds="Soldé.", by=DOMINIQUE, at=at(6))
    conclude_review(review.pk, grounds="Soldé.", changed_by=correction.pk, by=DOMINIQUE, at=at(7))

    assert review_state(review).outcome == "changed"
    assert audit_journal().breaks == ()


def test_the_most_urgent_review_comes_first():
    _, later = asked(minutes=60 * 48, nth=1)
    _, sooner = asked(minutes=1, nth=2)

    assert open_reviews() == [sooner, later]


def test_a_decision_or_a_review_that_is_not_there_is_named():
    with pytest.raises(UnknownRecordError, match="number of a decision"):
        ask_review(999, words=WORDS, terms=TERMS, by=CAMILLE, at=at(1))
    with pytest.raises(UnknownRecordError, match="number of a review"):
        assign_review(999, to=DOMINIQUE, by=SACHA, at=at(1))

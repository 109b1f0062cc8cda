"""A client asks for a person to look again: asked, assigned, concluded, each step a record of its own."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from solvable.decisions.oversight import ReviewTerms
from solvable.errors import GroundsMissingError, RecordStateError, SecondPersonError
from solvable.web.journal.decisions import DecisionState, current_decision, state_of
from solvable.web.journal.ledger import append, find_record, turn
from solvable.web.journal.records import Decision, Review, ReviewStep

__all__ = ["ReviewState", "ask_review", "assign_review", "conclude_review", "open_reviews", "review_state"]

CONCLUSIONS = (ReviewStep.UPHELD, ReviewStep.CHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewState:
    """Where a review stands; ``outcome`` is *upheld* or *changed* once it is concluded."""

    assigned_to: str | None
    outcome: str | None
    due_on: date

    @property
    def is_open(self) -> bool:
        """Whether the client still waits for an answer."""
        return self.outcome is None


def ask_review(decision_id: int, *, words: str, terms: ReviewTerms, by: str, at: datetime) -> Review:
    """Record that a client asks for a person to look at a decision again, in their words.

    Raises
    ------
    GroundsMissingError
        There are no words of the client's.
    UnknownRecordError
    RecordStateError
        The decision is under review already.
    """
    if not words.strip():
        raise GroundsMissingError(deed="Asking for a review", needed="the client's own words")
    with turn():
        decision = find_record(Decision, decision_id)
        if any(review_state(review).is_open for review in Review.objects.filter(decision_id=decision_id)):
            raise RecordStateError(
                kind="decision", record_id=decision_id, expected="is not under review", found="is under review already"
            )
        return append(
            Review(client_id=decision.client_id, decision=decision, due_on=terms.due_on(timezone.localdate(at))),
            {"words": words.strip()},
            by=by,
            at=at,
        )


def assign_review(review_id: int, *, to: str, by: str, at: datetime) -> ReviewStep:
    """Record who looks again; once more where it passes to somebody else.

    Raises
    ------
    UnknownRecordError
    SecondPersonError
        It is the person who took the decision.
    RecordStateError
        The review is concluded.
    """
    with turn():
        review = _open_review(review_id)
        _check_is_another(review, to)
        return append(
            ReviewStep(client_id=review.client_id, review=review, step=ReviewStep.ASSIGNED, assigned_to=to),
            {},
            by=by,
            at=at,
        )


def conclude_review(
    review_id: int, *, grounds: str, changed_by: int | None = None, by: str, at: datetime
) -> ReviewStep:
    """Record what came of a review.

    Parameters
    ----------
    changed_by
        The number of the decision that corrects the one under review; None upholds it.

    Raises
    ------
    GroundsMissingError
        There are no grounds.
    UnknownRecordError
    SecondPersonError
        It is the person who took the decision.
    RecordStateError
        The review is concluded or assigned to somebody else, the new decision does not correct the old one or does
        not hold, or the old one is upheld though another took its place.
    """
    if not grounds.strip():
        raise GroundsMissingError(deed="Concluding a review", needed="grounds")
    with turn():
        review = _open_review(review_id)
        _check_is_another(review, by)
        assigned_to = review_state(review).assigned_to
        if assigned_to != by:
            found = f"is assigned to {assigned_to or 'nobody'}"
            raise RecordStateError(kind="review", record_id=review_id, expected=f"is assigned to {by}", found=found)
        _check_outcome(review, changed_by)
        return append(
            ReviewStep(
                client_id=review.client_id,
                review=review,
                step=ReviewStep.UPHELD if changed_by is None else ReviewStep.CHANGED,
                decision_id=changed_by,
            ),
            {"grounds": grounds.strip()},
            by=by,
            at=at,
        )


def review_state(review: Review) -> ReviewState:
    """Return where a review stands."""
    steps = list(ReviewStep.objects.filter(review_id=review.pk).order_by("id"))
    assigned = [step.assigned_to for step in steps if step.step == ReviewStep.ASSIGNED]
    outcomes = [step.step for step in steps if step.step in CONCLUSIONS]
    return ReviewState(
        assigned_to=assigned[-1] if assigned else None, outcome=outcomes[0] if outcomes else None, due_on=review.due_on
    )


def open_reviews() -> list[Review]:
    """Return the reviews that wait for an answer, with their steps and decisions, the most urgent first."""
    concluded = ReviewStep.objects.filter(step__in=CONCLUSIONS).values("review_id")
    waiting = Review.objects.filter(content__isnull=False).exclude(pk__in=concluded).order_by("due_on", "id")
    return list(waiting.select_related("decision").prefetch_related("steps"))


def _open_review(review_id: int) -> Review:
    review = find_record(Review, review_id)
    outcome = review_state(review).outcome
    if outcome is not None:
        raise RecordStateError(
            kind="review", record_id=review_id, expected="is open", found=f"is concluded: the decision was {outcome}"
        )
    return review


def _check_outcome(review: Review, changed_by: int | None) -> None:
    """Let no review end in a decision that does not hold: the client would be told what may never come."""
    if changed_by is None:
        if state_of(review.decision) is DecisionState.CORRECTED:
            raise RecordStateError(
                kind="decision", record_id=review.decision_id, expected="no later one has taken the place of",
                found="was corrected: name the decision that changed it",
            )  # fmt: skip
        return
    if find_record(Decision, changed_by).corrects_id != review.decision_id:
        raise RecordStateError(
            kind="decision", record_id=changed_by, expected=f"corrects decision {review.decision_id}", found="does not"
        )
    current = current_decision(review.decision.client_id)
    if current is None or state_of(current) is not DecisionState.HOLDS:
        raise RecordStateError(
            kind="decision", record_id=changed_by if current is None else current.pk, expected="holds",
            found="waits for a second person, or was refused by one",
        )  # fmt: skip


def _check_is_another(review: Review, person: str) -> None:
    if person == review.decision.recorded_by:
        raise SecondPersonError(deed="Looking at a decision again", first=person)

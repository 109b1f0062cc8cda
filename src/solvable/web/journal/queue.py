"""What waits for a person: contested decisions, those that need a second person or failed one, and studies."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from solvable.vocabulary import Verdict
from solvable.web.journal.histories import client_of
from solvable.web.journal.records import Decision, Review, ReviewStep
from solvable.web.journal.reviews import open_reviews

__all__ = ["Missing", "Owner", "WaitingCase", "WaitingFor", "belonging_to", "waiting_cases"]


class WaitingFor(StrEnum):
    """Why a case waits."""

    REVIEW = "review"  # the client asked for a person to look again
    SECOND_PERSON = "second_person"  # a decision against the proposal that somebody else must confirm
    STUDY = "study"  # the decision was to study the application
    REFUSED = "refused"  # the second person refused the decision: none is in force


class Missing(StrEnum):
    """What is to be done next."""

    SOMEBODY = "somebody"  # nobody looks at it yet
    CONCLUSION = "conclusion"
    CONFIRMATION = "confirmation"
    DECISION = "decision"  # accept or decline, once the study is done
    NEW_DECISION = "new_decision"  # one in place of what the second person refused


class Owner(StrEnum):
    """Whose cases a list shows."""

    ALL = "all"
    MINE = "mine"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCase:
    """One case.

    Attributes
    ----------
    decided_by
        Who took the decision: they neither review nor confirm it.
    owner
        Who has it in hand; None for nobody.
    due_on
        The last day for an answer to the client; None where the policy sets none.
    """

    kind: WaitingFor
    missing: Missing
    client_id: int
    decision_id: int
    review_id: int | None
    taken: Verdict
    decided_by: str
    owner: str | None
    since: datetime
    due_on: date | None

    def is_overdue(self, today: date) -> bool:
        """Whether the client should have had an answer by now."""
        return self.due_on is not None and self.due_on < today


def waiting_cases() -> list[WaitingCase]:
    """Return all that waits: what has a due date first, by that date, then the oldest first.

    An overdue case so stands before every other.
    """
    cases = [*_contested(), *_to_be_confirmed(), *_refused(), *_under_study()]
    return sorted(cases, key=lambda case: (case.due_on or date.max, case.since, case.decision_id))


def belonging_to(cases: list[WaitingCase], owner: Owner, person: str) -> list[WaitingCase]:
    """Return the cases of a person, of nobody, or all."""
    if owner is Owner.MINE:
        return [case for case in cases if case.owner == person]
    if owner is Owner.NOBODY:
        return [case for case in cases if case.owner is None]
    return cases


def _contested() -> list[WaitingCase]:
    return [_contested_case(review) for review in open_reviews()]


def _contested_case(review: Review) -> WaitingCase:
    assigned = [step.assigned_to for step in review.steps.all() if step.step == ReviewStep.ASSIGNED]
    return WaitingCase(
        kind=WaitingFor.REVIEW,
        missing=Missing.CONCLUSION if assigned else Missing.SOMEBODY,
        client_id=client_of(review),
        decision_id=review.decision_id,
        review_id=review.pk,
        taken=Verdict(review.decision.taken),
        decided_by=review.decision.recorded_by,
        owner=assigned[-1] if assigned else None,
        since=review.recorded_at,
        due_on=review.due_on,
    )


def _to_be_confirmed() -> list[WaitingCase]:
    waiting = _uncorrected().filter(needs_second=True, confirmation__isnull=True)
    return [_case_of(decision, WaitingFor.SECOND_PERSON, Missing.CONFIRMATION, owner=None) for decision in waiting]


def _refused() -> list[WaitingCase]:
    """Whoever took the decision has it in hand: the second person told them why."""
    refused = _uncorrected().filter(needs_second=True, confirmation__agrees=False)
    return [
        _case_of(decision, WaitingFor.REFUSED, Missing.NEW_DECISION, owner=decision.recorded_by) for decision in refused
    ]


def _under_study() -> list[WaitingCase]:
    """Whoever decided on the study has it in hand; it never waits for a second person."""
    studied = _uncorrected().filter(taken=Verdict.REFER.value, needs_second=False)
    return [_case_of(decision, WaitingFor.STUDY, Missing.DECISION, owner=decision.recorded_by) for decision in studied]


def _uncorrected() -> QuerySet[Any]:
    return Decision.objects.filter(content__isnull=False, corrected_by__isnull=True).defer("content", "salt")


def _case_of(decision: Decision, kind: WaitingFor, missing: Missing, *, owner: str | None) -> WaitingCase:
    return WaitingCase(
        kind=kind,
        missing=missing,
        client_id=client_of(decision),
        decision_id=decision.pk,
        review_id=None,
        taken=Verdict(decision.taken),
        decided_by=decision.recorded_by,
        owner=owner,
        since=decision.recorded_at,
        due_on=None,
    )

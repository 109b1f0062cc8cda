"""What was decided on one client, in the order in which it happened, as a person reads it."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from solvable.decisions.oversight import DepartureGround
from solvable.errors import UnknownRecordError
from solvable.vocabulary import Verdict
from solvable.web.journal.decisions import DecisionState, state_with
from solvable.web.journal.records import Decision, Record, Review, ReviewStep
from solvable.web.journal.reviews import CONCLUSIONS

__all__ = [
    "DecisionStory",
    "ReviewStory",
    "SecondOpinion",
    "client_of",
    "decision_stories",
    "review_story",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinion:
    """What a second person said to a decision."""

    by: str
    at: datetime
    agrees: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewStory:
    """A review from the client's words to the outcome; ``outcome`` and what belongs to it is None while it is open."""

    review_id: int
    decision_id: int
    asked_by: str
    asked_at: datetime
    words: str
    due_on: date
    assigned_to: str | None
    assigned_at: datetime | None
    outcome: str | None
    grounds: str | None
    concluded_by: str | None
    concluded_at: datetime | None
    changed_by: int | None

    @property
    def is_open(self) -> bool:
        """Whether the client still waits for an answer."""
        return self.outcome is None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionStory:
    """A decision, what it was taken on, and all that became of it."""

    decision_id: int
    client_id: int
    state: DecisionState
    proposed: Verdict
    taken: Verdict
    ground: DepartureGround | None
    words: str
    by: str
    at: datetime
    shown: dict[str, Any]
    corrects: int | None
    corrected_by: int | None
    second: SecondOpinion | None
    reviews: tuple[ReviewStory, ...]
    model_version: str
    policy_version: str

    @property
    def is_current(self) -> bool:
        """Whether no later decision took its place."""
        return self.state is not DecisionState.CORRECTED

    @property
    def open_review(self) -> ReviewStory | None:
        """The review that the client waits for, where there is one."""
        return next((review for review in self.reviews if review.is_open), None)


def decision_stories(client_id: int) -> list[DecisionStory]:
    """Return every decision on a client whose content is there, the latest first."""
    decisions = (
        Decision.objects.filter(client_id=client_id, content__isnull=False)
        .select_related("scoring", "confirmation", "corrected_by")
        .prefetch_related("reviews__steps")
        .order_by("-id")
    )
    return [_story(decision) for decision in decisions]


def client_of(record: Record) -> int:
    """Return whom a record is about; UnknownRecordError where that was erased."""
    if record.client_id is None:
        raise UnknownRecordError(record.KIND, record.pk)
    return record.client_id


def review_story(review: Review) -> ReviewStory:
    """Return a review with its steps."""
    steps = list(review.steps.all())
    assigned = [step for step in steps if step.step == ReviewStep.ASSIGNED]
    concluded = next((step for step in steps if step.step in CONCLUSIONS), None)
    last = assigned[-1] if assigned else None
    return ReviewStory(
        review_id=review.pk,
        decision_id=review.decision_id,
        asked_by=review.recorded_by,
        asked_at=review.recorded_at,
        words=_content(review).get("words", ""),
        due_on=review.due_on,
        assigned_to=None if last is None else last.assigned_to,
        assigned_at=None if last is None else last.recorded_at,
        outcome=None if concluded is None else concluded.step,
        grounds=None if concluded is None else _content(concluded).get("grounds", ""),
        concluded_by=None if concluded is None else concluded.recorded_by,
        concluded_at=None if concluded is None else concluded.recorded_at,
        changed_by=None if concluded is None else concluded.decision_id,
    )


def _story(decision: Decision) -> DecisionStory:
    content = _content(decision)
    confirmation = getattr(decision, "confirmation", None)
    corrected_by = getattr(decision, "corrected_by", None)
    return DecisionStory(
        decision_id=decision.pk,
        client_id=content["client_id"],
        state=state_with(decision, confirmation, is_corrected=corrected_by is not None),
        proposed=Verdict(decision.proposed),
        taken=Verdict(decision.taken),
        ground=DepartureGround(content["ground"]) if content["ground"] else None,
        words=content["words"],
        by=decision.recorded_by,
        at=decision.recorded_at,
        shown=content["shown"],
        corrects=decision.corrects_id,
        corrected_by=None if corrected_by is None else corrected_by.pk,
        second=None
        if confirmation is None
        else SecondOpinion(
            by=confirmation.recorded_by,
            at=confirmation.recorded_at,
            agrees=confirmation.agrees,
            words=_content(confirmation).get("words", ""),
        ),
        reviews=tuple(review_story(review) for review in decision.reviews.all() if review.content is not None),
        model_version=decision.scoring.model_version,
        policy_version=decision.scoring.policy_version,
    )


def _content(record: Record) -> dict[str, Any]:
    return json.loads(record.content or "{}")  # type: ignore[no-any-return]

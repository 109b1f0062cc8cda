"""The wire format of reviews."""

import json
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from solvable.web.api.record_schemas import OwnWords, PersonName
from solvable.web.api.schemas import Given
from solvable.web.journal.records import Review, ReviewStep
from solvable.web.journal.reviews import review_state

__all__ = ["AssignmentIn", "ConclusionIn", "OpenReviewsOut", "ReviewIn", "ReviewOut", "ReviewProgress"]

_REVIEW_EXAMPLE: dict[str, Any] = {
    "review_id": 3,
    "decision_id": 17,
    "client_id": 100002,
    "state": "assigned",
    "asked_by": "key:solvable_1a2b3c:c.martin",
    "asked_at": "2026-11-23T09:12:40Z",
    "due_on": "2026-12-23",
    "words": "J’ai soldé ce crédit.",
    "assigned_to": "key:solvable_1a2b3c:d.petit",
    "grounds": None,
    "changed_by": None,
}


class ReviewProgress(StrEnum):
    """Where a review stands."""

    ASKED = "asked"
    ASSIGNED = "assigned"
    UPHELD = "upheld"
    CHANGED = "changed"


class ReviewIn(Given):
    """A client asks for a person to look again."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"words": "J’ai soldé ce crédit.", "taken_by": "c.martin"}}
    )

    words: OwnWords = Field(description="What the client says, in their own words.")
    taken_by: PersonName = Field(description="The person who took the request, as your system names them.")


class AssignmentIn(Given):
    """Somebody is to look again."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"assigned_to": "d.petit", "assigned_by": "c.martin"}}
    )

    assigned_to: PersonName = Field(description="Who looks again; not the person who took the decision.")
    assigned_by: PersonName = Field(description="The person who says so, as your system names them.")


class ConclusionIn(Given):
    """What came of a review."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"grounds": "Le crédit est soldé.", "changed_by": 18, "decided_by": "d.petit"}},
    )

    grounds: OwnWords = Field(description="Why; the client is told.")
    changed_by: int | None = Field(
        None, ge=1, le=2**63 - 1,
        description="The number of the decision that corrects the one under review; without it that one is upheld.",
    )  # fmt: skip
    decided_by: PersonName = Field(description="The person to whom the review is assigned, as your system names them.")


class ReviewOut(BaseModel):
    """A review that a client asked for, and where it stands."""

    model_config = ConfigDict(json_schema_extra={"example": _REVIEW_EXAMPLE})

    review_id: int
    decision_id: int
    client_id: int
    state: ReviewProgress = Field(
        description="`asked`: nobody looks at it yet; `assigned`; `upheld`: the decision stays; `changed`: it was "
        "corrected."
    )
    asked_by: str = Field(description="`person:NAME`, or `key:START:NAME` for whom a program named.")
    asked_at: datetime
    due_on: date = Field(description="The last day for an answer.")
    words: str = Field(description="What the client says.")
    assigned_to: str | None = Field(description="Who looks again, named as `asked_by` is.")
    grounds: str | None = Field(description="Why it was concluded so; null while it is open, or where it was erased.")
    changed_by: int | None = Field(description="The decision that corrects the one under review.")

    @classmethod
    def from_record(cls, review: Review) -> Self:
        """Put a review on the wire."""
        content, state = json.loads(review.content or "{}"), review_state(review)
        end = ReviewStep.objects.filter(review_id=review.pk).exclude(step=ReviewStep.ASSIGNED).first()
        return cls(
            review_id=review.pk,
            decision_id=review.decision_id,
            client_id=content["client_id"],
            state=ReviewProgress(state.outcome or ("assigned" if state.assigned_to else "asked")),
            asked_by=review.recorded_by,
            asked_at=review.recorded_at.replace(microsecond=0),
            due_on=review.due_on,
            words=content["words"],
            assigned_to=state.assigned_to,
            grounds=None if end is None else json.loads(end.content or "{}").get("grounds"),
            changed_by=None if end is None else end.decision_id,
        )


class OpenReviewsOut(BaseModel):
    """Reviews that wait for an answer."""

    model_config = ConfigDict(json_schema_extra={"example": {"n_open": 1, "reviews": [_REVIEW_EXAMPLE]}})

    n_open: int = Field(description="How many wait in all.")
    reviews: list[ReviewOut] = Field(description="Those due first before the others.")

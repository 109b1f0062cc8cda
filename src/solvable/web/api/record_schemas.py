"""The wire format of decisions and confirmations."""

import json
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from solvable.decisions.oversight import DepartureGround
from solvable.vocabulary import Verdict
from solvable.web.api.schemas import Given
from solvable.web.journal.decisions import DecisionState, state_of
from solvable.web.journal.records import Decision

__all__ = ["ConfirmationIn", "DecisionIn", "DecisionOut", "OwnWords", "PersonName"]

LONGEST_TEXT = 4000
MOST_SHOWN = 50
# No control characters: names stand in lists and logs.
PersonName = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,100}$")]
Words = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
OwnWords = Annotated[str, StringConstraints(max_length=LONGEST_TEXT, pattern=r"\S")]


_DECISION_EXAMPLE: dict[str, Any] = {
    "decision_id": 17,
    "client_id": 100002,
    "state": "holds",
    "proposed": "decline",
    "taken": "decline",
    "ground": None,
    "words": "",
    "decided_by": "key:solvable_1a2b3c:c.martin",
    "decided_at": "2026-11-23T09:10:05Z",
    "corrects": None,
    "model_version": "2026-11-23-4f2a9c",
    "policy_version": "2026-11",
}


class DecisionIn(Given):
    """What a person decided on a proposal that they saw."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "proposed": "decline", "taken": "decline", "decided_by": "c.martin",
                "shown": {"screen": "credit file", "language": "fr"},
            }
        },
    )  # fmt: skip

    proposed: Verdict = Field(description="The verdict that the person saw proposed; it must still be the proposal.")
    taken: Verdict = Field(description="What they decided.")
    ground: DepartureGround | None = Field(None, description="Why, where it departs from the proposal.")
    words: Words = Field("", description="The same in their words; needed together with the ground.")
    decided_by: PersonName = Field(description="The person, as your system names them.")
    shown: dict[Words, Words] = Field(
        default_factory=dict, max_length=MOST_SHOWN, description="What was on their screen, in names of yours."
    )
    tells_way: bool = Field(
        False,
        description="Also record what would lead to accept, so that the letter can tell it; takes up to a second.",
    )
    corrects: int | None = Field(
        None,
        ge=1,
        le=2**63 - 1,
        description="The number of the decision that this one takes the place of; needed where there is one on the "
        "client, so that no two say the opposite.",
    )


class ConfirmationIn(Given):
    """What a second person says to a decision that waits for one."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"agrees": True, "decided_by": "d.petit"}})

    agrees: bool
    words: Words = Field("", description="Why not, where they do not agree.")
    decided_by: PersonName = Field(description="The second person, as your system names them.")


class DecisionOut(BaseModel):
    """A recorded decision, and whether it holds."""

    model_config = ConfigDict(json_schema_extra={"example": _DECISION_EXAMPLE})

    decision_id: int
    client_id: int
    state: DecisionState = Field(
        description="`holds`; `waits` for a second person; `refused` by the second person; `corrected` by a later one."
    )
    proposed: Verdict
    taken: Verdict
    ground: DepartureGround | None
    words: str
    decided_by: str = Field(description="`person:NAME`, or `key:START:NAME` for whom a program named.")
    decided_at: datetime
    corrects: int | None
    model_version: str
    policy_version: str

    @classmethod
    def from_record(cls, decision: Decision) -> Self:
        """Put a decision on the wire."""
        content, scoring = json.loads(decision.content or "{}"), decision.scoring
        return cls(
            decision_id=decision.pk,
            client_id=content["client_id"],
            state=state_of(decision),
            proposed=Verdict(decision.proposed),
            taken=Verdict(decision.taken),
            ground=content["ground"],
            words=content["words"],
            decided_by=decision.recorded_by,
            decided_at=decision.recorded_at.replace(microsecond=0),
            corrects=decision.corrects_id,
            model_version=scoring.model_version,
            policy_version=scoring.policy_version,
        )

"""The wire format of many scores at once: one line per client."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from solvable.decisions.decision import Decision, Proposal
from solvable.vocabulary import Verdict
from solvable.web.api.problems import Problem
from solvable.web.api.schemas import ReasonOut, weightiest

__all__ = ["LINE_EXAMPLES", "ExplanationOut", "Origin", "ProblemLine", "ScoreLine"]

_SCORE_EXAMPLE: dict[str, Any] = {
    "kind": "score",
    "client_id": 100002,
    "verdict": "refer",
    "prob_default": 0.0812,
    "score": 498,
    "explanation": None,
    "model_version": "2026-11-23-4f2a9c",
    "policy_version": "2026-11",
    "policy_checksum": "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
}
_PROBLEM_EXAMPLE: dict[str, Any] = {
    "kind": "problem",
    "client_id": 999,
    "problem": {
        "type": "urn:solvable:problem:unknown-client",
        "title": "No such client",
        "status": 404,
        "detail": "Expected the number of a client in the workspace, found 999, which is not there. […]",
        "instance": "/v1/scores",
    },
}
LINE_EXAMPLES = (_SCORE_EXAMPLE, _PROBLEM_EXAMPLE)

# Model and policy of a whole answer, by the names of a line's fields.
Origin = dict[str, Any]


class ExplanationOut(BaseModel):
    """Why the score is what it is."""

    base_points: int = Field(description="Points that every client of this model starts from.")
    reasons: list[ReasonOut] = Field(
        description="The weightiest reasons, at most `reasons` against and as many in favour, the most harmful first."
    )
    other_points: int = Field(
        description="Points of the reasons not listed: base_points + points of reasons + other_points = score."
    )

    @classmethod
    def from_decision(cls, decision: Decision, *, limit: int) -> Self:
        """Put the weightiest reasons of a decision on the wire."""
        reasons, other_points = weightiest(decision, limit=limit)
        return cls(
            base_points=decision.base_points,
            reasons=[ReasonOut.from_reason(reason) for reason in reasons],
            other_points=other_points,
        )


class ScoreLine(BaseModel):
    """What the policy proposes for one client of many. A person decides."""

    model_config = ConfigDict(json_schema_extra={"example": _SCORE_EXAMPLE})

    kind: Literal["score"]
    client_id: int
    verdict: Verdict
    prob_default: float = Field(description="Calibrated probability of default, a fraction.", ge=0, le=1)
    score: int = Field(description="Points; higher is safer.")
    explanation: ExplanationOut | None = Field(description="Null unless reasons were asked for.")
    model_version: str
    policy_version: str
    policy_checksum: str = Field(description="SHA-256 of all that the policy says.")

    @classmethod
    def from_found(cls, found: Decision | Proposal, origin: Origin, *, limit: int) -> Self:
        """Put on the wire what was found for a client, with reasons where it has them."""
        explanation = ExplanationOut.from_decision(found, limit=limit) if isinstance(found, Decision) else None
        return cls(
            kind="score",
            client_id=found.client_id,
            verdict=found.verdict,
            prob_default=found.prob_default,
            score=found.score,
            explanation=explanation,
            **origin,
        )


class ProblemLine(BaseModel):
    """A client who has no score here, or the end of an answer that could not be finished."""

    model_config = ConfigDict(json_schema_extra={"example": _PROBLEM_EXAMPLE})

    kind: Literal["problem"]
    client_id: int | None = Field(description="Null where the problem is not one client's: no more lines follow then.")
    problem: Problem

"""A recorded proposal read back: what was said to the client then, word for word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from solvable.decisions.policy import Policy
from solvable.decisions.way_to_yes import Found
from solvable.vocabulary import Text, Verdict

__all__ = ["N_MAIN_REASONS", "RecordedProposal", "RecordedWay", "SaidReason", "read_proposal"]

# As many of each side as the client's page shows first.
N_MAIN_REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidReason:
    """A reason as it was shown; ``accepted`` is where accepted clients stand, None where that was not told."""

    sentence: Text
    accepted: Text | None
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedWay:
    """What would have led to *accept*: the outcome of the search in words, and a sentence for each alternative."""

    found: Found
    said: Text
    alternatives: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedProposal:
    """What was proposed, and why.

    Attributes
    ----------
    against, in_favour
        The main reasons of each side, the weightiest first.
    way
        None where it was not asked for when the decision was recorded.
    review_days
        How many days the bank has to answer a client who asks for a review, by the policy of that day.
    """

    client_id: int
    verdict: Verdict
    against: tuple[SaidReason, ...]
    in_favour: tuple[SaidReason, ...]
    way: RecordedWay | None
    review_days: int
    model_version: str
    policy_version: str


def read_proposal(document: Mapping[str, Any]) -> RecordedProposal:
    """Return what a document of :meth:`~solvable.decisions.evidence.Evidence.document` says of a proposal."""
    proposal = document["proposal"]
    reasons = [_read_reason(reason) for reason in proposal["reasons"]]  # The most harmful first.
    way = document.get("way_to_yes")  # The first records were written without it.
    return RecordedProposal(
        client_id=proposal["client_id"],
        verdict=Verdict(proposal["verdict"]),
        against=tuple(reason for reason in reasons if reason.points < 0)[:N_MAIN_REASONS],
        in_favour=tuple(reason for reason in reversed(reasons) if reason.points > 0)[:N_MAIN_REASONS],
        way=None if way is None else _read_way(way),
        review_days=Policy.model_validate_json(document["policy"]).reviews.days,
        model_version=proposal["model_version"],
        policy_version=proposal["policy_version"],
    )


def _read_reason(reason: Mapping[str, Any]) -> SaidReason:
    accepted = reason.get("accepted")
    return SaidReason(
        sentence=Text(**reason["sentence"]),
        accepted=None if accepted is None else Text(**accepted),
        points=reason["points"],
    )


def _read_way(way: Mapping[str, Any]) -> RecordedWay:
    return RecordedWay(
        found=Found(way["found"]),
        said=Text(**way["said"]),
        alternatives=tuple(Text(**alternative["said"]) for alternative in way["alternatives"]),
    )

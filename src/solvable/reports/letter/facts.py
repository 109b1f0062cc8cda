"""What a letter is written from: a recorded decision, never a mere proposal."""

from dataclasses import dataclass
from datetime import date, datetime

from solvable.decisions.oversight import DepartureGround
from solvable.decisions.recorded import RecordedProposal
from solvable.vocabulary import Verdict

__all__ = ["LetterFacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """One recorded decision.

    Attributes
    ----------
    decided_at, decided_on
        The moment with its time zone, and the day that it was at the bank.
    taken
        What the person decided.
    ground
        Why, where that departs from the proposal.
    replaced_on
        The day on which a later decision took the place of this one; None while it holds.
    """

    decision_id: int
    client_id: int
    decided_at: datetime
    decided_on: date
    taken: Verdict
    ground: DepartureGround | None
    proposal: RecordedProposal
    replaced_on: date | None = None

    def __post_init__(self) -> None:
        if self.decided_at.tzinfo is None:
            raise ValueError(f"A decision is taken at a moment with its time zone, found {self.decided_at}.")
        if self.departs and self.ground is None:
            raise ValueError(f"Decision {self.decision_id} departs from its proposal and has no ground.")

    @property
    def departs(self) -> bool:
        """Whether the person decided otherwise than proposed."""
        return self.taken is not self.proposal.verdict

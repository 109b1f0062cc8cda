"""What scoring a client answers: verdict, probability, points and reasons, as one checked value."""

from dataclasses import dataclass

from solvable.decisions.frequency import ObservedFrequency
from solvable.explanations.reasons import Reason
from solvable.explanations.themes import ThemeSum
from solvable.vocabulary import Verdict

__all__ = ["Cutoffs", "Decision", "Proposal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoffs:
    """Turn points into a verdict; the same limits also as probabilities, for whoever thinks in those.

    A score from ``accept_from`` is accepted, one below ``decline_below`` is declined, and between
    them lies the grey zone, which goes to a person. Both equal: accept or decline only.
    """

    accept_from: int
    decline_below: int
    accept_below_prob: float
    decline_from_prob: float

    def __post_init__(self) -> None:
        if self.decline_below > self.accept_from:
            raise ValueError(
                f"Cutoffs must satisfy decline_below <= accept_from, found {self.decline_below} and {self.accept_from}."
            )

    def verdict(self, score: int) -> Verdict:
        """Return the verdict on a score in whole points."""
        if score >= self.accept_from:
            return Verdict.ACCEPT
        if score >= self.decline_below:
            return Verdict.REFER
        return Verdict.DECLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a decision proposes for one client, without why: for more clients than anybody reads the reasons of."""

    client_id: int
    verdict: Verdict
    prob_default: float
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The proposal for one client. A person decides; this is what they are shown.

    Attributes
    ----------
    prob_default
        Calibrated, in (0, 1).
    score
        Whole points, higher is safer.
    base_points
        Whole points that every client of this model starts from.
    reasons
        All of them, the most harmful first; base and reasons sum to the score.
    themes
        The same reasons by theme, in the catalogue's order; base and themes sum to the score as well.
    frequency
        What became of clients with a like score, from whose outcomes the model did not learn; None
        where they are too few to say.
    policy_version, policy_checksum
        Which policy set the cutoffs, and the SHA-256 of all that it says.
    """

    client_id: int
    verdict: Verdict
    prob_default: float
    score: int
    base_points: int
    reasons: tuple[Reason, ...]
    themes: tuple[ThemeSum, ...]
    cutoffs: Cutoffs
    frequency: ObservedFrequency | None
    model_version: str
    policy_version: str
    policy_checksum: str

    def __post_init__(self) -> None:
        if not 0 < self.prob_default < 1:
            raise ValueError(f"A probability of default lies between 0 and 1, found {self.prob_default}.")
        explained = self.base_points + sum(reason.points for reason in self.reasons)
        if explained != self.score:
            raise ValueError(f"Base and reasons must sum to the score {self.score}, found {explained}.")
        by_theme = self.base_points + sum(theme.points for theme in self.themes)
        if by_theme != self.score:
            raise ValueError(f"Base and themes must sum to the score {self.score}, found {by_theme}.")

    @property
    def against(self) -> tuple[Reason, ...]:
        """Reasons that lower the score, the most harmful first."""
        return tuple(reason for reason in self.reasons if reason.points < 0)

    @property
    def in_favour(self) -> tuple[Reason, ...]:
        """Reasons that raise the score, the most helpful first."""
        return tuple(reason for reason in reversed(self.reasons) if reason.points > 0)

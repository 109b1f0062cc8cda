"""What was measured of a model, once, on clients it never saw: the document ``validation.json`` of a bundle.

Sums and shares only, never a client; a group of fewer than ``FEWEST_CLIENTS`` is not told at all: it might be
recognised, and chance would decide what it shows.
"""

from pathlib import Path
from typing import Literal

from solvable.documents import Document
from solvable.models.bundle_document import read_bundle_document
from solvable.models.estimate import Estimate
from solvable.models.reason_figures import ReasonFigures
from solvable.vocabulary import Text

__all__ = [
    "FEWEST_CLIENTS",
    "VALIDATION",
    "Band",
    "CalibrationFigures",
    "CostFigures",
    "CostPoint",
    "FairGroup",
    "FairnessFigures",
    "Gain",
    "GroupFigures",
    "RankingFigures",
    "SegmentFigures",
    "Validation",
    "VerdictFigures",
    "read_validation",
]

VALIDATION = "validation.json"
FEWEST_CLIENTS = 30


class RankingFigures(Document):
    """How well probabilities rank defaults above good clients."""

    auc: Estimate
    gini: Estimate
    ks: Estimate


class Band(Document):
    """Clients of similar probability; ``observed`` is the share of them that defaulted."""

    n_clients: int
    n_defaults: int
    prob_least: float
    prob_mean: float
    prob_greatest: float
    observed: Estimate


class CalibrationFigures(Document):
    """Whether probabilities mean what they say.

    Attributes
    ----------
    slope, intercept
        Of observed on given log-odds; 1 and 0 are perfect. None where a group has too few of an outcome.
    error, error_by_chance
        Expected calibration error over the bands, and what true probabilities would show of it.
    brier
        ``reliability - resolution + uncertainty + within_bands``.
    """

    bands: tuple[Band, ...]
    slope: Estimate | None
    intercept: Estimate | None
    error: float
    error_by_chance: float
    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    within_bands: float


class Gain(Document):
    """A tenth of the clients, the riskiest first; shares are of all up to here."""

    n_clients: int
    n_defaults: int
    looked_at_share: float
    captured_share: float

    @property
    def default_rate(self) -> float:
        """The share of this tenth that defaulted."""
        return self.n_defaults / self.n_clients

    @property
    def lift(self) -> float:
        """How many times more defaults up to here than among as many clients drawn by chance."""
        return self.captured_share / self.looked_at_share


class VerdictFigures(Document):
    """How many clients a verdict was proposed for, and how many of them defaulted."""

    n_clients: int
    n_defaults: int


class CostPoint(Document):
    """Accepting from a score on: the probability there, the share accepted, the cost per application."""

    cutoff: int
    prob_default: float
    accepted_share: float
    cost: float


class CostFigures(Document):
    """What the policy's mistakes cost, per application.

    Attributes
    ----------
    kind
        ``ratio``: in units of a good client declined; ``money``: in the portfolio's currency.
    curve, chosen
        On *choose*: what cutoffs cost there, and the one of least cost.
    realised, accept_all, decline_all
        On *report*: at the chosen cutoff, and where everybody is accepted or declined.
    """

    kind: Literal["ratio", "money"]
    currency: str | None
    break_even: float
    curve: tuple[CostPoint, ...]
    chosen: CostPoint
    realised: Estimate
    realised_accepted_share: float
    accept_all: float
    decline_all: float


class GroupFigures(Document):
    """A group of clients; ``ranking`` is None where there are too few of an outcome."""

    label: Text
    n_clients: int
    n_defaults: int
    prob_mean: float
    ranking: RankingFigures | None
    calibration: CalibrationFigures
    accepted_share: float
    declined_share: float
    cost: float


class SegmentFigures(Document):
    """One way to tell clients apart; ``n_left_out`` clients are in no group, or in one that is too small."""

    key: str
    label: Text
    groups: tuple[GroupFigures, ...]
    n_left_out: int


class FairGroup(Document):
    """A group that the law protects.

    ``accepted`` is the share accepted, ``default_among_accepted`` the share of those that defaulted,
    ``good_declined`` the share of the good clients that was declined; None of nobody.
    """

    label: Text
    n_clients: int
    n_defaults: int
    prob_mean: float
    observed: Estimate
    accepted: Estimate
    default_among_accepted: Estimate | None
    good_declined: Estimate | None


class FairnessFigures(Document):
    """Groups by a feature that the law protects; differences are the greatest of the groups less the least."""

    key: str
    label: Text
    feature: str
    groups: tuple[FairGroup, ...]
    accepted_difference: Estimate
    default_among_accepted_difference: Estimate | None
    good_declined_difference: Estimate | None
    n_left_out: int


class Validation(Document):
    """All of it; intervals are of 95 %.

    Attributes
    ----------
    accept_from, decline_below
        The policy's cutoffs for this model, in points.
    fold_aucs
        The AUC of each fold of cross-validation inside *train*, each by a model that did not see it.
    reasons
        Whether the reasons are true; None where that was not measured.
    """

    policy_version: str
    policy_checksum: str
    accept_from: int
    decline_below: int
    n_clients: int
    n_defaults: int
    ranking: RankingFigures
    calibration: CalibrationFigures
    gains: tuple[Gain, ...]
    accepted: VerdictFigures
    referred: VerdictFigures
    declined: VerdictFigures
    cost: CostFigures
    fold_aucs: tuple[float, ...]
    segments: tuple[SegmentFigures, ...]
    fairness: tuple[FairnessFigures, ...]
    reasons: ReasonFigures | None = None


def read_validation(folder: Path) -> Validation:
    """Read what a bundle says of its validation; BundleError."""
    return read_bundle_document(folder / VALIDATION, Validation, what="validation")

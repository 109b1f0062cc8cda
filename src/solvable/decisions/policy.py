"""Who is accepted, referred or declined: the document ``config/policy.toml`` and the cutoffs it leads to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from solvable.decisions.costs import Costs
from solvable.decisions.decision import Cutoffs
from solvable.decisions.frequency import FrequencyTable, points_alike
from solvable.decisions.oversight import FourEyes, Retention, ReviewTerms
from solvable.decisions.way_policy import WayBounds
from solvable.documents import Document
from solvable.metrics import CostCurve, application_costs, cost_curve
from solvable.models.points import PointsScale
from solvable.models.splits import Side

if TYPE_CHECKING:
    # For their types only: a bundle loads XGBoost, and reading a policy needs none.
    from solvable.models.bundle import Bundle, Outcomes

__all__ = [
    "AppliedPolicy",
    "GreyZone",
    "Policy",
    "apply_policy",
    "apply_to_outcomes",
    "choose_cutoffs",
    "policy_cost_curve",
    "policy_costs",
]


class GreyZone(Document):
    """Which applications go to a person; one of two rules.

    Attributes
    ----------
    referred_share
        The share of all that lies nearest the cutoff; 0 leaves accept and decline only.
    straddles
        Those for whom the observed frequency does not tell on which side of the cutoff they belong:
        the interval of this confidence holds the cutoff's probability.
    """

    referred_share: Annotated[float, Field(ge=0, lt=1)] | None = None
    straddles: Annotated[float, Field(gt=0, lt=1)] | None = None

    @model_validator(mode="after")
    def _is_one_rule(self) -> Self:
        if (self.referred_share is None) == (self.straddles is None):
            found = "neither" if self.straddles is None else "both"
            raise ValueError(f"give either referred_share or straddles, found {found}")
        return self


class Policy(Document):
    """What the bank wants; a version and a checksum name it in every record.

    Without ``way_to_yes`` nobody is told what would lead to *accept*.
    """

    version: Annotated[str, Field(min_length=1)]
    costs: Costs
    grey_zone: GreyZone
    four_eyes: FourEyes = FourEyes()
    reviews: ReviewTerms = ReviewTerms()
    retention: Retention = Retention()
    way_to_yes: WayBounds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedPolicy:
    """What a policy makes of one model: cutoffs, and the frequencies that stand behind them."""

    version: str
    checksum: str
    cutoffs: Cutoffs
    frequencies: FrequencyTable


def apply_policy(policy: Policy, bundle: "Bundle") -> AppliedPolicy:
    """Choose cutoffs on the outcomes that a bundle brings; ConfigError where the costs need amounts it lacks."""
    calibrate, choose = (bundle.outcomes_of(side) for side in (Side.CALIBRATE, Side.CHOOSE))
    return apply_to_outcomes(policy, calibrate=calibrate, choose=choose, scale=bundle.manifest.training.points)


def apply_to_outcomes(
    policy: Policy, *, calibrate: "Outcomes", choose: "Outcomes", scale: PointsScale
) -> AppliedPolicy:
    """Choose cutoffs on *choose*; frequencies are of both sides, from whose outcomes no model learned. ConfigError."""
    frequencies = FrequencyTable.build(
        scores=scale.score(np.concatenate([calibrate.log_odds, choose.log_odds])),
        is_default=np.concatenate([calibrate.is_default, choose.is_default]),
        most_points=points_alike(scale),
    )
    return AppliedPolicy(
        version=policy.version,
        checksum=policy.checksum,
        cutoffs=choose_cutoffs(policy, choose, frequencies=frequencies, scale=scale),
        frequencies=frequencies,
    )


def policy_costs(policy: Policy, outcomes: "Outcomes", is_accepted: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Return what accepting and declining as given costs under a policy, per application, shape (n,); ConfigError."""
    default_accepted, good_declined = policy.costs.losses(outcomes.exposure)
    return application_costs(
        is_default=outcomes.is_default,
        is_accepted=is_accepted,
        default_accepted=default_accepted,
        good_declined=good_declined,
    )


def policy_cost_curve(policy: Policy, outcomes: "Outcomes", scale: PointsScale) -> CostCurve:
    """Return what each cutoff costs under a policy, per application; ConfigError."""
    default_accepted, good_declined = policy.costs.losses(outcomes.exposure)
    return cost_curve(
        is_default=outcomes.is_default,
        scores=scale.score(outcomes.log_odds),
        default_accepted=default_accepted,
        good_declined=good_declined,
    )


def choose_cutoffs(policy: Policy, choose: "Outcomes", *, frequencies: FrequencyTable, scale: PointsScale) -> Cutoffs:
    """Choose the cutoffs that a policy asks for.

    Parameters
    ----------
    choose
        Clients that neither the model nor the calibration saw: the cutoff of least cost is theirs.
    frequencies
        Read where the grey zone is the band whose intervals hold the cutoff's probability.

    Raises
    ------
    ConfigError
        Costs are in money, and the amount of an application is not known.

    Notes
    -----
    With ``referred_share`` the grey zone holds that share of *choose*, half of it on each side of the
    cutoff; where one side has not so many, that side is taken whole.

    With ``straddles`` it is the unbroken band of whole scores around the cutoff whose interval holds
    the probability at the cutoff. It may reach to one side only, or be empty where the frequencies
    speak clearly on both sides. Scores further away that straddle again are left where they are:
    there, few clients make the interval wide, and not doubt about the side.
    """
    curve = policy_cost_curve(policy, choose, scale)
    cutoff = int(curve.cutoffs[curve.least])
    if policy.grey_zone.straddles is not None:
        accept_from, decline_below = _straddling(
            cutoff, scale.prob_default_below(cutoff), frequencies, policy.grey_zone.straddles
        )
    else:
        accept_from, decline_below = _holding_share(
            cutoff, np.sort(scale.score(choose.log_odds)), policy.grey_zone.referred_share or 0.0
        )
    return Cutoffs(
        accept_from=accept_from,
        decline_below=decline_below,
        accept_below_prob=scale.prob_default_below(accept_from),
        decline_from_prob=scale.prob_default_below(decline_below),
    )


def _holding_share(cutoff: int, ordered: "np.ndarray[tuple[int], np.dtype[np.int64]]", share: float) -> tuple[int, int]:
    """Return the grey zone's upper and lower end so that it holds a share of the ordered scores."""
    position, half = int(np.searchsorted(ordered, cutoff)), round(share * ordered.size / 2)
    if not half:
        return cutoff, cutoff
    above = position + half
    accept_from = int(ordered[above]) if above < ordered.size else int(ordered[-1]) + 1
    return max(accept_from, cutoff), min(cutoff, int(ordered[max(position - half, 0)]))


def _straddling(cutoff: int, prob: float, frequencies: FrequencyTable, confidence: float) -> tuple[int, int]:
    """Return the ends of the unbroken band around the cutoff whose intervals hold its probability."""

    def straddles(score: int) -> bool:
        low, high = frequencies.interval(score, confidence)
        return frequencies.first <= score <= frequencies.last and low <= prob <= high

    accept_from = decline_below = cutoff
    while straddles(accept_from):
        accept_from += 1
    while straddles(decline_below - 1):
        decline_below -= 1
    return accept_from, decline_below

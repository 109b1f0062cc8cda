"""Who is accepted, referred or declined: the document ``config/policy.toml`` and the cutoffs it leads to."""

from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import Field

from solvable.decisions.decision import Cutoffs
from solvable.documents import Document
from solvable.models.points import PointsScale

__all__ = ["Costs", "GreyZone", "Policy", "choose_cutoffs", "least_cost_score"]


class Costs(Document):
    """What a wrong decision costs; only the proportion of the two counts."""

    default_accepted: Annotated[float, Field(gt=0)]
    good_declined: Annotated[float, Field(gt=0)]


class GreyZone(Document):
    """Which applications go to a person: the share of all that lies nearest the cutoff."""

    referred_share: Annotated[float, Field(ge=0, lt=1)]


class Policy(Document):
    """What the bank wants; a version and a checksum name it in every record."""

    version: Annotated[str, Field(min_length=1)]
    costs: Costs
    grey_zone: GreyZone


def least_cost_score(policy: Policy, scores: npt.NDArray[np.int64], is_default: npt.NDArray[np.bool_]) -> int:
    """Return the whole score from which accepting costs least on these clients.

    Every score that occurs is tried, and one above all (nobody accepted). Of equally cheap cutoffs
    the strictest is taken.
    """
    candidates = np.append(np.unique(scores), scores.max() + 1)
    good, bad = np.sort(scores[~is_default]), np.sort(scores[is_default])
    bad_accepted = bad.size - np.searchsorted(bad, candidates)
    good_declined = np.searchsorted(good, candidates)
    cost = policy.costs.default_accepted * bad_accepted + policy.costs.good_declined * good_declined
    return int(candidates[np.flatnonzero(cost == cost.min())[-1]])


def choose_cutoffs(
    policy: Policy, *, log_odds: npt.NDArray[np.float64], is_default: npt.NDArray[np.bool_], scale: PointsScale
) -> Cutoffs:
    """Choose the cutoffs that a policy asks for, on clients that neither trees nor calibration saw.

    Parameters
    ----------
    log_odds : shape (n,), calibrated log-odds of default
    is_default : shape (n,)

    Notes
    -----
    The grey zone holds the wanted share of these applications, half of it on each side of the
    cutoff of least cost; where one side has not so many, that side is taken whole.
    """
    scores = scale.score(log_odds)
    cutoff = least_cost_score(policy, scores, is_default)
    ordered = np.sort(scores)
    position, half = int(np.searchsorted(ordered, cutoff)), round(policy.grey_zone.referred_share * scores.size / 2)
    accept_from = decline_below = cutoff
    if half:
        above = min(position + half, scores.size)
        accept_from = int(ordered[above]) if above < scores.size else int(ordered[-1]) + 1
        decline_below = min(cutoff, int(ordered[max(position - half, 0)]))
    return Cutoffs(
        accept_from=max(accept_from, cutoff),
        decline_below=decline_below,
        accept_below_prob=scale.prob_default_below(max(accept_from, cutoff)),
        decline_from_prob=scale.prob_default_below(decline_below),
    )

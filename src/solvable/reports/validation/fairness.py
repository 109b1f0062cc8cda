"""Whether the policy treats protected groups alike: shares accepted, defaults among them, good clients declined."""

import math

import numpy as np
import numpy.typing as npt

from solvable.metrics import RATES, group_rates, rate_intervals, wilson_interval
from solvable.models.estimate import Estimate
from solvable.models.validation import FairGroup, FairnessFigures
from solvable.reports.validation.grouping import Grouping

__all__ = ["measure_fairness"]

Flags = npt.NDArray[np.bool_]

ACCEPTED, DEFAULT_AMONG_ACCEPTED, GOOD_DECLINED = range(len(RATES))


def measure_fairness(
    ground: Grouping, *, is_default: Flags, prob_default: npt.NDArray[np.float64], is_accepted: Flags,
    is_declined: Flags, rng: np.random.Generator,
) -> FairnessFigures:  # fmt: skip
    """Measure the groups of a protected ground that are large enough to be told.

    Parameters
    ----------
    is_default, prob_default, is_accepted, is_declined : shape (n,)
    """
    shown = list(ground.shown())
    inside = np.any([members for _, members in shown], axis=0)
    names = [str(place) for place in range(len(shown))]
    groups = np.select([members[inside] for _, members in shown], names, default="")
    bad, accepted, declined = is_default[inside], is_accepted[inside], is_declined[inside]
    found = group_rates(is_default=bad, is_accepted=accepted, is_declined=declined, groups=groups, names=names)
    low, high = rate_intervals(
        is_default=bad, is_accepted=accepted, is_declined=declined, groups=groups, names=names, rng=rng
    )

    def of_group(group: int, rate: int) -> Estimate:
        value, *ends = (rates.by_group[group, rate] for rates in (found, low, high))
        return Estimate.within(value, ends)

    def difference(rate: int) -> Estimate:
        value, *ends = (rates.differences[rate] for rates in (found, low, high))
        return Estimate.within(value, ends)

    return FairnessFigures(
        key=ground.key,
        label=ground.label,
        feature=ground.feature,
        groups=tuple(
            FairGroup(
                label=name,
                n_clients=int(members.sum()),
                n_defaults=int(is_default[members].sum()),
                prob_mean=float(prob_default[members].mean()),
                observed=_observed(is_default[members]),
                accepted=of_group(i, ACCEPTED),
                default_among_accepted=_known(of_group(i, DEFAULT_AMONG_ACCEPTED)),
                good_declined=_known(of_group(i, GOOD_DECLINED)),
            )
            for i, (name, members) in enumerate(shown)
        ),
        accepted_difference=difference(ACCEPTED),
        default_among_accepted_difference=_known(difference(DEFAULT_AMONG_ACCEPTED)),
        good_declined_difference=_known(difference(GOOD_DECLINED)),
        n_left_out=ground.n_left_out,
    )


def _observed(is_default: Flags) -> Estimate:
    return Estimate.within(is_default.mean(), wilson_interval(int(is_default.sum()), is_default.size))


def _known(estimate: Estimate) -> Estimate | None:
    """Return None for a rate of nobody."""
    return None if math.isnan(estimate.value) else estimate

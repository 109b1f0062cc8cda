"""What decisions cost: in units of a good client declined, or in money."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["CostCurve", "application_costs", "cost_curve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostCurve:
    """The cost of every cutoff that tells these applications apart, the most lenient first.

    ``cutoffs`` are scores, higher is safer: from that score on is accepted. ``costs`` are per
    application, ``accepted_shares`` fractions of all. Each of shape (n_cutoffs,).
    """

    cutoffs: npt.NDArray[np.int64]
    costs: npt.NDArray[np.float64]
    accepted_shares: npt.NDArray[np.float64]

    @property
    def least(self) -> int:
        """The place of the least cost; of equally cheap cutoffs the strictest."""
        # Sums of many amounts differ in their last bits by the order in which they were added.
        return int(np.flatnonzero(self.costs <= self.costs.min() * (1 + 1e-12))[-1])


def application_costs(
    *, is_default: npt.ArrayLike, is_accepted: npt.ArrayLike, default_accepted: npt.ArrayLike,
    good_declined: npt.ArrayLike,
) -> npt.NDArray[np.float64]:  # fmt: skip
    """Return what accepting and declining as given costs, per application, shape (n,).

    A default accepted costs ``default_accepted``, a good client declined ``good_declined``, anything
    else nothing. Both are one number for all, or one for each application (shape (n,)).

    Examples
    --------
    Of four applications one accepted defaults and one good is declined.

    >>> application_costs(
    ...     is_default=[True, False, True, False], is_accepted=[True, True, False, False],
    ...     default_accepted=10, good_declined=1,
    ... ).tolist()
    [10.0, 0.0, 0.0, 1.0]
    """
    bad, accepted = np.asarray(is_default, dtype=bool), np.asarray(is_accepted, dtype=bool)
    return np.where(bad & accepted, default_accepted, 0.0) + np.where(~bad & ~accepted, good_declined, 0.0)


def cost_curve(
    *, is_default: npt.ArrayLike, scores: npt.ArrayLike, default_accepted: npt.ArrayLike, good_declined: npt.ArrayLike
) -> CostCurve:
    """Try every score that occurs as a cutoff, and one above all, where nobody is accepted.

    Parameters
    ----------
    is_default : shape (n,), booleans
    scores : shape (n,), whole points, higher is safer
    default_accepted, good_declined
        What each of the two mistakes costs: one number for all, or one per application (shape (n,)).

    Raises
    ------
    ValueError
        There is no application.

    Examples
    --------
    >>> curve = cost_curve(is_default=[True, False], scores=[400, 420], default_accepted=10, good_declined=1)
    >>> curve.cutoffs.tolist(), curve.costs.tolist(), int(curve.cutoffs[curve.least])
    ([400, 420, 421], [5.0, 0.0, 0.5], 420)
    """
    bad, points = np.asarray(is_default, dtype=bool), np.asarray(scores, dtype=np.int64)
    if points.size == 0:
        raise ValueError("A curve of costs needs applications, found none. Import clients with a known outcome.")
    occurring, place, n_of = np.unique(points, return_inverse=True, return_counts=True)
    lost = np.bincount(place, weights=np.where(bad, default_accepted, 0.0))
    missed = np.bincount(place, weights=np.where(bad, 0.0, good_declined))
    # Up to a cutoff good clients are missed, from it on defaults are lost.
    lost_from = np.append(np.cumsum(lost[::-1])[::-1], 0.0)
    missed_below = np.append(0.0, np.cumsum(missed))
    return CostCurve(
        cutoffs=np.append(occurring, occurring[-1] + 1),
        costs=(lost_from + missed_below) / points.size,
        accepted_shares=1 - np.append(0, np.cumsum(n_of)) / points.size,
    )

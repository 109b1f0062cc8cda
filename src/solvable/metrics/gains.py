"""What looking at the riskiest applications first finds: gains and lift by band."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solvable.metrics.banding import equal_count_bands

__all__ = ["GainsBand", "gains_table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GainsBand:
    """A band of applications, and what it and all riskier ones together hold.

    ``looked_at_share`` is the share of applications up to here, ``captured_share`` the share of the
    defaults among them.
    """

    n: int
    n_defaults: int
    looked_at_share: float
    captured_share: float

    @property
    def default_rate(self) -> float:
        """The share of the band that defaulted."""
        return self.n_defaults / self.n

    @property
    def lift(self) -> float:
        """How many times more defaults up to here than looking at as many applications by chance."""
        return self.captured_share / self.looked_at_share


def gains_table(*, is_default: npt.ArrayLike, prob_default: npt.ArrayLike, n_bands: int = 10) -> tuple[GainsBand, ...]:
    """Return bands of equal count, the riskiest first; equal probabilities share a band.

    Raises
    ------
    ValueError
        Nobody defaults, or a probability is missing.

    Examples
    --------
    >>> first, second = gains_table(is_default=[True, True, False, True], prob_default=[.9, .8, .2, .1], n_bands=2)
    >>> round(first.captured_share, 2), round(first.lift, 2), second.lift
    (0.67, 1.33, 1.0)
    """
    y, p = np.asarray(is_default, dtype=bool), np.asarray(prob_default, dtype=np.float64)
    if not y.any():
        raise ValueError(f"Gains need a default, found none in {y.size} applications. Measure on more of them.")
    band = equal_count_bands(-p, n_bands)
    n, n_defaults = np.bincount(band), np.bincount(band, weights=y).astype(np.int64)
    looked_at, captured = np.cumsum(n) / n.sum(), np.cumsum(n_defaults) / n_defaults.sum()
    return tuple(
        GainsBand(
            n=int(n[i]),
            n_defaults=int(n_defaults[i]),
            looked_at_share=float(looked_at[i]),
            captured_share=float(captured[i]),
        )
        for i in range(n.size)
    )

"""Whether applications given one probability of default default that often: bands, error, decomposition."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solvable.metrics.banding import equal_count_bands
from solvable.metrics.calibration import brier_score
from solvable.metrics.intervals import wilson_interval

__all__ = [
    "BrierParts",
    "ReliabilityBand",
    "brier_decomposition",
    "calibration_error_by_chance",
    "expected_calibration_error",
    "reliability_bands",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityBand:
    """Applications of similar probability, and how many of them defaulted.

    ``prob_least``, ``prob_mean`` and ``prob_greatest`` are of the probabilities that were given.
    """

    n: int
    n_defaults: int
    prob_least: float
    prob_mean: float
    prob_greatest: float

    @property
    def observed(self) -> float:
        """The share that defaulted."""
        return self.n_defaults / self.n

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Return Wilson's interval of that share."""
        return wilson_interval(self.n_defaults, self.n, confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrierParts:
    """What the Brier score is made of: ``reliability - resolution + uncertainty + within_bands``.

    Attributes
    ----------
    reliability
        Mean squared gap between the probability and the frequency of a band; 0 is perfect.
    resolution
        Mean squared gap between the frequency of a band and that of all: what telling applications
        apart gains.
    uncertainty
        ``f * (1 - f)`` of the frequency of all: the score of whoever gives everybody that frequency.
    within_bands
        What bands leave out: the variance of the probabilities inside bands less twice their
        covariance there with the outcomes. 0 where a band's probabilities are all the same.
    """

    reliability: float
    resolution: float
    uncertainty: float
    within_bands: float


def reliability_bands(
    *, is_default: npt.ArrayLike, prob_default: npt.ArrayLike, n_bands: int = 10
) -> tuple[ReliabilityBand, ...]:
    """Return bands of equal count, the safest first; equal probabilities share a band.

    Parameters
    ----------
    is_default : shape (n,), booleans
    prob_default : shape (n,), fractions

    Raises
    ------
    ValueError
        There is nobody, or a probability is missing.
    """
    y, p = np.asarray(is_default, dtype=bool), np.asarray(prob_default, dtype=np.float64)
    band = equal_count_bands(p, n_bands)
    members = (band == i for i in range(int(band.max()) + 1))
    return tuple(
        ReliabilityBand(
            n=int(inside.sum()),
            n_defaults=int(y[inside].sum()),
            prob_least=float(p[inside].min()),
            prob_mean=float(p[inside].mean()),
            prob_greatest=float(p[inside].max()),
        )
        for inside in members
    )


def expected_calibration_error(bands: Sequence[ReliabilityBand]) -> float:
    """Return the mean gap between a band's probability and its frequency, each band by its count.

    On few applications true probabilities have an error as well: compare with
    :func:`calibration_error_by_chance`.
    """
    n = np.array([band.n for band in bands])
    gap = np.array([band.prob_mean - band.observed for band in bands])
    return float(n @ np.abs(gap) / n.sum())


def calibration_error_by_chance(bands: Sequence[ReliabilityBand]) -> float:
    """Return the expected calibration error that true probabilities would show over these bands.

    Notes
    -----
    The frequency of ``n`` applications of probability ``p`` spreads around it by
    ``sqrt(p * (1 - p) / n)``, and the mean distance of a normal law from its middle is
    ``sqrt(2 / pi)`` of its spread. Of a band's probabilities the mean is taken, which is slightly too much.
    """
    n = np.array([band.n for band in bands])
    p = np.array([band.prob_mean for band in bands])
    return float(n @ np.sqrt(2 / np.pi * p * (1 - p) / n) / n.sum())


def brier_decomposition(
    *, is_default: npt.ArrayLike, prob_default: npt.ArrayLike, bands: Sequence[ReliabilityBand]
) -> BrierParts:
    """Decompose the Brier score over bands of the same applications.

    Notes
    -----
    Murphy (1973), Journal of Applied Meteorology 12, 595-600, which is exact for probabilities that
    are equal inside a band; the remainder is that of Stephenson, Coelho and Jolliffe (2008), Weather
    and Forecasting 23, 752-757, so that the four always sum to the score.
    """
    n = np.array([band.n for band in bands])
    given, seen = np.array([band.prob_mean for band in bands]), np.array([band.observed for band in bands])
    share = n / n.sum()
    overall = float(share @ seen)
    reliability, resolution = float(share @ (given - seen) ** 2), float(share @ (seen - overall) ** 2)
    uncertainty = overall * (1 - overall)
    banded = reliability - resolution + uncertainty
    return BrierParts(
        reliability=reliability,
        resolution=resolution,
        uncertainty=uncertainty,
        within_bands=brier_score(is_default=is_default, prob_default=prob_default) - banded,
    )

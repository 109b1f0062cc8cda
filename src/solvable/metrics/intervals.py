"""How far a figure of a sample may lie from the one it estimates."""

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

__all__ = ["mean_interval", "normal_quantile", "wilson_interval"]


def normal_quantile(confidence: float) -> float:
    """Return how many standard errors either side of an estimate hold this share of the normal law.

    Raises
    ------
    ValueError
        ``confidence`` is not a fraction between 0 and 1, both excluded.

    Examples
    --------
    >>> f"{normal_quantile(0.95):.3f}"
    '1.960'
    """
    if not 0 < confidence < 1:
        raise ValueError(f"The confidence must be a fraction between 0 and 1, found {confidence}. Give 0.95 for 95 %.")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson_interval(n_events: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return between which fractions the frequency behind an observed one lies.

    Parameters
    ----------
    n_events, n
        Defaults, and applications among which they were counted: ``0 <= n_events <= n``.
    confidence
        The share of samples whose interval holds the true frequency.

    Returns
    -------
    low, high : float
        Fractions in [0, 1]. Nothing observed says nothing: of ``n = 0`` the interval is (0, 1).

    Raises
    ------
    ValueError
        The counts are negative or more events than applications, or the confidence is no fraction.

    Notes
    -----
    The score interval of Wilson (1927), JASA 22, 209-212: it stays within [0, 1] and keeps its
    promise for the few defaults of a small band, where the textbook interval does not (Brown, Cai and
    DasGupta (2001), Statistical Science 16, 101-133).

    Examples
    --------
    >>> low, high = wilson_interval(98, 1240)
    >>> f"{low:.4f} {high:.4f}"
    '0.0653 0.0954'
    """
    if not 0 <= n_events <= n:
        raise ValueError(f"Expected counts with 0 <= n_events <= n, found {n_events} and {n}. Check what was counted.")
    z = normal_quantile(confidence)
    if n == 0:
        return 0.0, 1.0
    share, weight = n_events / n, z * z / n
    centre = (share + weight / 2) / (1 + weight)
    half = math.sqrt(share * (1 - share) * weight + weight * weight / 4) / (1 + weight)
    # At the ends the bound is exact, and rounding would put it a last bit beyond.
    return (0.0 if n_events == 0 else centre - half), (1.0 if n_events == n else centre + half)


def mean_interval(values: npt.ArrayLike, confidence: float = 0.95) -> tuple[float, float]:
    """Return between which values the mean behind that of a sample lies.

    Raises
    ------
    ValueError
        There are fewer than two values, where nothing says how much they vary.

    Notes
    -----
    The mean and normal quantiles of its standard error: for samples of hundreds, whatever the law.

    Examples
    --------
    >>> low, high = mean_interval([0.0, 0.0, 0.0, 10.0])
    >>> f"{low:.2f} {high:.2f}"
    '-2.40 7.40'
    """
    found = np.asarray(values, dtype=np.float64)
    if found.size < 2:
        raise ValueError(f"The interval of a mean needs two values, found {found.size}. Measure on more of them.")
    mean, half = float(found.mean()), normal_quantile(confidence) * float(found.std(ddof=1)) / math.sqrt(found.size)
    return mean - half, mean + half

"""How much the bands of a variable tell of default, and how much of that chance alone would give."""

import numpy as np
import numpy.typing as npt

__all__ = ["information_by_chance", "information_value", "rank_correlation"]

# Added to each count, so that a band without defaults, or without good clients, has a logarithm.
HALF_A_CLIENT = 0.5


def information_value(*, n_good: npt.ArrayLike, n_bad: npt.ArrayLike) -> float:
    """Measure how differently good and bad clients spread over the bands of a variable.

    Parameters
    ----------
    n_good, n_bad : shape (n_bands,)
        Clients who repaid and who defaulted, by band. A band that holds nobody counts for nothing.

    Returns
    -------
    float
        0 where both spread alike, unbounded above.

    Raises
    ------
    ValueError
        There are no good clients or no bad ones at all.

    Notes
    -----
    ``sum((good - bad) * ln(good / bad))`` over shares of the two groups: the symmetrised Kullback-Leibler
    divergence, as in Siddiqi (2006), Credit Risk Scorecards, chapter 6. Half a client is added to every
    count: of few clients some bands have no default at all.

    Examples
    --------
    Of 60 good clients 40 are in the first band, of 12 bad ones 4: shares 40.5/61 and 4.5/13 with half a client each.

    >>> f"{information_value(n_good=[40, 20], n_bad=[4, 8]):.4f}"
    '0.4185'
    """
    good, bad = np.asarray(n_good, dtype=np.float64), np.asarray(n_bad, dtype=np.float64)
    if not good.sum() or not bad.sum():
        raise ValueError(f"Both outcomes must occur, found {good.sum():.0f} good clients and {bad.sum():.0f} bad ones.")
    held = good + bad > 0
    good, bad = good[held] + HALF_A_CLIENT, bad[held] + HALF_A_CLIENT
    good, bad = good / good.sum(), bad / bad.sum()
    return float(np.sum((good - bad) * np.log(good / bad)))


def information_by_chance(n_bands: int, *, n_good: int, n_bad: int) -> float:
    """Return the information value to expect of bands that have nothing to do with default.

    Notes
    -----
    ``(n_bands - 1) * (1 / n_good + 1 / n_bad)``: in large samples the information value over
    ``1 / n_good + 1 / n_bad`` follows a chi-squared law with ``n_bands - 1`` degrees of freedom
    (Kullback (1959), Information Theory and Statistics, chapter 6).

    Examples
    --------
    >>> f"{information_by_chance(10, n_good=900, n_bad=100):.2f}"
    '0.10'
    """
    return max(n_bands - 1, 0) * (1 / n_good + 1 / n_bad)


def rank_correlation(first: npt.ArrayLike, second: npt.ArrayLike) -> float | None:
    """Return Spearman's correlation of two variables over the clients who have both.

    Returns
    -------
    float
        From -1 to 1; None where fewer than three clients have both, or one of the two never varies.

    Notes
    -----
    Pearson's correlation of ranks, ties sharing their mean rank.

    Examples
    --------
    >>> f"{rank_correlation([1, 2, 3, 4], [1, 10, 100, 1000]):.1f}"
    '1.0'
    """
    x, y = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    both = ~(np.isnan(x) | np.isnan(y))
    if both.sum() < 3:
        return None
    x, y = _mean_ranks(x[both]), _mean_ranks(y[both])
    spread = float(x.std() * y.std())
    return float(np.clip(np.mean((x - x.mean()) * (y - y.mean())) / spread, -1, 1)) if spread else None


def _mean_ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    _, place, n_tied = np.unique(values, return_inverse=True, return_counts=True)
    ranks: npt.NDArray[np.float64] = (np.cumsum(n_tied) - (n_tied - 1) / 2)[place]
    return ranks

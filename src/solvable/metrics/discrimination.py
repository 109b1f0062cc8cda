"""How well a probability of default ranks bad applications above good ones."""

import math

import numpy as np
import numpy.typing as npt

from solvable.metrics.intervals import normal_quantile

__all__ = ["auc_interval", "gini", "ks_interval", "ks_statistic", "roc_auc"]


def roc_auc(*, is_default: npt.ArrayLike, prob_default: npt.ArrayLike) -> float:
    """Measure how often a default is ranked as riskier than a good application.

    Parameters
    ----------
    is_default : shape (n,), booleans
        The outcomes; both must occur.
    prob_default : shape (n,)
        Any number that rises with the risk. Ties count one half.

    Returns
    -------
    float
        0.5 where there is no separation, 1.0 where it is perfect.

    Raises
    ------
    ValueError
        One of the two outcomes does not occur, where the measure is undefined.

    Notes
    -----
    The Mann-Whitney statistic over the number of pairs, from mean ranks.

    Examples
    --------
    >>> roc_auc(is_default=[False, True, False, True], prob_default=[0.1, 0.4, 0.35, 0.8])
    1.0
    """
    outcomes, risks = _checked(is_default, prob_default)
    n_bad = int(outcomes.sum())
    n_good = outcomes.size - n_bad
    rank_sum = float(_mean_ranks(risks)[outcomes].sum())
    return (rank_sum - n_bad * (n_bad + 1) / 2) / (n_bad * n_good)


def auc_interval(
    *, is_default: npt.ArrayLike, prob_default: npt.ArrayLike, confidence: float = 0.95
) -> tuple[float, float]:
    """Return between which values the AUC behind that of a sample lies.

    Raises
    ------
    ValueError
        There are fewer than two of one outcome, where nothing says how much they vary.

    Notes
    -----
    DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44, 837-845: the variance of the share of the
    other outcome that each application is ranked right against, over both outcomes; from mean ranks
    as in Sun and Xu (2014), IEEE Signal Processing Letters 21, 1389-1393, in O(n log n). On the scale of
    log-odds, so that the interval stays between 0 and 1. A perfect ranking of a sample has an
    interval without width, which says that it cannot tell, and not that it is certain.
    """
    outcomes, risks = _checked(is_default, prob_default)
    n_bad = int(outcomes.sum())
    n_good = outcomes.size - n_bad
    if min(n_bad, n_good) < 2:
        raise ValueError(f"An interval needs two of each outcome, found {n_bad} defaults in {outcomes.size}.")
    ranks = _mean_ranks(risks)
    right_of_bad = (ranks[outcomes] - _mean_ranks(risks[outcomes])) / n_good
    right_of_good = 1 - (ranks[~outcomes] - _mean_ranks(risks[~outcomes])) / n_bad
    auc = float(right_of_bad.mean())
    error = math.sqrt(float(right_of_bad.var(ddof=1)) / n_bad + float(right_of_good.var(ddof=1)) / n_good)
    if error == 0 or not 0 < auc < 1:
        return auc, auc
    middle, half = math.log(auc / (1 - auc)), normal_quantile(confidence) * error / (auc * (1 - auc))
    return 1 / (1 + math.exp(half - middle)), 1 / (1 + math.exp(-half - middle))


def gini(*, is_default: npt.ArrayLike, prob_default: npt.ArrayLike) -> float:
    """Measure ranking power as ``2 * AUC - 1``; 0 for none, 1 for perfect."""
    return 2 * roc_auc(is_default=is_default, prob_default=prob_default) - 1


def ks_statistic(*, is_default: npt.ArrayLike, prob_default: npt.ArrayLike) -> float:
    """Measure the widest gap between the cumulative shares of bads and goods, in [0, 1].

    Tied probabilities are passed together, so that the order of rows cannot matter.

    Examples
    --------
    >>> ks_statistic(is_default=[False, False, True, True], prob_default=[0.1, 0.2, 0.8, 0.9])
    1.0
    """
    outcomes, risks = _checked(is_default, prob_default)
    bad, good = _counts_by_risk(outcomes, risks)
    return _widest_gap(bad, good)


def ks_interval(
    *, is_default: npt.ArrayLike, prob_default: npt.ArrayLike, rng: np.random.Generator, n_draws: int = 500,
    confidence: float = 0.95,
) -> tuple[float, float]:  # fmt: skip
    """Return between which values the KS behind that of a sample lies, by the bootstrap within each outcome.

    Notes
    -----
    Percentiles of ``n_draws`` samples with replacement, as many defaults and as many good ones each
    (Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13). A widest gap grows
    with noise, so that on a few hundred applications the interval lies somewhat high.
    """
    outcomes, risks = _checked(is_default, prob_default)
    bad, good = _counts_by_risk(outcomes, risks)
    drawn = [
        _widest_gap(rng.multinomial(bad.sum(), bad / bad.sum()), rng.multinomial(good.sum(), good / good.sum()))
        for _ in range(n_draws)
    ]
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def _mean_ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return ranks from 1 on; ties share the mean of theirs."""
    _, place, n_tied = np.unique(values, return_inverse=True, return_counts=True)
    ranks: npt.NDArray[np.float64] = (np.cumsum(n_tied) - (n_tied - 1) / 2)[place]
    return ranks


def _counts_by_risk(
    outcomes: npt.NDArray[np.bool_], risks: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return how many bads and goods have each risk that occurs, the safest first."""
    occurring, place = np.unique(risks, return_inverse=True)
    return (
        np.bincount(place[outcomes], minlength=occurring.size),
        np.bincount(place[~outcomes], minlength=occurring.size),
    )


def _widest_gap(bad: npt.NDArray[np.int64], good: npt.NDArray[np.int64]) -> float:
    return float(np.abs(np.cumsum(good) / good.sum() - np.cumsum(bad) / bad.sum()).max())


def _checked(
    is_default: npt.ArrayLike, prob_default: npt.ArrayLike
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    outcomes, risks = np.asarray(is_default, dtype=bool), np.asarray(prob_default, dtype=np.float64)
    if outcomes.shape != risks.shape or outcomes.ndim != 1:
        raise ValueError(f"Outcomes and risks must be lists of one length, found {outcomes.shape} and {risks.shape}.")
    if np.isnan(risks).any():
        raise ValueError("Every risk must be a number, found a missing one. Score these clients first.")
    if outcomes.all() or not outcomes.any():
        raise ValueError(f"Both outcomes must occur, found {int(outcomes.sum())} defaults in {outcomes.size}.")
    return outcomes, risks

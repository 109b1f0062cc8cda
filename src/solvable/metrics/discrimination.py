"""How well a probability of default ranks bad applications above good ones."""

import numpy as np
import numpy.typing as npt

__all__ = ["gini", "ks_statistic", "roc_auc"]


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
    _, place, n_tied = np.unique(risks, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(n_tied) - (n_tied - 1) / 2
    rank_sum = float(mean_rank[place][outcomes].sum())
    return (rank_sum - n_bad * (n_bad + 1) / 2) / (n_bad * n_good)


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
    order = np.argsort(risks, kind="stable")
    ordered = risks[order]
    last_of_tie = np.append(ordered[1:] != ordered[:-1], True)
    share_bad = np.cumsum(outcomes[order]) / outcomes.sum()
    share_good = np.cumsum(~outcomes[order]) / (~outcomes).sum()
    return float(np.abs(share_good - share_bad)[last_of_tie].max())


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

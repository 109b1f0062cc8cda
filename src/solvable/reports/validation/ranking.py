"""Ranking power with its intervals."""

import numpy as np
import numpy.typing as npt

from solvable.metrics import auc_interval, ks_interval, ks_statistic, roc_auc
from solvable.models.estimate import Estimate
from solvable.models.validation import RankingFigures

__all__ = ["measure_ranking"]


def measure_ranking(
    *, is_default: npt.NDArray[np.bool_], prob_default: npt.NDArray[np.float64], rng: np.random.Generator
) -> RankingFigures:
    """Return AUC and Gini with DeLong's interval, and KS with that of the bootstrap; ValueError."""
    auc = roc_auc(is_default=is_default, prob_default=prob_default)
    low, high = auc_interval(is_default=is_default, prob_default=prob_default)
    of_ks = ks_interval(is_default=is_default, prob_default=prob_default, rng=rng)
    return RankingFigures(
        auc=Estimate(value=auc, low=low, high=high),
        gini=Estimate(value=2 * auc - 1, low=2 * low - 1, high=2 * high - 1),
        ks=Estimate(value=ks_statistic(is_default=is_default, prob_default=prob_default), low=of_ks[0], high=of_ks[1]),
    )

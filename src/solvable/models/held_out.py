"""What folds say about clients that were not learned from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solvable.metrics import roc_auc
from solvable.models.sample import Sample

__all__ = ["HeldOut", "fold_aucs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """What folds said about clients that were not learned from.

    Attributes
    ----------
    log_loss
        Minus their mean log-likelihood, over all folds.
    fold_aucs
        The AUC in every fold of every repeat where both outcomes occur.
    margins : shape (n_repeats, n)
        Of every client by the model of the folds that the client is not in; NaN in a repeat that did not
        hold the client out.
    """

    log_loss: float
    fold_aucs: tuple[float, ...]
    margins: npt.NDArray[np.float64]

    @property
    def auc_mean(self) -> float:
        """Mean over the folds."""
        return float(np.mean(self.fold_aucs))

    @property
    def auc_spread(self) -> float:
        """Standard deviation over the folds."""
        return float(np.std(self.fold_aucs))


def fold_aucs(sample: Sample, folds: npt.NDArray[np.int64], margins: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """Return the AUC of every fold that was held out and has both outcomes; shapes (n_repeats, n)."""
    held_out = [(repeat, in_repeat == fold) for repeat, in_repeat in enumerate(folds) for fold in np.unique(in_repeat)]
    return tuple(
        roc_auc(is_default=sample.is_default[held], prob_default=margins[repeat, held])
        for repeat, held in held_out
        if not np.isnan(margins[repeat, held]).any()
        and sample.is_default[held].any()
        and not sample.is_default[held].all()
    )

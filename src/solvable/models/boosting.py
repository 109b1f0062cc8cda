"""Boosted trees: how many rounds, and the fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xgboost as xgb

from solvable.models.manifest import ModelFeature
from solvable.models.training_config import Boosting
from solvable.progress import Progress

__all__ = ["CrossValidation", "cross_validate", "fit_booster", "trees_matrix"]

Matrix = npt.NDArray[np.float32]
Outcomes = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossValidation:
    """What the folds inside *train* said: rounds to fit, and the AUC there, its mean and spread over the folds."""

    n_rounds: int
    auc_mean: float
    auc_spread: float


def trees_matrix(X: Matrix, features: Sequence[ModelFeature], y: Outcomes | None = None, *, n_threads: int = 0) -> Any:
    """Return XGBoost's view of an encoded matrix, categories marked as such."""
    return xgb.DMatrix(
        X,
        label=None if y is None else y.astype(np.float32),
        feature_names=[feature.name for feature in features],
        feature_types=["q" if feature.levels is None else "c" for feature in features],
        enable_categorical=True,
        nthread=n_threads or None,
    )


def cross_validate(
    X: Matrix, y: Outcomes, folds: npt.NDArray[np.int64], *, features: Sequence[ModelFeature], config: Boosting,
    progress: Progress,
) -> CrossValidation:  # fmt: skip
    """Find how many rounds serve clients that were not learned from.

    All folds learn in step and stop together, when the mean likelihood of the clients held out has
    not risen for ``patience`` rounds. Stopping each fold for itself by its AUC was tried: with few
    defaults a fold's AUC is so uneven that 39 rounds were found where 400 rank better.
    """
    progress.start("cross-validate", total=config.max_rounds)
    held_out = [(np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)) for fold in range(config.folds)]
    history = xgb.cv(
        _parameters(features, config),
        trees_matrix(X, features, y),
        config.max_rounds,
        folds=held_out,
        metrics=("auc", "logloss"),  # The last one decides when to stop.
        early_stopping_rounds=config.patience,
        callbacks=[_Rounds(progress)],
        as_pandas=False,
    )
    n_rounds = len(history["test-auc-mean"])
    found = CrossValidation(
        n_rounds=n_rounds,
        auc_mean=float(history["test-auc-mean"][-1]),
        auc_spread=float(history["test-auc-std"][-1]),
    )
    progress.finish(f"{n_rounds} rounds, AUC {found.auc_mean:.4f} ± {found.auc_spread:.4f} over {config.folds} folds")
    return found


def fit_booster(
    X: Matrix, y: Outcomes, n_rounds: int, *, features: Sequence[ModelFeature], config: Boosting, progress: Progress
) -> xgb.Booster:
    """Fit ``n_rounds`` trees on all rows."""
    progress.start("fit", total=n_rounds)
    matrix = trees_matrix(X, features, y)
    booster = xgb.train(_parameters(features, config), matrix, n_rounds, callbacks=[_Rounds(progress)])
    progress.finish(f"{n_rounds:,} trees on {y.size:,} clients")
    return booster


class _Rounds(xgb.callback.TrainingCallback):  # type: ignore[misc]
    """Tells the progress of every round."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress

    def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:  # noqa: ARG002  (XGBoost's signature)
        self._progress.advance()
        return False


def _parameters(features: Sequence[ModelFeature], config: Boosting) -> dict[str, Any]:
    return {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "learning_rate": config.learning_rate,
        "max_depth": config.max_depth,
        "min_child_weight": config.min_child_weight,
        "subsample": config.row_share,
        "colsample_bytree": config.feature_share,
        "reg_lambda": config.l2,
        "seed": config.seed,
        "monotone_constraints": tuple(feature.monotone for feature in features),
    }

"""Boosted trees: how many rounds, and the fit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xgboost as xgb

from solvable.models.held_out import HeldOut, fold_aucs
from solvable.models.manifest import ModelFeature
from solvable.models.sample import Sample
from solvable.models.training_config import Boosting
from solvable.models.trees import Trees, matrix_options
from solvable.progress import Progress

__all__ = ["CrossValidation", "cross_validate", "fit_trees", "tree_parameters"]

# One fold alone could be an odd one, however large.
FEWEST_FOLDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossValidation(HeldOut):
    """What folds said, and how many trees serve the clients held out best."""

    n_rounds: int


def cross_validate(
    sample: Sample, config: Boosting, *, progress: Progress, on_round: Callable[[int, float], None] | None = None
) -> CrossValidation:
    """Find how many rounds serve clients that were not learned from.

    All folds of all repeats learn in step and stop together, when the mean log-likelihood of the clients
    held out has not risen for ``patience`` rounds. Stopping each fold for itself by its AUC was tried: with
    few defaults a fold's AUC is so uneven that 39 rounds were found where 400 rank better. Where few folds
    hold out ``enough_defaults``, the others are not learned: with 17,000 defaults a second fold says what
    ten would say.

    Parameters
    ----------
    on_round
        Called with the round and the mean log-loss held out; what it raises ends the search.
    """
    progress.start("cross-validate", total=config.max_rounds)
    drawn = sample.folds(config.folds, n_repeats=config.repeats)
    folds = list(_folds(sample, drawn, config))
    best, n_rounds = np.inf, 0
    for iteration in range(config.max_rounds):
        log_loss = float(np.mean([fold.learn(iteration) for fold in folds]))
        progress.advance()
        if on_round is not None:
            on_round(iteration, log_loss)
        if log_loss < best:
            best, n_rounds = log_loss, iteration + 1
        elif iteration + 1 - n_rounds >= config.patience:
            break
    margins = np.full((config.repeats, sample.n_clients), np.nan)
    for fold in folds:
        margins[fold.repeat, fold.held_out] = fold.margins(n_rounds)
    aucs = fold_aucs(sample, drawn, margins)
    found = CrossValidation(n_rounds=n_rounds, log_loss=best, fold_aucs=aucs, margins=margins)
    progress.finish(f"{n_rounds} rounds, AUC {found.auc_mean:.4f} ± {found.auc_spread:.4f} over {len(folds)} folds")
    return found


def fit_trees(sample: Sample, n_rounds: int, config: Boosting, *, progress: Progress) -> Trees:
    """Fit ``n_rounds`` trees on all clients of a sample."""
    progress.start("fit", total=n_rounds)
    matrix = _matrix(sample)
    booster = xgb.train(tree_parameters(sample.features, config), matrix, n_rounds, callbacks=[_Rounds(progress)])
    progress.finish(f"{n_rounds:,} trees on {sample.n_clients:,} clients")
    return Trees(booster, sample.features)


def tree_parameters(features: tuple[ModelFeature, ...], config: Boosting) -> dict[str, Any]:
    """Return the parameters that XGBoost is called with."""
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


class _Fold:
    """One fold held out, and the trees that learn from the others."""

    def __init__(self, sample: Sample, held_out: npt.NDArray[np.bool_], repeat: int, config: Boosting) -> None:
        self.held_out, self.repeat = held_out, repeat
        self._train = _matrix(sample.of(~held_out))
        self._held = _matrix(sample.of(held_out), ref=self._train)
        parameters = tree_parameters(sample.features, config) | {"eval_metric": "logloss"}
        self._booster = xgb.Booster(parameters, cache=[self._train, self._held])

    def learn(self, iteration: int) -> float:
        """Add one tree, and return the log-loss held out."""
        self._booster.update(self._train, iteration)
        told: str = self._booster.eval_set([(self._held, "held")], iteration)
        return float(told.rpartition(":")[2])

    def margins(self, n_rounds: int) -> npt.NDArray[np.float64]:
        """Return the margins of the clients held out, by the first trees."""
        return self._booster.predict(self._held, output_margin=True, iteration_range=(0, n_rounds))  # type: ignore[no-any-return]


class _Rounds(xgb.callback.TrainingCallback):  # type: ignore[misc]
    """Tells the progress of every round."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress

    def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:  # noqa: ARG002  (XGBoost's signature)
        self._progress.advance()
        return False


def _folds(sample: Sample, drawn: npt.NDArray[np.int64], config: Boosting) -> Iterator[_Fold]:
    """Give folds until they hold out enough defaults to choose by, and two at the least."""
    n_folds, n_defaults = 0, 0
    for repeat, folds in enumerate(drawn):
        for fold in range(config.folds):
            if n_folds >= FEWEST_FOLDS and n_defaults >= config.enough_defaults:
                return
            held_out = folds == fold
            n_folds, n_defaults = n_folds + 1, n_defaults + int(sample.is_default[held_out].sum())
            yield _Fold(sample, held_out, repeat, config)


def _matrix(sample: Sample, *, ref: Any = None) -> Any:
    # Values are put into their bins once: a quarter of the memory of a matrix that keeps them.
    return xgb.QuantileDMatrix(
        sample.X, label=sample.is_default.astype(np.float32), ref=ref, **matrix_options(sample.features)
    )

"""Fitting a scorecard: bins by OptBinning, few features that each tell something, a logistic regression."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from solvable.errors import MissingExtraError, TrainingError
from solvable.metrics import log_loss, probability
from solvable.models.bins import Binning, Cut, limits_of, weights_of_evidence
from solvable.models.card import CardContent, Characteristic, Scorecard
from solvable.models.held_out import HeldOut, fold_aucs
from solvable.models.manifest import ModelFeature
from solvable.models.sample import Sample
from solvable.models.training_config import ScorecardConfig
from solvable.progress import Progress

__all__ = ["can_fit", "check_can_fit", "cross_validate_scorecard", "fit_scorecard", "learn_binning"]

_TRENDS = {1: "ascending", -1: "descending", 0: "auto_asc_desc"}

Matrix = npt.NDArray[np.float32]
Outcomes = npt.NDArray[np.bool_]


def can_fit() -> bool:
    """Say whether OptBinning is installed."""
    return find_spec("optbinning") is not None


def check_can_fit() -> None:
    """Refuse before there is any work to lose.

    Raises
    ------
    MissingExtraError
        OptBinning is not installed.
    """
    if not can_fit():
        raise MissingExtraError(extra="scorecard", needed_for="Fitting a scorecard")


def cross_validate_scorecard(sample: Sample, config: ScorecardConfig, *, progress: Progress) -> tuple[float, HeldOut]:
    """Find the penalty that serves clients who were not learned from.

    Bins and features are chosen anew in every fold, so that no client judges what it helped to choose.

    Returns
    -------
    tuple
        The penalty of the least log-loss held out, the largest of equal ones, and what the folds said at it.
    """
    folds = sample.folds(config.folds, n_repeats=config.repeats)
    progress.start("cross-validate", total=config.repeats * config.folds)
    margins = np.empty((len(config.l2), *folds.shape))
    for repeat, in_repeat in enumerate(folds):
        for fold in range(config.folds):
            held = in_repeat == fold
            draft, unseen = _Draft.of(sample.of(~held), config), sample.of(held)
            for i, l2 in enumerate(config.l2):
                card = draft.card(l2)
                read = unseen.reading({feature.name for feature in card.features})
                margins[i, repeat, held] = card.margins_of(read.X)
            progress.advance()
    outcomes = np.broadcast_to(sample.is_default, folds.shape)
    losses = [log_loss(is_default=outcomes.ravel(), odds_log=found.ravel()) for found in margins]
    best = max(range(len(config.l2)), key=lambda i: (-losses[i], config.l2[i]))
    aucs = fold_aucs(sample, folds, margins[best])
    found = HeldOut(log_loss=losses[best], fold_aucs=aucs, margins=margins[best])
    progress.finish(
        f"penalty {config.l2[best]:g}, AUC {found.auc_mean:.4f} ± {found.auc_spread:.4f} over {config.repeats} times "
        f"{config.folds} folds"
    )
    return config.l2[best], found


def fit_scorecard(sample: Sample, l2: float, config: ScorecardConfig, *, progress: Progress) -> Scorecard:
    """Fit a card on all clients of a sample.

    Raises
    ------
    TrainingError
        No feature tells enough.
    """
    progress.start("fit")
    card = _Draft.of(sample, config).card(l2)
    progress.finish(f"{len(card.features)} features on {sample.n_clients:,} clients")
    return card


def learn_binning(
    x: npt.NDArray[np.float32], feature: ModelFeature, is_default: Outcomes, config: ScorecardConfig
) -> Binning:
    """Cut a feature into the bins of most information, the risk rising or falling from bin to bin.

    Numbers follow the direction that credit sense asks for, where it does; levels are grouped by their
    risk, those too rare for a bin in a bin of their own: nothing says that they are alike others.
    """
    splits: tuple[float, ...] = ()
    groups: tuple[tuple[str, ...], ...] | None = None
    if feature.levels is None:
        splits = _split(x, feature, is_default, config)
    else:
        groups = _group(x, feature.levels, is_default, config)
    cut = Cut(splits=splits, groups=groups)
    places = cut.places(x, feature.levels)
    bins = weights_of_evidence(places, is_default, cut.n_bins, least_bin_share=config.least_bin_share)
    return Binning(feature=feature.name, cut=cut, bins=bins)


@dataclass(frozen=True, slots=True)
class _Draft:
    """The features of a card, chosen and in bins, with their evidence on the clients that chose them."""

    features: tuple[ModelFeature, ...]
    binnings: tuple[Binning, ...]
    evidence: Matrix
    is_default: Outcomes

    @classmethod
    def of(cls, sample: Sample, config: ScorecardConfig) -> "_Draft":
        candidates = []
        for j, feature in enumerate(sample.features):
            binning = learn_binning(sample.X[:, j], feature, sample.is_default, config)
            if binning.information >= config.least_information:
                woe = binning.woe(sample.X[:, j], feature.levels).astype(np.float32)
                candidates.append((feature, binning, woe))
        evidence = np.column_stack([np.empty((sample.n_clients, 0), np.float32), *(woe for _, _, woe in candidates)])
        # In the order of the catalogue, as every other list of features.
        chosen = sorted(_choose(evidence, sample.is_default, config))
        if not chosen:
            raise TrainingError(
                f"A scorecard needs a feature with an information value of at least {config.least_information:g} that "
                f"adds {config.least_gain:g} in chi-square, found none among {len(sample.features)} on "
                f"{sample.n_clients:,} clients. Import more of them."
            )
        return cls(
            features=tuple(candidates[j][0] for j in chosen),
            binnings=tuple(candidates[j][1] for j in chosen),
            evidence=evidence[:, chosen],
            is_default=sample.is_default,
        )

    def card(self, l2: float) -> Scorecard:
        """Return the card under a penalty, without the features whose evidence it would turn round."""
        kept, coefficients, intercept = _regress(self.evidence, self.is_default, l2)
        lines = tuple(
            Characteristic(binning=self.binnings[j], coefficient=float(coefficient))
            for j, coefficient in zip(kept, coefficients, strict=True)
        )
        learned = CardContent(intercept=intercept, l2=l2, characteristics=lines)
        return Scorecard(learned, tuple(self.features[j] for j in kept))


def _split(x: Matrix, feature: ModelFeature, is_default: Outcomes, config: ScorecardConfig) -> tuple[float, ...]:
    is_there = ~np.isnan(x)
    numbers = limits_of(x[is_there])
    values = np.unique(numbers)
    if values.size < 2:
        return ()
    fitted = _optimal("numerical", _TRENDS[feature.monotone], x.size, numbers, is_default[is_there], config)
    # Between two values of the sample any limit would do: the upper one can be read.
    return tuple(values[np.searchsorted(values, fitted.splits)].tolist())


def _group(
    x: Matrix, levels: Sequence[str], is_default: Outcomes, config: ScorecardConfig
) -> tuple[tuple[str, ...], ...]:
    codes = x[~np.isnan(x)].astype(np.int64)
    counts = np.bincount(codes, minlength=len(levels))
    is_common = counts >= config.least_bin_share * x.size
    groups = [np.flatnonzero(is_common)] if is_common.any() else []
    if is_common.sum() > 1:
        known = is_common[codes]
        fitted = _optimal("categorical", "auto", x.size, codes[known], is_default[~np.isnan(x)][known], config)
        groups = list(fitted.splits) or groups
    rare = np.flatnonzero(~is_common & (counts > 0))
    return tuple(tuple(sorted(levels[int(code)] for code in group)) for group in (*groups, rare) if len(group))


def _optimal(
    dtype: str, trend: str, n_clients: int, values: npt.NDArray[Any], is_default: Outcomes, config: ScorecardConfig
) -> Any:
    from optbinning import OptimalBinning

    return OptimalBinning(
        dtype=dtype,
        monotonic_trend=trend,
        max_n_bins=config.most_bins,
        # A share of all clients, those without a value among them.
        min_prebin_size=min(config.least_bin_share * n_clients / values.size, 0.5),
        random_state=0,
    ).fit(values, is_default.astype(np.int64))


def _choose(evidence: Matrix, is_default: Outcomes, config: ScorecardConfig) -> list[int]:
    """Add the feature that tells most beyond those before it, until none tells enough; return their columns."""
    n_features = evidence.shape[1]
    correlation = np.abs(np.corrcoef(evidence, rowvar=False)).reshape(n_features, n_features)
    chosen: list[int] = []
    left = set(range(n_features))
    fitted = np.full(is_default.size, is_default.mean())
    while left and len(chosen) < config.most_features:
        gains = _gains(evidence, chosen, fitted, is_default)
        best = min(left, key=lambda j: (-gains[j], j))
        if gains[best] < config.least_gain:
            break
        kept, coefficients, intercept = _regress(evidence[:, [*chosen, best]], is_default, min(config.l2))
        chosen = [[*chosen, best][i] for i in kept]
        fitted = probability(evidence[:, chosen] @ coefficients + intercept)
        left = {j for j in left if j != best and correlation[j, best] < config.most_correlation}
    return chosen


def _gains(
    evidence: Matrix, chosen: Sequence[int], fitted: npt.NDArray[np.float64], is_default: Outcomes
) -> npt.NDArray[np.float64]:
    """Return the chi-square of each feature's evidence beyond those chosen, 0 where it would turn round.

    Rao's score test: the slope of the log-likelihood at nothing of the feature, squared, over its variance.
    """
    weight = fitted * (1 - fitted)
    base = np.column_stack([np.ones(is_default.size), evidence[:, list(chosen)]])
    slope = evidence.T @ (is_default - fitted)
    shared = evidence.T @ (base * weight[:, None])
    variance = np.square(evidence).T @ weight - np.sum(
        shared @ np.linalg.inv(base.T @ (base * weight[:, None])) * shared, axis=1
    )
    known = variance > np.finfo(np.float32).eps * (np.square(evidence).T @ weight)
    return np.where(known & (slope < 0), slope**2 / np.where(known, variance, 1.0), 0.0)


def _regress(evidence: Matrix, is_default: Outcomes, l2: float) -> tuple[list[int], npt.NDArray[np.float64], float]:
    """Return the columns kept, their coefficients, all below zero, and the intercept."""
    from sklearn.linear_model import LogisticRegression

    kept = list(range(evidence.shape[1]))
    while True:
        fitted = LogisticRegression(C=1 / l2, solver="newton-cholesky", tol=1e-8)
        fitted.fit(evidence[:, kept].astype(np.float64), is_default)
        coefficients = fitted.coef_[0]
        if (coefficients < 0).all():
            return kept, coefficients, float(fitted.intercept_[0])
        del kept[int(np.argmax(coefficients))]

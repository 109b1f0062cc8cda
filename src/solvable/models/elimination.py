"""Leaving out features: the smallest set that ranks as well as the best one, within what chance allows."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from solvable.metrics import log_loss
from solvable.models.boosting import fit_trees
from solvable.models.manifest import Elimination, SetSize
from solvable.models.sample import Sample
from solvable.models.training_config import Boosting
from solvable.models.trees import Trees
from solvable.progress import Progress, Silent

__all__ = ["eliminate"]

# Each set holds so many of the features of the one before.
SHRINK_TO = 0.75
FEWEST = 8


def eliminate(
    sample: Sample, n_rounds: int, config: Boosting, *, progress: Progress
) -> tuple[tuple[str, ...], Elimination]:
    """Find the smallest set of features within one standard error of the best set.

    In every fold the features are ranked anew by trees that the fold did not teach, so that no client
    judges a set that it helped to choose. The standard error is that of the difference from the best
    size over the folds. The set of that size is then found on the whole sample in the same way.

    Returns
    -------
    tuple
        The names kept, and the log-loss held out by size.
    """
    sizes = list(_sizes(len(sample.features)))
    folds = sample.folds(config.folds, n_repeats=config.repeats)
    progress.start("leave features out", total=folds.shape[0] * config.folds)
    losses = []
    for in_repeat in folds:
        for fold in range(config.folds):
            held = sample.of(in_repeat == fold)
            losses.append([
                log_loss(is_default=held.is_default, odds_log=trees.margins_of(held.reading(names).X))
                for names, trees in _ladder(sample.of(in_repeat != fold), sizes, n_rounds, config)
            ])  # fmt: skip
            progress.advance()
    found = _choose(sizes, np.array(losses))
    *_, (kept, _) = _ladder(sample, sizes[: sizes.index(found.n_kept) + 1], n_rounds, config)
    progress.finish(f"{found.n_kept} of {len(sample.features)} features kept")
    return kept, found


def _sizes(n_features: int) -> Iterator[int]:
    size = n_features
    while size >= min(FEWEST, n_features):
        yield size
        size = min(size - 1, round(size * SHRINK_TO))


def _ladder(
    sample: Sample, sizes: Sequence[int], n_rounds: int, config: Boosting
) -> Iterator[tuple[tuple[str, ...], Trees]]:
    """Give sets of these sizes, each of the features that gained most in the one before, and their trees."""
    for size, next_size in zip(sizes, [*sizes[1:], 0], strict=True):
        trees = fit_trees(sample, n_rounds, config, progress=Silent())
        yield tuple(feature.name for feature in sample.features), trees
        gains = trees.booster.get_score(importance_type="total_gain")
        # Of equal gains the earlier in the catalogue stays.
        best = sorted(range(size), key=lambda j: (-gains.get(sample.features[j].name, 0.0), j))[:next_size]
        sample = sample.reading({sample.features[j].name for j in best})


def _choose(sizes: Sequence[int], losses: npt.NDArray[np.float64]) -> Elimination:
    """Choose a size by losses of shape (n_folds, n_sizes)."""
    best = int(np.argmin(losses.mean(axis=0)))
    behind = losses - losses[:, [best]]
    errors = behind.std(axis=0, ddof=1) / np.sqrt(len(losses))
    within = np.flatnonzero(behind.mean(axis=0) <= errors)
    return Elimination(
        sizes=tuple(
            SetSize(n_features=size, log_loss=float(mean), behind_best=float(gap), standard_error=float(error))
            for size, mean, gap, error in zip(sizes, losses.mean(axis=0), behind.mean(axis=0), errors, strict=True)
        ),
        n_best=sizes[best],
        n_kept=sizes[within.max()],
    )

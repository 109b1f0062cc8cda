"""What the features of a model give to clients: on average, and by value."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from solvable.models.importance import CurveBand, FeatureImportance, GroupImportance, Importance, PointsGiven
from solvable.models.manifest import Calibration, ModelFeature
from solvable.models.model import ScoringModel
from solvable.models.points import PointsScale
from solvable.models.splits import Side
from solvable.models.validation import FEWEST_CLIENTS
from solvable.portfolios.catalogue import Catalogue

__all__ = ["importance_of", "measure_importance"]

Points = npt.NDArray[np.float64]
Values = npt.NDArray[np.float32]

# Means over so many clients are known to a hundredth of themselves; more would only take longer.
MOST_CLIENTS = 20_000
# Of a curve: enough to see a bend, few enough to read as a table.
MOST_BANDS = 12
SPREAD = (0.1, 0.9)
# Points are stored to a thousandth, values as single precision knows them.
DIGITS = 3


def importance_of(
    model: ScoringModel, X: Values, *, side: Side, calibration: Calibration, scale: PointsScale, catalogue: Catalogue
) -> Importance:
    """Measure how a model reads the clients of a side, without their outcomes.

    Parameters
    ----------
    X : shape (n, n_features)
        As the model reads them; of many clients so many are taken, evenly over the rows, as means need.
    """
    X = X[:: math.ceil(len(X) / MOST_CLIENTS)]
    points = -scale.points_per_log_odds * calibration.slope * model.contributions_of(X).values
    return measure_importance(model.features, X, points, side=side, catalogue=catalogue)


def measure_importance(
    features: Sequence[ModelFeature], X: Values, points: Points, *, side: Side, catalogue: Catalogue
) -> Importance:
    """Return means by feature, reason and theme, and the curve of every feature.

    Parameters
    ----------
    X, points : shape (n, n_features)
        Clients as the model reads them, and what each feature gives to each of them.
    """
    entries = [catalogue.features[feature.name] for feature in features]
    found = [_feature(feature, X[:, j], points[:, j]) for j, feature in enumerate(features)]
    return Importance(
        side=side,
        n_clients=len(X),
        features=tuple(sorted(found, key=lambda one: (-one.mean_points, one.name))),
        reasons=_groups([entry.reason for entry in entries], points),
        themes=_groups([entry.theme for entry in entries], points),
    )


def _feature(feature: ModelFeature, values: Values, points: Points) -> FeatureImportance:
    given = _given(len(values))
    has_value = ~np.isnan(values)
    if not points.any():
        bands: Iterator[CurveBand] = iter(())  # No tree asks about it: there is no curve to draw.
    elif feature.levels is None:
        bands = _number_bands(values[has_value], points[has_value], given)
    else:
        bands = _level_bands(feature.levels, values, points, given)
    n_missing = int((~has_value).sum())
    return FeatureImportance(
        name=feature.name,
        mean_points=_rounded(np.abs(points).mean()),
        curve=tuple(bands),
        missing=given(points[~has_value]) if n_missing >= FEWEST_CLIENTS else None,
    )


def _number_bands(values: Values, points: Points, given: Callable[[Points], PointsGiven]) -> Iterator[CurveBand]:
    """Give bands of about equally many clients; equal values are never torn apart."""
    order = np.argsort(values, kind="stable")
    values, points = values[order], points[order]
    ends = _band_ends(values)
    for begin, end in zip([0, *ends], ends, strict=False):
        least, greatest = _as_written(values[begin]), _as_written(values[end - 1])
        yield CurveBand(
            value=_as_written(np.median(values[begin:end])),
            least=least if least == greatest or begin > 0 else None,
            greatest=greatest if least == greatest or end < len(values) else None,
            points=given(points[begin:end]),
        )


def _band_ends(values: Values) -> list[int]:
    """Return where bands of sorted values end; what is left at the end joins the last band if it is too little.

    Each band aims at its share of the clients that are left: where nine of ten have no late payment, the tenth who
    have some are still told apart.
    """
    _, counts = np.unique(values, return_counts=True)
    steps = np.cumsum(counts)
    ends: list[int] = []
    begin = 0
    while begin < len(values):
        left = len(values) - begin
        wanted = max(FEWEST_CLIENTS, math.ceil(left / (MOST_BANDS - len(ends))))
        end = int(steps[min(int(np.searchsorted(steps, begin + wanted)), len(steps) - 1)])
        if len(values) - end < FEWEST_CLIENTS:
            end = len(values)
        ends.append(end)
        begin = end
    # All of them together may be too few.
    return ends if len(values) >= FEWEST_CLIENTS else []


def _level_bands(
    levels: Sequence[str], values: Values, points: Points, given: Callable[[Points], PointsGiven]
) -> Iterator[CurveBand]:
    of_levels = [(points[values == code], level) for code, level in enumerate(levels)]
    found = [(given(of_level), level) for of_level, level in of_levels if len(of_level) >= FEWEST_CLIENTS]
    for summed_up, level in sorted(found, key=lambda one: (one[0].mean, one[1])):
        yield CurveBand(value=level, least=None, greatest=None, points=summed_up)


def _groups(keys: Sequence[str], points: Points) -> tuple[GroupImportance, ...]:
    members: dict[str, list[int]] = {}
    for j, key in enumerate(keys):
        members.setdefault(key, []).append(j)
    found = [
        GroupImportance(key=key, mean_points=_rounded(np.abs(points[:, indices].sum(axis=1)).mean()))
        for key, indices in members.items()
    ]
    return tuple(sorted(found, key=lambda group: (-group.mean_points, group.key)))


def _given(n_clients: int) -> Callable[[Points], PointsGiven]:
    """Return how points of some of so many clients are summed up."""

    def summed_up(points: Points) -> PointsGiven:
        low, high = np.quantile(points, SPREAD)
        return PointsGiven(
            n_clients=len(points), share=len(points) / n_clients, mean=_rounded(points.mean()), low=_rounded(low),
            high=_rounded(high),
        )  # fmt: skip

    return summed_up


def _rounded(points: float) -> float:
    # Beside nothing there is no nothing with a sign.
    return round(float(points), DIGITS) + 0.0


def _as_written(value: np.floating[Any]) -> float:
    """Return a number of single precision as one writes it: 0.1 and not 0.10000000149."""
    return float(f"{value:.7g}")

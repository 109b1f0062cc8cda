"""From a feature table to the matrix that trees read."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from solvable.errors import FeatureMismatchError
from solvable.models.manifest import ModelFeature
from solvable.portfolios.catalogue import Feature
from solvable.vocabulary import HigherIs

__all__ = ["check_columns", "encode", "learn_features"]

# Rows at a time: their copy in double precision is then of a few MB, however many there are.
ROWS = 4096
_MONOTONE = {HigherIs.SAFER: -1, HigherIs.RISKIER: 1, HigherIs.EITHER: 0}


def learn_features(rows: pa.Table, features: Sequence[Feature]) -> tuple[ModelFeature, ...]:
    """Fix the features of a model and the levels of its categories, in alphabetical order, from training rows.

    What no training row has is left out: there is nothing to learn from it, and drawn into a tree it would
    take the place of a feature that tells something.
    """

    def levels(feature: Feature) -> tuple[str, ...] | None:
        if not feature.is_category:
            return None
        return tuple(sorted(level for level in pc.unique(rows[feature.name]).to_pylist() if level is not None))

    return tuple(
        ModelFeature(
            name=feature.name, unit=feature.unit.value, levels=levels(feature), monotone=_MONOTONE[feature.higher_is]
        )
        for feature in features
        if rows[feature.name].null_count < rows.num_rows
    )


def check_columns(rows: pa.Table, features: Sequence[ModelFeature], *, model_version: str) -> None:
    """Raise FeatureMismatchError where a feature is not among the columns."""
    given = set(rows.schema.names)
    missing = [feature.name for feature in features if feature.name not in given]
    if missing:
        raise FeatureMismatchError(model_version=model_version, missing=missing)


def encode(rows: pa.Table, features: Sequence[ModelFeature]) -> npt.NDArray[np.float32]:
    """Return a matrix, shape (n, n_features), missing as NaN.

    A level that was not seen in training is missing: the trees have nothing to say about it.

    Raises
    ------
    FeatureMismatchError
        A feature is not among the columns.
    """
    check_columns(rows, features, model_version="in training")
    matrix = np.empty((rows.num_rows, len(features)), dtype=np.float32)
    numbers = [j for j, feature in enumerate(features) if feature.levels is None]
    categories = [j for j, feature in enumerate(features) if feature.levels is not None]
    if numbers:
        matrix[:, numbers] = _numbers(rows, [features[j].name for j in numbers])
    if categories:
        matrix[:, categories] = _categories(rows, [features[j] for j in categories])
    return matrix


def _categories(rows: pa.Table, features: Sequence[ModelFeature]) -> npt.NDArray[np.float32]:
    """Return columns of categories as a matrix of codes.

    The levels of all columns are looked up at once, for the same reason as numbers are turned so.
    """
    of_levels = tuple(feature.levels or () for feature in features)
    every_level, codes = _codes(of_levels)
    columns = rows.select([feature.name for feature in features]).columns
    chunks = [chunk.cast(pa.string()) for column in columns for chunk in column.chunks]
    found = pc.index_in(pa.chunked_array(chunks, pa.string()), value_set=every_level)
    places = pc.fill_null(found, len(every_level)).to_numpy().reshape(len(features), rows.num_rows)
    return np.take_along_axis(codes, places.astype(np.intp), axis=1).T


@lru_cache(maxsize=8)
def _codes(of_levels: tuple[tuple[str, ...], ...]) -> tuple[pa.Array, npt.NDArray[np.float32]]:
    """Return all levels of some features, each once, and the code of each in each feature, NaN where it is none.

    Returns
    -------
    every_level : shape (n_levels,)
    codes : shape (n_features, n_levels + 1)
        The last place is that of a value which is no level anywhere.
    """
    every_level = sorted({level for levels in of_levels for level in levels})
    place = {level: i for i, level in enumerate(every_level)}
    codes = np.full((len(of_levels), len(every_level) + 1), np.nan, dtype=np.float32)
    for row, levels in zip(codes, of_levels, strict=True):
        row[[place[level] for level in levels]] = range(len(levels))
    return pa.array(every_level, pa.string()), codes


def _numbers(rows: pa.Table, names: Sequence[str]) -> npt.NDArray[np.float32]:
    """Return columns of numbers as a matrix.

    All columns of some rows are turned at once: for one client, a cast per column takes twenty times as long.
    """
    chosen = rows.select(names)
    double = pa.float64()
    if any(kind != double for kind in chosen.schema.types):
        chosen = chosen.cast(pa.schema([(name, double) for name in names]))
    matrix = np.empty(chosen.shape, dtype=np.float32)
    begin = 0
    for batch in chosen.to_batches(max_chunksize=ROWS):
        matrix[begin : begin + batch.num_rows] = batch.to_tensor(null_to_nan=True).to_numpy()
        begin += batch.num_rows
    return matrix

"""From a feature table to the matrix that trees read."""

from collections.abc import Sequence

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
    if numbers:
        matrix[:, numbers] = _numbers(rows, [features[j].name for j in numbers])
    for j, feature in enumerate(features):
        if feature.levels is not None:
            column = rows[feature.name]
            codes = pc.index_in(column, value_set=pa.array(feature.levels, type=column.type))
            matrix[:, j] = codes.cast(pa.float64()).to_numpy()
    return matrix


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

"""Clients with a known outcome, as a model reads them."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from solvable.models.encoding import encode, learn_features
from solvable.models.manifest import ModelFeature
from solvable.models.splits import Side, folds_of, sides_of
from solvable.portfolios.catalogue import Feature
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.portfolio import CLIENT_ID, IS_DEFAULT

__all__ = ["Sample", "read_sides"]

# Columns read at once: enough to keep the reader busy, few enough to be little memory beside the matrix.
COLUMNS_AT_ONCE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Clients and what became of them.

    Attributes
    ----------
    client_ids, is_default, exposure : shape (n,)
    X : shape (n, n_features)
        Encoded; missing as NaN.
    features
        What the columns of ``X`` are.
    """

    client_ids: npt.NDArray[np.int64]
    is_default: npt.NDArray[np.bool_]
    exposure: npt.NDArray[np.float64]
    X: npt.NDArray[np.float32]
    features: tuple[ModelFeature, ...]

    @property
    def n_clients(self) -> int:
        """How many clients there are."""
        return self.client_ids.size

    @property
    def n_defaults(self) -> int:
        """How many of them defaulted."""
        return int(self.is_default.sum())

    def of(self, clients: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> Self:
        """Return some of the clients, by a mask of shape (n,) or by their places."""
        return dataclasses.replace(
            self,
            client_ids=self.client_ids[clients],
            is_default=self.is_default[clients],
            exposure=self.exposure[clients],
            X=self.X[clients],
        )

    def reading(self, names: Collection[str]) -> Self:
        """Return the same clients with some of the features, in their present order."""
        kept = [j for j, feature in enumerate(self.features) if feature.name in names]
        return dataclasses.replace(self, X=self.X[:, kept], features=tuple(self.features[j] for j in kept))

    def without_directions(self) -> Self:
        """Return the same sample without the directions that credit sense asks for."""
        free = tuple(feature.model_copy(update={"monotone": 0}) for feature in self.features)
        return dataclasses.replace(self, features=free)

    def folds(self, n_folds: int, *, n_repeats: int) -> npt.NDArray[np.int64]:
        """Return each client's fold in each repeat, shape (n_repeats, n)."""
        return np.stack([folds_of(self.client_ids.tolist(), n_folds, repeat=r) for r in range(n_repeats)])


def read_sides(
    table: FeatureTable, features: Sequence[Feature], *, shares: Mapping[Side, float], exposure: str | None
) -> Mapping[Side, Sample]:
    """Read the clients with a known outcome, each on its side.

    Levels of categories are those of *train*, and a feature that no client of *train* has is left out.

    Parameters
    ----------
    shares : of the clients, by side; fractions that sum to 1
    exposure : the feature that is the amount asked for, where the portfolio has one
    """
    clients = table.columns([CLIENT_ID, IS_DEFAULT, *([exposure] if exposure else [])])
    has_outcome = pc.is_valid(clients[IS_DEFAULT])
    clients = clients.filter(has_outcome)
    client_ids = clients[CLIENT_ID].to_numpy()
    side_of = sides_of(client_ids.tolist(), shares)
    on_train = pa.array(side_of == Side.TRAIN.value)

    known: list[ModelFeature] = []
    X = np.empty((client_ids.size, len(features)), dtype=np.float32)
    for first in range(0, len(features), COLUMNS_AT_ONCE):
        some = features[first : first + COLUMNS_AT_ONCE]
        rows = table.columns([feature.name for feature in some]).filter(has_outcome)
        learned = learn_features(rows.filter(on_train), some)
        X[:, len(known) : len(known) + len(learned)] = encode(rows, learned)
        known += learned
    everyone = Sample(
        client_ids=client_ids,
        is_default=clients[IS_DEFAULT].to_numpy().astype(bool),
        exposure=clients[exposure].to_numpy().astype(float) if exposure else np.full(client_ids.size, np.nan),
        X=X[:, : len(known)],
        features=tuple(known),
    )
    return {side: everyone.of(side_of == side.value) for side in Side}

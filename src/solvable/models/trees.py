"""Boosted trees as a model that scores and explains."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import xgboost as xgb

from solvable.models.encoding import encode
from solvable.models.forest import read_forest
from solvable.models.manifest import ModelFeature, ModelKind
from solvable.models.model import MarginContributions
from solvable.models.shapley import ForestShapley

__all__ = ["Trees", "matrix_options"]

Matrix = npt.NDArray[np.float32]
BOOSTER = "booster.ubj"
# 800 full trees of this depth make tables of 92 MB in some seconds; a step deeper takes four times as much.
DEEPEST_TABLES = 6
# Up to so many clients are scored sooner by one thread than others are woken for it; and where requests are answered
# by several threads, each would wake all others. On two busy cores one client took 40 ms instead of 0.4.
ALONE = 256


@dataclass(frozen=True)
class Trees:
    """A fitted booster with the features that it reads."""

    booster: xgb.Booster
    features: tuple[ModelFeature, ...]
    kind: ClassVar[ModelKind] = ModelKind.BOOSTING
    files: ClassVar[tuple[str, ...]] = (BOOSTER,)

    def margins(self, rows: pa.Table) -> npt.NDArray[np.float64]:
        """Return log-odds of default before calibration, shape (n,)."""
        return self.margins_of(encode(rows, self.features))

    def margins_of(self, X: Matrix) -> npt.NDArray[np.float64]:
        """Return the same for an encoded matrix, shape (n, n_features)."""
        booster = self._of_one_thread if len(X) <= ALONE else self.booster
        # The columns are in the order of the features, and the trees know which hold categories: to name and to check
        # hundreds of them takes longer than to score a client.
        found = booster.inplace_predict(X, predict_type="margin", validate_features=False)
        return found.astype(np.float64)  # type: ignore[no-any-return]

    def contributions(self, rows: pa.Table) -> MarginContributions:
        """Return what each feature adds, by TreeSHAP."""
        return self.contributions_of(encode(rows, self.features))

    def contributions_of(self, X: Matrix) -> MarginContributions:
        """Return the same for an encoded matrix, shape (n, n_features)."""
        margins = self.margins_of(X)
        if self._shapley is None:
            found = self.booster.predict(xgb.DMatrix(X), pred_contribs=True, validate_features=False)
            return MarginContributions(
                margins=margins, base=float(found[0, -1]), values=found[:, :-1].astype(np.float64)
            )
        return MarginContributions(margins=margins, base=self._shapley.base, values=self._shapley.values(X))

    def prepare(self) -> None:
        """Make the tables that contributions are looked up in, and what scores few clients."""
        _ = self._shapley, self._of_one_thread

    def content(self) -> bytes:
        """Return the booster as UBJSON."""
        return bytes(self.booster.save_raw("ubj"))

    def save(self, folder: Path) -> tuple[str, ...]:
        """Write the booster as UBJSON."""
        (folder / BOOSTER).write_bytes(self.content())
        return self.files

    @classmethod
    def load(cls, folder: Path, features: tuple[ModelFeature, ...]) -> Self:
        """Read what ``save`` wrote."""
        return cls(xgb.Booster(model_file=folder / BOOSTER), features)

    @cached_property
    def _shapley(self) -> ForestShapley | None:
        """Tables of the trees' contributions; None where the trees are too deep for them."""
        forest = read_forest(self.booster)
        return ForestShapley.of(forest, len(self.features)) if forest.depth <= DEEPEST_TABLES else None

    @cached_property
    def _of_one_thread(self) -> xgb.Booster:
        """The same trees; how many threads a booster wakes is its own, and cannot be said with a question."""
        return xgb.Booster({"nthread": 1}, model_file=bytearray(self.content()))


def matrix_options(features: Sequence[ModelFeature]) -> dict[str, Any]:
    """Return what XGBoost must know of a matrix's columns: their names, and which hold categories."""
    return {
        "feature_names": [feature.name for feature in features],
        "feature_types": ["q" if feature.levels is None else "c" for feature in features],
        "enable_categorical": True,
    }

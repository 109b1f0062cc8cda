"""Boosted trees as a model that scores and explains."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import xgboost as xgb

from solvable.models.encoding import encode
from solvable.models.manifest import ModelFeature, ModelKind
from solvable.models.model import MarginContributions

__all__ = ["Trees", "matrix_options"]

Matrix = npt.NDArray[np.float32]
BOOSTER = "booster.ubj"


@dataclass(frozen=True, slots=True)
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
        return self._margins(self._matrix(X))

    def contributions(self, rows: pa.Table) -> MarginContributions:
        """Return what each feature adds, by TreeSHAP."""
        matrix = self._matrix(encode(rows, self.features))
        found = self.booster.predict(matrix, pred_contribs=True).astype(np.float64)
        return MarginContributions(margins=self._margins(matrix), base=float(found[0, -1]), values=found[:, :-1])

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

    def _margins(self, matrix: Any) -> npt.NDArray[np.float64]:
        return self.booster.predict(matrix, output_margin=True).astype(np.float64)  # type: ignore[no-any-return]

    def _matrix(self, X: Matrix) -> Any:
        # One row is answered faster by one thread than by waking the others.
        return xgb.DMatrix(X, nthread=1 if len(X) == 1 else None, **matrix_options(self.features))


def matrix_options(features: Sequence[ModelFeature]) -> dict[str, Any]:
    """Return what XGBoost must know of a matrix's columns: their names, and which hold categories."""
    return {
        "feature_names": [feature.name for feature in features],
        "feature_types": ["q" if feature.levels is None else "c" for feature in features],
        "enable_categorical": True,
    }

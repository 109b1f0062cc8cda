"""What any kind of model can do: score rows and say what each feature gave."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from solvable.models.manifest import ModelFeature, ModelKind

__all__ = ["MarginContributions", "ScoringModel"]

Margins = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginContributions:
    """What each feature adds to a margin; ``base + values.sum(axis=1)`` is the margin, but for rounding.

    Attributes
    ----------
    margins : shape (n,)
        As the model itself adds them up.
    base : float
        What every client starts from: the mean margin of the clients that the model learned from.
    values : shape (n, n_features)
    """

    margins: Margins
    base: float
    values: npt.NDArray[np.float64]


class ScoringModel(Protocol):
    """From feature rows to log-odds of default that are not calibrated yet, called margins."""

    @property
    def kind(self) -> ModelKind:
        """Which kind of model this is."""

    @property
    def features(self) -> tuple[ModelFeature, ...]:
        """What it reads, in its order."""

    def margins(self, rows: pa.Table) -> Margins:
        """Return margins, shape (n,), of rows that have every feature; FeatureMismatchError."""

    def margins_of(self, X: npt.NDArray[np.float32]) -> Margins:
        """Return the same for rows that are encoded already, shape (n, n_features)."""

    def contributions(self, rows: pa.Table) -> MarginContributions:
        """Return what each feature adds for every row; FeatureMismatchError."""

    def contributions_of(self, X: npt.NDArray[np.float32]) -> MarginContributions:
        """Return the same for rows that are encoded already, shape (n, n_features)."""

    def prepare(self) -> None:
        """Compute once what contributions need, so that the first client does not wait for it."""

    def content(self) -> bytes:
        """Return all that was learned, the same bytes for the same model."""

    def save(self, folder: Path) -> tuple[str, ...]:
        """Write the model's files into a folder, and return their names."""

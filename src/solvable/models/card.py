"""A scorecard as a model that scores and explains; it needs nothing of what fitted it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from solvable.documents import Document
from solvable.errors import BundleError
from solvable.models.bins import Binning
from solvable.models.bundle_document import read_bundle_document
from solvable.models.encoding import encode
from solvable.models.manifest import ModelFeature, ModelKind
from solvable.models.model import MarginContributions

__all__ = ["CardContent", "Characteristic", "Scorecard"]

CARD = "scorecard.json"


class Characteristic(Document):
    """A feature on the card: its bins, and the log-odds of default that a unit of evidence adds.

    ``coefficient`` is below zero: evidence of safety takes from the log-odds of default.
    """

    binning: Binning
    coefficient: float


class CardContent(Document):
    """All that a scorecard learned; ``l2`` is the penalty that its coefficients were found under."""

    intercept: float
    l2: float
    characteristics: tuple[Characteristic, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A logistic regression over weights of evidence, with the features that it reads in the same order."""

    learned: CardContent
    features: tuple[ModelFeature, ...]
    kind: ClassVar[ModelKind] = ModelKind.SCORECARD
    files: ClassVar[tuple[str, ...]] = (CARD,)

    def margins(self, rows: pa.Table) -> npt.NDArray[np.float64]:
        """Return log-odds of default before calibration, shape (n,)."""
        return self.margins_of(encode(rows, self.features))

    def margins_of(self, X: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return the same for an encoded matrix, shape (n, n_features)."""
        total = np.full(len(X), self.learned.intercept)
        # Column by column: a client alone is added up in the same order as in company.
        for added in self._added(X):
            total += added
        return total

    def contributions(self, rows: pa.Table) -> MarginContributions:
        """Return what each feature adds beyond its mean over the clients that the card learned from."""
        return self.contributions_of(encode(rows, self.features))

    def contributions_of(self, X: npt.NDArray[np.float32]) -> MarginContributions:
        """Return the same for an encoded matrix, shape (n, n_features)."""
        means = [line.coefficient * line.binning.mean_woe for line in self.learned.characteristics]
        added = np.column_stack(list(self._added(X)))
        return MarginContributions(
            margins=self.margins_of(X), base=self.learned.intercept + sum(means), values=added - np.array(means)
        )

    def prepare(self) -> None:
        """Do nothing: all that contributions need is on the card."""

    def content(self) -> bytes:
        """Return the card as JSON."""
        return (self.learned.model_dump_json(indent=1) + "\n").encode()

    def save(self, folder: Path) -> tuple[str, ...]:
        """Write the card as JSON."""
        (folder / CARD).write_bytes(self.content())
        return self.files

    @classmethod
    def load(cls, folder: Path, features: tuple[ModelFeature, ...]) -> Self:
        """Read what ``save`` wrote.

        Raises
        ------
        BundleError
            The card is not one, or is not over these features.
        """
        path = folder / CARD
        learned = read_bundle_document(path, CardContent, what="card")
        expected, found = [f.name for f in features], [line.binning.feature for line in learned.characteristics]
        if expected != found:
            raise BundleError(
                f"expected the manifest's features {', '.join(expected)}, found {', '.join(found)}. "
                "Copy the bundle whole, or train again.",
                file=str(path),
            )
        return cls(learned, features)

    def _added(self, X: npt.NDArray[np.float32]) -> Iterator[npt.NDArray[np.float64]]:
        for j, (line, feature) in enumerate(zip(self.learned.characteristics, self.features, strict=True)):
            yield line.coefficient * line.binning.woe(X[:, j], feature.levels)

"""How a model as a whole reads clients, in points: the document ``importance.json`` of a bundle.

Means and shares only, never a client; what fewer than ``FEWEST_CLIENTS`` have is not told at all.
"""

from collections.abc import Mapping
from pathlib import Path

from solvable.documents import Document
from solvable.models.bundle_document import read_bundle_document
from solvable.models.splits import Side

__all__ = [
    "IMPORTANCE",
    "CurveBand",
    "FeatureImportance",
    "GroupImportance",
    "Importance",
    "PointsGiven",
    "read_importance",
]

IMPORTANCE = "importance.json"


class PointsGiven(Document):
    """What a feature gives to some clients, in points; below zero it takes.

    Attributes
    ----------
    share
        Of all clients that were looked at.
    low, high
        Four of five clients get between these, one of ten less and one of ten more: other features of a client decide
        what one value gives.
    """

    n_clients: int
    share: float
    mean: float
    low: float
    high: float


class CurveBand(Document):
    """Clients with a like value of a feature.

    Attributes
    ----------
    value
        Their median, or the level of a category.
    least, greatest
        The ends of the band, both in it; None where it is open, as the greatest value of all is somebody's. None of a
        category.
    """

    value: float | str
    least: float | None
    greatest: float | None
    points: PointsGiven


class FeatureImportance(Document):
    """What a feature gives.

    Attributes
    ----------
    mean_points
        The mean over clients of what it gives or takes, regardless of the sign.
    curve
        By value, rising, or by level, the most harmful first. Clients of levels that too few have are in no band.
    missing
        What clients get who do not have the value; None where they are too few to say.
    """

    name: str
    mean_points: float
    curve: tuple[CurveBand, ...]
    missing: PointsGiven | None


class GroupImportance(Document):
    """The same of a theme or a reason of the catalogue, whose features are added up for every client before."""

    key: str
    mean_points: float


class Importance(Document):
    """All of it, the most important first; ``side`` is where the clients are from that were looked at."""

    side: Side
    n_clients: int
    features: tuple[FeatureImportance, ...]
    reasons: tuple[GroupImportance, ...]
    themes: tuple[GroupImportance, ...]

    @property
    def mean_points(self) -> Mapping[str, float]:
        """How many points each feature moves on average, up or down, by its name."""
        return {feature.name: feature.mean_points for feature in self.features}


def read_importance(folder: Path) -> Importance:
    """Read what a bundle says of how its model reads clients; BundleError."""
    return read_bundle_document(folder / IMPORTANCE, Importance, what="importance of the features")

"""The points table of a scorecard: what each bin gives or takes, in whole points that a person can add up."""

import math
from dataclasses import dataclass

import numpy as np

from solvable.errors import ConfigError
from solvable.models.bins import Bin, Cut
from solvable.models.bundle import Bundle
from solvable.models.card import Characteristic, Scorecard

__all__ = ["PointsTable", "TableBin", "TableFeature", "build_points_table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBin:
    """A bin with its points, beyond those of the mean training client."""

    clients: Bin
    exact_points: float
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFeature:
    """A feature of the card; the last of its bins is for clients without a value."""

    name: str
    cut: Cut
    coefficient: float
    information: float
    bins: tuple[TableBin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsTable:
    """What a card gives for whom.

    Attributes
    ----------
    base_points, exact_base
        What everybody starts from: whole, and before rounding.
    most_off : int
        How far the sum of whole points may lie from the score, which is rounded once from exact points.
    """

    base_points: int
    exact_base: float
    features: tuple[TableFeature, ...]
    most_off: int


def build_points_table(bundle: Bundle) -> PointsTable:
    """Lay out a scorecard on its scale of points.

    Every bin is rounded to the nearest whole point, and the base takes up what that shifts for the mean
    training client, so that sums of whole points are right on average and never further off than said.

    Raises
    ------
    ConfigError
        The model is no scorecard.
    """
    model = bundle.model
    if not isinstance(model, Scorecard):
        raise ConfigError(
            f"Expected a scorecard, found {bundle.version}, which is of kind {bundle.manifest.kind}. "
            "Name another model, or run `solvable train --scorecard`."
        )
    scale, calibration = bundle.manifest.training.points, bundle.manifest.calibration
    features = tuple(
        _feature(line, -scale.points_per_log_odds * calibration.slope) for line in model.learned.characteristics
    )
    mean_margin = model.learned.intercept + sum(
        line.coefficient * line.binning.mean_woe for line in model.learned.characteristics
    )
    exact_base = float(scale.points(calibration.slope * mean_margin + calibration.intercept))
    lost = [[place.exact_points - place.points for place in feature.bins] for feature in features]
    weights = [[place.clients.n_clients for place in feature.bins] for feature in features]
    mean_lost = sum(float(np.average(gaps, weights=n)) for gaps, n in zip(lost, weights, strict=True))
    base_points = round(exact_base + mean_lost)
    furthest = max(
        abs(exact_base - base_points + sum(max(gaps) for gaps in lost)),
        abs(exact_base - base_points + sum(min(gaps) for gaps in lost)),
    )
    return PointsTable(
        base_points=base_points,
        exact_base=exact_base,
        features=features,
        # The score itself is rounded by up to half a point.
        most_off=math.floor(furthest + 0.5),
    )


def _feature(line: Characteristic, points_per_margin: float) -> TableFeature:
    binning = line.binning
    exact = [points_per_margin * line.coefficient * (place.woe - binning.mean_woe) for place in binning.bins]
    return TableFeature(
        name=binning.feature,
        cut=binning.cut,
        coefficient=line.coefficient,
        information=binning.information,
        bins=tuple(
            TableBin(clients=place, exact_points=points, points=round(points))
            for place, points in zip(binning.bins, exact, strict=True)
        ),
    )

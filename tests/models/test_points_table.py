"""The points table: sums of whole points lie as near to the score as it says."""

import dataclasses
import itertools
import math

import numpy as np
import pytest

from builders import make_bundle, make_rows, make_scorecard_bundle
from solvable.errors import ConfigError
from solvable.explanations.contributions import contributions_in_points
from solvable.models.bins import Bin, Binning, Cut
from solvable.models.card import CardContent, Characteristic, Scorecard
from solvable.models.encoding import encode
from solvable.models.manifest import Calibration, ModelFeature
from solvable.models.points_table import build_points_table

ROWS = make_rows(500, seed=8)


def added_by_hand(table, bundle, rows):
    """Add up a client's whole points as a person would, from the table alone."""
    X = encode(rows, bundle.model.features)
    total = np.full(rows.num_rows, table.base_points)
    for j, (feature, known) in enumerate(zip(table.features, bundle.model.features, strict=True)):
        total += np.array([place.points for place in feature.bins])[feature.cut.places(X[:, j], known.levels)]
    return total


def make_small(*woes, slope=1.0):
    """Return a bundle whose features have two bins of ten clients each with these weights, and nobody missing."""
    bundle = make_scorecard_bundle()
    lines = tuple(
        Characteristic(
            binning=Binning(
                feature=f"f{j}",
                cut=Cut(splits=(1.0,), groups=None),
                bins=tuple(
                    Bin(n_clients=n, n_defaults=n // 5, woe=woe) for n, woe in ((10, low), (10, high), (0, 0.0))
                ),
            ),
            coefficient=-math.log(2) / 50,
        )
        for j, (low, high) in enumerate(woes)
    )
    features = tuple(ModelFeature(name=f"f{j}", unit="count", levels=None, monotone=0) for j in range(len(woes)))
    manifest = bundle.manifest.model_copy(
        update={"features": features, "calibration": Calibration(slope=slope, intercept=0.0)}
    )
    card = Scorecard(CardContent(intercept=-math.log(10), l2=1.0, characteristics=lines), features)
    return dataclasses.replace(bundle, manifest=manifest, model=card)


def test_points_are_worked_by_hand():
    # A coefficient of -ln 2 / 50 makes a point of a unit of evidence, and ten to one starts at 500.
    table = build_points_table(make_small((-4.0, 8.0)))

    assert table.exact_base == pytest.approx(502)
    assert table.base_points == 502
    # The mean weight is 2; the bin of nobody is 2 below it.
    assert [place.points for place in table.features[0].bins] == [-6, 6, -2]
    assert [place.exact_points for place in table.features[0].bins] == pytest.approx([-6, 6, -2])


def test_calibration_stretches_the_points():
    assert [place.points for place in build_points_table(make_small((-4.0, 8.0), slope=1.5)).features[0].bins] == [
        -9, 9, -3,
    ]  # fmt: skip


def test_the_base_takes_up_what_rounding_shifts_on_average():
    # Each bin is 0.4 off in both directions for a mean of 0; the bins of nobody do not count.
    even = build_points_table(make_small((-0.4, 0.4), (-0.4, 0.4)))

    assert even.base_points == 500
    assert [place.points for feature in even.features for place in feature.bins] == [0] * 6
    # Two features of 0.4 each may both be lost; with the score's own half a point that is one whole point.
    assert even.most_off == 1


def test_whole_points_lie_as_near_to_the_score_as_it_says_for_every_client():
    bundle = make_scorecard_bundle()
    table = build_points_table(bundle)

    off = added_by_hand(table, bundle, ROWS) - bundle.manifest.training.points.score(bundle.log_odds(ROWS))

    assert np.abs(off).max() <= table.most_off <= len(table.features)
    assert abs(off.mean()) < 0.5


def test_nobody_could_be_further_off_than_it_says():
    bundle = make_scorecard_bundle()
    table, scale = build_points_table(bundle), bundle.manifest.training.points
    every = itertools.product(*(feature.bins for feature in table.features))

    off = []
    for bins in every:
        exact = table.exact_base + sum(place.exact_points for place in bins)
        log_odds = -math.log(scale.odds) - (exact - scale.score_at_odds) / scale.points_per_log_odds
        off.append(table.base_points + sum(place.points for place in bins) - int(scale.score(log_odds)))

    assert max(map(abs, off)) <= table.most_off


def test_exact_points_are_the_contributions_of_the_desk():
    bundle = make_scorecard_bundle()
    table, found = build_points_table(bundle), contributions_in_points(ROWS, bundle)
    X = encode(ROWS, bundle.model.features)

    assert table.exact_base == pytest.approx(found.base)
    for j, (feature, known) in enumerate(zip(table.features, bundle.model.features, strict=True)):
        exact = np.array([place.exact_points for place in feature.bins])[feature.cut.places(X[:, j], known.levels)]
        assert exact == pytest.approx(found.points[:, j])


def test_a_model_that_is_no_scorecard_is_refused_with_its_kind():
    with pytest.raises(ConfigError, match="Expected a scorecard, found fair-0123456789, which is of kind boosting"):
        build_points_table(make_bundle())

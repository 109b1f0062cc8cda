"""How a model as a whole reads clients: means by hand, curves without anybody who could be recognised."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_bundle, make_catalogue, make_rows
from solvable.explanations.contributions import contributions_in_points
from solvable.explanations.importance import MOST_BANDS, MOST_CLIENTS, importance_of, measure_importance
from solvable.models.encoding import encode
from solvable.models.manifest import ModelFeature
from solvable.models.splits import Side
from solvable.models.validation import FEWEST_CLIENTS

LATE, RECENTLY, SCORE = (
    ModelFeature(name=name, unit="count", levels=None, monotone=0)
    for name in ("late_count", "late_recently_count", "score")
)
JOB = ModelFeature(name="job", unit="category", levels=("clerk", "smith", "tailor"), monotone=0)


def measure(features, values, points):
    X, of_points = np.array(values, dtype=np.float32).T, np.array(points, dtype=float).T
    return measure_importance(features, X, of_points, side=Side.REPORT, catalogue=make_catalogue())


def curve_of(values, points, *, feature=SCORE):
    (found,) = measure([feature], [values], [points]).features
    return found


def test_the_mean_is_of_what_a_feature_moves_up_or_down():
    found = measure([SCORE], [[0.1, 0.2, 0.3, 0.4]], [[-6.0, 2.0, 0.0, 4.0]])

    assert found.mean_points == {"score": 3.0}


def test_features_of_one_reason_are_added_up_for_every_client_before_the_mean():
    # Two kinds of lateness that cancel out for the first client, and add up for the second.
    found = measure([LATE, RECENTLY, SCORE], [[1, 2], [0, 1], [0.5, 0.5]], [[4.0, -4.0], [-4.0, -2.0], [1.0, 1.0]])

    assert {group.key: group.mean_points for group in found.reasons} == {"lateness": 3.0, "score": 1.0}
    assert {group.key: group.mean_points for group in found.themes} == {"history": 3.0, "scores": 1.0}


def test_the_most_important_comes_first():
    found = measure([SCORE, LATE], [[0.5, 0.5], [0, 1]], [[1.0, 1.0], [4.0, -4.0]])

    assert [feature.name for feature in found.features] == ["late_count", "score"]
    assert [group.key for group in found.themes] == ["history", "scores"]


def test_a_curve_tells_clients_apart_by_value_with_their_share_mean_and_spread():
    # 50 clients without, 40 with one and 10 with two: the latter two are one band, as ten are too few.
    values = [0.0] * 50 + [1.0] * 40 + [2.0] * 10
    points = [8.0] * 50 + [-4.0] * 40 + [-14.0] * 10

    first, second = curve_of(values, points).curve

    assert (first.value, first.least, first.greatest, first.points.mean) == (0.0, 0.0, 0.0, 8.0)
    assert (second.value, second.least, second.greatest) == (1.0, 1.0, None)
    assert second.points.model_dump() == {"n_clients": 50, "share": 0.5, "mean": -6.0, "low": -14.0, "high": -4.0}


def test_who_does_not_have_the_value_is_told_apart():
    found = curve_of([np.nan] * 40 + [0.5] * 60, [-3.0] * 40 + [2.0] * 60)

    assert found.missing.model_dump() == {"n_clients": 40, "share": 0.4, "mean": -3.0, "low": -3.0, "high": -3.0}
    assert [band.points.n_clients for band in found.curve] == [60]


def test_levels_come_by_harm_and_one_that_few_have_is_not_told():
    values = [0.0] * 50 + [1.0] * 40 + [2.0] * 29
    points = [5.0] * 50 + [-5.0] * 40 + [1.0] * 29

    found = curve_of(values, points, feature=JOB)

    assert [(band.value, band.points.mean) for band in found.curve] == [("smith", -5.0), ("clerk", 5.0)]


def test_a_feature_that_moves_nothing_has_no_curve():
    assert curve_of([0.1, 0.2] * 50, [0.0] * 100).curve == ()


def test_the_few_who_have_something_are_still_told_apart():
    # Nine of ten have nothing; the others spread evenly.
    values = [0.0] * 9000 + list(range(1, 1001))

    curve = curve_of(values, values).curve

    assert len(curve) == MOST_BANDS
    assert curve[0].points.n_clients == 9000
    assert max(band.points.n_clients for band in curve[1:]) < 120


def test_values_are_written_as_one_writes_them():
    curve = curve_of([0.1] * 50 + [0.7] * 50, [1.0] * 50 + [2.0] * 50).curve

    assert [band.value for band in curve] == [0.1, 0.7]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 200), min_size=1, max_size=400))
def test_no_band_is_of_so_few_that_somebody_might_be_recognised_and_nobody_is_in_two(values):
    values = np.array(values) // 3
    curve = curve_of(values, np.ones(len(values))).curve

    assert all(band.points.n_clients >= FEWEST_CLIENTS for band in curve)
    assert sum(band.points.n_clients for band in curve) == (len(values) if len(values) >= FEWEST_CLIENTS else 0)
    assert len(curve) <= MOST_BANDS
    ends = [(band.least, band.greatest) for band in curve]
    assert all(before[1] < after[0] for before, after in pairwise(ends))


def test_points_are_those_of_the_explanations():
    bundle, rows = make_bundle(), make_rows(2000, seed=2)

    exact = contributions_in_points(rows, bundle).points

    by_name = dict(zip([f.name for f in bundle.manifest.features], np.abs(exact).mean(axis=0), strict=True))
    assert bundle.importance.n_clients == 2000
    assert bundle.importance.mean_points == pytest.approx(by_name, abs=1e-3)


def test_what_raises_the_risk_takes_more_points_the_more_there_is_of_it():
    by_name = {feature.name: feature for feature in make_bundle().importance.features}

    late = [band.points.mean for band in by_name["late_count"].curve]
    score = [band.points.mean for band in by_name["score"].curve]

    assert late == sorted(late, reverse=True)
    assert late[0] > 0 > late[-1]
    assert score == sorted(score)


def test_of_many_clients_enough_are_looked_at_evenly():
    bundle, rows = make_bundle(), make_rows(2 * MOST_CLIENTS + 1, seed=3)

    found = importance_of(
        bundle.model, encode(rows, bundle.manifest.features), side=Side.REPORT,
        calibration=bundle.manifest.calibration, scale=bundle.manifest.training.points, catalogue=make_catalogue(),
    )  # fmt: skip

    assert found.n_clients == (2 * MOST_CLIENTS + 1 + 2) // 3

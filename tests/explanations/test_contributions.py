"""Contributions: exact, on the calibrated scale, whole on screen."""

import dataclasses

import numpy as np
import pytest

from builders import make_bundle, make_rows, make_scorecard_bundle
from solvable.errors import ExplanationError
from solvable.explanations.contributions import contributions_in_points

ROWS = make_rows(500, seed=9)


def test_base_and_contributions_sum_to_the_points_of_every_client():
    bundle = make_bundle()

    found = contributions_in_points(ROWS, bundle)

    exact = bundle.manifest.training.points.points(bundle.log_odds(ROWS))
    np.testing.assert_allclose(found.base + found.points.sum(axis=1), exact, atol=1e-3)


def test_the_log_odds_explained_are_to_the_last_bit_those_that_the_model_scores_with():
    for bundle in (make_bundle(), make_scorecard_bundle()):
        np.testing.assert_array_equal(contributions_in_points(ROWS, bundle).log_odds, bundle.log_odds(ROWS))


def test_every_client_starts_from_the_same_base():
    bundle = make_bundle()

    bases = {contributions_in_points(ROWS.slice(i, 1), bundle).base for i in range(20)}

    assert bases == {contributions_in_points(ROWS, bundle).base}


def test_points_go_down_for_what_raises_the_risk_and_up_for_what_lowers_it():
    # In the made-up rows late payments raise the risk and the external score lowers it.
    points = contributions_in_points(ROWS, make_bundle()).points
    late, score = ROWS["late_count"].to_numpy(), ROWS["score"].to_numpy(zero_copy_only=False)

    assert points[late >= 3, 0].max() < 0 < points[late == 0, 0].min()
    assert points[score > 0.9, 2].min() > 0 > points[score < 0.1, 2].max()


def test_defaulted_clients_lost_points_and_repaid_ones_gained_them_on_average():
    gained = contributions_in_points(ROWS, make_bundle()).points.sum(axis=1)
    is_default = ROWS["is_default"].to_numpy()

    assert gained[is_default].mean() < 0 < gained[~is_default].mean()


def test_reasons_that_do_not_add_up_are_refused_by_client():
    bundle = make_bundle()

    class Lying:
        """A model whose contributions are off by a little, as a faulty library's would be."""

        def contributions(self, rows):
            found = bundle.model.contributions(rows)
            return dataclasses.replace(found, values=found.values * 1.05)

    with pytest.raises(ExplanationError, match=r"reasons of client 100001 must add up to .* No reasons are given"):
        contributions_in_points(ROWS, dataclasses.replace(bundle, model=Lying()))

"""How a value that one can see is drawn from a standing that one cannot."""

import numpy as np
import pytest

from solvable.portfolios.home_credit.made_up.draws import level_at, number_at, view

SEED = 7


def test_a_view_sees_a_standing_with_its_strength_and_no_more():
    rng = np.random.default_rng(SEED)
    standing = rng.standard_normal(50_000)

    score = view(rng, 50_000, (0.6, standing))

    assert np.corrcoef(score, standing)[0, 1] == pytest.approx(0.6, abs=0.01)
    assert score.std() == pytest.approx(1.0, abs=0.01)


def test_levels_come_with_their_shares_lowest_scores_first():
    score = np.random.default_rng(SEED).standard_normal(50_000)

    levels = level_at(score, {"worst": 0.1, "usual": 0.6, "best": 0.3})

    assert (levels == "worst").mean() == pytest.approx(0.1, abs=0.01)
    assert (levels == "best").mean() == pytest.approx(0.3, abs=0.01)
    assert score[levels == "worst"].max() < score[levels == "usual"].min()


def test_the_middle_score_gets_the_median():
    assert number_at(np.array([0.0]), (0, 5, 25, 50, 75, 95, 100)).tolist() == [50.0]

"""Ranking: worked by hand, at its extremes, with ties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvable.metrics import auc_interval, gini, ks_interval, ks_statistic, log_odds, roc_auc


def test_a_perfect_ranking_has_auc_gini_and_ks_one():
    outcomes, probs = [False, False, True, True], [0.1, 0.2, 0.8, 0.9]

    assert roc_auc(is_default=outcomes, prob_default=probs) == 1.0
    assert gini(is_default=outcomes, prob_default=probs) == 1.0
    assert ks_statistic(is_default=outcomes, prob_default=probs) == 1.0


def test_an_inverted_ranking_has_auc_zero_and_gini_minus_one():
    outcomes, probs = [True, False], [0.1, 0.9]

    assert roc_auc(is_default=outcomes, prob_default=probs) == 0.0
    assert gini(is_default=outcomes, prob_default=probs) == -1.0


def test_auc_worked_by_hand_counts_a_tie_as_half():
    # Pairs (bad, good): (.4, .1) won, (.4, .4) tied, (.3, .1) won, (.3, .4) lost: 2.5 of 4.
    assert roc_auc(is_default=[True, False, True, False], prob_default=[0.4, 0.1, 0.3, 0.4]) == 0.625


def test_ks_worked_by_hand_passes_a_tie_at_once():
    # Up to .2: bads 0, goods 1/3. Up to .5 (one bad, one good): bads 1/2, goods 2/3. Up to .7: goods 1.
    # Gaps 1/3, 1/6, 1/2, 0: the widest is 1/2. Passing the tie one by one would find no more here,
    # but with all tied the order of rows would decide.
    assert ks_statistic(
        is_default=[False, True, False, False, True], prob_default=[0.2, 0.5, 0.5, 0.7, 0.9]
    ) == pytest.approx(0.5)
    assert ks_statistic(is_default=[True, False], prob_default=[0.5, 0.5]) == 0.0


@pytest.mark.parametrize("measure", [roc_auc, gini, ks_statistic])
@pytest.mark.parametrize("outcomes", [[True, True], [False, False]], ids=["only defaults", "no default"])
def test_one_outcome_alone_is_refused(measure, outcomes):
    with pytest.raises(ValueError, match="Both outcomes must occur"):
        measure(is_default=outcomes, prob_default=[0.1, 0.2])


def test_a_missing_probability_is_refused():
    with pytest.raises(ValueError, match="found a missing one"):
        roc_auc(is_default=[True, False], prob_default=[0.1, float("nan")])


def test_lists_of_different_length_are_refused():
    with pytest.raises(ValueError, match="lists of one length"):
        ks_statistic(is_default=[True, False], prob_default=[0.1])


clients = st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=40).filter(
    lambda rows: 0 < sum(bad for bad, _ in rows) < len(rows)
)


@given(clients, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows, random):
    shuffled = random.sample(rows, len(rows))

    for measure in (roc_auc, ks_statistic):
        before = measure(is_default=[b for b, _ in rows], prob_default=[p for _, p in rows])
        after = measure(is_default=[b for b, _ in shuffled], prob_default=[p for _, p in shuffled])
        assert after == pytest.approx(before, abs=1e-12)


@given(clients)
def test_only_the_ranking_matters(rows):
    bad, risk = np.array([b for b, _ in rows]), np.array([p for _, p in rows], dtype=float)

    assert roc_auc(is_default=bad, prob_default=risk) == roc_auc(is_default=bad, prob_default=np.exp(risk))
    assert ks_statistic(is_default=bad, prob_default=risk) == ks_statistic(is_default=bad, prob_default=np.exp(risk))


@given(clients)
def test_swapping_goods_and_bads_mirrors_the_auc(rows):
    bad, risk = np.array([b for b, _ in rows]), np.array([p for _, p in rows], dtype=float)

    mirrored = roc_auc(is_default=~bad, prob_default=risk)

    assert mirrored == pytest.approx(1 - roc_auc(is_default=bad, prob_default=risk))


def test_the_interval_of_an_auc_worked_by_hand():
    # Bads at .4 and .3 are ranked right against .75 and .5 of the goods, goods at .1 and .4 against 1 and .25 of
    # the bads: AUC .625, variances .03125 and .28125, error sqrt(.03125/2 + .28125/2) = .395285. In log-odds
    # ln(.625/.375) = .510826 with 1.959964 * .395285 / (.625 * .375) = 3.305571 either side.
    interval = auc_interval(is_default=[True, False, True, False], prob_default=[0.4, 0.1, 0.3, 0.4])

    assert log_odds(interval) == pytest.approx([0.510826 - 3.305571, 0.510826 + 3.305571], abs=1e-4)


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=4, max_size=40))
def test_the_variance_from_ranks_is_that_over_all_pairs(clients):
    risks, bad = np.array([risk for risk, _ in clients]), np.array([b for _, b in clients])
    if min(bad.sum(), (~bad).sum()) < 2:
        return
    won = (risks[bad][:, None] > risks[~bad]) + 0.5 * (risks[bad][:, None] == risks[~bad])
    error = np.sqrt(won.mean(1).var(ddof=1) / bad.sum() + won.mean(0).var(ddof=1) / (~bad).sum())
    auc = won.mean()

    low, high = auc_interval(is_default=bad, prob_default=risks)

    assert 0 <= low <= auc <= high <= 1
    if 0 < auc < 1 and error > 1e-9:
        half = 1.959964 * error / (auc * (1 - auc))
        assert log_odds(low) == pytest.approx(log_odds(auc) - half, rel=1e-4)
        assert log_odds(high) == pytest.approx(log_odds(auc) + half, rel=1e-4)


def test_a_perfect_ranking_has_an_interval_without_width():
    assert auc_interval(is_default=[False, False, True, True], prob_default=[0.1, 0.2, 0.8, 0.9]) == (1.0, 1.0)


def test_intervals_hold_the_true_figures_about_as_often_as_promised():
    # Normal risks one standard deviation apart: AUC Phi(1/sqrt 2) = 0.76025, KS 2 Phi(1/2) - 1 = 0.38292.
    rng = np.random.default_rng(4)
    held = []
    for _ in range(60):
        bad = rng.random(1500) < 0.2
        risks = rng.normal(size=1500) + bad
        auc = auc_interval(is_default=bad, prob_default=risks)
        ks = ks_interval(is_default=bad, prob_default=risks, rng=rng, n_draws=100)
        held.append((auc[0] <= 0.76025 <= auc[1], ks[0] <= 0.38292 <= ks[1]))

    of_auc, of_ks = np.mean(held, axis=0)
    assert of_auc >= 0.88
    assert of_ks >= 0.75  # A widest gap grows with noise, so that its interval lies somewhat high.


def test_more_confidence_makes_wider_intervals():
    rng = np.random.default_rng(8)
    bad = rng.random(600) < 0.3
    risks = rng.normal(size=600) + bad

    for interval in (
        lambda level: auc_interval(is_default=bad, prob_default=risks, confidence=level),
        lambda level: ks_interval(is_default=bad, prob_default=risks, rng=np.random.default_rng(1), confidence=level),
    ):
        (low, high), (lower, higher) = interval(0.8), interval(0.99)
        assert lower < low < high < higher


def test_one_default_alone_has_no_interval():
    with pytest.raises(ValueError, match="needs two of each outcome, found 1 defaults in 3"):
        auc_interval(is_default=[True, False, False], prob_default=[0.1, 0.2, 0.3])

"""Ranking: worked by hand, at its extremes, with ties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvable.metrics import gini, ks_statistic, roc_auc


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

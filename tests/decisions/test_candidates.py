"""Which loans may be suggested: within the policy's bounds, on its steps, and never a heavier burden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.loans import make_bounds, make_loan
from solvable.decisions.candidates import MOST_RUNGS, Lever, build_ladders
from solvable.portfolios.loan import Loan, payment_over


def ladders_of(loan=None, **bounds):
    """Return the ladders by lever and term."""
    ladders = build_ladders(loan or make_loan(), make_bounds(**bounds))
    return {(ladder[0].lever, ladder[0].loan.n_months): ladder for ladder in ladders}


def test_a_smaller_amount_is_for_goods_as_much_cheaper_over_the_same_term():
    first, *_, last = ladders_of()[Lever.AMOUNT, 24]

    assert (first.loan.amount, first.loan.goods_price, first.cost) == (95_000, 85_500, pytest.approx(0.05))
    # 0.95 times 4,432.06 is 4,210.457: the next multiple of 10.
    assert first.loan.payment == 4_220
    assert last.loan.amount == 60_000


def test_a_down_payment_leaves_the_price_of_the_goods():
    ladder = ladders_of()[Lever.DOWN_PAYMENT, 24]

    assert [rung.loan.amount for rung in ladder] == [95_000, 90_000, 85_000, 80_000, 75_000]
    assert {rung.loan.goods_price for rung in ladder} == {90_000}


def test_a_longer_term_is_at_the_same_rate_and_ends_at_the_policys_longest():
    ladder = ladders_of()[Lever.TERM, 30]

    assert [rung.loan.n_months for rung in ladder] == [30, 36, 42, 48]
    assert [rung.cost for rung in ladder] == pytest.approx([0.25, 0.5, 0.75, 1.0])
    exact = payment_over(100_000, monthly_rate=make_loan().monthly_rate, n_months=30)
    assert exact <= ladder[0].loan.payment < exact + 10


def test_pairs_change_both():
    ladders = ladders_of()

    assert {lever for lever, _ in ladders} == set(Lever)
    assert ladders[Lever.AMOUNT_AND_TERM, 36][0].cost == pytest.approx(0.05 + 0.5)
    assert Lever.AMOUNT_AND_TERM.parts == (Lever.AMOUNT, Lever.TERM)


@pytest.mark.parametrize(
    ("loan", "levers"),
    [
        pytest.param(make_loan(is_term_estimated=True), {Lever.AMOUNT, Lever.DOWN_PAYMENT}, id="an estimated term"),
        pytest.param(
            make_loan(goods_price=None), {Lever.AMOUNT, Lever.TERM, Lever.AMOUNT_AND_TERM}, id="no price of goods"
        ),
        pytest.param(make_loan(n_months=None), {Lever.AMOUNT}, id="a credit without a term"),
    ],
)
def test_what_is_not_known_is_not_changed(loan, levers):
    assert {lever for lever, _ in ladders_of(loan)} == levers


@pytest.mark.parametrize(
    ("bound", "lever"),
    [
        ("largest_decrease", Lever.AMOUNT), ("largest_down_payment", Lever.DOWN_PAYMENT),
        ("longest_term_months", Lever.TERM),
    ],
)  # fmt: skip
def test_a_bound_of_zero_rules_its_lever_out(bound, lever):
    levers = {lever for lever, _ in ladders_of(**{bound: 0})}

    assert levers
    assert all(lever is not found and lever not in found.parts for found in levers)


def test_steps_and_bounds_of_the_policy_decide_what_is_on_a_ladder():
    assert len(ladders_of(amount_step=10_000.0)[Lever.AMOUNT, 24]) == 4
    assert len(ladders_of(largest_decrease=0.2)[Lever.AMOUNT, 24]) == 4
    assert len(ladders_of(largest_down_payment=0.15)[Lever.DOWN_PAYMENT, 24]) == 2
    assert ladders_of(payment_step=500.0)[Lever.AMOUNT, 24][1].loan.payment == 4_000
    assert [rung.loan.n_months for rung in ladders_of(term_step_months=12)[Lever.TERM, 36]] == [36, 48]


def test_a_large_loan_is_changed_in_larger_steps():
    loan = make_loan(amount=4_000_000.0, payment=180_000.0, goods_price=4_000_000.0)

    ladder = ladders_of(loan)[Lever.AMOUNT, 24]

    assert len(ladder) <= MOST_RUNGS
    assert ladder[0].loan.amount - ladder[1].loan.amount == 35_000


@given(
    amount=st.floats(1_000, 5_000_000), rate=st.floats(0.001, 0.03), n_months=st.integers(6, 60),
    price=st.none() | st.floats(0.5, 1.5), decrease=st.floats(0, 0.9), down=st.floats(0, 0.9),
    step=st.floats(10, 50_000),
)  # fmt: skip
def test_every_candidate_asks_for_less_or_for_longer_and_for_no_higher_payment(
    amount, rate, n_months, price, decrease, down, step
):
    loan = Loan.of(
        amount=amount, payment=payment_over(amount, monthly_rate=rate, n_months=n_months), n_months=n_months,
        goods_price=None if price is None else price * amount,
    )  # fmt: skip
    bounds = make_bounds(largest_decrease=decrease, largest_down_payment=down, amount_step=step)

    for ladder in build_ladders(loan, bounds):
        costs = [rung.cost for rung in ladder]
        assert costs == sorted(costs)
        assert len({rung.lever for rung in ladder}) == 1
        for rung in ladder:
            asked = rung.loan
            assert 0 < asked.amount <= loan.amount
            assert asked.payment <= loan.payment
            assert asked.n_months >= loan.n_months
            assert (asked.amount, asked.n_months) != (loan.amount, loan.n_months)
            assert asked.n_months == loan.n_months or asked.n_months <= bounds.longest_term_months
            assert asked.monthly_rate == loan.monthly_rate
            # Rounded up: it pays the amount back over the term, or sooner.
            exact = payment_over(asked.amount, monthly_rate=loan.monthly_rate, n_months=asked.n_months)
            assert exact * (1 - 1e-6) <= asked.payment <= exact * (1 + 1e-6) + bounds.payment_step
            if rung.lever is Lever.AMOUNT:
                assert asked.amount >= loan.amount * (1 - decrease)
            if rung.lever is Lever.DOWN_PAYMENT:
                assert loan.amount - asked.amount <= down * loan.goods_price * (1 + 1e-9)

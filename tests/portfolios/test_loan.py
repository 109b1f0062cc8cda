"""The arithmetic of a loan: worked by hand, and the laws that hold for every loan."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvable.errors import SimulationError
from solvable.portfolios.loan import Loan, amount_over, months_to_repay, payment_over, rate_behind

amounts = st.floats(1_000, 5_000_000)
rates = st.floats(0.0005, 0.05)
terms = st.integers(2, 120)


def make_loan(**changes):
    return Loan.of(
        **({"amount": 10_000.0, "payment": 888.4878867834168, "n_months": 12, "goods_price": 9_000.0} | changes)
    )


def test_two_payments_worked_by_hand():
    # At 10 % a month, 210 paid back in two months: 121 now pays 110 of the first and 100 of the second discounted.
    assert payment_over(210, monthly_rate=0.1, n_months=2) == pytest.approx(121)
    assert amount_over(121, monthly_rate=0.1, n_months=2) == pytest.approx(210)
    assert rate_behind(210, payment=121, n_months=2) == pytest.approx(0.1)
    assert months_to_repay(210, payment=121, monthly_rate=0.1) == pytest.approx(2)


def test_without_interest_payments_are_shares_of_the_amount():
    assert payment_over(1_200, monthly_rate=0, n_months=12) == 100
    assert rate_behind(1_200, payment=100, n_months=12) == 0
    assert months_to_repay(1_200, payment=100, monthly_rate=0) == 12


def test_payments_that_fall_short_of_the_amount_have_no_rate():
    assert rate_behind(1_200, payment=99, n_months=12) is None
    assert make_loan(payment=800.0).n_months is None


def test_payments_below_the_interest_never_pay_back():
    assert months_to_repay(10_000, payment=100, monthly_rate=0.01) is None
    assert months_to_repay(10_000, payment=100.01, monthly_rate=0.01) > 600


@given(amounts, rates, terms)
def test_rate_term_amount_and_payment_follow_from_each_other(amount, rate, n_months):
    payment = payment_over(amount, monthly_rate=rate, n_months=n_months)

    assert amount_over(payment, monthly_rate=rate, n_months=n_months) == pytest.approx(amount, rel=1e-9)
    assert rate_behind(amount, payment=payment, n_months=n_months) == pytest.approx(rate, rel=1e-7)
    assert months_to_repay(amount, payment=payment, monthly_rate=rate) == pytest.approx(n_months, rel=1e-7)


@given(amounts, rates, terms, st.integers(1, 60))
def test_a_longer_term_lowers_the_payment_and_raises_the_total(amount, rate, n_months, n_more):
    loan = Loan.of(amount=amount, payment=payment_over(amount, monthly_rate=rate, n_months=n_months), n_months=n_months)

    longer = loan.asked(n_months=n_months + n_more)

    assert longer.payment < loan.payment
    assert longer.total > loan.total
    assert longer.monthly_rate == loan.monthly_rate


@given(amounts, rates, terms, st.floats(0.1, 1))
def test_a_smaller_amount_over_the_same_term_costs_in_proportion_whatever_the_term(amount, rate, n_months, share):
    payment = payment_over(amount, monthly_rate=rate, n_months=n_months)
    loans = [Loan.of(amount=amount, payment=payment, n_months=months) for months in (n_months, n_months + 24, None)]

    for loan in loans:
        smaller = loan.asked(amount=share * amount)
        assert smaller.payment == pytest.approx(share * payment)
        assert smaller.n_months == loan.n_months
        if loan.monthly_rate is not None:
            expected = payment_over(share * amount, monthly_rate=loan.monthly_rate, n_months=loan.n_months)
            assert smaller.payment == pytest.approx(expected, rel=1e-7)


@given(amounts, rates, terms, st.floats(1.01, 3))
def test_a_higher_payment_shortens_the_term_at_the_same_rate(amount, rate, n_months, times):
    loan = Loan.of(amount=amount, payment=payment_over(amount, monthly_rate=rate, n_months=n_months), n_months=n_months)

    faster = loan.asked(payment=times * loan.payment)

    assert faster.n_months < n_months
    assert (faster.amount, faster.monthly_rate) == (loan.amount, loan.monthly_rate)


def test_a_new_payment_and_term_give_the_amount():
    assert make_loan().asked(payment=1_776.9757735668336, n_months=12).amount == pytest.approx(20_000)


def test_a_loan_that_is_not_asked_for_differently_stays_the_same():
    loan = make_loan()

    assert loan.asked() is loan
    assert loan.priced(8_000.0).goods_price == 8_000
    assert loan.total == pytest.approx(10_661.85, abs=0.01)


def test_a_credit_without_a_term_keeps_the_share_that_is_paid_each_month():
    revolving = make_loan(amount=100_000.0, payment=5_000.0, n_months=None)

    assert revolving.asked(amount=60_000.0).payment == pytest.approx(3_000)
    assert revolving.asked(payment=4_000.0).amount == 100_000
    assert revolving.total is None


@pytest.mark.parametrize(
    ("loan", "asked", "message"),
    [
        pytest.param({}, {"amount": 1.0, "payment": 1.0, "n_months": 1.0}, "found all three", id="over-determined"),
        pytest.param({}, {"payment": 99.0}, r"interest, which is 100\.00 a month, found 99\.0", id="interest unpaid"),
        pytest.param({"n_months": None}, {"n_months": 24.0}, "found 24.0 months", id="a term where there is none"),
    ],
)
def test_what_contradicts_itself_is_refused(loan, asked, message):
    with pytest.raises(SimulationError, match=message):
        make_loan(**loan).asked(**asked)


@pytest.mark.parametrize("change", [{"amount": 0.0}, {"goods_price": math.inf}, {"payment": math.nan}])
def test_a_loan_of_no_amount_cannot_exist(change):
    with pytest.raises(ValueError, match="positive numbers"):
        make_loan(**{"n_months": None} | change)

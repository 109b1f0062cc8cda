"""Which loan a Home Credit application asks for, and that its term is the one that the features take."""

import ibis
import numpy as np
import pyarrow as pa
import pytest

from portfolios.builders import make_row
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.home_credit.interest import monthly_rate, shortest_term
from solvable.portfolios.home_credit.loan import LOAN_COLUMNS, TERM_READINGS, read_loan, usual_term
from solvable.portfolios.loan import rate_behind


def loan_of(**cells):
    return read_loan(make_row("application", **({"NAME_CONTRACT_TYPE": "Cash loans"} | cells)))


def test_a_cash_loan_runs_for_the_shortest_usual_term_that_bears_interest():
    loan = loan_of(AMT_CREDIT=600.0, AMT_ANNUITY=50.0, AMT_GOODS_PRICE=550.0)

    assert (loan.amount, loan.payment, loan.n_months, loan.goods_price) == (600, 50, 18, 550)
    assert loan.monthly_rate == pytest.approx(rate_behind(600, payment=50, n_months=18))
    assert loan.is_term_estimated


def test_a_revolving_credit_has_no_term():
    assert loan_of(NAME_CONTRACT_TYPE="Revolving loans", AMT_CREDIT=600.0, AMT_ANNUITY=50.0).n_months is None


def test_payments_that_five_years_do_not_suffice_for_have_no_term():
    assert loan_of(AMT_CREDIT=600.0, AMT_ANNUITY=12.0).n_months is None


@pytest.mark.parametrize("cells", [{"AMT_CREDIT": None}, {"AMT_ANNUITY": None}, {"AMT_ANNUITY": 0.0}])
def test_an_application_without_an_amount_or_a_payment_asks_for_no_loan(cells):
    assert loan_of(**cells) is None


def test_a_price_that_is_not_known_is_none():
    assert loan_of(AMT_GOODS_PRICE=None).goods_price is None


def test_only_declared_columns_are_read():
    application = {
        "NAME_CONTRACT_TYPE": "Cash loans",
        "AMT_CREDIT": 600.0,
        "AMT_ANNUITY": 50.0,
        "AMT_GOODS_PRICE": None,
    }

    assert tuple(application) == LOAN_COLUMNS
    assert read_loan(application).n_months == 18


def test_the_readings_of_a_term_are_features_of_the_catalogue():
    assert set(TERM_READINGS) <= home_credit().catalogue.features.keys()


def test_term_and_rate_are_those_that_the_features_take():
    rng = np.random.default_rng(7)
    credits_asked = rng.uniform(1_000, 3_000_000, 2_000)
    payments = list(zip(credits_asked, credits_asked / rng.uniform(4, 60, 2_000), strict=True))
    rows = ibis.memtable(pa.table(list(zip(*payments, strict=True)), names=["credit", "payment"]))
    term = shortest_term(rows.credit, annuity=rows.payment)
    told = rows.select(term=term, rate=monthly_rate(rows.credit, annuity=rows.payment, n_months=term)).to_pyarrow()

    told = told.to_pylist()
    assert [row["term"] for row in told] == [usual_term(credit, payment=payment) for credit, payment in payments]
    assert sum(row["term"] is None for row in told) > 100
    for (credit, payment), row in zip(payments, told, strict=True):
        if row["term"] is None:
            continue
        # Baily's formula, within 0.4 % for terms of up to four years.
        exact = rate_behind(credit, payment=payment, n_months=row["term"])
        assert row["rate"] == pytest.approx(exact, rel=0.01)

"""Changed applications: what is asked for differently, and all that stays."""

import pyarrow as pa
import pytest

from solvable.errors import SimulationError
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.home_credit.tables import CONTRACTS
from solvable.portfolios.loan import payment_over
from solvable.portfolios.new_client import read_new_client
from solvable.portfolios.simulation import change_application, read_changed_loan

# 600 in twelve payments of 50 could bear no interest: the shortest term over which it bears 8 % a year is 18 months.
STOOD = {
    "SK_ID_CURR": 100_001, "NAME_CONTRACT_TYPE": "Cash loans", "AMT_CREDIT": 600.0, "AMT_ANNUITY": 50.0,
    "AMT_INCOME_TOTAL": 200.0,
}  # fmt: skip


def make_application(**cells):
    return read_new_client(home_credit(), {"application": [STOOD | cells]})["application"]


@pytest.fixture
def application() -> pa.Table:
    return make_application()


def amounts(application, *changes):
    rows = change_application(home_credit(), application, changes).to_pylist()
    return [(row["AMT_CREDIT"], row["AMT_ANNUITY"], row["AMT_INCOME_TOTAL"]) for row in rows]


def test_each_set_of_changes_is_one_application_in_their_order(application):
    assert amounts(application, {"credit_amount": 300.0}, {}, {"annuity_amount": 40.0, "income_amount": 250.0}) == [
        (300, 25, 200), (600, 50, 200), (600, 40, 250),
    ]  # fmt: skip


def test_a_term_sets_the_payment_at_the_rate_that_the_application_stands_at(application):
    rate = read_changed_loan(home_credit(), application, {}).monthly_rate
    (longer, smaller) = amounts(
        application, {"term_months": 24.0}, {"term_months": 18.0, "credit_amount": 300.0}
    )  # fmt: skip

    assert longer[1] == pytest.approx(payment_over(600, monthly_rate=rate, n_months=24))
    assert smaller[:2] == (300, pytest.approx(25))


def test_the_loan_that_a_change_asks_for_says_what_follows(application):
    loan = read_changed_loan(home_credit(), application, {"annuity_amount": 40.0, "goods_price_amount": 500.0})

    assert (loan.amount, loan.payment, loan.goods_price) == (600, 40, 500)
    assert 18 < loan.n_months < 30
    assert loan.is_term_estimated


@pytest.mark.parametrize("column", ["AMT_CREDIT", "AMT_ANNUITY"])
def test_an_application_that_lacks_an_amount_takes_amounts_as_they_are_given(column):
    application = make_application(**{column: None})

    assert amounts(application, {"credit_amount": 300.0, "annuity_amount": 25.0}) == [(300, 25, 200)]
    assert read_changed_loan(home_credit(), application, {"credit_amount": 300.0}) is None
    with pytest.raises(SimulationError, match="found one of them missing"):
        amounts(application, {"term_months": 24.0})


@pytest.mark.parametrize("change", [{}, {"income_amount": 500.0}, {"goods_price_amount": 700.0}])
def test_a_loan_that_is_not_asked_for_differently_stays_to_the_last_digit(change):
    application = make_application(AMT_CREDIT=513_531.0, AMT_ANNUITY=21_865.5)

    assert amounts(application, change)[0][:2] == (513_531.0, 21_865.5)


def test_what_is_not_changed_stays_as_it_was(application):
    (changed,) = change_application(home_credit(), application, [{"credit_amount": 1.0}]).to_pylist()

    untouched = CONTRACTS["application"].columns.keys() - {"AMT_CREDIT", "AMT_ANNUITY"}
    assert {name: changed[name] for name in untouched} == {name: application[name][0].as_py() for name in untouched}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"age_years": 30.0}, "found age_years", id="age cannot be changed"),
        pytest.param(
            {"credit_amount": 0.0}, r"credit_amount must be a positive number up to .*, found 0\.0", id="no credit"
        ),
        pytest.param({"income_amount": float("nan")}, "found nan", id="not a number"),
        pytest.param({"term_months": 601.0}, r"up to 600, found 601\.0", id="beyond any credit"),
        pytest.param(
            {"term_months": 12.0, "annuity_amount": 9.0, "credit_amount": 99.0}, "found all three", id="contradictory"
        ),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_with_what_was_found(application, change, message):
    with pytest.raises(SimulationError, match=message):
        change_application(home_credit(), application, [change])


def test_changes_are_of_one_client(application):
    with pytest.raises(SimulationError, match="found 2 rows"):
        change_application(home_credit(), pa.concat_tables([application, application]), [{}])


def test_a_stated_term_takes_the_place_of_the_estimate(application):
    stated = read_changed_loan(home_credit(), application, {}, stated_months=24.0)
    estimated = read_changed_loan(home_credit(), application, {})

    assert (stated.n_months, stated.is_term_estimated) == (24, False)
    assert (estimated.n_months, estimated.is_term_estimated) == (18, True)
    assert stated.monthly_rate > estimated.monthly_rate


def test_a_stated_term_that_the_payments_contradict_is_refused(application):
    with pytest.raises(SimulationError, match=r"found 11\.0 months: it takes 12 at least"):
        read_changed_loan(home_credit(), application, {}, stated_months=11.0)

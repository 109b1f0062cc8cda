"""Changed applications: what is asked for differently, and all that stays."""

import pyarrow as pa
import pytest

from solvable.errors import SimulationError
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.home_credit.tables import CONTRACTS
from solvable.portfolios.new_client import read_new_client
from solvable.portfolios.simulation import change_application

STOOD = {"SK_ID_CURR": 100_001, "AMT_CREDIT": 600.0, "AMT_ANNUITY": 50.0, "AMT_INCOME_TOTAL": 200.0}


@pytest.fixture
def application() -> pa.Table:
    return read_new_client(home_credit(), {"application": [STOOD]})["application"]


def amounts(application, *changes):
    rows = change_application(home_credit(), application, changes).to_pylist()
    return [(row["AMT_CREDIT"], row["AMT_ANNUITY"], row["AMT_INCOME_TOTAL"]) for row in rows]


def test_each_set_of_changes_is_one_application_in_their_order(application):
    assert amounts(application, {"credit_amount": 300.0}, {}, {"annuity_amount": 40.0, "income_amount": 250.0}) == [
        (300, 50, 200), (600, 50, 200), (600, 40, 250),
    ]  # fmt: skip


def test_a_term_sets_the_annuity_to_the_credit_over_the_term(application):
    assert amounts(application, {"term_months": 24.0}, {"term_months": 10.0, "credit_amount": 500.0}) == [
        (600, 25, 200), (500, 50, 200),
    ]  # fmt: skip


def test_what_is_not_changed_stays_as_it_was(application):
    (changed,) = change_application(home_credit(), application, [{"credit_amount": 1.0}]).to_pylist()

    untouched = CONTRACTS["application"].columns.keys() - {"AMT_CREDIT"}
    assert {name: changed[name] for name in untouched} == {name: application[name][0].as_py() for name in untouched}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"age_years": 30.0}, "found age_years", id="age cannot be changed"),
        pytest.param({"credit_amount": 0.0}, r"credit_amount must be a positive number, found 0\.0", id="no credit"),
        pytest.param({"income_amount": float("nan")}, "found nan", id="not a number"),
        pytest.param({"term_months": 12.0, "annuity_amount": 9.0}, "found both", id="term and annuity"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_with_what_was_found(application, change, message):
    with pytest.raises(SimulationError, match=message):
        change_application(home_credit(), application, [change])


def test_changes_are_of_one_client(application):
    with pytest.raises(SimulationError, match="found 2 rows"):
        change_application(home_credit(), pa.concat_tables([application, application]), [{}])

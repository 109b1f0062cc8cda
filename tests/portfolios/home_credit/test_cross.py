"""This application against the client's own past, worked by hand."""

import pytest

from portfolios.builders import CLIENT_ID
from portfolios.home_credit.feature_rows import make_stored
from solvable.portfolios.engine import LiveFeatures
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.home_credit.tables import CONTRACTS


@pytest.fixture(scope="module")
def live() -> LiveFeatures:
    return LiveFeatures(home_credit(), tuple(CONTRACTS))


def computed(live, **histories):
    application = {"AMT_CREDIT": 600.0, "AMT_ANNUITY": 50.0, "AMT_INCOME_TOTAL": 200.0}
    tables = {name: make_stored(name, *rows) for name, rows in {"application": [application], **histories}.items()}
    (row,) = live.rows(tables).to_pylist()
    assert row["client_id"] == CLIENT_ID
    return row


def test_the_payments_of_running_credits_weigh_on_the_income_too(live):
    running = {
        "NAME_CONTRACT_STATUS": "Approved", "DAYS_LAST_DUE": 365_243.0, "CNT_PAYMENT": 12.0, "AMT_ANNUITY": 30.0,
        "AMT_CREDIT": 300.0,
    }  # fmt: skip
    features = computed(live, previous_application=[running])

    assert features["all_annuities_to_income_share"] == pytest.approx(0.4)
    assert features["credit_to_earlier_credit_ratio"] == 2


def test_who_never_applied_before_has_nothing_running(live):
    assert computed(live)["all_annuities_to_income_share"] == 0.25


def test_debts_elsewhere_and_on_cards_are_set_against_the_income(live):
    features = computed(
        live,
        bureau=[{"CREDIT_ACTIVE": "Active", "CREDIT_CURRENCY": "currency 1", "AMT_CREDIT_SUM_DEBT": 500.0}],
        credit_card_balance=[{"AMT_BALANCE": 40.0}],
    )

    assert features["other_debt_to_income_ratio"] == 2.5
    assert features["card_balance_to_income_ratio"] == 0.2


def test_the_monthly_payment_is_set_against_the_largest_one_paid_so_far(live):
    features = computed(live, installments_payments=[{"DAYS_INSTALMENT": -10.0, "AMT_PAYMENT": 40.0}])

    assert features["annuity_to_largest_payment_ratio"] == 1.25

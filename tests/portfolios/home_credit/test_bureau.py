"""What the credit bureau reports, worked by hand."""

import pytest

from portfolios.home_credit.feature_rows import features_of
from solvable.portfolios.home_credit.bureau import bureau_balance_features, bureau_features


def credit(**cells):
    return {"CREDIT_ACTIVE": "Closed", "CREDIT_CURRENCY": "currency 1", "CREDIT_TYPE": "Consumer credit", **cells}


def bureau(*credits_elsewhere):
    numbered = [{"SK_ID_BUREAU": number, **cells} for number, cells in enumerate(credits_elsewhere)]
    return features_of(bureau_features, "bureau", numbered)


def bureau_balance(*statuses):
    months = [{"MONTHS_BALANCE": -n, "STATUS": status} for n, status in enumerate(statuses)]
    return features_of(bureau_balance_features, "bureau_balance", months)


def test_credits_are_counted_by_state_age_and_kind():
    features = bureau(
        credit(CREDIT_ACTIVE="Active", DAYS_CREDIT=-365, CREDIT_TYPE="Credit card"),
        credit(CREDIT_ACTIVE="Active", DAYS_CREDIT=-366, CREDIT_TYPE="Microloan"),
        credit(DAYS_CREDIT=-731, CREDIT_TYPE="Mortgage"),
    )

    assert (features["n_other_credits"], features["n_other_credits_active"]) == (3, 2)
    assert (features["n_other_credits_opened_12m"], features["n_other_credits_opened_24m"]) == (1, 2)
    assert [features[f"n_other_{kind}"] for kind in ("cards", "microloans", "mortgages")] == [1, 1, 1]


def test_ages_of_credits_are_the_oldest_the_latest_and_the_mean():
    features = bureau(credit(DAYS_CREDIT=-100, CREDIT_ACTIVE="Active"), credit(DAYS_CREDIT=-400))

    assert (features["other_credits_oldest_days"], features["other_credits_latest_days"]) == (400, 100)
    assert features["other_credits_mean_age_days"] == 250
    assert features["other_credits_active_mean_age_days"] == 100


def test_debt_is_set_against_what_was_borrowed():
    features = bureau(
        credit(CREDIT_ACTIVE="Active", AMT_CREDIT_SUM=1000.0, AMT_CREDIT_SUM_DEBT=600.0),
        credit(AMT_CREDIT_SUM=1000.0, AMT_CREDIT_SUM_DEBT=0.0),
        credit(AMT_CREDIT_SUM=5000.0, AMT_CREDIT_SUM_DEBT=None),
    )

    assert features["other_debt_amount"] == 600
    assert features["other_debt_share"] == 0.3
    assert features["other_debt_share_max"] == 0.6


def test_a_debt_netted_against_a_limit_owes_nothing():
    features = bureau(credit(CREDIT_ACTIVE="Active", AMT_CREDIT_SUM=1000.0, AMT_CREDIT_SUM_DEBT=-50.0))

    assert (features["other_debt_amount"], features["other_debt_share"]) == (0, 0)


def test_amounts_in_another_currency_are_not_added():
    features = bureau(
        credit(CREDIT_ACTIVE="Active", AMT_CREDIT_SUM=1000.0, AMT_CREDIT_SUM_DEBT=100.0),
        credit(CREDIT_ACTIVE="Active", AMT_CREDIT_SUM=9e6, AMT_CREDIT_SUM_DEBT=8e6, CREDIT_CURRENCY="currency 2"),
    )

    assert (features["other_debt_amount"], features["other_debt_share"]) == (100, 0.1)


def test_impossible_dates_are_missing():
    features = bureau(credit(CREDIT_ACTIVE="Active", DAYS_CREDIT_ENDDATE=31_199.0, DAYS_ENDDATE_FACT=-42_023.0))

    assert features["other_credits_remaining_days"] is None
    assert features["other_credits_since_closed_days"] is None


def test_overdue_amounts_are_summed_now_and_the_worst_is_kept():
    features = bureau(
        credit(AMT_CREDIT_SUM_OVERDUE=10.0, AMT_CREDIT_MAX_OVERDUE=70.0),
        credit(AMT_CREDIT_SUM_OVERDUE=5.0, AMT_CREDIT_MAX_OVERDUE=90.0),
    )

    assert (features["other_overdue_amount"], features["other_overdue_max_amount"]) == (15, 90)


def test_months_reported_late_are_counted_and_graded():
    features = bureau_balance("0", "1", "X", "C", "3")

    assert features["n_other_late_months_ever"] == 2
    assert features["other_late_months_share"] == pytest.approx(2 / 4)
    assert features["other_worst_lateness"] == 3


def test_a_month_thirteen_months_ago_is_not_recent():
    features = bureau_balance(*["0"] * 12, "1", "1")

    assert (features["n_other_late_months_12m"], features["n_other_late_months_ever"]) == (1, 2)

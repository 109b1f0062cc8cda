"""What the monthly reports of other lenders say, worked by hand."""

import pytest

from portfolios.home_credit.feature_rows import features_of
from solvable.portfolios.home_credit.bureau_balance import bureau_balance_features


def bureau_balance(*statuses):
    months = [{"MONTHS_BALANCE": -n, "STATUS": status} for n, status in enumerate(statuses)]
    return features_of(bureau_balance_features, "bureau_balance", months)


def test_months_reported_late_are_counted_and_graded():
    features = bureau_balance("0", "1", "X", "C", "3")

    assert features["n_other_late_months_ever"] == 2
    assert features["other_late_months_share_ever"] == pytest.approx(2 / 4)
    assert features["other_worst_lateness_ever"] == 3


def test_a_month_thirteen_months_ago_is_not_recent():
    features = bureau_balance(*["0"] * 12, "1", "1")

    assert (features["n_other_late_months_12m"], features["n_other_late_months_ever"]) == (1, 2)


def test_the_time_since_the_last_late_month_and_the_length_of_the_history_are_in_months():
    features = bureau_balance("0", "0", "1", "0")

    assert (features["other_since_late_months"], features["other_reported_months"]) == (2, 3)
    assert bureau_balance("0")["other_since_late_months"] is None


def test_a_late_month_weighs_half_as_much_two_years_later():
    now, then = bureau_balance("1", *["X"] * 24, "0"), bureau_balance("0", *["X"] * 24, "1")

    assert now["other_recently_weighted_lateness"] == pytest.approx(1 / (1 + 2 ** (-25 / 24)))
    assert now["other_recently_weighted_lateness"] + then["other_recently_weighted_lateness"] == pytest.approx(1)


def test_one_credit_late_every_month_is_not_hidden_by_the_others():
    rows = [{"SK_ID_BUREAU": loan, "MONTHS_BALANCE": -n, "STATUS": "2" if loan == 1 else "0"} for loan in (1, 2)
            for n in range(loan * 2)]  # fmt: skip
    features = features_of(bureau_balance_features, "bureau_balance", rows)

    assert features["other_worst_credit_late_share"] == 1
    assert features["other_late_months_share_ever"] == pytest.approx(2 / 6)
    assert features["n_other_credits_reported_late"] == 1

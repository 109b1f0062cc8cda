"""What the monthly balances of instalment credits say, worked by hand."""

from portfolios.home_credit.feature_rows import features_of
from solvable.portfolios.home_credit.pos_cash import pos_cash_features


def month(n_back, *, loan=1, status="Active", dpd=0, tolerant=0, left=5.0):
    return {
        "SK_ID_PREV": loan, "MONTHS_BALANCE": -n_back, "NAME_CONTRACT_STATUS": status, "SK_DPD": dpd,
        "SK_DPD_DEF": tolerant, "CNT_INSTALMENT_FUTURE": left,
    }  # fmt: skip


def balances(*months):
    return features_of(pos_cash_features, "pos_cash_balance", months)


def test_late_months_are_shares_of_the_months_recent_and_ever():
    features = balances(month(1), month(12, dpd=3), month(13, dpd=40, tolerant=38), month(14))

    assert features["credits_late_months_share_12m"] == 0.5
    assert features["credits_late_months_share_ever"] == 0.5
    assert features["credits_longest_late_days_ever"] == 38


def test_instalments_left_are_those_of_the_latest_month_of_running_credits():
    features = balances(
        month(2, left=9.0), month(1, left=8.0),
        month(1, loan=2, left=0.0, status="Completed"),
        month(40, loan=3, left=6.0),
    )  # fmt: skip

    assert features["n_instalments_left"] == 8
    assert features["credits_completed_share"] == 1 / 3


def test_a_count_that_the_latest_month_leaves_out_is_the_last_one_reported():
    features = balances(
        month(3, left=11.0) | {"CNT_INSTALMENT": 12.0},
        month(2, left=8.0) | {"CNT_INSTALMENT": 10.0},
        month(1, left=None) | {"CNT_INSTALMENT": None},
    )

    assert features["n_instalments_left"] == 8
    assert features["credits_left_largest_share"] == features["credits_left_mean_share"] == 8 / 12
    assert features["credits_shortened_share"] == 1


def test_a_credit_whose_count_was_never_reported_has_no_share_left():
    features = balances(month(2, left=None), month(1, left=None))

    assert features["n_instalments_left"] == 0
    assert features["credits_left_largest_share"] is None


def test_the_month_of_signature_is_not_a_month_of_repayment():
    features = balances(month(1, dpd=2), month(2, status="Signed"))

    assert features["credits_late_months_share_ever"] == 1


def test_the_worst_credit_and_the_latest_ones_are_told_apart():
    features = balances(
        *(month(n, loan=1, dpd=1) for n in (40, 41)), *(month(n, loan=2) for n in (30, 31)),
        *(month(n, loan=3) for n in (20, 21)), *(month(n, loan=4) for n in (1, 2)),
    )  # fmt: skip

    assert features["worst_credit_late_months_share"] == 1
    assert features["latest_credits_late_months_share"] == 0
    assert (features["n_credits_followed"], features["n_credits_late"]) == (4, 1)


def test_a_credit_whose_plan_became_shorter_was_repaid_early():
    first, last = month(5) | {"CNT_INSTALMENT": 24.0}, month(1, left=1.0) | {"CNT_INSTALMENT": 6.0}
    features = balances(first, last)

    assert features["credits_shortened_share"] == 1
    assert features["credits_left_largest_share"] == 1 / 24


def test_a_credit_called_in_is_counted():
    assert balances(month(1, status="Demand"), month(1, loan=2))["n_credits_demanded_or_returned"] == 1

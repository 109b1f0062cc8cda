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
    assert features["credits_longest_late_days"] == 38


def test_instalments_left_are_those_of_the_latest_month_of_running_credits():
    features = balances(
        month(2, left=9.0), month(1, left=8.0),
        month(1, loan=2, left=0.0, status="Completed"),
        month(40, loan=3, left=6.0),
    )  # fmt: skip

    assert features["n_instalments_left"] == 8
    assert features["credits_completed_share"] == 1 / 3


def test_the_month_of_signature_is_not_a_month_of_repayment():
    features = balances(month(1, dpd=2), month(2, status="Signed"))

    assert features["credits_late_months_share_ever"] == 1

"""How cards are used, worked by hand."""

import pytest

from portfolios.home_credit.feature_rows import features_of
from solvable.portfolios.home_credit.credit_card import credit_card_features


def month(n_back, *, balance=0.0, limit=1000, **cells):
    return {"MONTHS_BALANCE": -n_back, "AMT_BALANCE": balance, "AMT_CREDIT_LIMIT_ACTUAL": limit, **cells}


def cards(*months):
    return features_of(credit_card_features, "credit_card_balance", months)


def test_utilisation_is_averaged_over_windows():
    features = cards(month(1, balance=900.0), month(4, balance=300.0), month(13, balance=0.0))

    assert features["card_utilisation_mean_3m"] == 0.9
    assert features["card_utilisation_mean_12m"] == pytest.approx(0.6)
    assert features["card_utilisation_mean_ever"] == pytest.approx(0.4)
    assert features["card_utilisation_max_ever"] == 0.9
    assert features["card_balance_amount"] == 900


def test_a_card_without_limit_has_no_utilisation_and_a_balance_in_favour_uses_nothing():
    assert cards(month(1, balance=50.0, limit=0))["card_utilisation_max_ever"] is None
    assert cards(month(1, balance=-50.0))["card_utilisation_max_ever"] == 0


def test_the_balances_of_two_cards_add_up():
    features = cards(month(1, balance=20.0, SK_ID_PREV=1), month(1, balance=30.0, SK_ID_PREV=2), month(2, balance=99.0))

    assert features["card_balance_amount"] == 50


def test_cash_is_a_share_of_all_drawings():
    features = cards(
        month(1, AMT_DRAWINGS_ATM_CURRENT=30.0, AMT_DRAWINGS_CURRENT=40.0, CNT_DRAWINGS_CURRENT=4), month(2)
    )

    assert features["card_cash_share_ever"] == 0.75
    assert features["card_drawings_mean_12m"] == 2
    assert cards(month(1))["card_cash_share_ever"] is None


def test_months_below_the_minimum_are_a_share_of_those_with_one():
    features = cards(
        month(1, AMT_INST_MIN_REGULARITY=10.0, AMT_PAYMENT_TOTAL_CURRENT=9.0),
        month(2, AMT_INST_MIN_REGULARITY=10.0, AMT_PAYMENT_TOTAL_CURRENT=10.0),
        month(3, AMT_INST_MIN_REGULARITY=0.0, AMT_PAYMENT_TOTAL_CURRENT=0.0),
    )

    assert features["card_below_minimum_share"] == 0.5


def test_late_months_are_a_share_of_all_months():
    assert cards(month(1, SK_DPD=1), month(2), month(3), month(4))["card_late_months_share_ever"] == 0.25


def test_a_rising_use_of_the_limit_is_a_slope_in_shares_per_month():
    features = cards(month(3, balance=100.0), month(2, balance=300.0), month(1, balance=500.0))

    assert features["card_utilisation_rise_per_month"] == pytest.approx(0.2)
    assert cards(month(2, balance=100.0), month(1, balance=900.0))["card_utilisation_rise_per_month"] is None


def test_what_was_paid_is_set_against_the_minimum_of_the_months_that_had_one():
    features = cards(
        month(1, AMT_INST_MIN_REGULARITY=10.0, AMT_PAYMENT_TOTAL_CURRENT=30.0),
        month(2, AMT_INST_MIN_REGULARITY=10.0, AMT_PAYMENT_TOTAL_CURRENT=10.0),
        month(3, AMT_INST_MIN_REGULARITY=0.0, AMT_PAYMENT_TOTAL_CURRENT=500.0),
    )

    assert features["card_paid_to_minimum_ratio"] == 2


def test_interest_and_fees_are_what_is_receivable_beyond_the_principal():
    features = cards(month(1, AMT_TOTAL_RECEIVABLE=100.0, AMT_RECEIVABLE_PRINCIPAL=75.0))

    assert features["card_interest_and_fees_share"] == 0.25


def test_a_cut_limit_shows_against_the_highest_it_was():
    features = cards(month(2, limit=2000), month(1, limit=500, balance=100.0))

    assert features["card_limit_now_to_largest_share"] == 0.25
    assert features["card_free_limit_amount"] == 400

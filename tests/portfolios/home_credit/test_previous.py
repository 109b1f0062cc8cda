"""What earlier applications say, worked by hand."""

import pytest

from portfolios.home_credit.feature_rows import features_of
from solvable.portfolios.home_credit.previous import previous_features


def earlier(*applications):
    numbered = [{"SK_ID_PREV": number, **cells} for number, cells in enumerate(applications)]
    return features_of(previous_features, "previous_application", numbered)


def refused(days):
    return {"NAME_CONTRACT_STATUS": "Refused", "DAYS_DECISION": -days}


def approved(days=100, **cells):
    return {"NAME_CONTRACT_STATUS": "Approved", "DAYS_DECISION": -days, **cells}


def test_refusals_are_counted_ever_recently_and_among_the_last_three():
    features = earlier(refused(730), refused(731), approved(10), approved(20), approved(30))

    assert (features["n_earlier_applications_ever"], features["n_earlier_refused_ever"]) == (5, 2)
    assert features["n_earlier_refused_24m"] == 1
    assert features["n_earlier_refused_of_last_3"] == 0
    assert features["earlier_refused_share_ever"] == 0.4
    assert (features["since_last_application_days"], features["since_last_refusal_days"]) == (10, 730)


def test_the_last_product_is_that_of_the_latest_application():
    features = earlier(approved(50, PRODUCT_COMBINATION="Cash"), approved(10, PRODUCT_COMBINATION="Card Street"))

    assert features["last_application_product"] == "Card Street"


def test_of_two_applications_on_one_day_the_higher_number_is_the_latest():
    features = earlier(approved(10, PRODUCT_COMBINATION="Cash"), approved(10, PRODUCT_COMBINATION="Card Street"))

    assert features["last_application_product"] == "Card Street"


def test_the_price_of_earlier_credits_is_the_interest_over_the_whole_term():
    features = earlier(approved(AMT_CREDIT=1000.0, AMT_ANNUITY=100.0, CNT_PAYMENT=12.0))

    assert features["earlier_mean_interest_share"] == pytest.approx(0.2)
    assert features["earlier_mean_term_months"] == 12


def test_an_offer_never_priced_has_no_amounts():
    features = earlier(approved(AMT_CREDIT=0.0, AMT_APPLICATION=0.0, CNT_PAYMENT=0.0, AMT_ANNUITY=10.0))

    for name in ("earlier_mean_credit_amount", "earlier_granted_to_asked_mean_share", "earlier_mean_interest_share"):
        assert features[name] is None


def test_no_down_payment_on_record_is_none_paid():
    features = earlier(approved(RATE_DOWN_PAYMENT=None), approved(RATE_DOWN_PAYMENT=0.2))

    assert features["earlier_down_payment_mean_share"] == 0.1


def test_a_loan_whose_last_due_day_is_not_known_is_running():
    running = {"DAYS_LAST_DUE": 365_243.0, "AMT_ANNUITY": 40.0}
    features = earlier(
        approved(**running, CNT_PAYMENT=12.0),
        approved(DAYS_LAST_DUE=-10.0, AMT_ANNUITY=70.0, CNT_PAYMENT=12.0),
        approved(**running, CNT_PAYMENT=0.0),
    )

    assert (features["n_earlier_running"], features["earlier_running_annuity_amount"]) == (1, 40)


@pytest.mark.parametrize("monthly_rate", [0.005, 0.01, 0.03, 0.05])
@pytest.mark.parametrize("n_months", [4, 12, 24, 48])
def test_the_monthly_rate_is_the_one_that_pays_the_credit_back(monthly_rate, n_months):
    annuity = 1000.0 * monthly_rate / (1 - (1 + monthly_rate) ** -n_months)
    features = earlier(approved(AMT_CREDIT=1000.0, AMT_ANNUITY=annuity, CNT_PAYMENT=float(n_months)))

    assert features["earlier_mean_monthly_rate_share"] == pytest.approx(monthly_rate, rel=0.004)


def test_a_credit_without_interest_has_a_rate_of_zero():
    features = earlier(approved(AMT_CREDIT=1200.0, AMT_ANNUITY=100.0, CNT_PAYMENT=12.0))

    assert features["earlier_mean_monthly_rate_share"] == 0


def test_amounts_are_summed_up_three_ways_over_what_was_approved():
    features = earlier(
        approved(300, AMT_CREDIT=100.0), approved(200, AMT_CREDIT=500.0), approved(100, AMT_CREDIT=300.0),
        refused(10) | {"AMT_CREDIT": 9000.0},
    )  # fmt: skip

    found = [features[f"earlier_{summary}_credit_amount"] for summary in ("mean", "largest", "latest")]
    assert found == [300, 500, 300]


def test_what_is_left_to_pay_follows_the_first_schedule():
    running = {"DAYS_LAST_DUE": 365_243.0, "AMT_ANNUITY": 40.0, "CNT_PAYMENT": 24.0}
    features = earlier(approved(**running, DAYS_LAST_DUE_1ST_VERSION=547.875))  # One and a half years of months.

    assert features["earlier_left_to_pay_amount"] == pytest.approx(18 * 40)
    assert features["earlier_due_next_year_amount"] == pytest.approx(12 * 40)


def test_credits_that_ended_before_the_planned_day_ended_ahead():
    features = earlier(
        approved(DAYS_LAST_DUE=-200.0, DAYS_LAST_DUE_1ST_VERSION=-100.0),
        approved(DAYS_LAST_DUE=-50.0, DAYS_LAST_DUE_1ST_VERSION=-80.0),
    )

    assert features["earlier_finished_ahead_mean_days"] == 50
    assert features["earlier_finished_ahead_share"] == 0.5


def test_kinds_of_credit_are_told_apart():
    features = earlier(
        approved(NAME_CONTRACT_TYPE="Cash loans", AMT_APPLICATION=10.0),
        refused(5) | {"NAME_CONTRACT_TYPE": "Cash loans", "AMT_APPLICATION": 30.0},
        approved(NAME_CONTRACT_TYPE="Consumer loans"),
    )

    assert (features["n_earlier_cash_applications"], features["n_earlier_consumer_applications"]) == (2, 1)
    assert features["earlier_cash_refused_share"] == 0.5
    assert features["earlier_cash_asked_mean_amount"] == 20
    assert features["earlier_revolving_refused_share"] is None

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

    assert (features["n_earlier_applications"], features["n_earlier_refused"]) == (5, 2)
    assert features["n_earlier_refused_24m"] == 1
    assert features["n_earlier_refused_of_last_3"] == 0
    assert features["earlier_refused_share"] == 0.4
    assert (features["since_last_application_days"], features["since_last_refusal_days"]) == (10, 730)


def test_the_last_product_is_that_of_the_latest_application():
    features = earlier(approved(50, PRODUCT_COMBINATION="Cash"), approved(10, PRODUCT_COMBINATION="Card Street"))

    assert features["last_application_product"] == "Card Street"


def test_of_two_applications_on_one_day_the_higher_number_is_the_latest():
    features = earlier(approved(10, PRODUCT_COMBINATION="Cash"), approved(10, PRODUCT_COMBINATION="Card Street"))

    assert features["last_application_product"] == "Card Street"


def test_the_price_of_earlier_credits_is_the_interest_over_the_whole_term():
    features = earlier(approved(AMT_CREDIT=1000.0, AMT_ANNUITY=100.0, CNT_PAYMENT=12.0))

    assert features["earlier_interest_mean_share"] == pytest.approx(0.2)
    assert features["earlier_term_mean_months"] == 12


def test_an_offer_never_priced_has_no_amounts():
    features = earlier(approved(AMT_CREDIT=0.0, AMT_APPLICATION=0.0, CNT_PAYMENT=0.0, AMT_ANNUITY=10.0))

    for name in ("earlier_credit_mean_amount", "earlier_granted_to_asked_share", "earlier_interest_mean_share"):
        assert features[name] is None


def test_no_down_payment_on_record_is_none_paid():
    features = earlier(approved(RATE_DOWN_PAYMENT=None), approved(RATE_DOWN_PAYMENT=0.2))

    assert features["earlier_down_payment_share"] == 0.1


def test_a_loan_whose_last_due_day_is_not_known_is_running():
    running = {"DAYS_LAST_DUE": 365_243.0, "AMT_ANNUITY": 40.0}
    features = earlier(
        approved(**running, CNT_PAYMENT=12.0),
        approved(DAYS_LAST_DUE=-10.0, AMT_ANNUITY=70.0, CNT_PAYMENT=12.0),
        approved(**running, CNT_PAYMENT=0.0),
    )

    assert (features["n_earlier_running"], features["earlier_running_annuity_amount"]) == (1, 40)

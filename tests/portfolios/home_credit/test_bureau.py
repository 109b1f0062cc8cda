"""What the credit bureau reports, worked by hand."""

from portfolios.home_credit.feature_rows import features_of
from solvable.portfolios.home_credit.bureau import bureau_features


def credit(**cells):
    return {"CREDIT_ACTIVE": "Closed", "CREDIT_CURRENCY": "currency 1", "CREDIT_TYPE": "Consumer credit", **cells}


def bureau(*credits_elsewhere):
    numbered = [{"SK_ID_BUREAU": number, **cells} for number, cells in enumerate(credits_elsewhere)]
    return features_of(bureau_features, "bureau", numbered)


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


def test_a_debt_that_no_lender_reported_is_not_said_to_be_nothing():
    unknown = bureau(credit(CREDIT_ACTIVE="Active", AMT_CREDIT_SUM_DEBT=None, AMT_ANNUITY=None))
    foreign = bureau(credit(CREDIT_ACTIVE="Active", AMT_CREDIT_SUM_DEBT=8e6, CREDIT_CURRENCY="currency 2"))
    nothing_runs = bureau(credit(CREDIT_ACTIVE="Closed", AMT_CREDIT_SUM_DEBT=None, AMT_ANNUITY=None))

    assert (unknown["other_debt_amount"], unknown["other_annuity_amount"]) == (None, None)
    assert foreign["other_debt_amount"] is None
    assert (nothing_runs["other_debt_amount"], nothing_runs["other_annuity_amount"]) == (0, 0)


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


def test_time_between_credits_is_the_mean_of_the_gaps():
    features = bureau(*(credit(DAYS_CREDIT=-days) for days in (100, 200, 500)))

    assert features["between_other_credits_mean_days"] == 200
    assert bureau(credit())["between_other_credits_mean_days"] is None


def test_a_credit_closed_before_its_end_was_closed_ahead():
    features = bureau(
        credit(DAYS_CREDIT=-900, DAYS_CREDIT_ENDDATE=-100.0, DAYS_ENDDATE_FACT=-160.0),
        credit(DAYS_CREDIT=-900, DAYS_CREDIT_ENDDATE=-100.0, DAYS_ENDDATE_FACT=-80.0),
    )

    assert features["other_credits_closed_ahead_mean_days"] == 30
    assert features["other_credits_closed_late_mean_days"] == 10
    assert features["other_credits_planned_mean_days"] == 800


def test_the_latest_credit_speaks_for_itself():
    features = bureau(
        credit(DAYS_CREDIT=-100, AMT_CREDIT_SUM=50.0, CREDIT_TYPE="Car loan"),
        credit(DAYS_CREDIT=-50, AMT_CREDIT_SUM=80.0, AMT_CREDIT_SUM_DEBT=20.0, CREDIT_TYPE="Credit card"),
    )

    assert features["last_other_credit_kind"] == "Credit card"
    assert (features["last_other_credit_amount"], features["last_other_credit_debt_share"]) == (80, 0.25)


def test_credits_that_had_arrears_are_a_share_of_those_of_which_it_is_known():
    features = bureau(
        credit(AMT_CREDIT_MAX_OVERDUE=70.0), credit(AMT_CREDIT_MAX_OVERDUE=0.0), credit(AMT_CREDIT_MAX_OVERDUE=None)
    )

    assert (features["n_other_credits_with_arrears"], features["other_credits_with_arrears_share"]) == (1, 0.5)

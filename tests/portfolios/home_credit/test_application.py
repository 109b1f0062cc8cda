"""What the application itself says, worked by hand."""

import pytest

from portfolios.home_credit.feature_rows import features_of
from solvable.portfolios.home_credit.application import application_features


def application(**cells):
    return features_of(application_features, "application", [cells])


def test_the_credit_is_set_against_its_monthly_payment_the_price_and_the_income():
    features = application(AMT_CREDIT=600.0, AMT_ANNUITY=25.0, AMT_GOODS_PRICE=500.0, AMT_INCOME_TOTAL=200.0)

    assert features["credit_to_annuity_months"] == 24
    assert features["credit_to_goods_share"] == 1.2
    assert features["annuity_to_income_share"] == 0.125
    assert features["credit_to_income_ratio"] == 3


@pytest.mark.parametrize("denominator", [0.0, None])
def test_a_ratio_over_nothing_is_missing_and_never_infinite(denominator):
    features = application(AMT_CREDIT=600.0, AMT_ANNUITY=denominator, AMT_GOODS_PRICE=denominator)

    assert features["credit_to_annuity_months"] is None
    assert features["credit_to_goods_share"] is None


def annuity_for(yearly_rate, n_months, credit=1000.0):
    return credit * yearly_rate / 12 / (1 - (1 + yearly_rate / 12) ** -n_months)


def least_yearly_rate(annuity, contract_type="Cash loans"):
    features = application(AMT_CREDIT=1000.0, AMT_ANNUITY=annuity, NAME_CONTRACT_TYPE=contract_type)
    return features["least_yearly_rate_share"]


@pytest.mark.parametrize(("yearly_rate", "n_months"), [(0.081, 6), (0.2, 12), (0.12, 36), (0.1, 60)])
def test_the_least_rate_is_the_one_that_pays_the_credit_back_over_the_shortest_usual_term(yearly_rate, n_months):
    rate = least_yearly_rate(annuity_for(yearly_rate, n_months))

    assert rate == pytest.approx(yearly_rate, rel=0.004)


def test_a_rate_below_that_of_any_credit_means_a_longer_term():
    annuity = annuity_for(0.079, 12)

    assert annuity_for(least_yearly_rate(annuity), 18) == pytest.approx(annuity, rel=0.001)


def test_a_credit_that_five_years_do_not_pay_back_with_interest_has_no_rate():
    assert least_yearly_rate(annuity_for(0.081, 60)) is not None
    assert least_yearly_rate(annuity_for(0.079, 60)) is None
    assert least_yearly_rate(None) is None


def test_a_revolving_credit_has_no_term_and_no_rate():
    assert least_yearly_rate(50.0, "Revolving loans") is None


def test_days_are_counted_forwards():
    features = application(DAYS_EMPLOYED=-400, DAYS_REGISTRATION=-12.0, DAYS_ID_PUBLISH=0, DAYS_BIRTH=-14_610)

    assert features["employment_days"] == 400
    assert features["registration_days"] == 12
    assert features["id_document_days"] == 0
    assert features["age_years"] == 40


def test_a_thousand_years_in_employment_means_no_employment():
    features = application(DAYS_EMPLOYED=365_243)

    assert features["employment_days"] is None
    assert features["has_no_employment"] == 1


def test_a_phone_changed_on_the_very_day_was_not_asked_for():
    assert application(DAYS_LAST_PHONE_CHANGE=0.0)["phone_change_days"] is None
    assert application(DAYS_LAST_PHONE_CHANGE=-1.0)["phone_change_days"] == 1


def test_external_scores_are_combined_over_those_that_are_there():
    features = application(EXT_SOURCE_1=None, EXT_SOURCE_2=0.2, EXT_SOURCE_3=0.6)

    assert features["external_scores_mean"] == pytest.approx(0.4)
    assert (features["external_scores_min"], features["external_scores_max"]) == (0.2, 0.6)
    assert features["n_external_scores"] == 2


def test_without_any_external_score_there_is_no_mean():
    features = application()

    assert features["n_external_scores"] == 0
    assert features["external_scores_mean"] is None
    assert features["external_scores_min"] is None


def test_what_is_marked_unknown_is_missing():
    features = application(CODE_GENDER="XNA", ORGANIZATION_TYPE="XNA", NAME_FAMILY_STATUS="Unknown")

    assert (features["sex"], features["organisation"], features["family_status"]) == (None, None, None)


def test_maternity_leave_counts_as_work():
    assert application(NAME_INCOME_TYPE="Maternity leave")["income_type"] == "Working"
    assert application(NAME_INCOME_TYPE="Pensioner")["income_type"] == "Pensioner"


def test_enquiries_of_longer_windows_include_the_shorter_ones():
    windows = {"HOUR": 1.0, "DAY": 2.0, "WEEK": 4.0, "MON": 8.0, "QRT": 16.0, "YEAR": 32.0}
    features = application(**{f"AMT_REQ_CREDIT_BUREAU_{name}": n for name, n in windows.items()})

    assert [features[f"n_enquiries_{window}"] for window in ("1m", "3m", "12m")] == [15, 31, 63]


def test_documents_and_address_mismatches_are_counted():
    features = application(
        FLAG_DOCUMENT_3=1, FLAG_DOCUMENT_20=1, REG_CITY_NOT_LIVE_CITY=1, LIVE_REGION_NOT_WORK_REGION=1
    )

    assert (features["has_document_3"], features["has_document_6"], features["n_documents"]) == (1, 0, 2)
    assert (features["is_living_outside_registered_city"], features["n_address_mismatches"]) == (1, 2)


def test_yes_and_no_are_flags_and_anything_else_is_missing():
    features = application(FLAG_OWN_CAR="Y", FLAG_OWN_REALTY="N")

    assert (features["owns_car"], features["owns_realty"]) == (1, 0)
    assert application(FLAG_OWN_CAR=None)["owns_car"] is None


def test_the_outcome_is_missing_where_it_is_not_known():
    assert application(TARGET=1)["is_default"] is True
    assert application(TARGET=None)["is_default"] is None


def test_the_person_is_kept_aside_with_what_follows_from_age_and_family():
    features = application(
        DAYS_BIRTH=-14_610, DAYS_EMPLOYED=-1_461, AMT_CREDIT=240.0, AMT_ANNUITY=10.0, AMT_INCOME_TOTAL=90.0,
        CNT_FAM_MEMBERS=3.0,
    )  # fmt: skip

    assert features["employed_to_age_share"] == pytest.approx(0.1)
    assert features["age_at_loan_end_years"] == pytest.approx(42)
    assert features["income_per_family_member_amount"] == 30


def test_an_impossible_number_of_acquaintances_is_capped_and_an_impossible_rating_missing():
    features = application(OBS_30_CNT_SOCIAL_CIRCLE=348.0, REGION_RATING_CLIENT_W_CITY=-1, REGION_RATING_CLIENT=2)

    assert features["n_acquaintances"] == 30
    assert (features["region_and_city_rating"], features["region_rating"]) == (None, 2)


def test_building_measures_are_averaged_over_those_that_are_there():
    features = application(APARTMENTS_AVG=0.1, LIVINGAREA_AVG=0.3)

    assert features["building_measures_mean"] == pytest.approx(0.2)
    assert application()["building_measures_mean"] is None

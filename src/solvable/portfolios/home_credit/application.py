"""Features of the application itself: what is asked for, and what the client says of themselves."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import DAYS_PER_MONTH, DAYS_PER_YEAR, days_ago, known, over
from solvable.portfolios.home_credit.interest import monthly_rate, shortest_term

__all__ = ["application_features", "application_values"]

Features = Mapping[str, ir.Value]

# The other documents are given by fewer than 2 % of clients each; they count in the total.
TELLING_DOCUMENTS = (3, 6, 8, 16, 18)
DOCUMENTS = range(2, 22)
# The published counts exclude each other: "year" leaves out the last quarter, and so on.
ENQUIRY_WINDOWS = {
    "1m": ("HOUR", "DAY", "WEEK", "MON"),
    "3m": ("HOUR", "DAY", "WEEK", "MON", "QRT"),
    "12m": ("HOUR", "DAY", "WEEK", "MON", "QRT", "YEAR"),
}
ADDRESS_MISMATCHES = {
    "is_living_outside_registered_city": "REG_CITY_NOT_LIVE_CITY",
    "is_working_outside_registered_city": "REG_CITY_NOT_WORK_CITY",
}
OTHER_MISMATCHES = (
    "LIVE_CITY_NOT_WORK_CITY", "REG_REGION_NOT_LIVE_REGION", "REG_REGION_NOT_WORK_REGION",
    "LIVE_REGION_NOT_WORK_REGION",
)  # fmt: skip
# One published version of each; the _MODE and _MEDI versions repeat these almost exactly.
BUILDING_MEASURES = (
    "APARTMENTS_AVG", "BASEMENTAREA_AVG", "YEARS_BEGINEXPLUATATION_AVG", "YEARS_BUILD_AVG", "COMMONAREA_AVG",
    "ELEVATORS_AVG", "ENTRANCES_AVG", "FLOORSMAX_AVG", "FLOORSMIN_AVG", "LANDAREA_AVG", "LIVINGAPARTMENTS_AVG",
    "LIVINGAREA_AVG", "NONLIVINGAPARTMENTS_AVG", "NONLIVINGAREA_AVG",
)  # fmt: skip
# A single client is said to know 348 people with a credit; the next has 30.
MOST_ACQUAINTANCES = 30


def application_features(application: ir.Table) -> ir.Table:
    """Return one row per application: the client's number, the outcome where known, and the features."""
    return application.select(
        client_id=application.SK_ID_CURR.cast("int64"),
        is_default=application.TARGET.cast("boolean"),
        **application_values(application),
    )


def application_values(application: ir.Table) -> Features:
    """Return the features of an application by name, each as an expression over its row."""
    return {
        **_this_credit(application),
        **_capacity(application),
        **_work(application),
        **_external_scores(application),
        **_housing(application),
        **_contact_and_papers(application),
        **_enquiries(application),
        **_person(application),
        **_surroundings(application),
    }


def _this_credit(a: ir.Table) -> Features:
    # A revolving credit has no term to be paid back over.
    annuity = ibis.cases((a.NAME_CONTRACT_TYPE != "Revolving loans", a.AMT_ANNUITY))
    term = shortest_term(a.AMT_CREDIT, annuity=annuity)
    return {
        "credit_amount": a.AMT_CREDIT,
        "annuity_amount": a.AMT_ANNUITY,
        "goods_price_amount": a.AMT_GOODS_PRICE,
        "contract_type": known(a.NAME_CONTRACT_TYPE),
        "credit_to_annuity_months": over(a.AMT_CREDIT, a.AMT_ANNUITY),
        "credit_to_goods_share": over(a.AMT_CREDIT, a.AMT_GOODS_PRICE),
        "least_yearly_rate_share": 12.0 * monthly_rate(a.AMT_CREDIT, annuity=annuity, n_months=term),
    }


def _capacity(a: ir.Table) -> Features:
    return {
        "income_amount": a.AMT_INCOME_TOTAL,
        "annuity_to_income_share": over(a.AMT_ANNUITY, a.AMT_INCOME_TOTAL),
        "credit_to_income_ratio": over(a.AMT_CREDIT, a.AMT_INCOME_TOTAL),
    }


def _work(a: ir.Table) -> Features:
    return {
        "employment_days": days_ago(a.DAYS_EMPLOYED),
        "has_no_employment": (a.DAYS_EMPLOYED > 0).cast("float64"),
        "income_type": _income_type(a),
        "organisation": known(a.ORGANIZATION_TYPE),
        "occupation": known(a.OCCUPATION_TYPE),
        "education": known(a.NAME_EDUCATION_TYPE),
    }


def _income_type(a: ir.Table) -> ir.StringValue:
    """Return the source of income. Maternity leave is work that pauses: a level of its own would tell the sex."""
    return known(a.NAME_INCOME_TYPE).substitute({"Maternity leave": "Working"})


def _external_scores(a: ir.Table) -> Features:
    scores = [a.EXT_SOURCE_1, a.EXT_SOURCE_2, a.EXT_SOURCE_3]
    n_scores = _n_true(*(score.notnull() for score in scores))
    return {
        **{f"external_score_{number}": score for number, score in enumerate(scores, start=1)},
        "external_scores_mean": over(_sum_present(*scores), n_scores),
        "external_scores_min": ibis.least(*scores),
        "external_scores_max": ibis.greatest(*scores),
        "n_external_scores": n_scores,
    }


def _housing(a: ir.Table) -> Features:
    return {
        "housing": known(a.NAME_HOUSING_TYPE),
        "owns_realty": _is_yes(a.FLAG_OWN_REALTY),
        "owns_car": _is_yes(a.FLAG_OWN_CAR),
        "car_age_years": a.OWN_CAR_AGE,
    }


def _contact_and_papers(a: ir.Table) -> Features:
    mismatches = [a[column] for column in (*ADDRESS_MISMATCHES.values(), *OTHER_MISMATCHES)]
    return {
        "registration_days": days_ago(a.DAYS_REGISTRATION),
        "id_document_days": days_ago(a.DAYS_ID_PUBLISH),
        # Zero is what 12 % of clients have: the day was not asked for.
        "phone_change_days": days_ago(a.DAYS_LAST_PHONE_CHANGE.nullif(0)),
        **{f"has_document_{number}": a[f"FLAG_DOCUMENT_{number}"] for number in TELLING_DOCUMENTS},
        "n_documents": _sum_present(*(a[f"FLAG_DOCUMENT_{number}"] for number in DOCUMENTS)),
        "has_work_phone": a.FLAG_WORK_PHONE,
        "has_home_phone": a.FLAG_PHONE,
        **{name: a[column] for name, column in ADDRESS_MISMATCHES.items()},
        "n_address_mismatches": _sum_present(*mismatches),
    }


def _enquiries(a: ir.Table) -> Features:
    def enquiries(windows: tuple[str, ...]) -> ir.NumericValue:
        first, *others = (a[f"AMT_REQ_CREDIT_BUREAU_{window}"] for window in windows)
        return sum(others, start=first)

    return {f"n_enquiries_{name}": enquiries(windows) for name, windows in ENQUIRY_WINDOWS.items()}


def _person(a: ir.Table) -> Features:
    """Return what may not decide: kept aside to audit fairness and to show who the client is."""
    age_days = days_ago(a.DAYS_BIRTH)
    loan_days = over(a.AMT_CREDIT, a.AMT_ANNUITY) * DAYS_PER_MONTH
    return {
        "age_years": age_days / DAYS_PER_YEAR,
        "sex": known(a.CODE_GENDER),
        "family_status": known(a.NAME_FAMILY_STATUS),
        "n_children": a.CNT_CHILDREN,
        "n_family_members": a.CNT_FAM_MEMBERS,
        "accompanied_by": known(a.NAME_TYPE_SUITE),
        "employed_to_age_share": over(days_ago(a.DAYS_EMPLOYED), age_days),
        "age_at_loan_end_years": (age_days + loan_days) / DAYS_PER_YEAR,
        "income_per_family_member_amount": over(a.AMT_INCOME_TOTAL, a.CNT_FAM_MEMBERS),
        "credit_per_family_member_amount": over(a.AMT_CREDIT, a.CNT_FAM_MEMBERS),
        "children_share": over(a.CNT_CHILDREN, a.CNT_FAM_MEMBERS),
        "registration_to_age_share": over(days_ago(a.DAYS_REGISTRATION), age_days),
        "id_document_to_age_share": over(days_ago(a.DAYS_ID_PUBLISH), age_days),
        "phone_change_to_age_share": over(days_ago(a.DAYS_LAST_PHONE_CHANGE.nullif(0)), age_days),
        "car_age_to_age_share": over(a.OWN_CAR_AGE * DAYS_PER_YEAR, age_days),
        "age_at_id_document_years": (age_days - days_ago(a.DAYS_ID_PUBLISH)) / DAYS_PER_YEAR,
    }


def _surroundings(a: ir.Table) -> Features:
    """Return what is said of the place and of other people, never of the client."""
    measures = [a[column] for column in BUILDING_MEASURES]
    return {
        "region_rating": _positive(a.REGION_RATING_CLIENT),
        "region_and_city_rating": _positive(a.REGION_RATING_CLIENT_W_CITY),
        "region_population_share": a.REGION_POPULATION_RELATIVE,
        "building_measures_mean": over(_sum_present(*measures), _n_true(*(measure.notnull() for measure in measures))),
        "n_acquaintances": a.OBS_30_CNT_SOCIAL_CIRCLE.clip(upper=MOST_ACQUAINTANCES),
        "building_measures_spread": ibis.greatest(*measures) - ibis.least(*measures),
        "n_building_measures": _n_true(*(measure.notnull() for measure in measures)),
        "n_acquaintances_in_default": a.DEF_30_CNT_SOCIAL_CIRCLE.clip(upper=MOST_ACQUAINTANCES),
        "acquaintances_in_default_share": over(a.DEF_30_CNT_SOCIAL_CIRCLE, a.OBS_30_CNT_SOCIAL_CIRCLE),
        "n_acquaintances_in_long_default": a.DEF_60_CNT_SOCIAL_CIRCLE.clip(upper=MOST_ACQUAINTANCES),
    }


def _is_yes(flag: ir.StringValue) -> ir.NumericValue:
    return ibis.cases((flag.isin(["Y", "N"]), (flag == "Y").cast("float64")))


def _positive(value: ir.NumericValue) -> ir.NumericValue:
    return ibis.cases((value > 0, value))


def _sum_present(*values: ir.NumericValue) -> ir.NumericValue:
    first, *others = (value.cast("float64").fill_null(0.0) for value in values)
    return sum(others, start=first)


def _n_true(*conditions: ir.BooleanValue) -> ir.NumericValue:
    first, *others = (condition.cast("int64") for condition in conditions)
    return sum(others, start=first)

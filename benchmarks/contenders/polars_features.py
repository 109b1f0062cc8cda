"""The same features written directly in Polars: one lazy query from the CSV files to one Arrow file.

    python benchmarks/contenders/polars_features.py CSV_FOLDER OUT NAMES [stored]

NAMES is a file with the features to compute, one a line; Polars drops what they do not need. With ``stored`` it
takes the steps that ours takes: typed tables in Parquet, sorted by client, first, and the features from these.
"""

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
from csv_types import csv_types
from polars_elsewhere import bureau, bureau_balance
from polars_here import credit_card, instalments, pos_cash, previous
from polars_words import CLIENT, DAYS_PER_MONTH, Expressions, at, days_ago, monthly_rate, over

from solvable.portfolios.home_credit.loan import REVOLVING, TERMS_MONTHS, months_of_annuities

HISTORIES = {
    "bureau": bureau,
    "bureau_balance": bureau_balance,
    "previous_application": previous,
    "installments_payments": instalments,
    "POS_CASH_balance": pos_cash,
    "credit_card_balance": credit_card,
}
YEAR = 365.25
BUILDING = (
    "APARTMENTS", "BASEMENTAREA", "YEARS_BEGINEXPLUATATION", "YEARS_BUILD", "COMMONAREA", "ELEVATORS", "ENTRANCES",
    "FLOORSMAX", "FLOORSMIN", "LANDAREA", "LIVINGAPARTMENTS", "LIVINGAREA", "NONLIVINGAPARTMENTS", "NONLIVINGAREA",
)  # fmt: skip
DECLARED = (
    "AMT_ANNUITY", "AMT_GOODS_PRICE", "OCCUPATION_TYPE", "OWN_CAR_AGE", "DAYS_REGISTRATION", "NAME_HOUSING_TYPE",
    "NAME_EDUCATION_TYPE", "NAME_INCOME_TYPE", "ORGANIZATION_TYPE",
)  # fmt: skip
MISMATCHES = (
    "REG_CITY_NOT_LIVE_CITY", "REG_CITY_NOT_WORK_CITY", "LIVE_CITY_NOT_WORK_CITY", "REG_REGION_NOT_LIVE_REGION",
    "REG_REGION_NOT_WORK_REGION", "LIVE_REGION_NOT_WORK_REGION",
)  # fmt: skip


Scan = Callable[[str], pl.LazyFrame]


def main(scan: Scan, out: Path, names: list[str]) -> None:
    """Write one row per client with the named features."""
    train, test = scan("application_train"), scan("application_test").with_columns(TARGET=pl.lit(None, pl.Int64))
    clients = pl.concat([train, test.select(train.collect_schema().names())]).with_columns(**application())
    for file, features_of in HISTORIES.items():
        history = features_of(with_client(scan, file))
        counts = [name for name in history.collect_schema().names() if name.startswith("n_")]
        clients = clients.join(history, on=CLIENT, how="left").with_columns(pl.col(counts).fill_null(0))
    clients = clients.with_columns(**against_the_past()).with_columns(**against_income())
    kept = clients.select(
        client_id=CLIENT, is_default=pl.col("TARGET").cast(pl.Boolean), **{n: pl.col(n) for n in names}
    )
    kept.sort("client_id").sink_ipc(out, compression="uncompressed", engine="streaming")


def scan_csv(csv_folder: Path, file: str) -> pl.LazyFrame:
    """Return a published file, told its types."""
    types = csv_types(file, integer=pl.Int64, number=pl.Float64, text=pl.String)
    return pl.scan_csv(csv_folder / f"{file}.csv", schema=dict(types))


def store(csv_folder: Path, folder: Path) -> None:
    """Write each published file as Parquet, sorted by client, the months of credits elsewhere with theirs."""
    for file in ("application_train", "application_test", *HISTORIES):
        rows = with_client(partial(scan_csv, csv_folder), file)
        rows.sort(CLIENT).sink_parquet(folder / f"{file}.parquet", compression="snappy")


def with_client(scan: Scan, file: str) -> pl.LazyFrame:
    """Return a file, the months of credits elsewhere with the client of the credit."""
    rows = scan(file)
    if file != "bureau_balance" or CLIENT in rows.collect_schema():
        return rows
    return rows.join(scan("bureau").select("SK_ID_BUREAU", CLIENT), on="SK_ID_BUREAU")


def known(name: str) -> pl.Expr:
    """Return a text, missing where it says that it is not known."""
    return at(~pl.col(name).is_in(["XNA", "Unknown"]), pl.col(name))


def sum_present(*values: pl.Expr) -> pl.Expr:
    """Return the sum of what is there, 0 where nothing is."""
    return pl.sum_horizontal(*(value.cast(pl.Float64).fill_null(0.0) for value in values))


def n_true(*conditions: pl.Expr) -> pl.Expr:
    """Return how many conditions hold."""
    return pl.sum_horizontal(*(condition.cast(pl.Int64) for condition in conditions))


def application() -> Expressions:
    """Return the features of the application itself."""
    return {**_credit_and_work(), **_scores(), **_papers(), **_person(), **_surroundings()}


def _credit_and_work() -> Expressions:
    c = pl.col
    credit, annuity, goods, income = c("AMT_CREDIT"), c("AMT_ANNUITY"), c("AMT_GOODS_PRICE"), c("AMT_INCOME_TOTAL")
    employed = days_ago(c("DAYS_EMPLOYED"))
    on_terms = at((c("NAME_CONTRACT_TYPE") != REVOLVING) & (annuity > 0), annuity)
    term = pl.coalesce(at(credit / on_terms <= months_of_annuities(term), pl.lit(float(term))) for term in TERMS_MONTHS)
    return {
        "credit_amount": credit,
        "annuity_amount": annuity,
        "goods_price_amount": goods,
        "contract_type": known("NAME_CONTRACT_TYPE"),
        "credit_to_annuity_months": over(credit, annuity),
        "credit_to_goods_share": over(credit, goods),
        "least_yearly_rate_share": 12.0 * monthly_rate(over(on_terms * term, credit), term),
        "credit_above_goods_amount": credit - goods,
        "interest_free_repaid_share_12m": over(12 * annuity, credit),
        "income_amount": income,
        "annuity_to_income_share": over(annuity, income),
        "credit_to_income_ratio": over(credit, income),
        "goods_to_income_ratio": over(goods, income),
        "credit_above_goods_to_income_ratio": over(credit - goods, income),
        "employment_days": employed,
        "employment_to_registration_ratio": over(employed, days_ago(c("DAYS_REGISTRATION"))),
        "employment_to_id_document_ratio": over(employed, days_ago(c("DAYS_ID_PUBLISH"))),
        "employment_to_term_ratio": over(employed, over(credit, annuity) * DAYS_PER_MONTH),
        "has_no_employment": (c("DAYS_EMPLOYED") > 0).cast(pl.Float64),
        "income_type": known("NAME_INCOME_TYPE").replace({"Maternity leave": "Working"}),
        "organisation": known("ORGANIZATION_TYPE"),
        "occupation": known("OCCUPATION_TYPE"),
        "education": known("NAME_EDUCATION_TYPE"),
        "housing": known("NAME_HOUSING_TYPE"),
        "owns_realty": at(c("FLAG_OWN_REALTY").is_in(["Y", "N"]), (c("FLAG_OWN_REALTY") == "Y").cast(pl.Float64)),
        "owns_car": at(c("FLAG_OWN_CAR").is_in(["Y", "N"]), (c("FLAG_OWN_CAR") == "Y").cast(pl.Float64)),
        "car_age_years": c("OWN_CAR_AGE"),
    }


def _scores() -> Expressions:
    c = pl.col
    scores = [c(f"EXT_SOURCE_{n}") for n in (1, 2, 3)]
    n_scores = n_true(*(score.is_not_null() for score in scores))
    mean = over(sum_present(*scores), n_scores)
    weights = [pl.when(score.is_not_null()).then(w).otherwise(0) for score, w in zip(scores, (2, 3, 4), strict=True)]
    weighted = sum_present(*(score * w for score, w in zip(scores, (2, 3, 4), strict=True)))
    return {
        **{f"external_score_{n}": score for n, score in enumerate(scores, 1)},
        "external_scores_mean": mean,
        "external_scores_min": pl.min_horizontal(*scores),
        "external_scores_max": pl.max_horizontal(*scores),
        "n_external_scores": n_scores,
        "external_scores_weighted_mean": over(weighted, sum_present(*weights)),
        "external_scores_geometric_mean": over(sum_present(*(at(s > 0, s.log()) for s in scores)), n_scores).exp(),
        **{f"external_scores_{i}_{j}_product": scores[i - 1] * scores[j - 1] for i, j in ((1, 2), (1, 3), (2, 3))},
        "credit_to_income_by_external_scores_ratio": over(over(c("AMT_CREDIT"), c("AMT_INCOME_TOTAL")), mean),
        "annuity_to_income_by_external_scores_ratio": over(over(c("AMT_ANNUITY"), c("AMT_INCOME_TOTAL")), mean),
    }


def _papers() -> Expressions:
    c = pl.col
    registered, document = days_ago(c("DAYS_REGISTRATION")), days_ago(c("DAYS_ID_PUBLISH"))
    phone = at(c("DAYS_LAST_PHONE_CHANGE") != 0, days_ago(c("DAYS_LAST_PHONE_CHANGE")))

    def enquiries(*windows: str) -> pl.Expr:
        first, *others = (c(f"AMT_REQ_CREDIT_BUREAU_{window}") for window in windows)
        return sum(others, start=first)

    quarter = enquiries("HOUR", "DAY", "WEEK", "MON", "QRT")
    year = quarter + c("AMT_REQ_CREDIT_BUREAU_YEAR")
    return {
        "registration_days": registered,
        "id_document_days": document,
        "phone_change_days": phone,
        **{f"has_document_{n}": c(f"FLAG_DOCUMENT_{n}") for n in (3, 6, 8, 16, 18)},
        "registration_to_id_document_ratio": over(registered, document),
        "phone_change_to_registration_ratio": over(phone, registered),
        "n_documents": sum_present(*(c(f"FLAG_DOCUMENT_{n}") for n in range(2, 22))),
        "has_work_phone": c("FLAG_WORK_PHONE"),
        "has_home_phone": c("FLAG_PHONE"),
        "has_email": c("FLAG_EMAIL"),
        "n_contacts": sum_present(c("FLAG_WORK_PHONE"), c("FLAG_PHONE"), c("FLAG_EMAIL"), c("FLAG_EMP_PHONE")),
        "n_fields_missing": n_true(*(c(name).is_null() for name in DECLARED)),
        "is_living_outside_registered_city": c("REG_CITY_NOT_LIVE_CITY"),
        "is_working_outside_registered_city": c("REG_CITY_NOT_WORK_CITY"),
        "n_address_mismatches": sum_present(*(c(name) for name in MISMATCHES)),
        "n_enquiries_1m": enquiries("HOUR", "DAY", "WEEK", "MON"),
        "n_enquiries_3m": quarter,
        "n_enquiries_12m": year,
        "recent_enquiries_share": over(quarter, year),
    }


def _person() -> Expressions:
    c = pl.col
    age, members = days_ago(c("DAYS_BIRTH")), c("CNT_FAM_MEMBERS")
    phone = at(c("DAYS_LAST_PHONE_CHANGE") != 0, days_ago(c("DAYS_LAST_PHONE_CHANGE")))
    return {
        "age_years": age / YEAR,
        "sex": known("CODE_GENDER"),
        "family_status": known("NAME_FAMILY_STATUS"),
        "n_children": c("CNT_CHILDREN"),
        "n_family_members": members,
        "accompanied_by": known("NAME_TYPE_SUITE"),
        "employed_to_age_share": over(days_ago(c("DAYS_EMPLOYED")), age),
        "age_at_loan_end_years": (age + over(c("AMT_CREDIT"), c("AMT_ANNUITY")) * DAYS_PER_MONTH) / YEAR,
        "income_per_family_member_amount": over(c("AMT_INCOME_TOTAL"), members),
        "credit_per_family_member_amount": over(c("AMT_CREDIT"), members),
        "children_share": over(c("CNT_CHILDREN"), members),
        "registration_to_age_share": over(days_ago(c("DAYS_REGISTRATION")), age),
        "id_document_to_age_share": over(days_ago(c("DAYS_ID_PUBLISH")), age),
        "phone_change_to_age_share": over(phone, age),
        "car_age_to_age_share": over(c("OWN_CAR_AGE") * YEAR, age),
        "age_at_id_document_years": (age - days_ago(c("DAYS_ID_PUBLISH"))) / YEAR,
    }


def _surroundings() -> Expressions:
    c = pl.col
    measures = [c(f"{name}_AVG") for name in BUILDING]
    n_measures = n_true(*(measure.is_not_null() for measure in measures))
    return {
        "region_rating": at(c("REGION_RATING_CLIENT") > 0, c("REGION_RATING_CLIENT")),
        "region_and_city_rating": at(c("REGION_RATING_CLIENT_W_CITY") > 0, c("REGION_RATING_CLIENT_W_CITY")),
        "region_population_share": c("REGION_POPULATION_RELATIVE"),
        "building_measures_mean": over(sum_present(*measures), n_measures),
        "building_measures_spread": pl.max_horizontal(*measures) - pl.min_horizontal(*measures),
        "n_building_measures": n_measures,
        "n_acquaintances": c("OBS_30_CNT_SOCIAL_CIRCLE").clip(upper_bound=30),
        "n_acquaintances_in_default": c("DEF_30_CNT_SOCIAL_CIRCLE").clip(upper_bound=30),
        "acquaintances_in_default_share": over(c("DEF_30_CNT_SOCIAL_CIRCLE"), c("OBS_30_CNT_SOCIAL_CIRCLE")),
        "n_acquaintances_in_long_default": c("DEF_60_CNT_SOCIAL_CIRCLE").clip(upper_bound=30),
    }


def against_the_past() -> Expressions:
    """Return this application set against the client's own history."""
    c = pl.col
    pairs = {
        "credit_to_earlier_credit_ratio": ("credit_amount", "earlier_mean_credit_amount"),
        "credit_to_largest_earlier_credit_ratio": ("credit_amount", "earlier_largest_credit_amount"),
        "credit_to_latest_earlier_credit_ratio": ("credit_amount", "earlier_latest_credit_amount"),
        "annuity_to_earlier_annuity_ratio": ("annuity_amount", "earlier_mean_annuity_amount"),
        "annuity_to_largest_earlier_annuity_ratio": ("annuity_amount", "earlier_largest_annuity_amount"),
        "annuity_to_largest_payment_ratio": ("annuity_amount", "largest_payment_amount"),
        "annuity_to_mean_payment_ratio": ("annuity_amount", "mean_payment_amount"),
        "term_to_earlier_term_ratio": ("credit_to_annuity_months", "earlier_mean_term_months"),
        "credit_to_last_asked_ratio": ("credit_amount", "last_application_asked_amount"),
        "credit_to_other_credits_ratio": ("credit_amount", "other_credits_mean_amount"),
        "employment_to_other_history_ratio": ("employment_days", "other_credits_oldest_days"),
        "employment_to_earlier_history_ratio": ("employment_days", "since_first_application_days"),
    }
    return {name: over(c(above), c(below)) for name, (above, below) in pairs.items()}


def against_income() -> Expressions:
    """Return what the client owes and pays, over the income."""
    c = pl.col
    never, alone = c("n_earlier_applications_ever") == 0, c("n_other_credits") == 0
    running = pl.when(never).then(0.0).otherwise(c("earlier_running_annuity_amount"))
    left = pl.when(never).then(0.0).otherwise(c("earlier_left_to_pay_amount"))
    debt = pl.when(alone).then(0.0).otherwise(c("other_debt_amount"))
    annuity = pl.when(alone).then(0.0).otherwise(c("other_annuity_amount"))
    over_income = {
        "other_debt_to_income_ratio": c("other_debt_amount"),
        "other_annuity_to_income_share": c("other_annuity_amount"),
        "other_overdue_to_income_ratio": c("other_overdue_max_amount"),
        "other_credits_opened_12m_to_income_ratio": c("other_credits_opened_amount_12m"),
        "card_balance_to_income_ratio": c("card_balance_amount"),
        "card_limit_to_income_ratio": c("card_limit_amount"),
        "due_next_year_to_income_ratio": c("earlier_due_next_year_amount"),
        "mean_payment_to_income_share": c("mean_payment_amount"),
        "all_annuities_to_income_share": c("annuity_amount") + running,
        "all_and_other_annuities_to_income_share": c("annuity_amount") + running + annuity,
        "all_debts_to_income_ratio": c("credit_amount") + left + debt,
    }
    return {
        **{name: over(amount, c("income_amount")) for name, amount in over_income.items()},
        "other_debt_to_credit_ratio": over(debt, c("credit_amount")),
        "left_to_pay_to_credit_ratio": over(left, c("credit_amount")),
    }


if __name__ == "__main__":
    given, written, wanted = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]).read_text().split()
    if "stored" in sys.argv[4:]:
        with tempfile.TemporaryDirectory(dir=written.parent) as stored:
            store(given, Path(stored))
            main(lambda file: pl.scan_parquet(Path(stored) / f"{file}.parquet"), written, wanted)
    else:
        main(partial(scan_csv, given), written, wanted)

"""The features of credits with other lenders, written directly in Polars."""

import math

import polars as pl
from polars_words import CLIENT, WINDOWS, Expressions, at, day_window, days_ago, month_window, over, total

LONGEST_CREDIT_DAYS = 50 * 365


def bureau(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return the features of credits with other lenders."""
    c = pl.col

    def money(name: str) -> pl.Expr:
        return at(c("CREDIT_CURRENCY") == "currency 1", c(name).cast(pl.Float64).clip(lower_bound=0.0))

    end, opened = c("DAYS_CREDIT_ENDDATE"), c("DAYS_CREDIT")
    known_end = at(end.is_between(-LONGEST_CREDIT_DAYS, LONGEST_CREDIT_DAYS), end.cast(pl.Float64))
    loans = rows.with_columns(
        active=c("CREDIT_ACTIVE") == "Active", age=days_ago(opened), closed=days_ago(c("DAYS_ENDDATE_FACT")),
        reported=days_ago(c("DAYS_CREDIT_UPDATE")), remaining=at(end.is_between(0, LONGEST_CREDIT_DAYS), end),
        planned=at(known_end >= opened, known_end - opened), amount=money("AMT_CREDIT_SUM"),
        debt=money("AMT_CREDIT_SUM_DEBT"), limit=money("AMT_CREDIT_SUM_LIMIT"), annuity=money("AMT_ANNUITY"),
        overdue=money("AMT_CREDIT_SUM_OVERDUE"), worst=money("AMT_CREDIT_MAX_OVERDUE"),
        ahead=known_end + days_ago(c("DAYS_ENDDATE_FACT")),
        # Days and loan in one number: the largest is the latest credit.
        order=opened.cast(pl.Int64) * 1_000_000_000 + c("SK_ID_BUREAU"),
    ).with_columns(
        debt_share=over(c("debt"), c("amount")).clip(upper_bound=2.0),
        latest=c("order") == c("order").max().over(CLIENT)
    )  # fmt: skip
    active, all_rows, amount, debt, worst = c("active"), pl.lit(True), c("amount"), c("debt"), c("worst")
    features = {
        "n_other_credits": pl.len(),
        "n_other_credits_active": active.sum(),
        "n_other_credits_closed": (c("CREDIT_ACTIVE") == "Closed").sum(),
        "n_other_credits_sold": c("CREDIT_ACTIVE").is_in(["Sold", "Bad debt"]).sum(),
        "n_other_credit_kinds": c("CREDIT_TYPE").n_unique(),
        "other_credits_oldest_days": c("age").max(),
        "other_credits_latest_days": c("age").min(),
        "other_credits_mean_age_days": c("age").mean(),
        "other_credits_active_mean_age_days": at(active, c("age")).mean(),
        "other_credits_active_oldest_days": at(active, c("age")).max(),
        "other_credits_active_latest_days": at(active, c("age")).min(),
        "other_credits_closed_mean_age_days": at(c("closed").is_not_null(), c("age")).mean(),
        "other_cards_latest_days": at(c("CREDIT_TYPE") == "Credit card", c("age")).min(),
        "other_credits_since_closed_days": c("closed").min(),
        "other_credits_remaining_days": at(active, c("remaining")).max(),
        "other_credits_remaining_mean_days": at(active, c("remaining")).mean(),
        "other_credits_planned_mean_days": c("planned").mean(),
        "other_credits_closed_ahead_mean_days": c("ahead").clip(lower_bound=0.0).mean(),
        "other_credits_closed_late_mean_days": (-c("ahead")).clip(lower_bound=0.0).mean(),
        "other_credits_reported_days": c("reported").min(),
        "other_credits_reported_mean_days": at(active, c("reported")).mean(),
        "other_credits_total_amount": total(amount, all_rows),
        "other_credits_largest_amount": amount.max(),
        "other_credits_mean_amount": amount.mean(),
        "other_credits_active_amount": total(amount, active),
        "other_credits_active_largest_amount": at(active, amount).max(),
        "other_debt_amount": total(debt, active),
        "other_debt_largest_amount": at(active, debt).max(),
        "other_debt_share": over(debt.sum(), total(amount, debt.is_not_null())),
        "other_debt_active_share": over(total(debt, active), total(amount, active & debt.is_not_null())),
        "other_debt_share_max": at(active, c("debt_share")).max(),
        "other_debt_share_mean": at(active, c("debt_share")).mean(),
        "other_card_limit_amount": total(c("limit"), active),
        "other_annuity_amount": total(c("annuity"), active),
        "n_other_credits_paid_off": (active & (debt == 0)).sum(),
        "other_overdue_amount": total(c("overdue"), all_rows),
        "other_overdue_days": c("CREDIT_DAY_OVERDUE").max(),
        "other_overdue_max_amount": worst.max(),
        "other_overdue_mean_amount": worst.mean(),
        "n_other_credits_with_arrears": (worst > 0).sum(),
        "n_other_credits_with_arrears_active": ((worst > 0) & active).sum(),
        "other_credits_with_arrears_share": (worst > 0).cast(pl.Float64).mean(),
        "n_other_prolongations": c("CNT_CREDIT_PROLONG").sum(),
        "last_other_credit_amount": at(c("latest"), amount).max(),
        "last_other_credit_debt_share": at(c("latest"), c("debt_share")).max(),
        "last_other_credit_overdue_amount": at(c("latest"), worst).max(),
        "last_other_credit_kind": at(c("latest"), c("CREDIT_TYPE")).max(),
    }
    for window in ("3m", "6m", "12m", "24m"):
        recent = day_window(c("age"), WINDOWS[window])
        features[f"n_other_credits_opened_{window}"] = recent.sum()
        features[f"other_credits_opened_amount_{window}"] = total(amount, recent)
    kinds = {
        "consumer": "Consumer credit", "cards": "Credit card", "car_loans": "Car loan", "mortgages": "Mortgage",
        "microloans": "Microloan",
    }  # fmt: skip
    for kind, name in kinds.items():
        is_kind = c("CREDIT_TYPE") == name
        features[f"n_other_{kind}"] = is_kind.sum()
        features[f"n_other_{kind}_active"] = (is_kind & active).sum()
        features[f"other_{kind}_debt_amount"] = total(debt, is_kind & active)
    free = (c("other_credits_active_amount") - c("other_debt_amount")).clip(lower_bound=0.0)
    span = c("other_credits_oldest_days") - c("other_credits_latest_days")
    return loans.group_by(CLIENT).agg(**features).with_columns(
        other_credits_active_share=over(c("n_other_credits_active"), c("n_other_credits")),
        between_other_credits_mean_days=over(span, c("n_other_credits").cast(pl.Int64) - 1),
        other_credits_free_amount=free,
    )  # fmt: skip


def bureau_balance(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return the features of monthly bureau reports, by credit first; needs the client in each row."""
    c = pl.col
    status, ago = c("STATUS"), -c("MONTHS_BALANCE").cast(pl.Float64)
    late, known = status.is_in(["1", "2", "3", "4", "5"]), status != "X"
    severity = pl.when(late).then(status.cast(pl.Float64, strict=False)).otherwise(0.0)
    weight = (ago * (-math.log(2) / 24)).exp()
    names = ("6m", "12m", "24m", "ever")
    sums: Expressions = {}
    for window in names:
        recent = month_window(c("MONTHS_BALANCE"), WINDOWS[window])
        sums[f"n_late_{window}"] = (recent & late).sum()
        sums[f"n_known_{window}"] = (recent & known).sum()
        sums[f"worst_{window}"] = at(recent & known, severity).max()
    loans = rows.group_by(CLIENT, "SK_ID_BUREAU").agg(
        **sums, n_months=pl.len(), since_late=at(late, ago).min(), first=ago.max(),
        severity=at(known, severity * weight).sum(), weight=at(known, weight).sum(), closed=(status == "C").any(),
    )  # fmt: skip
    features = {
        "other_since_late_months": c("since_late").min(),
        "other_reported_months": c("first").max(),
        "other_unknown_months_share": over(
            c("n_months").cast(pl.Int64).sum() - c("n_known_ever").cast(pl.Int64).sum(), c("n_months").sum()
        ),
        "other_recently_weighted_lateness": over(c("severity").sum(), c("weight").sum()),
        "other_worst_credit_late_share": over(c("n_late_ever"), c("n_known_ever")).max(),
        "n_other_credits_reported_late": (c("n_late_ever") > 0).sum(),
        "n_other_credits_reported_open": (~c("closed")).sum(),
    }
    for window in names:
        n_late, n_known = c(f"n_late_{window}").sum(), c(f"n_known_{window}").sum()
        features[f"n_other_late_months_{window}"] = n_late
        features[f"other_late_months_share_{window}"] = over(n_late, n_known)
        features[f"other_worst_lateness_{window}"] = c(f"worst_{window}").max()
    change = c("other_late_months_share_12m") - c("other_late_months_share_ever")
    return loans.group_by(CLIENT).agg(**features).with_columns(other_late_months_share_change_12m=change)

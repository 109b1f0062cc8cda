"""Features of credits with other lenders, as the credit bureau reports them."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import days_ago, every, in_windows, over, share_where, total, within_days
from solvable.portfolios.home_credit.conventions import LONGEST_CREDIT_DAYS, MAIN_CURRENCY

__all__ = ["bureau_features"]

# Past twice the amount granted, one of the two amounts is wrong (0.1 % of credits).
LARGEST_DEBT_SHARE = 2.0
KINDS = {
    "consumer": "Consumer credit",
    "cards": "Credit card",
    "car_loans": "Car loan",
    "mortgages": "Mortgage",
    "microloans": "Microloan",
}
# The others are too rare for their debt to tell anything: 3 % of credits together.
COMMON_KINDS = ("consumer", "cards")


def bureau_features(bureau: ir.Table) -> ir.Table:
    """Return one row per client with credits elsewhere: how many, how old, how much is owed."""
    loans = _cleaned(bureau)
    features = loans.group_by(client_id=loans.SK_ID_CURR).aggregate(
        **_counts(loans),
        **in_windows(lambda n_months: _opened(loans, n_months), ("3m", "6m", "12m", "24m")),
        other_credits_opened_amount_12m=total(loans.amount, where=within_days(loans.age_days, 12)),
        **_by_kind(loans),
        **_ages(loans),
        **_debts(loans),
        **_arrears(loans),
        **_latest(loans),
    )
    return features.mutate(
        other_credits_active_share=over(features.n_other_credits_active, features.n_other_credits),
        between_other_credits_mean_days=over(
            features.other_credits_oldest_days - features.other_credits_latest_days, features.n_other_credits - 1
        ),
        other_credits_free_amount=(features.other_credits_active_amount - features.other_debt_amount).clip(lower=0.0),
    )


def _counts(loans: ir.Table) -> Mapping[str, ir.Value]:
    return {
        "n_other_credits": loans.count(),
        "n_other_credits_active": loans.count(where=loans.is_active),
        "n_other_credits_closed": loans.count(where=loans.CREDIT_ACTIVE == "Closed"),
        "n_other_credits_sold": loans.count(where=loans.CREDIT_ACTIVE.isin(["Sold", "Bad debt"])),
        "n_other_credit_kinds": loans.CREDIT_TYPE.nunique(),
    }


def _opened(loans: ir.Table, n_months: int | None) -> Mapping[str, ir.Value]:
    return {"n_other_credits_opened": loans.count(where=within_days(loans.age_days, n_months))}


def _by_kind(loans: ir.Table) -> Mapping[str, ir.Value]:
    features: dict[str, ir.Value] = {}
    for kind, credit_type in KINDS.items():
        is_kind = loans["CREDIT_TYPE"] == credit_type
        features[f"n_other_{kind}"] = loans.count(where=is_kind)
        if kind in COMMON_KINDS:
            features[f"n_other_{kind}_active"] = loans.count(where=is_kind & loans.is_active)
            features[f"other_{kind}_debt_amount"] = total(loans.debt, where=is_kind & loans.is_active)
    return features


def _ages(loans: ir.Table) -> Mapping[str, ir.Value]:
    active, closed = loans.is_active, loans.closed_days.notnull()
    return {
        "other_credits_oldest_days": loans.age_days.max(),
        "other_credits_latest_days": loans.age_days.min(),
        "other_credits_mean_age_days": loans.age_days.mean(),
        "other_credits_active_mean_age_days": loans.age_days.mean(where=active),
        "other_credits_active_oldest_days": loans.age_days.max(where=active),
        "other_credits_active_latest_days": loans.age_days.min(where=active),
        "other_credits_closed_mean_age_days": loans.age_days.mean(where=closed),
        "other_cards_latest_days": loans.age_days.min(where=KINDS["cards"] == loans.CREDIT_TYPE),
        "other_credits_since_closed_days": loans.closed_days.min(),
        "other_credits_remaining_days": loans.remaining_days.max(where=active),
        "other_credits_remaining_mean_days": loans.remaining_days.mean(where=active),
        "other_credits_planned_mean_days": loans.planned_days.mean(),
        "other_credits_closed_ahead_mean_days": loans.closed_ahead_days.clip(lower=0.0).mean(),
        "other_credits_closed_late_mean_days": (-loans.closed_ahead_days).clip(lower=0.0).mean(),
        "other_credits_reported_days": loans.reported_days.min(),
        "other_credits_reported_mean_days": loans.reported_days.mean(where=active),
    }


def _debts(loans: ir.Table) -> Mapping[str, ir.Value]:
    active = loans.is_active
    return {
        "other_credits_total_amount": total(loans.amount, where=every()),
        "other_credits_largest_amount": loans.amount.max(),
        "other_credits_mean_amount": loans.amount.mean(),
        "other_credits_active_amount": total(loans.amount, where=active),
        "other_credits_active_largest_amount": loans.amount.max(where=active),
        "other_debt_amount": total(loans.debt, where=active),
        "other_debt_largest_amount": loans.debt.max(where=active),
        "other_debt_share": over(loans.debt.sum(), loans.amount.sum(where=loans.debt.notnull())),
        "other_debt_active_share": over(
            loans.debt.sum(where=active), loans.amount.sum(where=active & loans.debt.notnull())
        ),
        "other_debt_share_max": loans.debt_share.max(where=active),
        "other_debt_share_mean": loans.debt_share.mean(where=active),
        "other_card_limit_amount": total(loans.card_limit, where=active),
        "other_annuity_amount": total(loans.annuity, where=active),
        "n_other_credits_paid_off": loans.count(where=active & (loans.debt == 0)),
    }


def _arrears(loans: ir.Table) -> Mapping[str, ir.Value]:
    had_arrears = loans.worst_overdue > 0
    return {
        "other_overdue_amount": total(loans.overdue, where=every()),
        "other_overdue_days": loans.CREDIT_DAY_OVERDUE.max(),
        "other_overdue_max_amount": loans.worst_overdue.max(),
        "other_overdue_mean_amount": loans.worst_overdue.mean(),
        "n_other_credits_with_arrears": loans.count(where=had_arrears),
        "n_other_credits_with_arrears_active": loans.count(where=had_arrears & loans.is_active),
        "other_credits_with_arrears_share": share_where(had_arrears, where=loans.worst_overdue.notnull()),
        "n_other_prolongations": loans.CNT_CREDIT_PROLONG.sum(),
    }


def _latest(loans: ir.Table) -> Mapping[str, ir.Value]:
    latest = loans.nth_latest == 0
    return {
        "last_other_credit_amount": loans.amount.max(where=latest),
        "last_other_credit_debt_share": loans.debt_share.max(where=latest),
        "last_other_credit_overdue_amount": loans.worst_overdue.max(where=latest),
        "last_other_credit_kind": loans.CREDIT_TYPE.max(where=latest),
    }


def _cleaned(bureau: ir.Table) -> ir.Table:
    def in_main_currency(amount: ir.NumericValue) -> ir.NumericValue:
        # Small negatives are debts netted against limits: nothing is owed.
        return ibis.cases((bureau.CREDIT_CURRENCY == MAIN_CURRENCY, amount.cast("float64").clip(lower=0.0)))

    end, opened = bureau.DAYS_CREDIT_ENDDATE, bureau.DAYS_CREDIT
    amount, debt = in_main_currency(bureau.AMT_CREDIT_SUM), in_main_currency(bureau.AMT_CREDIT_SUM_DEBT)
    closed_days = days_ago(bureau.DAYS_ENDDATE_FACT)
    known_end = ibis.cases((end.between(-LONGEST_CREDIT_DAYS, LONGEST_CREDIT_DAYS), end.cast("float64")))
    return bureau.mutate(
        is_active=bureau.CREDIT_ACTIVE == "Active",
        nth_latest=ibis.row_number().over(
            group_by=bureau.SK_ID_CURR, order_by=[opened.desc(), bureau.SK_ID_BUREAU.desc()]
        ),
        age_days=days_ago(opened),
        closed_days=closed_days,
        reported_days=days_ago(bureau.DAYS_CREDIT_UPDATE),
        remaining_days=ibis.cases((end.between(0, LONGEST_CREDIT_DAYS), end)),
        planned_days=ibis.cases((known_end >= opened, known_end - opened)),
        closed_ahead_days=known_end + closed_days,
        amount=amount,
        debt=debt,
        debt_share=over(debt, amount).clip(upper=LARGEST_DEBT_SHARE),
        card_limit=in_main_currency(bureau.AMT_CREDIT_SUM_LIMIT),
        annuity=in_main_currency(bureau.AMT_ANNUITY),
        overdue=in_main_currency(bureau.AMT_CREDIT_SUM_OVERDUE),
        worst_overdue=in_main_currency(bureau.AMT_CREDIT_MAX_OVERDUE),
    )

"""Features of how instalments of earlier credits were paid: on time, late, short."""

import math
from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import (
    DAYS_PER_MONTH,
    change,
    every,
    in_windows,
    over,
    share_where,
    slope,
    total,
    within_days,
)

__all__ = ["instalment_features"]

# A week is an oversight, beyond a month lateness no longer is one.
DELAYS_DAYS = {"7d": 7, "15d": 15, "30d": 30}
WINDOWS = ("3m", "12m", "24m", "ever")
LAST_INSTALMENTS = {"last_3": 3, "last_10": 10}
FIRST_INSTALMENTS = 5
# Less than this share of what was due is a short payment and not a rounding of the till.
SHORT_BELOW = 0.99
# After a year an instalment weighs half as much as one due today.
HALF_LIFE_DAYS = 365.0
TREND_MONTHS = 24


def instalment_features(payments: ir.Table) -> ir.Table:
    """Return one row per client who had instalments to pay."""
    due = _instalments(payments)
    features = due.group_by(client_id=due.SK_ID_CURR).aggregate(
        n_instalments=due.count(),
        **in_windows(lambda n_months: _punctuality(due, within_days(due.due_days, n_months)), WINDOWS),
        **{
            name: feature
            for last, n in LAST_INSTALMENTS.items()
            for name, feature in _of_the_last(due, last, due.nth_latest < n).items()
        },
        **{
            f"n_payments_late_over_{delay}": due.count(where=due.late_days > n_days)
            for delay, n_days in DELAYS_DAYS.items()
        },
        **_trend(due),
        **_amounts(due),
        **_by_credit(due),
        since_last_late_payment_days=due.due_days.min(where=due.is_late),
        since_last_instalment_days=due.due_days.min(),
        first_instalment_days=due.due_days.max(),
        first_instalments_late_share=share_where(due.is_late, where=due.NUM_INSTALMENT_NUMBER <= FIRST_INSTALMENTS),
    )
    return features.mutate(
        late_payments_share_change_3m=change(features.late_payments_share_3m, features.late_payments_share_24m),
        late_payments_share_change_12m=change(features.late_payments_share_12m, features.late_payments_share_ever),
        mean_late_days_change_12m=change(features.mean_late_days_12m, features.mean_late_days_ever),
    )


def _punctuality(due: ir.Table, recent: ir.BooleanValue) -> Mapping[str, ir.Value]:
    return {
        "n_late_payments": due.count(where=recent & due.is_late),
        "late_payments_share": share_where(due.is_late, where=recent),
        "longest_late_days": due.late_days.max(where=recent),
        "mean_late_days": due.late_days.mean(where=recent),
        "mean_early_days": due.early_days.mean(where=recent),
        "paid_of_due_share": over(ibis.least(due.paid, due.owed).sum(where=recent), due.owed.sum(where=recent)),
    }


def _of_the_last(due: ir.Table, last: str, counts: ir.BooleanValue) -> Mapping[str, ir.Value]:
    return {
        f"late_payments_share_{last}": share_where(due.is_late, where=counts),
        f"mean_late_days_{last}": due.late_days.mean(where=counts),
        f"mean_early_days_{last}": due.early_days.mean(where=counts),
    }


def _trend(due: ir.Table) -> Mapping[str, ir.Value]:
    """Return whether it is getting worse: the slope over time, and lateness with the recent weighing more."""
    is_recent = due.due_days <= TREND_MONTHS * DAYS_PER_MONTH
    return {
        "late_days_rise_per_month": slope(due.late_days, -due.due_days / DAYS_PER_MONTH, where=is_recent),
        "early_days_rise_per_month": slope(due.early_days, -due.due_days / DAYS_PER_MONTH, where=is_recent),
        "recently_weighted_late_days": over((due.late_days * due.weight).sum(), due.weight.sum()),
        "late_days_spread": due.late_days.std(how="pop"),
    }


def _amounts(due: ir.Table) -> Mapping[str, ir.Value]:
    return {
        "n_short_payments": due.count(where=due.is_short),
        "short_payments_share": share_where(due.is_short, where=every()),
        "payments_in_parts_share": share_where(due.n_payments > 1, where=every()),
        "paid_early_amount_share": over(total(due.paid, where=due.early_days > 0), due.paid.sum()),
        "largest_payment_amount": due.paid.max(),
        "mean_payment_amount": due.paid.mean(),
        "mean_payment_amount_12m": due.paid.mean(where=within_days(due.due_days, 12)),
        "paid_so_far_amount": due.paid.sum(),
    }


def _by_credit(due: ir.Table) -> Mapping[str, ir.Value]:
    """Return what single credits tell: one bad loan of six differs from slightly late on all."""
    is_card = due.NUM_INSTALMENT_VERSION == 0
    return {
        "worst_credit_late_share": due.credit_late_share.max(),
        "best_credit_late_share": due.credit_late_share.min(),
        "latest_credit_late_share": share_where(due.is_late, where=due.is_of_latest_credit),
        "latest_credit_mean_late_days": due.late_days.mean(where=due.is_of_latest_credit),
        "latest_credit_mean_early_days": due.early_days.mean(where=due.is_of_latest_credit),
        "n_credits_with_instalments": due.SK_ID_PREV.nunique(),
        "n_credits_paid_late": due.SK_ID_PREV.nunique(where=due.is_late),
        # Cards have no schedule that could get another version: they stand under version 0.
        "card_instalments_late_share": share_where(due.is_late, where=is_card),
        "loan_instalments_late_share": share_where(due.is_late, where=~is_card),
        "n_schedule_changes": due.NUM_INSTALMENT_VERSION.max().clip(lower=1) - 1,
    }


def _instalments(payments: ir.Table) -> ir.Table:
    """Return one row per instalment: several payments may settle one, and the last of them does.

    What was paid after the day of the application is not known on that day.
    """
    entered = payments.DAYS_ENTRY_PAYMENT
    is_known = (entered <= 0) | entered.isnull()
    rows = payments.group_by(["SK_ID_CURR", "SK_ID_PREV", "NUM_INSTALMENT_VERSION", "NUM_INSTALMENT_NUMBER"]).aggregate(
        due_days=payments.DAYS_INSTALMENT.max().abs().cast("float64"),
        # Never paid means late until the day of the application.
        settled_days=entered.max(where=is_known).fill_null(0).abs().cast("float64"),
        owed=payments.AMT_INSTALMENT.max().cast("float64"),
        paid=payments.AMT_PAYMENT.sum(where=is_known).cast("float64").fill_null(0.0),
        n_payments=payments.count(where=is_known),
    )
    rows = rows.mutate(
        late_days=(rows.due_days - rows.settled_days).clip(lower=0.0),
        early_days=(rows.settled_days - rows.due_days).clip(lower=0.0),
        is_late=rows.settled_days < rows.due_days,
        is_short=rows.paid < rows.owed * SHORT_BELOW,
        weight=(-rows.due_days * (math.log(2) / HALF_LIFE_DAYS)).exp(),
        # Instalments due on one day are told apart by their credit and number, so that the order of rows cannot matter.
        nth_latest=ibis.row_number().over(
            group_by="SK_ID_CURR",
            order_by=[rows.due_days, rows.SK_ID_PREV, rows.NUM_INSTALMENT_VERSION, rows.NUM_INSTALMENT_NUMBER],
        ),
        credit_due_days=rows.due_days.min().over(group_by=["SK_ID_CURR", "SK_ID_PREV"]),
        latest_due_days=rows.due_days.min().over(group_by="SK_ID_CURR"),
    )
    return rows.mutate(
        credit_late_share=rows.is_late.cast("float64").mean().over(group_by=["SK_ID_CURR", "SK_ID_PREV"]),
        is_of_latest_credit=rows.credit_due_days == rows.latest_due_days,
    )

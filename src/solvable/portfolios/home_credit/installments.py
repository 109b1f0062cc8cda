"""Features of how instalments of earlier credits were paid: on time, late, short."""

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import WINDOWS_MONTHS, over, share_where

__all__ = ["instalment_features"]

DAYS_PER_MONTH = 365 / 12
# Beyond a month, lateness is no longer an oversight.
VERY_LATE_DAYS = 30
FIRST_INSTALMENTS = 5


def instalment_features(payments: ir.Table) -> ir.Table:
    """Return one row per client who had instalments to pay."""
    due = _instalments(payments)
    every = ibis.literal(True)
    return due.group_by(client_id=due.SK_ID_CURR).aggregate(
        n_instalments=due.count(),
        **{
            name: feature
            for window, n_months in WINDOWS_MONTHS.items()
            for name, feature in _within(due, window, n_months).items()
        },
        n_very_late_payments=due.count(where=due.late_days > VERY_LATE_DAYS),
        mean_late_days=due.late_days.mean(),
        mean_early_days=due.early_days.mean(),
        since_last_late_payment_days=due.due_days.min(where=due.is_late),
        first_instalments_late_share=share_where(due.is_late, where=due.NUM_INSTALMENT_NUMBER <= FIRST_INSTALMENTS),
        # A client with one bad loan of six differs from one slightly late on all.
        worst_credit_late_share=due.credit_late_share.max(where=every),
        largest_payment_amount=due.paid.max(),
    )


def _within(due: ir.Table, window: str, n_months: int | None) -> dict[str, ir.Value]:
    recent = ibis.literal(True) if n_months is None else due.due_days <= n_months * DAYS_PER_MONTH
    return {
        f"n_late_payments_{window}": due.count(where=recent & due.is_late),
        f"late_payments_share_{window}": share_where(due.is_late, where=recent),
        f"longest_late_days_{window}": due.late_days.max(where=recent),
        f"paid_of_due_share_{window}": over(
            ibis.least(due.paid, due.owed).sum(where=recent), due.owed.sum(where=recent)
        ),
    }


def _instalments(payments: ir.Table) -> ir.Table:
    """Return one row per instalment: several payments may settle one, and the last of them does."""
    rows = payments.group_by(["SK_ID_CURR", "SK_ID_PREV", "NUM_INSTALMENT_VERSION", "NUM_INSTALMENT_NUMBER"]).aggregate(
        due_days=payments.DAYS_INSTALMENT.max().abs().cast("float64"),
        # Never paid means late until the day of the application.
        settled_days=payments.DAYS_ENTRY_PAYMENT.max().fill_null(0).abs().cast("float64"),
        owed=payments.AMT_INSTALMENT.max().cast("float64"),
        paid=payments.AMT_PAYMENT.sum().cast("float64").fill_null(0.0),
    )
    rows = rows.mutate(
        late_days=(rows.due_days - rows.settled_days).clip(lower=0.0),
        early_days=(rows.settled_days - rows.due_days).clip(lower=0.0),
        is_late=rows.settled_days < rows.due_days,
    )
    return rows.mutate(
        credit_late_share=rows.is_late.cast("float64").mean().over(group_by=[rows.SK_ID_CURR, rows.SK_ID_PREV])
    )

"""Features of the monthly balances of earlier instalment credits."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import WINDOWS_MONTHS, change, over, share_where, within_months
from solvable.portfolios.home_credit.conventions import RUNNING_MONTHS

__all__ = ["pos_cash_features"]

WINDOWS = ("3m", "12m", "ever")
LATEST_CREDITS = 3


def pos_cash_features(pos_cash_balance: ir.Table) -> ir.Table:
    """Return one row per client with monthly balances: late months, what is left, what was completed."""
    loans = _loans(pos_cash_balance)
    running = loans.is_running
    features = loans.group_by(client_id=loans.SK_ID_CURR).aggregate(
        **{name: feature for window in WINDOWS for name, feature in _lateness(loans, window).items()},
        n_credits_followed=loans.count(),
        n_credits_late=loans.count(where=loans.n_late_ever > 0),
        worst_credit_late_months_share=over(loans.n_late_ever, loans.n_months_ever).max(),
        latest_credits_late_months_share=over(
            loans.n_late_ever.sum(where=loans.nth_latest < LATEST_CREDITS),
            loans.n_months_ever.sum(where=loans.nth_latest < LATEST_CREDITS),
        ),
        n_instalments_left=loans.n_left.sum(where=running).fill_null(0),
        credits_left_largest_share=over(loans.n_left, loans.n_planned).max(where=running),
        credits_left_mean_share=over(loans.n_left, loans.n_planned).mean(where=running),
        credits_completed_share=loans.is_completed.cast("float64").mean(),
        credits_shortened_share=share_where(loans.n_planned_last < loans.n_planned, where=loans.n_planned.notnull()),
        n_credits_demanded_or_returned=loans.count(where=loans.was_demanded),
        credits_followed_months=loans.first_months_ago.max(),
        since_last_balance_months=loans.last_months_ago.min(),
        credits_planned_mean_months=loans.n_planned.mean(),
        credits_planned_longest_months=loans.n_planned.max(),
    )
    return features.mutate(
        credits_late_months_share_change_12m=change(
            features.credits_late_months_share_12m, features.credits_late_months_share_ever
        )
    )


def _lateness(loans: ir.Table, window: str) -> Mapping[str, ir.Value]:
    n_months = loans[f"n_months_{window}"].sum()
    return {
        f"credits_late_months_share_{window}": over(loans[f"n_late_{window}"].sum(), n_months),
        f"credits_clearly_late_months_share_{window}": over(loans[f"n_clearly_late_{window}"].sum(), n_months),
        f"credits_longest_late_days_{window}": loans[f"longest_late_days_{window}"].max(),
    }


def _loans(pos_cash_balance: ir.Table) -> ir.Table:
    """Return one row per credit that went beyond its signature."""
    months = pos_cash_balance.filter(pos_cash_balance.NAME_CONTRACT_STATUS.fill_null("") != "Signed")
    month, status = months.MONTHS_BALANCE, months.NAME_CONTRACT_STATUS
    sums: dict[str, ir.Value] = {}
    for window in WINDOWS:
        recent = within_months(month, WINDOWS_MONTHS[window])
        sums |= {
            f"n_months_{window}": months.count(where=recent),
            f"n_late_{window}": months.count(where=recent & (months.SK_DPD > 0)),
            # The tolerant count of days leaves out arrears too small to matter.
            f"n_clearly_late_{window}": months.count(where=recent & (months.SK_DPD_DEF > 0)),
            f"longest_late_days_{window}": months.SK_DPD_DEF.max(where=recent),
        }
    left, planned = months.CNT_INSTALMENT_FUTURE, months.CNT_INSTALMENT
    loans = months.group_by(["SK_ID_CURR", "SK_ID_PREV"]).aggregate(
        **sums,
        first_months_ago=(-month).max(),
        last_months_ago=(-month).min(),
        # A month that leaves the count out does not undo what was reported before: the credit still has to be repaid.
        n_left=left.argmax(month, where=left.notnull()),
        n_planned=planned.max(),
        n_planned_last=planned.argmax(month, where=planned.notnull()),
        is_completed=(status == "Completed").any().fill_null(ibis.literal(False)),
        was_demanded=status.isin(["Demand", "Returned to the store", "Amortized debt"]).any(),
    )
    return loans.mutate(
        is_running=(loans.last_months_ago <= RUNNING_MONTHS) & ~loans.is_completed,
        nth_latest=ibis.row_number().over(
            group_by=loans.SK_ID_CURR, order_by=[loans.first_months_ago, loans.SK_ID_PREV.desc()]
        ),
    )

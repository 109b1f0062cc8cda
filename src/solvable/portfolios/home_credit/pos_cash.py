"""Features of the monthly balances of earlier instalment credits."""

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import over

__all__ = ["pos_cash_features"]

RECENT_MONTHS = 12
# A credit without a row in the last quarter is no longer followed, whatever its last row says is left.
RUNNING_MONTHS = 3


def pos_cash_features(pos_cash_balance: ir.Table) -> ir.Table:
    """Return one row per client with monthly balances: late months, what is left, what was completed."""
    loans = _loans(pos_cash_balance)
    return loans.group_by(client_id=loans.SK_ID_CURR).aggregate(
        credits_late_months_share_12m=over(loans.n_late_12m.sum(), loans.n_months_12m.sum()),
        credits_late_months_share_ever=over(loans.n_late.sum(), loans.n_months.sum()),
        credits_longest_late_days=loans.longest_late_days.max(),
        n_instalments_left=loans.n_left.sum(where=loans.is_running).fill_null(0),
        credits_completed_share=loans.is_completed.cast("float64").mean(),
    )


def _loans(pos_cash_balance: ir.Table) -> ir.Table:
    """Return one row per credit that went beyond its signature."""
    months = pos_cash_balance.filter(pos_cash_balance.NAME_CONTRACT_STATUS.fill_null("") != "Signed")
    is_late = months.SK_DPD > 0
    is_recent = months.MONTHS_BALANCE >= -RECENT_MONTHS
    latest = months.MONTHS_BALANCE.max()
    loans = months.group_by(["SK_ID_CURR", "SK_ID_PREV"]).aggregate(
        n_months=months.count(),
        n_late=months.count(where=is_late),
        n_months_12m=months.count(where=is_recent),
        n_late_12m=months.count(where=is_late & is_recent),
        # The tolerant count of days leaves out arrears too small to matter.
        longest_late_days=months.SK_DPD_DEF.max(),
        n_left=months.CNT_INSTALMENT_FUTURE.argmax(months.MONTHS_BALANCE),
        is_completed=(months.NAME_CONTRACT_STATUS == "Completed").any(),
        is_followed=latest >= -RUNNING_MONTHS,
    )
    return loans.mutate(is_running=loans.is_followed & ~loans.is_completed.fill_null(ibis.literal(False)))

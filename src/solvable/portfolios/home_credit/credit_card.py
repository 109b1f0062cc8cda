"""Features of how the lender's own credit cards are used and paid."""

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import WINDOWS_MONTHS, over, share_where, total

__all__ = ["credit_card_features"]

UTILISATION_WINDOWS = {"3m": 3, **WINDOWS_MONTHS}
DRAWINGS_WINDOW_MONTHS = 12


def credit_card_features(credit_card_balance: ir.Table) -> ir.Table:
    """Return one row per card holder: utilisation, cash, payments against the minimum, late months."""
    months = _cleaned(credit_card_balance)
    every = ibis.literal(True)
    is_recent = months.MONTHS_BALANCE >= -DRAWINGS_WINDOW_MONTHS
    return months.group_by(client_id=months.SK_ID_CURR).aggregate(
        **{
            f"card_utilisation_mean_{window}": months.utilisation.mean(where=_recent(months, n_months))
            for window, n_months in UTILISATION_WINDOWS.items()
        },
        card_utilisation_max=months.utilisation.max(),
        card_cash_share=over(total(months.cash, where=every), total(months.drawings, where=every)),
        card_drawings_mean_12m=months.CNT_DRAWINGS_CURRENT.cast("float64").mean(where=is_recent),
        card_below_minimum_share=share_where(months.paid < months.minimum, where=months.minimum > 0),
        card_late_months_share=share_where(months.SK_DPD > 0, where=every),
        card_balance_amount=total(months.balance, where=months.is_latest),
    )


def _recent(months: ir.Table, n_months: int | None) -> ir.BooleanValue:
    return ibis.literal(True) if n_months is None else months.MONTHS_BALANCE.between(-n_months, 0)


def _cleaned(credit_card_balance: ir.Table) -> ir.Table:
    rows = credit_card_balance
    # Negative balances are in the client's favour: nothing is used.
    balance = rows.AMT_BALANCE.cast("float64").clip(lower=0.0)
    return rows.mutate(
        balance=balance,
        utilisation=over(balance, rows.AMT_CREDIT_LIMIT_ACTUAL),
        cash=rows.AMT_DRAWINGS_ATM_CURRENT.clip(lower=0.0),
        drawings=rows.AMT_DRAWINGS_CURRENT.clip(lower=0.0),
        minimum=rows.AMT_INST_MIN_REGULARITY,
        paid=rows.AMT_PAYMENT_TOTAL_CURRENT,
        is_latest=rows.MONTHS_BALANCE.max().over(group_by=rows.SK_ID_CURR) == rows.MONTHS_BALANCE,
    )

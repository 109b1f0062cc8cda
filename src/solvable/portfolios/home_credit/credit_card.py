"""Features of how the lender's own credit cards are used and paid."""

from collections.abc import Mapping

import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import (
    change,
    every,
    in_windows,
    over,
    share_where,
    slope,
    total,
    within_months,
)

__all__ = ["credit_card_features"]

WINDOWS = ("3m", "12m", "ever")
TREND_MONTHS = 12


def credit_card_features(credit_card_balance: ir.Table) -> ir.Table:
    """Return one row per card holder: utilisation, cash, payments against the minimum, late months."""
    months = _cleaned(credit_card_balance)
    features = months.group_by(client_id=months.SK_ID_CURR).aggregate(
        **in_windows(lambda n_months: _use(months, n_months), WINDOWS),
        **_payments(months),
        **_limits(months),
        card_utilisation_rise_per_month=slope(
            months.utilisation, months.MONTHS_BALANCE, where=within_months(months.MONTHS_BALANCE, TREND_MONTHS)
        ),
        card_balance_amount=total(months.balance, where=months.is_latest),
        card_followed_months=(-months.MONTHS_BALANCE).max(),
        n_cards=months.SK_ID_PREV.nunique(),
    )
    return features.mutate(
        card_utilisation_change_3m=change(features.card_utilisation_mean_3m, features.card_utilisation_mean_12m),
        card_utilisation_change_12m=change(features.card_utilisation_mean_12m, features.card_utilisation_mean_ever),
        card_free_limit_amount=(features.card_limit_amount - features.card_balance_amount).clip(lower=0.0),
    )


def _use(months: ir.Table, n_months: int | None) -> Mapping[str, ir.Value]:
    recent = within_months(months.MONTHS_BALANCE, n_months)
    return {
        "card_utilisation_mean": months.utilisation.mean(where=recent),
        "card_utilisation_max": months.utilisation.max(where=recent),
        "card_drawings_mean": months.CNT_DRAWINGS_CURRENT.cast("float64").mean(where=recent),
        "card_cash_share": over(total(months.cash, where=recent), total(months.drawings, where=recent)),
        "card_drawn_to_limit_share": over(
            total(months.drawings, where=recent), total(months.credit_limit, where=recent)
        ),
        "card_late_months_share": share_where(months.SK_DPD > 0, where=recent),
    }


def _payments(months: ir.Table) -> Mapping[str, ir.Value]:
    is_due, is_recent = months.minimum > 0, within_months(months.MONTHS_BALANCE, 12)
    return {
        "card_below_minimum_share": share_where(months.paid < months.minimum, where=is_due),
        "card_below_minimum_share_12m": share_where(months.paid < months.minimum, where=is_due & is_recent),
        "card_paid_to_minimum_ratio": over(
            months.paid.sum(where=is_due), months.minimum.sum(where=is_due & months.paid.notnull())
        ),
        "card_paid_to_balance_share": over(months.paid.sum(), months.balance.sum(where=months.paid.notnull())),
        "card_interest_and_fees_share": over(
            (months.receivable - months.principal).clip(lower=0.0).sum(), months.receivable.sum()
        ),
        "card_clearly_late_months_share": share_where(months.SK_DPD_DEF > 0, where=every()),
        "card_longest_late_days": months.SK_DPD_DEF.max(),
        "card_since_late_months": (-months.MONTHS_BALANCE).min(where=months.SK_DPD > 0),
        "card_unused_months_share": share_where(months.balance == 0, where=every()),
        "card_over_limit_months_share": share_where(months.utilisation > 1, where=months.utilisation.notnull()),
        "card_balance_mean_amount": months.balance.mean(),
        "card_balance_largest_amount": months.balance.max(),
        "card_drawings_largest_amount": months.drawings.max(),
        "card_paid_mean_amount": months.paid.mean(where=is_recent),
    }


def _limits(months: ir.Table) -> Mapping[str, ir.Value]:
    return {
        "card_limit_amount": total(months.credit_limit, where=months.is_latest),
        "card_limit_largest_amount": months.credit_limit.max(),
        "card_limit_now_to_largest_share": over(
            months.credit_limit.max(where=months.is_latest), months.credit_limit.max()
        ),
    }


def _cleaned(credit_card_balance: ir.Table) -> ir.Table:
    rows = credit_card_balance
    # Negative balances are in the client's favour: nothing is used.
    balance = rows.AMT_BALANCE.cast("float64").clip(lower=0.0)
    return rows.mutate(
        balance=balance,
        credit_limit=rows.AMT_CREDIT_LIMIT_ACTUAL.cast("float64"),
        utilisation=over(balance, rows.AMT_CREDIT_LIMIT_ACTUAL),
        cash=rows.AMT_DRAWINGS_ATM_CURRENT.clip(lower=0.0),
        drawings=rows.AMT_DRAWINGS_CURRENT.clip(lower=0.0),
        minimum=rows.AMT_INST_MIN_REGULARITY,
        paid=rows.AMT_PAYMENT_TOTAL_CURRENT.cast("float64"),
        receivable=rows.AMT_TOTAL_RECEIVABLE.cast("float64").clip(lower=0.0),
        principal=rows.AMT_RECEIVABLE_PRINCIPAL.cast("float64").clip(lower=0.0),
        is_latest=rows.MONTHS_BALANCE.max().over(group_by=rows.SK_ID_CURR) == rows.MONTHS_BALANCE,
    )

"""Features of credits with other lenders, as the credit bureau reports them."""

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import WINDOWS_MONTHS, days_ago, over, share_where, total

__all__ = ["bureau_balance_features", "bureau_features"]

# Amounts in the three foreign currencies (0.1 % of credits) cannot be added to the others.
MAIN_CURRENCY = "currency 1"
# A promised end further away than this is an error; the longest mortgages run for 35 years.
LONGEST_CREDIT_DAYS = 50 * 365
# Past twice the amount granted, one of the two amounts is wrong (0.1 % of credits).
LARGEST_DEBT_SHARE = 2.0
OPENED_WINDOWS_DAYS = {"12m": 365, "24m": 730}
COUNTED_TYPES = {"cards": "Credit card", "microloans": "Microloan", "mortgages": "Mortgage"}


def bureau_features(bureau: ir.Table) -> ir.Table:
    """Return one row per client with credits elsewhere: how many, how old, how much is owed."""
    loans = _cleaned(bureau)
    active, every = loans.is_active, ibis.literal(True)
    return loans.group_by(client_id=loans.SK_ID_CURR).aggregate(
        n_other_credits=loans.count(),
        n_other_credits_active=loans.count(where=active),
        **{
            f"n_other_credits_opened_{window}": loans.count(where=loans.age_days <= n_days)
            for window, n_days in OPENED_WINDOWS_DAYS.items()
        },
        **{
            f"n_other_{kind}": loans.count(where=loans["CREDIT_TYPE"] == credit_type)
            for kind, credit_type in COUNTED_TYPES.items()
        },
        other_credits_oldest_days=loans.age_days.max(),
        other_credits_latest_days=loans.age_days.min(),
        other_credits_mean_age_days=loans.age_days.mean(),
        other_credits_active_mean_age_days=loans.age_days.mean(where=active),
        other_credits_since_closed_days=loans.closed_days.min(),
        other_credits_remaining_days=loans.remaining_days.max(where=active),
        other_debt_amount=total(loans.debt, where=active),
        other_debt_share=over(loans.debt.sum(), loans.amount.sum(where=loans.debt.notnull())),
        other_debt_share_max=loans.debt_share.max(where=active),
        other_overdue_amount=total(loans.overdue, where=every),
        other_overdue_max_amount=loans.worst_overdue.max(),
    )


def bureau_balance_features(months: ir.Table) -> ir.Table:
    """Return one row per client with monthly bureau reports: how many months were late, and how badly."""
    # Codes: C closed, X not known, 0 on time, 1 to 5 later and later.
    is_late = months.STATUS.isin(["1", "2", "3", "4", "5"])
    severity = ibis.cases((is_late, months.STATUS.try_cast("float64")), else_=0.0)

    def recent(n_months: int | None) -> ir.BooleanValue:
        return ibis.literal(True) if n_months is None else months.MONTHS_BALANCE.between(-n_months, 0)

    return months.group_by(client_id=months.SK_ID_CURR).aggregate(
        **{
            f"n_other_late_months_{window}": months.count(where=is_late & recent(n_months))
            for window, n_months in WINDOWS_MONTHS.items()
        },
        other_late_months_share=share_where(is_late, where=months.STATUS != "X"),
        other_worst_lateness=severity.max(where=months.STATUS != "X"),
    )


def _cleaned(bureau: ir.Table) -> ir.Table:
    def in_main_currency(amount: ir.NumericValue) -> ir.NumericValue:
        # Small negatives are debts netted against limits: nothing is owed.
        return ibis.cases((bureau.CREDIT_CURRENCY == MAIN_CURRENCY, amount.cast("float64").clip(lower=0.0)))

    end = bureau.DAYS_CREDIT_ENDDATE
    amount, debt = in_main_currency(bureau.AMT_CREDIT_SUM), in_main_currency(bureau.AMT_CREDIT_SUM_DEBT)
    return bureau.mutate(
        is_active=bureau.CREDIT_ACTIVE == "Active",
        age_days=days_ago(bureau.DAYS_CREDIT),
        closed_days=days_ago(bureau.DAYS_ENDDATE_FACT),
        remaining_days=ibis.cases((end.between(0, LONGEST_CREDIT_DAYS), end)),
        amount=amount,
        debt=debt,
        debt_share=over(debt, amount).clip(upper=LARGEST_DEBT_SHARE),
        overdue=in_main_currency(bureau.AMT_CREDIT_SUM_OVERDUE),
        worst_overdue=in_main_currency(bureau.AMT_CREDIT_MAX_OVERDUE),
    )

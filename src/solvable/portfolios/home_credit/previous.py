"""Features of earlier applications with the same lender: asked, granted, refused, still running."""

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import NO_SUCH_DAY, days_ago, over, share_where, total

__all__ = ["previous_features"]

REFUSED_WINDOW_DAYS = 730
LAST_APPLICATIONS = 3


def previous_features(previous: ir.Table) -> ir.Table:
    """Return one row per client who applied before."""
    earlier = _cleaned(previous)
    refused, approved, every = earlier.is_refused, earlier.is_approved, ibis.literal(True)
    return earlier.group_by(client_id=earlier.SK_ID_CURR).aggregate(
        n_earlier_applications=earlier.count(),
        n_earlier_refused=earlier.count(where=refused),
        n_earlier_refused_24m=earlier.count(where=refused & (earlier.decided_days <= REFUSED_WINDOW_DAYS)),
        n_earlier_refused_of_last_3=earlier.count(where=refused & (earlier.nth_latest < LAST_APPLICATIONS)),
        earlier_refused_share=share_where(refused, where=every),
        since_last_application_days=earlier.decided_days.min(),
        since_last_refusal_days=earlier.decided_days.min(where=refused),
        earlier_granted_to_asked_share=over(earlier.credit, earlier.asked).mean(),
        earlier_credit_mean_amount=earlier.credit.mean(where=approved),
        earlier_down_payment_share=earlier.down_payment_share.mean(where=approved),
        earlier_term_mean_months=earlier.term_months.mean(where=approved),
        earlier_interest_mean_share=earlier.interest_share.mean(where=approved),
        n_earlier_running=earlier.count(where=earlier.is_running),
        earlier_running_annuity_amount=total(earlier.AMT_ANNUITY, where=earlier.is_running),
        # One row is the latest: its product is the group's only, and max() names it on every engine.
        last_application_product=earlier.PRODUCT_COMBINATION.max(where=earlier.nth_latest == 0),
    )


def _cleaned(previous: ir.Table) -> ir.Table:
    # Zero stands for offers that were never priced.
    credit, asked, term = (
        column.cast("float64").nullif(0.0)
        for column in (previous.AMT_CREDIT, previous.AMT_APPLICATION, previous.CNT_PAYMENT)
    )
    is_approved = previous.NAME_CONTRACT_STATUS == "Approved"
    latest_first = ibis.window(
        group_by=previous.SK_ID_CURR, order_by=[previous.DAYS_DECISION.desc(), previous.SK_ID_PREV.desc()]
    )
    return previous.mutate(
        is_refused=previous.NAME_CONTRACT_STATUS == "Refused",
        is_approved=is_approved,
        # Cards have no term and no last due day; only loans with instalments are said to run.
        is_running=is_approved & (previous.DAYS_LAST_DUE == NO_SUCH_DAY) & term.notnull(),
        decided_days=days_ago(previous.DAYS_DECISION),
        nth_latest=ibis.row_number().over(latest_first),
        credit=credit,
        asked=asked,
        term_months=term,
        # An approved loan without a down payment on record had none.
        down_payment_share=previous.RATE_DOWN_PAYMENT.cast("float64").fill_null(0.0).clip(lower=0.0),
        interest_share=over(previous.AMT_ANNUITY * term, credit) - 1.0,
    )

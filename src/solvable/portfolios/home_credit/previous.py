"""Features of earlier applications with the same lender: asked, granted, refused, at what price, still running."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import (
    DAYS_PER_MONTH,
    days_ago,
    every,
    in_windows,
    over,
    share_where,
    total,
    within_days,
)
from solvable.portfolios.home_credit.conventions import NO_SUCH_DAY
from solvable.portfolios.home_credit.interest import monthly_rate

__all__ = ["previous_features"]

LAST_APPLICATIONS = {"last_3": 3, "last_5": 5}
KINDS = {"consumer": "Consumer loans", "cash": "Cash loans", "revolving": "Revolving loans"}
# The lender's own codes of why it refused; what is behind them was never published.
REJECT_REASONS = {"hc": "HC", "limit": "LIMIT", "sco": "SCO", "scofr": "SCOFR"}
# Quantities of approved credits that are summed up in the same three ways.
SUMMED_UP = ("credit_amount", "annuity_amount", "term_months", "interest_share", "monthly_rate_share")
PLANNED_MONTHS_AHEAD = 12


def previous_features(previous: ir.Table) -> ir.Table:
    """Return one row per client who applied before."""
    earlier = _cleaned(previous)
    features = earlier.group_by(client_id=earlier.SK_ID_CURR).aggregate(
        **in_windows(lambda n_months: _outcomes(earlier, n_months), ("12m", "24m", "ever")),
        **_of_the_last(earlier),
        **_by_kind(earlier),
        **_conditions(earlier),
        **_timing(earlier),
        **_running(earlier),
        **_latest(earlier),
        **{
            f"n_earlier_refused_{reason}": earlier.count(where=code == earlier.CODE_REJECT_REASON)
            for reason, code in REJECT_REASONS.items()
        },
    )
    return features.mutate(
        between_applications_mean_days=over(
            features.since_first_application_days - features.since_last_application_days,
            features.n_earlier_applications_ever - 1,
        )
    )


def _outcomes(earlier: ir.Table, n_months: int | None) -> Mapping[str, ir.Value]:
    recent = within_days(earlier.decided_days, n_months)
    return {
        "n_earlier_applications": earlier.count(where=recent),
        "n_earlier_approved": earlier.count(where=recent & earlier.is_approved),
        "n_earlier_refused": earlier.count(where=recent & earlier.is_refused),
        "n_earlier_cancelled": earlier.count(where=recent & earlier.is_cancelled),
        "earlier_refused_share": share_where(earlier.is_refused, where=recent),
    }


def _of_the_last(earlier: ir.Table) -> Mapping[str, ir.Value]:
    return {
        f"n_earlier_refused_of_{last}": earlier.count(where=earlier.is_refused & (earlier.nth_latest < n))
        for last, n in LAST_APPLICATIONS.items()
    }


def _by_kind(earlier: ir.Table) -> Mapping[str, ir.Value]:
    features: dict[str, ir.Value] = {}
    for kind, contract_type in KINDS.items():
        is_kind = contract_type == earlier.NAME_CONTRACT_TYPE
        features |= {
            f"n_earlier_{kind}_applications": earlier.count(where=is_kind),
            f"earlier_{kind}_refused_share": share_where(earlier.is_refused, where=is_kind),
            f"earlier_{kind}_asked_mean_amount": earlier.asked.mean(where=is_kind),
        }
    return features


def _conditions(earlier: ir.Table) -> Mapping[str, ir.Value]:
    """Return what earlier credits cost and under which conditions they were given."""
    approved, latest = earlier.is_approved, earlier.nth_latest_approved == 0
    features: dict[str, ir.Value] = {}
    for quantity in SUMMED_UP:
        features |= {
            f"earlier_mean_{quantity}": earlier[quantity].mean(where=approved),
            f"earlier_largest_{quantity}": earlier[quantity].max(where=approved),
            f"earlier_latest_{quantity}": earlier[quantity].max(where=approved & latest),
        }
    granted_share = over(earlier.credit_amount, earlier.asked)
    return features | {
        "earlier_granted_to_asked_mean_share": granted_share.mean(),
        "earlier_granted_to_asked_least_share": granted_share.min(),
        "earlier_granted_to_asked_latest_share": granted_share.max(where=earlier.nth_latest == 0),
        "earlier_down_payment_mean_share": earlier.down_payment_share.mean(where=approved),
        "earlier_down_payment_largest_share": earlier.down_payment_share.max(where=approved),
        "earlier_high_rate_share": share_where(earlier.NAME_YIELD_GROUP == "high", where=approved),
        "earlier_low_rate_share": share_where(
            earlier.NAME_YIELD_GROUP.isin(["low_normal", "low_action"]), where=approved
        ),
        "earlier_insured_share": share_where(earlier.NFLAG_INSURED_ON_APPROVAL == 1, where=approved),
        "earlier_walk_in_share": share_where(earlier.NAME_PRODUCT_TYPE == "walk-in", where=every()),
        "earlier_offered_share": share_where(earlier.NAME_PRODUCT_TYPE == "x-sell", where=every()),
        "earlier_refused_asked_mean_amount": earlier.asked.mean(where=earlier.is_refused),
        "earlier_refused_asked_largest_amount": earlier.asked.max(where=earlier.is_refused),
    }


def _timing(earlier: ir.Table) -> Mapping[str, ir.Value]:
    return {
        "since_last_application_days": earlier.decided_days.min(),
        "since_first_application_days": earlier.decided_days.max(),
        "since_last_refusal_days": earlier.decided_days.min(where=earlier.is_refused),
        "since_last_approval_days": earlier.decided_days.min(where=earlier.is_approved),
        "earlier_finished_ahead_mean_days": earlier.finished_ahead_days.clip(lower=0.0).mean(where=earlier.is_approved),
        "earlier_finished_ahead_share": share_where(
            earlier.finished_ahead_days > 0, where=earlier.is_approved & earlier.finished_ahead_days.notnull()
        ),
        "since_last_credit_ended_days": earlier.ended_days.min(where=earlier.is_approved),
    }


def _running(earlier: ir.Table) -> Mapping[str, ir.Value]:
    """Return what credits that still run will cost: the burden ahead, by their first schedule."""
    running, left = earlier.is_running, earlier.months_left
    return {
        "n_earlier_running": earlier.count(where=running),
        "earlier_running_credit_amount": total(earlier.credit_amount, where=running),
        "earlier_running_annuity_amount": total(earlier.AMT_ANNUITY, where=running),
        "earlier_left_to_pay_amount": total(earlier.AMT_ANNUITY * left, where=running),
        "earlier_due_next_year_amount": total(
            earlier.AMT_ANNUITY * left.clip(upper=PLANNED_MONTHS_AHEAD), where=running
        ),
        "earlier_longest_left_months": left.max(where=running),
        "n_earlier_finished": earlier.count(where=earlier.is_approved & earlier.ended_days.notnull()),
    }


def _latest(earlier: ir.Table) -> Mapping[str, ir.Value]:
    # One row is the latest: its level is the group's only, and max() names it on every engine.
    latest = earlier.nth_latest == 0
    return {
        "last_application_product": earlier.PRODUCT_COMBINATION.max(where=latest),
        "last_application_outcome": earlier.NAME_CONTRACT_STATUS.max(where=latest),
        "last_application_rate_group": earlier.NAME_YIELD_GROUP.nullif("XNA").max(where=latest),
        "last_application_channel": earlier.CHANNEL_TYPE.max(where=latest),
        "last_application_asked_amount": earlier.asked.max(where=latest),
    }


def _cleaned(previous: ir.Table) -> ir.Table:
    # Zero stands for offers that were never priced.
    credit, asked, term = (
        column.cast("float64").nullif(0.0)
        for column in (previous.AMT_CREDIT, previous.AMT_APPLICATION, previous.CNT_PAYMENT)
    )
    is_approved = previous.NAME_CONTRACT_STATUS == "Approved"
    latest_first = [previous.DAYS_DECISION.desc(), previous.SK_ID_PREV.desc()]
    last_due, planned = previous.DAYS_LAST_DUE, previous.DAYS_LAST_DUE_1ST_VERSION
    # Cards have no term and no last due day; only loans with instalments are said to run.
    is_running = is_approved & (last_due == NO_SUCH_DAY) & term.notnull()
    return previous.mutate(
        is_refused=previous.NAME_CONTRACT_STATUS == "Refused",
        is_approved=is_approved,
        is_cancelled=previous.NAME_CONTRACT_STATUS.isin(["Canceled", "Unused offer"]),
        is_running=is_running,
        decided_days=days_ago(previous.DAYS_DECISION),
        nth_latest=ibis.row_number().over(group_by=previous.SK_ID_CURR, order_by=latest_first),
        nth_latest_approved=ibis.row_number().over(group_by=[previous.SK_ID_CURR, is_approved], order_by=latest_first),
        asked=asked,
        credit_amount=credit,
        annuity_amount=previous.AMT_ANNUITY.cast("float64").nullif(0.0),
        term_months=term,
        # An approved loan without a down payment on record had none.
        down_payment_share=previous.RATE_DOWN_PAYMENT.cast("float64").fill_null(0.0).clip(lower=0.0),
        interest_share=over(previous.AMT_ANNUITY * term, credit) - 1.0,
        monthly_rate_share=monthly_rate(credit, annuity=previous.AMT_ANNUITY, n_months=term),
        finished_ahead_days=ibis.cases(((planned != NO_SUCH_DAY) & (last_due <= 0), planned - last_due)),
        ended_days=days_ago(last_due),
        months_left=ibis.cases(
            (is_running & (planned != NO_SUCH_DAY), (planned / DAYS_PER_MONTH).clip(lower=0.0)),
        ),
    )

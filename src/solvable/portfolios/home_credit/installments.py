"""Features of how instalments of earlier credits were paid: on time, late, short.

Some 40 instalments a client are summed up once, by credit and by how long ago they were due; all features but
those of the last few instalments are made of these sums. At full size that takes 14 s of processor;
asking every window about every instalment took 22 s.
"""

import math
from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import (
    DAYS_PER_MONTH,
    WINDOWS_MONTHS,
    change,
    every,
    over,
    share_where,
    slope_of_sums,
    within_days,
)
from solvable.portfolios.home_credit.conventions import SHORT_BELOW

__all__ = ["instalment_features"]

# A week is an oversight, beyond a month lateness no longer is one.
DELAYS_DAYS = {"7d": 7, "15d": 15, "30d": 30}
WINDOWS = ("3m", "12m", "24m", "ever")
# Instalments are told apart by the first window that they are in; those of no known day are in the last alone.
PERIODS_MONTHS = [months for window in WINDOWS if (months := WINDOWS_MONTHS[window]) is not None]
EARLIER, UNDATED = len(PERIODS_MONTHS), len(PERIODS_MONTHS) + 1
LAST_INSTALMENTS = {"last_3": 3, "last_10": 10}
FIRST_INSTALMENTS = 5
# After a year an instalment weighs half as much as one due today.
HALF_LIFE_DAYS = 365.0
TREND_WINDOW = "24m"


def instalment_features(payments: ir.Table) -> ir.Table:
    """Return one row per client who had instalments to pay."""
    due = _instalments(payments)
    sums = _summed_up(due)
    features = sums.group_by(client_id=sums.SK_ID_CURR).aggregate(
        n_instalments=_count(sums.n),
        **{name: feature for window in WINDOWS for name, feature in _punctuality(sums, window).items()},
        **{f"n_payments_late_over_{delay}": _count(sums[f"n_late_over_{delay}"]) for delay in DELAYS_DAYS},
        **_trend(sums),
        **_amounts(sums),
        **_kinds(sums),
        since_last_late_payment_days=sums.last_late_days.min(),
        since_last_instalment_days=sums.last_days.min(),
        first_instalment_days=sums.first_days.max(),
        first_instalments_late_share=over(sums.n_first_late.sum(), sums.n_first.sum()),
    )
    features = features.inner_join(_by_credit(sums), "client_id").inner_join(_of_the_last(due, sums), "client_id")
    return features.mutate(
        late_payments_share_change_3m=change(features.late_payments_share_3m, features.late_payments_share_24m),
        late_payments_share_change_12m=change(features.late_payments_share_12m, features.late_payments_share_ever),
        mean_late_days_change_12m=change(features.mean_late_days_12m, features.mean_late_days_ever),
    )


def _punctuality(sums: ir.Table, window: str) -> Mapping[str, ir.Value]:
    recent = _is_in(sums, window)
    n_dated = sums.n_dated.sum(where=recent)
    return {
        f"n_late_payments_{window}": _count(sums.n_late, where=recent),
        f"late_payments_share_{window}": over(sums.n_late.sum(where=recent), n_dated),
        f"longest_late_days_{window}": sums.longest_late_days.max(where=recent),
        f"mean_late_days_{window}": over(sums.late_days.sum(where=recent), n_dated),
        f"mean_early_days_{window}": over(sums.early_days.sum(where=recent), n_dated),
        f"paid_of_due_share_{window}": over(sums.paid_of_owed.sum(where=recent), sums.owed.sum(where=recent)),
    }


def _trend(sums: ir.Table) -> Mapping[str, ir.Value]:
    """Return whether it is getting worse: the slope over time, and lateness with the recent weighing more."""
    recent = _is_in(sums, TREND_WINDOW)

    def rise_per_month(days: str) -> ir.NumericValue:
        # Due days are counted backwards and time runs forwards, hence the signs.
        per_day = slope_of_sums(
            n=sums.n_dated.sum(where=recent),
            x=-sums.due_days.sum(where=recent),
            y=sums[f"{days}_days"].sum(where=recent),
            xx=sums.due_squared.sum(where=recent),
            xy=-sums[f"due_by_{days}"].sum(where=recent),
        )
        return per_day * DAYS_PER_MONTH

    n_dated, late_days = sums.n_dated.sum(), sums.late_days.sum()
    return {
        "late_days_rise_per_month": rise_per_month("late"),
        "early_days_rise_per_month": rise_per_month("early"),
        "recently_weighted_late_days": over(sums.weighted_late_days.sum(), sums.weight.sum()),
        "late_days_spread": over(
            (n_dated * sums.late_squared.sum() - late_days * late_days).clip(lower=0.0).sqrt(), n_dated
        ),
    }


def _amounts(sums: ir.Table) -> Mapping[str, ir.Value]:
    last_year = _is_in(sums, "12m")
    return {
        "n_short_payments": _count(sums.n_short),
        "short_payments_share": over(sums.n_short.sum(), sums.n_owed.sum()),
        "payments_in_parts_share": over(sums.n_in_parts.sum(), sums.n.sum()),
        "paid_early_amount_share": over(sums.paid_early.sum().fill_null(0.0), sums.paid.sum()),
        "largest_payment_amount": sums.largest_paid.max(),
        "mean_payment_amount": over(sums.paid.sum(), sums.n_paid.sum()),
        "mean_payment_amount_12m": over(sums.paid.sum(where=last_year), sums.n_paid.sum(where=last_year)),
        "paid_so_far_amount": sums.paid.sum(),
    }


def _kinds(sums: ir.Table) -> Mapping[str, ir.Value]:
    return {
        "card_instalments_late_share": over(sums.n_card_late.sum(), sums.n_card.sum()),
        "loan_instalments_late_share": over(sums.n_loan_late.sum(), sums.n_loan.sum()),
        "n_schedule_changes": sums.last_version.max().clip(lower=1) - 1,
    }


def _by_credit(sums: ir.Table) -> ir.Table:
    """Return what single credits tell: one bad loan of six differs from slightly late on all."""
    credits_ = sums.group_by(["SK_ID_CURR", "SK_ID_PREV"]).aggregate(
        last_days=sums.last_days.min(),
        **{name: sums[name].sum() for name in ("n_dated", "n_late", "late_days", "early_days")},
    )
    credits_ = credits_.mutate(
        late_share=over(credits_.n_late, credits_.n_dated),
        is_latest=credits_.last_days == credits_.last_days.min().over(group_by="SK_ID_CURR"),
    )
    latest = credits_.is_latest
    n_dated = credits_.n_dated.sum(where=latest)
    return credits_.group_by(client_id=credits_.SK_ID_CURR).aggregate(
        worst_credit_late_share=credits_.late_share.max(),
        best_credit_late_share=credits_.late_share.min(),
        latest_credit_late_share=over(credits_.n_late.sum(where=latest), n_dated),
        latest_credit_mean_late_days=over(credits_.late_days.sum(where=latest), n_dated),
        latest_credit_mean_early_days=over(credits_.early_days.sum(where=latest), n_dated),
        n_credits_with_instalments=credits_.count(),
        n_credits_paid_late=credits_.count(where=credits_.n_late > 0),
    )


def _of_the_last(due: ir.Table, sums: ir.Table) -> ir.Table:
    """Return how the last few instalments were paid.

    Only the latest periods that together hold enough of them are put in order: the others hold none.
    """
    most = max(LAST_INSTALMENTS.values())
    enough = [
        (_count(sums.n, where=sums.period <= period) >= most, ibis.literal(period, "int8")) for period in range(UNDATED)
    ]
    needed = sums.group_by("SK_ID_CURR").aggregate(last_period=ibis.cases(*enough, else_=UNDATED))
    latest = due.inner_join(needed, "SK_ID_CURR")
    latest = latest.filter(latest.period <= latest.last_period)
    latest = latest.mutate(
        # Instalments due on one day are told apart by their credit and number, so that the order of rows cannot matter.
        nth_latest=ibis.row_number().over(
            group_by="SK_ID_CURR",
            order_by=[latest.due_days, latest.SK_ID_PREV, latest.NUM_INSTALMENT_VERSION, latest.NUM_INSTALMENT_NUMBER],
        )
    )
    features: dict[str, ir.Value] = {}
    for last, n in LAST_INSTALMENTS.items():
        counts = latest.nth_latest < n
        features |= {
            f"late_payments_share_{last}": share_where(latest.is_late, where=counts),
            f"mean_late_days_{last}": latest.late_days.mean(where=counts),
            f"mean_early_days_{last}": latest.early_days.mean(where=counts),
        }
    return latest.group_by(client_id=latest.SK_ID_CURR).aggregate(**features)


def _count(counts: ir.NumericValue, *, where: ir.BooleanValue | None = None) -> ir.NumericValue:
    """Add counts up; nothing to add up is a count of zero."""
    return counts.sum(where=where).fill_null(0).cast("int64")


def _is_in(sums: ir.Table, window: str) -> ir.BooleanValue:
    """Return whether sums are of a window."""
    months = WINDOWS_MONTHS[window]
    return every() if months is None else sums.period <= PERIODS_MONTHS.index(months)


def _summed_up(due: ir.Table) -> ir.Table:
    """Return sums over the instalments of one credit that fell due in one period."""
    is_card, is_first = due.NUM_INSTALMENT_VERSION == 0, due.NUM_INSTALMENT_NUMBER <= FIRST_INSTALMENTS
    is_dated = due.due_days.notnull()
    weight = (-due.due_days * (math.log(2) / HALF_LIFE_DAYS)).exp()
    return due.group_by(["SK_ID_CURR", "SK_ID_PREV", "period"]).aggregate(
        n=due.count(),
        n_dated=due.due_days.count(),
        n_late=due.is_late.sum(),
        late_days=due.late_days.sum(),
        early_days=due.early_days.sum(),
        late_squared=(due.late_days * due.late_days).sum(),
        longest_late_days=due.late_days.max(),
        **{f"n_late_over_{delay}": (due.late_days > days).sum() for delay, days in DELAYS_DAYS.items()},
        due_days=due.due_days.sum(),
        due_squared=(due.due_days * due.due_days).sum(),
        due_by_late=(due.due_days * due.late_days).sum(),
        due_by_early=(due.due_days * due.early_days).sum(),
        weight=weight.sum(),
        weighted_late_days=(weight * due.late_days).sum(),
        last_days=due.due_days.min(),
        first_days=due.due_days.max(),
        last_late_days=due.due_days.min(where=due.is_late),
        owed=due.owed.sum(),
        n_owed=due.owed.count(),
        paid=due.paid.sum(),
        n_paid=due.paid.count(),
        paid_of_owed=ibis.least(due.paid, due.owed).sum(),
        paid_early=due.paid.sum(where=due.early_days > 0),
        largest_paid=due.paid.max(),
        n_short=(due.paid < due.owed * SHORT_BELOW).sum(),
        n_in_parts=(due.n_payments > 1).sum(),
        n_first=(is_first & is_dated).sum(),
        n_first_late=(is_first & due.is_late).sum(),
        # Cards have no schedule that could get another version: they stand under version 0.
        n_card=(is_card & is_dated).sum(),
        n_card_late=(is_card & due.is_late).sum(),
        n_loan=(~is_card & is_dated).sum(),
        n_loan_late=(~is_card & due.is_late).sum(),
        last_version=due.NUM_INSTALMENT_VERSION.max(),
    )


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
    periods = [
        (within_days(rows.due_days, months), ibis.literal(number, "int8"))
        for number, months in enumerate(PERIODS_MONTHS)
    ]
    return rows.mutate(
        period=ibis.cases(*periods, (rows.due_days.notnull(), EARLIER), else_=UNDATED),
        late_days=(rows.due_days - rows.settled_days).clip(lower=0.0),
        early_days=(rows.settled_days - rows.due_days).clip(lower=0.0),
        is_late=rows.settled_days < rows.due_days,
    )

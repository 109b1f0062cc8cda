"""How a raw Home Credit value becomes one that can be trusted: markers, wrong signs, ratios.

The tables count days and months backwards from the application; the features count them forwards, so
that "1,200 days in employment" is the number a person would say. What is marked as unknown is missing.
"""

from collections.abc import Callable, Mapping, Sequence

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.conventions import OLDEST_DAY

__all__ = [
    "DAYS_PER_MONTH",
    "DAYS_PER_YEAR",
    "WINDOWS_MONTHS",
    "change",
    "days_ago",
    "every",
    "in_windows",
    "known",
    "over",
    "share_where",
    "slope",
    "slope_of_sums",
    "total",
    "within_days",
    "within_months",
]

# How far back behaviour is looked at; "ever" is the whole history. The catalogue has words for each.
WINDOWS_MONTHS: Mapping[str, int | None] = {"3m": 3, "6m": 6, "12m": 12, "24m": 24, "ever": None}
DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12


def days_ago(days: ir.NumericValue) -> ir.NumericValue:
    """Return how many days before the application something was; missing where the day is none or an error."""
    return ibis.cases((days.between(OLDEST_DAY, 0), days.abs().cast("float64")))


def known(text: ir.StringValue) -> ir.StringValue:
    """Return the text, missing where it says that it is not known (``XNA``, ``Unknown``)."""
    return ibis.cases((text.notin(["XNA", "Unknown"]), text))


def over(numerator: ir.NumericValue, denominator: ir.NumericValue) -> ir.NumericValue:
    """Divide; a denominator that is zero, negative or missing gives missing, never infinity."""
    divisor = denominator.cast("float64")
    return ibis.cases((divisor > 0, numerator.cast("float64") / divisor))


def share_where(condition: ir.BooleanValue, *, where: ir.BooleanValue) -> ir.NumericValue:
    """Return, within a group, the share of the rows ``where`` that meet a condition; missing without such rows."""
    return condition.cast("float64").mean(where=where)


def total(amount: ir.NumericValue, *, where: ir.BooleanValue) -> ir.NumericValue:
    """Return, within a group, the sum of the rows ``where``: 0 without such rows, missing where none has an amount."""
    # Ten open loans of unknown debt are not "you owe nothing".
    told = amount.cast("float64").sum(where=where)
    return ibis.cases(((where & amount.isnull()).any(), told), else_=told.fill_null(0.0))


def change(recent: ir.NumericValue, before: ir.NumericValue) -> ir.NumericValue:
    """Return by how much a figure of a short window exceeds that of a long one; missing where either is."""
    return recent.cast("float64") - before.cast("float64")


def slope(value: ir.NumericValue, order: ir.NumericValue, *, where: ir.BooleanValue) -> ir.NumericValue:
    """Return, within a group, how much ``value`` rises per unit of ``order``, by least squares.

    Missing where fewer than three rows count, since two points always look like a trend, and where
    ``order`` does not vary. Sums, and no pass over the rows of each client.
    """
    y, x = value.cast("float64"), order.cast("float64")
    counts = where & y.notnull() & x.notnull()
    return slope_of_sums(
        n=counts.cast("float64").sum(),
        x=x.sum(where=counts),
        y=y.sum(where=counts),
        xx=(x * x).sum(where=counts),
        xy=(x * y).sum(where=counts),
    )


def slope_of_sums(
    *, n: ir.NumericValue, x: ir.NumericValue, y: ir.NumericValue, xx: ir.NumericValue, xy: ir.NumericValue
) -> ir.NumericValue:
    """Return the slope of :func:`slope` from the number of rows that count, and their sums and sums of products."""
    count = n.cast("float64")
    spread = count * xx - x * x
    return ibis.cases(((count >= 3) & (spread > 0), (count * xy - x * y) / spread))


def every() -> ir.BooleanValue:
    """Return the condition that all rows meet."""
    return ibis.literal(True)


def within_months(month: ir.NumericValue, n_months: int | None) -> ir.BooleanValue:
    """Return whether a balance month (-1 is the last before the application) is one of the last ``n_months``."""
    return every() if n_months is None else month.between(-n_months, 0)


def within_days(days: ir.NumericValue, n_months: int | None) -> ir.BooleanValue:
    """Return whether something was at most ``n_months`` before the application, ``days`` counted forwards."""
    return every() if n_months is None else days <= n_months * DAYS_PER_MONTH


def in_windows(
    features: Callable[[int | None], Mapping[str, ir.Value]], windows: Sequence[str] = tuple(WINDOWS_MONTHS)
) -> dict[str, ir.Value]:
    """Expand a family over windows: ``features`` is asked for each, and its names get the window's ending.

    Examples
    --------
    >>> sorted(in_windows(lambda n_months: {"late_share": ibis.literal(n_months or 0)}, ["3m", "ever"]))
    ['late_share_3m', 'late_share_ever']
    """
    return {
        f"{name}_{window}": feature for window in windows for name, feature in features(WINDOWS_MONTHS[window]).items()
    }

"""How a raw Home Credit value becomes one that can be trusted: markers, wrong signs, ratios.

The tables count days and months backwards from the application; the features count them forwards, so
that "1,200 days in employment" is the number a person would say. What is marked as unknown is missing.
"""

import ibis
import ibis.expr.types as ir

__all__ = ["NO_SUCH_DAY", "WINDOWS_MONTHS", "days_ago", "known", "over", "share_where", "total"]

# A day count of a thousand years stands for "no such day" throughout the published tables.
NO_SUCH_DAY = 365_243
# Bureau dates a century back are typing errors (0.01 % of rows), not old credits.
OLDEST_DAY = -40_000
# How far back recent behaviour is looked at; "ever" is the whole history.
WINDOWS_MONTHS: dict[str, int | None] = {"12m": 12, "ever": None}


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
    """Return, within a group, the sum of the rows ``where``, and 0 where there are none."""
    return amount.cast("float64").sum(where=where).fill_null(0.0)

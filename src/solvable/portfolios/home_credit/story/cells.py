"""How a stored cell becomes one that can be shown: as the features clean it, for one client's rows."""

import math
from collections.abc import Iterable, Mapping

from solvable.portfolios.home_credit.conventions import OLDEST_DAY
from solvable.portfolios.story import Row
from solvable.vocabulary import Text
from solvable.wording import DAYS_PER_MONTH

__all__ = [
    "days_before",
    "greatest",
    "is_within",
    "known_total",
    "least",
    "level",
    "mean",
    "month_before",
    "months_before",
    "number",
    "positive",
    "ratio",
    "total",
    "whole",
]


def number(row: Row, column: str) -> float | None:
    """Return a number, or None where there is none."""
    cell = row[column]
    return None if cell is None else float(cell)


def whole(row: Row, column: str) -> int:
    """Return a whole number of a column that is never empty."""
    return int(row[column])  # type: ignore[arg-type]


def days_before(row: Row, column: str) -> float | None:
    """Return how many days before the application something was; None where the day is none or an error."""
    found = number(row, column)
    return abs(found) if found is not None and OLDEST_DAY <= found <= 0 else None


def month_before(days: float) -> int:
    """Return the month before the application that a day is in, 1 for the last one.

    A window of so many months then holds exactly the days that the features' windows hold.

    Examples
    --------
    >>> month_before(0), month_before(30), month_before(31)
    (1, 1, 2)
    """
    return max(1, math.ceil(days / DAYS_PER_MONTH))


def months_before(row: Row) -> int:
    """Return how many months before the application a monthly row is of."""
    return -whole(row, "MONTHS_BALANCE")


def is_within(days: float | None, n_months: int) -> bool:
    """Return whether something was at most so many months before the application."""
    return days is not None and days <= n_months * DAYS_PER_MONTH


def positive(amount: float | None) -> float | None:
    """Return an amount that counts: zero stands for what was never filled in."""
    return None if amount == 0 else amount


def level(row: Row, column: str, levels: Mapping[str, Text]) -> str | None:
    """Return a text that there are words for; None where it says that it is not known."""
    found = row[column]
    return found if isinstance(found, str) and found in levels else None


def total(amounts: Iterable[float | None]) -> float:
    """Add up what is known; nothing is 0."""
    return math.fsum(amount for amount in amounts if amount is not None)


def known_total(amounts: Iterable[float | None]) -> float | None:
    """Add up what is known: 0 without amounts, None where there are some and none is known."""
    found = list(amounts)
    return total(found) if not found or any(amount is not None for amount in found) else None


def greatest(values: Iterable[float | None]) -> float | None:
    """Return the largest known value, None without any."""
    return max((value for value in values if value is not None), default=None)


def least(values: Iterable[float | None]) -> float | None:
    """Return the smallest known value, None without any."""
    return min((value for value in values if value is not None), default=None)


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of what is known, None without any."""
    known = [value for value in values if value is not None]
    return ratio(math.fsum(known), len(known))


def ratio(numerator: float | None, denominator: float | None) -> float | None:
    """Divide; None where there is nothing to divide or nothing to divide by."""
    return numerator / denominator if numerator is not None and denominator is not None and denominator > 0 else None

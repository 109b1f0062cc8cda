"""How a value that one can see is drawn from a standing that one cannot.

Everything made up goes through a *view*: a standard normal score per row, partly a person's standing
and partly chance. :func:`number_at` and :func:`level_at` then read the score off a published
distribution. So a column keeps its published shape however much or little it tells.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DAYS_PER_MONTH",
    "NONE_DAY",
    "SHARES",
    "Bools",
    "Column",
    "Columns",
    "Floats",
    "Ints",
    "chance",
    "level_at",
    "level_in_group",
    "month_of",
    "monthly_payment",
    "number_at",
    "number_in_group",
    "number_of",
    "round_to",
    "share_below",
    "steps_within",
    "texts",
    "unknown_where",
    "view",
    "whole",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
# Numbers, or text where "" stands for missing; in numbers NaN does.
Column = NDArray[Any]
Columns = dict[str, Column]

# Where the quantile points in these modules lie. The ends are those of the bulk, not of the published
# extremes: a straight line to a maximum of 117 million would make up far too many very rich clients.
SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)

NONE_DAY = 365_243.0  # the published stand-in for "no such day"
DAYS_PER_MONTH = 30.4375


def view(rng: np.random.Generator, size: int, *parts: tuple[float, Floats]) -> Floats:
    """Return standard normal scores that see each standing with a strength, the rest being chance.

    Parameters
    ----------
    parts
        ``(strength, standing)``: the correlation with a standard normal standing of shape (size,).
        The standings are independent of one another, so the squared strengths add up to at most 1.
    """
    left_to_chance = 1.0 - sum(strength**2 for strength, _ in parts)
    score = math.sqrt(left_to_chance) * rng.standard_normal(size)
    for strength, standing in parts:
        score += strength * standing
    return score


def number_at(score: Floats, points: Sequence[float], *, shares: Sequence[float] = SHARES) -> Floats:
    """Read scores off a distribution given by its values at ``shares``, lowest score first.

    ``points`` may fall as well as rise: days before the application fall as age rises.
    """
    return np.interp(share_below(score), shares, points)


def number_in_group(score: Floats, group: Column, points_of: Mapping[str, Sequence[float]]) -> Floats:
    """Read each score off the distribution of its row's group."""
    values = np.full(len(score), np.nan)
    for name, points in points_of.items():
        inside = group == name
        values[inside] = number_at(score[inside], points)
    return values


def level_at(score: Floats, levels: Mapping[Any, float]) -> Column:
    """Read scores off categories with their shares; low scores get the levels that stand first."""
    upper_shares = np.cumsum(list(levels.values()))
    codes = np.searchsorted(upper_shares[:-1] / upper_shares[-1], share_below(score), side="right")
    return np.array(list(levels))[codes]


def level_in_group(score: Floats, group: Column, levels_of: Mapping[str, Mapping[Any, float]]) -> Column:
    """Read each score off the categories of its row's group, as text; "" where the group has none."""
    values = np.full(len(score), "", dtype="U64")
    for name, levels in levels_of.items():
        inside = group == name
        values[inside] = level_at(score[inside], levels)
    return values


def number_of(names: Column, numbers: Mapping[str, float]) -> Floats:
    """Look each name's number up."""
    found, positions = np.unique(names, return_inverse=True)
    return np.array([numbers[str(name)] for name in found], dtype=np.float64)[positions]


def chance(rng: np.random.Generator, share: float | Floats, size: int) -> Bools:
    """Draw True with the given share, whoever the client is."""
    return rng.random(size) < share


def whole(values: Floats) -> Ints:
    """Round to whole numbers."""
    return np.rint(values).astype(np.int64)


def round_to(values: Floats, step: float) -> Floats:
    """Round amounts to a multiple of ``step``, at least one of it."""
    return np.maximum(np.rint(values / step), 1.0) * step


def texts(is_first: Bools, first: str, second: str) -> Column:
    """Return one of two texts per row."""
    return np.where(is_first, first, second)


def unknown_where(is_unknown: Bools, values: Column) -> Column:
    """Blank out values: NaN for numbers, "" for text."""
    if values.dtype.kind == "U":
        return np.where(is_unknown, "", values)
    return np.where(is_unknown, np.nan, values.astype(np.float64))


def monthly_payment(credit: Floats, *, n_months: Floats, yearly_rate: Floats) -> Floats:
    """Return the constant payment that pays a credit back over its term.

    Examples
    --------
    >>> payment = monthly_payment(np.array([12_000.0]), n_months=np.array([12.0]), yearly_rate=np.array([0.12]))
    >>> f"{payment[0]:.2f}"
    '1066.19'
    """
    monthly_rate = yearly_rate / 12
    return credit * monthly_rate / (1 - (1 + monthly_rate) ** -n_months)


def month_of(days: Floats | Ints) -> Ints:
    """Return the balance month of a day before the application: -1 is the last month before it."""
    return np.minimum(np.floor(days / DAYS_PER_MONTH), -1).astype(np.int64)


def steps_within(counts: Ints) -> Ints:
    """Number the rows of each owner from 0 when owner ``i`` has ``counts[i]`` rows in a run.

    Examples
    --------
    >>> steps_within(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    starts = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(starts, counts)


def share_below(score: Floats) -> Floats:
    """Normal distribution function, within 0.0002 (Page 1977, Applied Statistics 26, 75-76)."""
    return 1.0 / (1.0 + np.exp(-score * (1.5976 + 0.070565992 * score**2)))

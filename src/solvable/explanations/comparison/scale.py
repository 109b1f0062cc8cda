"""Where a scale of values is cut: few edges, round as people count, that hold all but the outermost clients."""

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import numpy as np
import numpy.typing as npt

from solvable.vocabulary import Unit
from solvable.wording import DAYS_PER_MONTH

__all__ = ["choose_edges", "just_above"]

# Eleven edges make twelve bars, as many as a reader takes in.
MOST_EDGES = 11
# Edges lie between these quantiles: the least and the greatest value are somebody's own.
TAIL = 0.02
# A zero that so many have is a case of its own, such as to have no debt.
ZERO_TOLD_FROM = 0.05
# Money that spans this factor is told in ratios, not in differences.
LOG_FROM_RATIO = 8.0
_MANTISSAS = ((1, 1.5, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,))
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)

Values = npt.NDArray[np.float64]


def just_above(value: float) -> float:
    """Return the next number, so that ``[value, just_above(value))`` holds that one value only."""
    return float(np.nextafter(value, math.inf))


def choose_edges(values: Values, unit: Unit, said: Callable[[float], str]) -> tuple[float, ...]:
    """Return rising edges that part values into bins, each from an edge up to the next and not with it.

    Parameters
    ----------
    values : shape (n,), none missing, at least one
    said
        How an edge is said; edges that are said alike are never chosen.

    Returns
    -------
    tuple of float
        At most ``MOST_EDGES`` and two around a value that very many have; none where all are much alike.
    """
    alone: tuple[float, ...] = ()
    is_zero = values == 0
    if unit is not Unit.COUNT and ZERO_TOLD_FROM <= is_zero.mean() < 1:
        alone, values = (0.0, just_above(0.0)), values[~is_zero]
    low, high = (float(edge) for edge in np.quantile(values, [TAIL, 1 - TAIL]))
    if low == high:
        beyond = low + 1 if unit is Unit.COUNT and low.is_integer() else just_above(low)
        return tuple(sorted({*alone, low, beyond}))
    if said(low) == said(high):
        return alone
    is_logarithmic = unit is Unit.AMOUNT and low > 0 and high / low >= LOG_FROM_RATIO
    candidates = _logarithmic(low, high) if is_logarithmic else _linear(low, high, unit)
    for edges in candidates:
        if len(edges) <= MOST_EDGES and len({said(edge) for edge in edges}) == len(edges):
            return tuple(sorted({*alone, *edges}))
    return alone


def _logarithmic(low: float, high: float) -> Iterator[tuple[float, ...]]:
    """Give edges on round numbers of every decade, the finest first."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for mantissas in _MANTISSAS:
        edges = (mantissa * 10.0**decade for decade in decades for mantissa in mantissas)
        yield tuple(edge for edge in edges if low < edge <= high)


def _linear(low: float, high: float, unit: Unit) -> Iterator[tuple[float, ...]]:
    """Give edges on multiples of a round step, the finest first."""
    for step in _steps(high - low, unit):
        first, last = math.floor(low / step) + 1, math.floor(high / step)
        if last - first < MOST_EDGES:
            yield tuple(round(k * step, 10) for k in range(first, last + 1))


def _steps(span: float, unit: Unit) -> Iterable[float]:
    if unit is Unit.DAYS:
        return chain((1, 2, 5, 10), (months * DAYS_PER_MONTH for months in _MONTHS))
    if unit is Unit.MONTHS:
        return _MONTHS
    decades = range(math.floor(math.log10(span)) - 2, math.ceil(math.log10(span)) + 1)
    steps = (mantissa * 10.0**decade for decade in decades for mantissa in (1, 2, 5))
    return (step for step in steps if unit not in (Unit.COUNT, Unit.YEARS) or step >= 1)

"""The building a client lives in, and the people around them: what is not the client's own doing."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from solvable.portfolios.home_credit.made_up.draws import (
    Column,
    Columns,
    Floats,
    chance,
    number_at,
    share_below,
    unknown_where,
    view,
)
from solvable.portfolios.home_credit.made_up.levels import Category, published_levels, solved
from solvable.portfolios.home_credit.made_up.people import People

__all__ = ["make_building", "make_social_circle"]

SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class _Measure:
    """Missing share, values at :data:`SHARES`, and how often the mode and the median are the mean."""

    missing: float
    points: tuple[float, ...]
    mode_is_mean: float = 0.0
    median_is_mean: float = 0.0


# Smallest buildings first.
MEASURES: Mapping[str, _Measure] = {
    "APARTMENTS": _Measure(0.507, (0.0, 0.0093, 0.0577, 0.0876, 0.1485, 0.3269, 0.5278, 1.0)),
    "BASEMENTAREA": _Measure(0.585, (0.0, 0.0, 0.0442, 0.0763, 0.1122, 0.2213, 0.3731, 1.0), 0.1, 0.94),
    "YEARS_BEGINEXPLUATATION": _Measure(0.488, (0.9, 0.9692, 0.9767, 0.9816, 0.9866, 0.9955, 0.999, 1.0), 0.83, 0.96),
    "YEARS_BUILD": _Measure(0.665, (0.2, 0.5988, 0.6872, 0.7552, 0.8232, 0.9456, 0.9864, 1.0)),
    "COMMONAREA": _Measure(0.699, (0.0, 0.0, 0.0078, 0.0211, 0.0515, 0.14, 0.30, 0.6), 0.2, 0.25),
    "ELEVATORS": _Measure(0.533, (0.0, 0.0, 0.0, 0.0, 0.12, 0.30, 0.5, 0.9), 0.6, 0.96),
    "ENTRANCES": _Measure(0.503, (0.0, 0.0345, 0.069, 0.1379, 0.2069, 0.3103, 0.5172, 1.0), 0.9, 0.95),
    "FLOORSMAX": _Measure(0.498, (0.0, 0.0417, 0.1667, 0.1667, 0.3333, 0.5, 0.6667, 1.0), 0.93, 0.96),
    "FLOORSMIN": _Measure(0.678, (0.0, 0.0417, 0.0833, 0.2083, 0.375, 0.5, 0.7083, 1.0), 0.93, 0.97),
    "LANDAREA": _Measure(0.594, (0.0, 0.0, 0.0187, 0.0481, 0.0856, 0.1975, 0.3804, 1.0), 0.1, 0.13),
    "LIVINGAPARTMENTS": _Measure(0.684, (0.0, 0.0101, 0.0504, 0.0756, 0.121, 0.2723, 0.46, 1.0)),
    "LIVINGAREA": _Measure(0.502, (0.0, 0.0083, 0.0453, 0.0745, 0.1299, 0.3216, 0.52, 1.0)),
    "NONLIVINGAPARTMENTS": _Measure(0.694, (0.0, 0.0, 0.0, 0.0, 0.0039, 0.027, 0.08, 0.25), 0.72, 0.78),
    "NONLIVINGAREA": _Measure(0.552, (0.0, 0.0, 0.0, 0.0036, 0.0277, 0.11, 0.25, 0.5), 0.43, 0.47),
}
# Where the most frequent value of a building with a little of it is none.
MODE_IS_NONE = {"NONLIVINGAREA": 0.2}
TOTAL_AREA = (0.0, 0.0068, 0.0412, 0.0688, 0.1276, 0.3050, 0.48, 1.0)
TEXTS_MISSING = {
    "FONDKAPREMONT_MODE": 0.684, "HOUSETYPE_MODE": 0.502, "WALLSMATERIAL_MODE": 0.508, "EMERGENCYSTATE_MODE": 0.474,
}  # fmt: skip


@functools.cache
def _category(column: str) -> Category:
    return solved(published_levels(column), sees={"ability": 1.0})


def make_building(rng: np.random.Generator, people: People) -> Columns:
    """Measures of the house, known for about half of the clients and then mostly together."""
    n = len(people)
    # Known of those who are known to more lenders.
    how_known = view(rng, n, (0.11, people.ability), (0.11, people.willingness))
    size = view(rng, n, (0.17, people.ability))
    columns: Columns = {}
    for measure, known in MEASURES.items():
        is_unknown = share_below(view(rng, n, (0.985, how_known))) < known.missing
        average = number_at(view(rng, n, (0.85, size)), known.points, shares=SHARES)
        columns[f"{measure}_AVG"] = unknown_where(is_unknown, average.round(4))
        mode = np.where(chance(rng, known.mode_is_mean, n), average, _near(rng, average, 0.03))
        mode = np.where(chance(rng, MODE_IS_NONE.get(measure, 0.0), n), 0.0, mode)
        columns[f"{measure}_MODE"] = unknown_where(is_unknown, mode.round(4))
        median = np.where(chance(rng, known.median_is_mean, n), average, _near(rng, average, 0.01))
        columns[f"{measure}_MEDI"] = unknown_where(is_unknown, median.round(4))

    def when_known(missing_share: float, values: Column) -> Column:
        return unknown_where(share_below(how_known) < missing_share, values)

    texts = {
        column: when_known(missing, _category(column).draw(rng, people)) for column, missing in TEXTS_MISSING.items()
    }
    total_area = number_at(view(rng, n, (0.9, size)), TOTAL_AREA, shares=SHARES)
    return columns | {"TOTALAREA_MODE": when_known(0.483, total_area.round(4))} | texts


def make_social_circle(rng: np.random.Generator, people: People) -> Columns:
    """Acquaintances seen at the lender, and how many of them defaulted within 30 and 60 days."""
    n = len(people)
    seen = np.floor(number_at(view(rng, n), (0, 0, 0, 0.95, 2.3, 6.3, 14)))
    odds = number_at(view(rng, n, (-0.36, people.willingness)), (0, 0, 0.01, 0.06, 0.13, 0.28, 0.5))
    defaulted = rng.binomial(seen.astype(np.int64), odds)
    is_unknown = chance(rng, np.where(people.is_train, 0.0033, 0.0006), n)
    return {
        "OBS_30_CNT_SOCIAL_CIRCLE": unknown_where(is_unknown, seen),
        "DEF_30_CNT_SOCIAL_CIRCLE": unknown_where(is_unknown, defaulted),
        "OBS_60_CNT_SOCIAL_CIRCLE": unknown_where(is_unknown, np.maximum(seen - chance(rng, 0.015, n), defaulted)),
        "DEF_60_CNT_SOCIAL_CIRCLE": unknown_where(is_unknown, rng.binomial(defaulted, 0.74)),
    }


def _near(rng: np.random.Generator, values: Floats, spread: float) -> Floats:
    return np.clip(values * np.exp(spread * rng.standard_normal(len(values))), 0, 1)

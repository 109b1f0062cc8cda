"""Where a client differs from those who resemble them, feature by feature."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from solvable.explanations.likeness import ABSENT, Axis, LevelAxis, Whereabouts
from solvable.explanations.neighbours import Neighbourhood
from solvable.portfolios.catalogue import Catalogue, Value, is_missing
from solvable.vocabulary import Text

__all__ = ["Difference", "Direction", "differences_from", "values_of"]


class Direction(StrEnum):
    """How a client's value stands to the usual one of others."""

    LOWER = "lower"
    SAME = "same"
    HIGHER = "higher"
    OTHER = "other"  # another level, or one of the two has no value


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One feature of a client beside those of similar clients.

    Attributes
    ----------
    reason
        Key of what a person would call one thing, for who wants to say related features once.
    typical
        The median of those who have a value, or the most common level; missing where most have none.
    gap
        How far the client is from the typical value: a fraction of the greatest gap there could be.
    weight
        How much the feature counts for who is near: a fraction of all features of the space.
    """

    feature: str
    reason: str
    label: Text
    value: Text
    typical: Text
    sentence: Text
    direction: Direction
    gap: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    """How many steps a client is from the typical value of others, before anything is said of it."""

    axis: Axis
    typical: Value
    steps: int


def differences_from(
    row: pa.Table, one: Whereabouts, at: npt.NDArray[np.int64], neighbourhood: Neighbourhood, *,
    limit: int, catalogue: Catalogue, currency: str | None,
) -> tuple[Difference, ...]:  # fmt: skip
    """Compare a client with those who stand at some places, and return where most differs by gap and weight.

    Parameters
    ----------
    row, one : the client's features, and where they place the client
    at : shape (n,), places in the neighbourhood
    limit : how many features to return at most
    """
    gaps = [*_number_gaps(one, at, neighbourhood), *_level_gaps(one, at, neighbourhood)]
    # An axis is as long as its weight, so that steps are gap times weight.
    leading = sorted(gaps, key=lambda gap: (-gap.steps, gap.axis.feature))[:limit]
    total = sum(gap.axis.reach for gap in gaps)
    return tuple(_difference(gap, row, total=total, catalogue=catalogue, currency=currency) for gap in leading)


def values_of(feature: str, at: npt.NDArray[np.int64], neighbourhood: Neighbourhood) -> list[Value]:
    """Return what the clients at some places have of a feature of the space; missing as None."""
    space = neighbourhood.space
    for i, number in enumerate(space.numbers):
        if number.feature == feature:
            return [None if np.isnan(value) else float(value) for value in neighbourhood.values[i, at]]
    (i,) = [i for i, axis in enumerate(space.levels) if axis.feature == feature]
    levels = space.levels[i].levels
    return [None if code == ABSENT else levels[code] for code in neighbourhood.crowd.stand.codes[i, at]]


def _number_gaps(one: Whereabouts, at: npt.NDArray[np.int64], neighbourhood: Neighbourhood) -> Iterator[_Gap]:
    """Take the median of those who have a value; where most have none, having none is typical."""
    values = neighbourhood.values[:, at]
    n_known = (~np.isnan(values)).sum(axis=1)
    # Missing values sort last. Of two medians the lower: a value that somebody has.
    median = np.argsort(values, axis=1, kind="stable")[np.arange(len(values)), np.maximum(n_known - 1, 0) // 2]
    for i, axis in enumerate(neighbourhood.space.numbers):
        lacks = bool(one.is_missing[i, 0])
        lack_typically = 2 * int(n_known[i]) < at.size
        place = axis.middle if lack_typically else int(neighbourhood.crowd.stand.places[i, at[median[i]]])
        steps = abs(int(one.places[i, 0]) - place) + (axis.absence if lacks != lack_typically else 0)
        yield _Gap(axis=axis, typical=None if lack_typically else float(values[i, median[i]]), steps=steps)


def _level_gaps(one: Whereabouts, at: npt.NDArray[np.int64], neighbourhood: Neighbourhood) -> Iterator[_Gap]:
    """Take the most common level; of two as common the first in the alphabet, and having none before both."""
    for i, axis in enumerate(neighbourhood.space.levels):
        codes, counts = np.unique(neighbourhood.crowd.stand.codes[i, at], return_counts=True)
        code = int(codes[counts.argmax()])
        steps = axis.reach if code != one.codes[i, 0] else 0
        yield _Gap(axis=axis, typical=None if code == ABSENT else axis.levels[code], steps=steps)


def _difference(gap: _Gap, row: pa.Table, *, total: int, catalogue: Catalogue, currency: str | None) -> Difference:
    feature, own = catalogue.features[gap.axis.feature], row[gap.axis.feature][0].as_py()
    value, typical = (catalogue.said(feature.name, one, currency=currency) for one in (own, gap.typical))
    return Difference(
        feature=feature.name,
        reason=feature.reason,
        label=feature.label,
        value=value,
        typical=typical,
        sentence=_sentence(feature.label, value, typical, is_most_common=isinstance(gap.axis, LevelAxis)),
        direction=_direction(own, gap.typical),
        gap=gap.steps / gap.axis.reach if gap.axis.reach else 0.0,
        weight=gap.axis.reach / total,
    )


def _direction(own: Value, typical: Value) -> Direction:
    if is_missing(own) or typical is None:
        return Direction.SAME if is_missing(own) and typical is None else Direction.OTHER
    if isinstance(own, float) and isinstance(typical, float):
        # Values of the others are kept in single precision.
        kept = float(np.float32(own))
        return Direction.SAME if kept == typical else Direction.LOWER if kept < typical else Direction.HIGHER
    return Direction.SAME if own == typical else Direction.OTHER


def _sentence(label: Text, value: Text, typical: Text, *, is_most_common: bool) -> Text:
    """Say both values, or that they are the same; a median is typical, and a level the most common."""
    fr_often, en_often = ("le plus souvent", "most often") if is_most_common else ("en général", "typically")
    fr = f"comme {fr_often} chez eux" if value.fr == typical.fr else f"contre {typical.fr} {fr_often} chez eux"
    en = f"as {en_often} among them" if value.en == typical.en else f"against {typical.en} {en_often} among them"
    return Text(fr=f"{label.fr}\u00a0: {value.fr}, {fr}", en=f"{label.en}: {value.en}, {en}")

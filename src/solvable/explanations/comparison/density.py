"""Two features against each other: how many of the others are in each cell, and the client's own cell."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from solvable.errors import ComparisonError
from solvable.explanations.comparison.axis import FEWEST_IN_CELL, Axis, Bin, build_axis
from solvable.explanations.comparison.compare import check_comparable
from solvable.explanations.comparison.filters import Filters
from solvable.explanations.comparison.population import FEWEST_CLIENTS, Group, Population, TooFew
from solvable.explanations.comparison.words import said_cell, said_few_have_it
from solvable.portfolios.catalogue import Feature, Value, is_missing
from solvable.vocabulary import Text

__all__ = ["Cell", "Density", "DensityAxis", "compare_two"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A bin of each feature; ``n_clients`` is None where there are a few, which might be recognised."""

    x: int
    y: int
    n_clients: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DensityAxis:
    """One of two features, its bins, and the client's own value and bin; None where there is none."""

    feature: str
    label: Text
    bins: tuple[Bin, ...]
    value: Value
    value_said: Text
    client_bin: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """Where one client stands among a group of others in two features at once.

    Attributes
    ----------
    cells
        Those that are not empty, by x and then y.
    n_missing
        How many of the group lack one of the two values, or both; they are in no cell.
    n_held_back
        How many are in the cells that do not tell their number, together.
    """

    client_id: int
    group: Group
    x: DensityAxis
    y: DensityAxis
    cells: tuple[Cell, ...]
    n_missing: int
    n_held_back: int
    sentence: Text


def compare_two(population: Population, client_id: int, names: tuple[str, str], filters: Filters) -> Density | TooFew:
    """Compare a client with others in two features at once; raises what :func:`compare` raises."""
    features = [check_comparable(name, population.catalogue, filters) for name in names]
    if names[0] == names[1]:
        raise ComparisonError(f"Expected two features, found {names[0]} twice. Choose another one for one of them.")
    others = population.others(client_id, filters)
    group = population.group(client_id, filters, others)
    if isinstance(group, TooFew):
        return group
    everyone = [population.values(name) for name in names]
    has_both = others & np.logical_and(*(np.asarray(values.is_valid().to_numpy()) for values in everyone))
    n_both = int(has_both.sum())
    if n_both < FEWEST_CLIENTS:
        labels, criteria = [feature.label for feature in features], population.criteria(client_id, filters)
        sentence = said_few_have_it(FEWEST_CLIENTS, labels, criteria)
        return TooFew(client_id=client_id, filters=filters, sentence=sentence)
    own = [population.own_value(client_id, values) for values in everyone]
    axes = [
        build_axis(feature, values.filter(pa.array(has_both)), value, said=partial(population.said, feature.name))
        for feature, values, value in zip(features, everyone, own, strict=True)
    ]
    counts = _cells(*axes)
    is_told = _told(counts)
    x, y = (_axis(population, *one) for one in zip(features, axes, own, strict=True))
    return Density(
        client_id=client_id,
        group=group,
        x=x,
        y=y,
        cells=tuple(
            Cell(x=i, y=j, n_clients=int(counts[i, j]) if is_told[i, j] else None)
            for i, j in np.argwhere(counts).tolist()
        ),
        n_missing=group.n_clients - n_both,
        n_held_back=int(counts[~is_told].sum()),
        sentence=_sentence(x, y, counts, is_told),
    )


def _axis(population: Population, feature: Feature, axis: Axis, own: Value) -> DensityAxis:
    return DensityAxis(
        feature=feature.name,
        label=feature.label,
        bins=axis.bins,
        value=None if is_missing(own) else own,
        value_said=population.said(feature.name, own),
        client_bin=axis.client,
    )


def _cells(x: Axis, y: Axis) -> npt.NDArray[np.int64]:
    """Count clients by both bins, shape (n_x, n_y)."""
    shape = (len(x.bins), len(y.bins))
    return np.bincount(x.places * shape[1] + y.places, minlength=shape[0] * shape[1]).reshape(shape)


def _told(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which cells tell their number: those of enough, less what would give the few away.

    All cells sum to the group. Where those of few hold fewer together than one may tell, the difference
    would tell it, so that the least of the others is held back with them.
    """
    is_told = counts >= FEWEST_IN_CELL
    n_few = int(counts[~is_told].sum())
    if 0 < n_few < FEWEST_IN_CELL and is_told.any():
        told = np.where(is_told, counts, np.iinfo(np.int64).max)
        is_told[np.unravel_index(int(told.argmin()), counts.shape)] = False
    return is_told


def _sentence(x: DensityAxis, y: DensityAxis, counts: npt.NDArray[np.int64], is_told: npt.NDArray[np.bool_]) -> Text:
    n_alike: int | None = None
    if x.client_bin is not None and y.client_bin is not None and is_told[x.client_bin, y.client_bin]:
        n_alike = int(counts[x.client_bin, y.client_bin])
    values = [(axis.label, axis.value_said) for axis in (x, y)]
    missing = [axis.label for axis in (x, y) if axis.value is None]
    return said_cell(values, missing=missing, n_alike=n_alike, of=int(counts.sum()))

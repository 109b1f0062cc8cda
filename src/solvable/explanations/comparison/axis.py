"""The bins of one feature for one group, wide enough that nobody stands alone in one, and who is in which."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from solvable.explanations.comparison.bands import name_band
from solvable.explanations.comparison.scale import choose_edges
from solvable.portfolios.catalogue import Feature, Value, is_missing
from solvable.vocabulary import Text, Unit

__all__ = ["FEWEST_IN_CELL", "NO_BIN", "Axis", "Bin", "build_axis", "has_levels"]

# A bar or a cell of fewer might be one known person and a neighbour.
FEWEST_IN_CELL = 5
NO_BIN = -1
# What is beyond so many levels makes one bin "other".
MOST_LEVELS = 15
_OTHER = Text(fr="autres", en="other")
_EVERY_LEVEL = Text(fr="toutes les valeurs", en="all values")

Says = Callable[[Value], Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Values that are counted together.

    Attributes
    ----------
    low, high
        Of a number: from ``low`` and below ``high``, None where there is no end.
    levels
        Of a category or a yes and no: those that it holds.
    """

    label: Text
    low: float | None = None
    high: float | None = None
    levels: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Bins of a feature, and where everybody is.

    Attributes
    ----------
    places : shape (n,)
        The bin of each of the others, ``NO_BIN`` for who has no value.
    client
        The client's own bin; None where they have no value, or one that no bin holds.
    """

    bins: tuple[Bin, ...]
    places: npt.NDArray[np.int64]
    client: int | None

    def counts_by(self, part: npt.NDArray[np.int8], n_parts: int) -> npt.NDArray[np.int64]:
        """Return how many of each part of the others are in each bin, shape (n_parts, n_bins + 1).

        Parameters
        ----------
        part : shape (n,), numbers from 0 up to below ``n_parts``

        Returns
        -------
        array
            The last column counts those of no bin.
        """
        width = len(self.bins) + 1
        joint = part * np.int64(width) + np.where(self.places == NO_BIN, width - 1, self.places)
        return np.bincount(joint, minlength=n_parts * width).reshape(n_parts, width)


def has_levels(feature: Feature) -> bool:
    """Whether a feature's values are told one by one and not on a scale."""
    return feature.unit in (Unit.CATEGORY, Unit.FLAG)


def build_axis(feature: Feature, values: pa.ChunkedArray, own: Value, *, said: Says) -> Axis:
    """Return the bins of a feature for a group.

    Parameters
    ----------
    values : shape (n,)
        Of the others, float64 or string; one of them at least is there.
    own
        The client's own value.
    said
        How a value of the feature is said.
    """
    if has_levels(feature):
        return _axis_of_levels(values, own, said)
    client = math.nan if is_missing(own) else float(own)  # type: ignore[arg-type]  # of a number it is one
    return _axis_of_numbers(np.asarray(values.to_numpy(), dtype=np.float64), client, feature.unit, said)


def _axis_of_numbers(values: npt.NDArray[np.float64], own: float, unit: Unit, said: Says) -> Axis:
    is_missing_of = np.isnan(values)
    known = values[~is_missing_of] if is_missing_of.any() else values
    edges = choose_edges(known, unit, lambda edge: said(edge).en)
    n_fine = len(edges) + 1
    fine = np.searchsorted(edges, values, side="right")
    fine[is_missing_of] = n_fine
    client = None if math.isnan(own) else int(np.searchsorted(edges, own, side="right"))
    firsts, first_kept, end_kept = _merged(np.bincount(fine, minlength=n_fine + 1)[:n_fine], client)
    starts, ends = [*firsts, n_fine], [None, *edges, None]
    is_whole = unit is Unit.COUNT and bool(np.all(known == np.floor(known)))
    bins = tuple(
        Bin(label=name_band(low, high, edges, is_whole=is_whole, said=said), low=low, high=high)
        for low, high in ((ends[starts[k]], ends[starts[k + 1]]) for k in range(first_kept, end_kept))
    )
    # Where each fine bin went; the last entry is that of no value.
    went = np.append(np.searchsorted(firsts, np.arange(n_fine), side="right") - 1 - first_kept, NO_BIN)
    return Axis(bins=bins, places=went[fine], client=None if client is None else int(went[client]))


def _merged(counts: npt.NDArray[np.int64], client: int | None) -> tuple[Sequence[int], int, int]:
    """Join bins of few with the smaller neighbour.

    Returns the first bin of each joined one, and which of the joined ones to keep, from and up to:
    empty ones at the ends are left out, unless the client is there.
    """
    firsts, sums = list(range(counts.size)), counts.tolist()
    while len(sums) > 1 and (thin := [i for i, n in enumerate(sums) if 0 < n < FEWEST_IN_CELL]):
        beside = [i for i in (thin[0] - 1, thin[0] + 1) if 0 <= i < len(sums)]
        left = min(thin[0], min(beside, key=lambda i: sums[i]))
        sums[left] += sums.pop(left + 1)
        firsts.pop(left + 1)
    held = {i for i, n in enumerate(sums) if n}
    if client is not None:
        held.add(int(np.searchsorted(firsts, client, side="right")) - 1)
    return firsts, min(held), max(held) + 1


def _axis_of_levels(values: pa.ChunkedArray, own: Value, said: Says) -> Axis:
    encoded = values.combine_chunks().dictionary_encode()
    codes = pc.fill_null(encoded.indices, NO_BIN).to_numpy().astype(np.int64)
    levels = encoded.dictionary.to_pylist()
    counts = np.bincount(codes[codes != NO_BIN], minlength=len(levels))
    order = sorted(range(len(levels)), key=lambda i: (-int(counts[i]), str(levels[i])))
    n_alone = _told_alone([int(counts[i]) for i in order])
    alone, together = order[:n_alone], order[n_alone:]
    if all(isinstance(level, float) for level in levels):
        alone = sorted(alone, key=lambda i: levels[i])  # No stands before yes, however many say so.
    bins = [Bin(label=said(levels[i]), levels=(levels[i],)) for i in alone]
    if together:
        label = said(levels[together[0]]) if len(together) == 1 else _OTHER if alone else _EVERY_LEVEL
        bins.append(Bin(label=label, levels=tuple(sorted((levels[i] for i in together), key=str))))
    bin_of = np.full(len(levels) + 1, NO_BIN)  # The last entry is found by code -1: no value, no bin.
    bin_of[alone], bin_of[together] = np.arange(len(alone)), len(alone)
    client = int(bin_of[levels.index(own)]) if own in levels else None
    return Axis(bins=tuple(bins), places=bin_of[codes], client=client)


def _told_alone(counts: Sequence[int]) -> int:
    """Return how many of some falling counts make a bin each; the others together are never few."""
    n_alone = min(len(counts), MOST_LEVELS)
    while n_alone and counts[n_alone - 1] < FEWEST_IN_CELL:
        n_alone -= 1
    # What is left over is also what all have less what is told: one more level hides in it.
    while n_alone and 0 < sum(counts[n_alone:]) < FEWEST_IN_CELL:
        n_alone -= 1
    return n_alone

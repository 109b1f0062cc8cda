"""Segments: the ways to tell clients apart in which a lender thinks, declared by the portfolio."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from solvable.portfolios.catalogue import Catalogue
from solvable.vocabulary import Language, Text

__all__ = ["NO_MEMBER", "Segment", "band_name", "member_keys", "segment_members", "segment_names"]

# The place of clients who belong to no member of a segment: no value, or a level that is not listed.
NO_MEMBER = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One way to tell clients apart, by a single feature.

    Attributes
    ----------
    key
        Names the segment in documents and addresses.
    feature
        The feature of the catalogue that decides.
    levels
        Of a category, the levels that are told apart, in the order in which they are shown.
    edges
        Of a number, where a band ends and the next begins, rising; an edge belongs to the band above it.
    names
        What the bands are called, one more than edges; without them they are called by their edges.
    band_keys
        Name the bands in documents and addresses; without them that is done by their edges as well.

    Raises
    ------
    ValueError
        Neither levels nor edges are given, or both; edges do not rise; names or keys are too few or too many.
    """

    key: str
    label: Text
    feature: str
    levels: tuple[str, ...] = ()
    edges: tuple[float, ...] = ()
    names: tuple[Text, ...] = ()
    band_keys: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.levels) == bool(self.edges):
            raise ValueError(f"Segment {self.key} needs levels or edges, found {self.levels} and {self.edges}.")
        if list(self.edges) != sorted(set(self.edges)):
            raise ValueError(f"The edges of segment {self.key} must rise, found {self.edges}.")
        for what, given in (("names", self.names), ("keys", self.band_keys)):
            if given and len(given) != len(self.edges) + 1:
                raise ValueError(
                    f"Segment {self.key} needs {len(self.edges) + 1} {what}, one per band, found {len(given)}."
                )


def segment_members(segment: Segment, values: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Return which member of the segment each client belongs to, shape (n,), ``NO_MEMBER`` for none.

    Parameters
    ----------
    values : shape (n,)
        The segment's feature, float64 or string.
    """
    if segment.levels:
        place = pc.fill_null(pc.index_in(values, pa.array(segment.levels)), NO_MEMBER)
        return place.to_numpy().astype(np.int64)  # type: ignore[no-any-return]
    numbers = np.asarray(values.to_numpy(), dtype=np.float64)
    member = np.searchsorted(np.asarray(segment.edges), numbers, side="right")
    return np.where(np.isnan(numbers), NO_MEMBER, member).astype(np.int64)


def member_keys(segment: Segment) -> tuple[str, ...]:
    """Return what names each member in documents and addresses, in their order.

    Examples
    --------
    >>> member_keys(Segment(key="age", label=Text(fr="Âge", en="Age"), feature="age", edges=(30, 40)))
    ('under-30', '30-40', '40-up')
    """
    if segment.levels:
        return segment.levels
    if segment.band_keys:
        return segment.band_keys
    edges = [f"{edge:.15g}" for edge in segment.edges]
    return (f"under-{edges[0]}", *(f"{low}-{high}" for low, high in pairwise(edges)), f"{edges[-1]}-up")


def segment_names(segment: Segment, catalogue: Catalogue, *, currency: str | None) -> Sequence[Text]:
    """Return what each member is called, in their order."""
    if segment.levels:
        words = catalogue.levels.get(segment.feature, {})
        return [words.get(level) or Text(fr=level, en=level) for level in segment.levels]
    if segment.names:
        return segment.names

    def said(edge: float) -> Text:
        return Text(
            *(catalogue.value_in_words(segment.feature, edge, language, currency=currency) for language in Language)
        )

    ends = [None, *(said(edge) for edge in segment.edges), None]
    return [band_name(low, high) for low, high in pairwise(ends)]


def band_name(low: Text | None, high: Text | None) -> Text:
    """Name the values from one up to below another, each said; None where there is no end on that side.

    Examples
    --------
    >>> band_name(Text(fr="2 ans", en="2 years"), None).en
    '2 years and more'
    """
    if low is None:
        if high is None:
            return Text(fr="toutes les valeurs", en="all values")
        return Text(fr=f"moins de {high.fr}", en=f"less than {high.en}")
    if high is None:
        return Text(fr=f"{low.fr} et plus", en=f"{low.en} and more")
    return Text(fr=f"de {low.fr} à moins de {high.fr}", en=f"{low.en} to less than {high.en}")

"""Clients told apart by a segment or by a protected ground."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from solvable.models.validation import FEWEST_CLIENTS
from solvable.portfolios.catalogue import Catalogue
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.portfolio import CLIENT_ID
from solvable.portfolios.segments import Segment, segment_members, segment_names
from solvable.vocabulary import Text

__all__ = ["Grouping", "grouping_of", "read_groupings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Which group each client of *report* belongs to.

    Attributes
    ----------
    feature
        What decides about it.
    members : shape (n,)
        The place of each client's group in ``names``; of a client in no group, any other number.
    """

    key: str
    label: Text
    feature: str
    names: Sequence[Text]
    members: npt.NDArray[np.int64]

    def shown(self) -> Iterator[tuple[Text, npt.NDArray[np.bool_]]]:
        """Give name and mask, shape (n,), of every group that is large enough to be told."""
        for place, name in enumerate(self.names):
            inside = self.members == place
            if np.count_nonzero(inside) >= FEWEST_CLIENTS:
                yield name, inside

    @property
    def n_left_out(self) -> int:
        """How many clients are in no group that is told."""
        return int(self.members.size) - sum(int(inside.sum()) for _, inside in self.shown())


def grouping_of(segment: Segment, values: pa.ChunkedArray, catalogue: Catalogue, *, currency: str | None) -> Grouping:
    """Tell clients apart by a segment of the portfolio; ``values`` are those of its feature, shape (n,)."""
    return Grouping(
        key=segment.key,
        label=segment.label,
        feature=segment.feature,
        names=segment_names(segment, catalogue, currency=currency),
        members=segment_members(segment, values),
    )


def read_groupings(
    segments: Sequence[Segment], clients: FeatureTable, client_ids: npt.NDArray[np.int64], catalogue: Catalogue, *,
    currency: str | None,
) -> tuple[Grouping, ...]:  # fmt: skip
    """Tell some clients of a feature table apart.

    Parameters
    ----------
    client_ids : shape (n,), by number, as in the table
    """
    rows = clients.columns([CLIENT_ID, *dict.fromkeys(segment.feature for segment in segments)])
    rows = rows.filter(pa.array(np.isin(rows[CLIENT_ID].to_numpy(), client_ids)))
    return tuple(grouping_of(segment, rows[segment.feature], catalogue, currency=currency) for segment in segments)

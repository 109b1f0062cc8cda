"""The stored feature table, open for reading."""

from collections.abc import Iterator, Sequence
from copy import copy
from itertools import accumulate
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from solvable.errors import NotReadyError, UnknownClientError
from solvable.portfolios.portfolio import CLIENT_ID, LARGEST_CLIENT_ID

__all__ = ["FeatureTable"]


class FeatureTable:
    """The feature table of a workspace, open for reading; any number of threads may read at once.

    The file is mapped into memory as it is: what is not read costs nothing, and servers on one machine share
    what is. It keeps reading the file that it opened, also when newer features have become current since.

    Parameters
    ----------
    path : an Arrow file (also known as Feather, version 2), not compressed, by client number

    Attributes
    ----------
    client_ids : shape (n_clients,), rising
    path : where it was opened; other features have another one

    Raises
    ------
    NotReadyError
        The file is not there, or is none of ours.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        command = "solvable features build"
        if not path.exists():
            raise NotReadyError(f"{path} is not there.", command=command)
        try:
            # Mapped once: an open map outlives the file's name.
            reader = pa.ipc.open_file(pa.memory_map(str(path)))
            self._batches = [reader.get_batch(i) for i in range(reader.num_record_batches)]
        except (pa.ArrowInvalid, OSError) as error:
            raise NotReadyError(
                f"{path} must be a whole Arrow file, found another: {error}.", command=command
            ) from error
        self.schema: pa.Schema = reader.schema
        # Not by `to_numpy`, which loads pandas: a quarter of a second before a server is ready.
        self.client_ids: npt.NDArray[np.int64] = np.concatenate(
            [np.empty(0, np.int64), *(np.from_dlpack(batch.column(CLIENT_ID)) for batch in self._batches)]
        )
        self._starts = np.array([0, *accumulate(batch.num_rows for batch in self._batches)])

    def narrowed(self, names: Sequence[str]) -> Self:
        """Return the same clients with some of the columns: a row of few is taken in a fraction of the time."""
        narrow = copy(self)
        narrow._batches = [batch.select(list(names)) for batch in self._batches]
        narrow.schema = pa.schema([self.schema.field(name) for name in names])
        return narrow

    @property
    def n_clients(self) -> int:
        """How many clients the table has."""
        return self.client_ids.size

    def rows(self, client_ids: Sequence[int]) -> pa.Table:
        """Return one row per client asked for, in that order.

        Raises
        ------
        UnknownClientError
            A client is not in the table.
        """
        places, is_known = self._places(client_ids)
        if not is_known.all():
            raise UnknownClientError(client_ids[int(is_known.argmin())])
        return self._take(places)

    def find_rows(self, client_ids: Sequence[int]) -> pa.Table:
        """Return one row per client asked for who is in the table, in that order; nothing of the others."""
        return self._take(self.find_places(client_ids))

    def find_places(self, client_ids: Sequence[int]) -> npt.NDArray[np.int64]:
        """Return the places, in the order of client numbers, of those asked for who are in the table, shape (n,)."""
        places, is_known = self._places(client_ids)
        return places[is_known]

    def batches(self, size: int) -> Iterator[pa.Table]:
        """Give all rows, by client number, at most ``size`` at a time."""
        for batch in self._batches:
            for start in range(0, batch.num_rows, size):
                yield pa.Table.from_batches([batch.slice(start, size)])

    def first_clients(self, limit: int) -> list[int]:
        """Return the smallest client numbers."""
        return [int(client_id) for client_id in self.client_ids[:limit]]

    def columns(self, names: Sequence[str]) -> pa.Table:
        """Return some columns of all clients, by client number."""
        return pa.Table.from_batches(self._batches, schema=self.schema).select(list(names))

    def _places(self, client_ids: Sequence[int]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Return where each client stands, or would, and whether they do; both of shape (n,)."""
        # Whoever mistypes a number may come to one that no column of numbers holds: nobody has it.
        fits = np.array([abs(client_id) <= LARGEST_CLIENT_ID for client_id in client_ids], np.bool_)
        asked = np.array([client_id if fit else 0 for client_id, fit in zip(client_ids, fits, strict=True)], np.int64)
        places = np.searchsorted(self.client_ids, asked)
        is_known = fits & (places < self.n_clients)
        is_known[is_known] = self.client_ids[places[is_known]] == asked[is_known]
        return places, is_known

    def _take(self, places: npt.NDArray[np.int64]) -> pa.Table:
        """Return the rows at some places, in that order."""
        owners = np.searchsorted(self._starts, places, side="right") - 1
        within = places - self._starts[owners]
        if places.size == 1:
            return pa.Table.from_batches([self._batches[owners[0]].slice(within[0], 1)])
        # Found batch by batch: taking from the whole table would copy every text column of it first.
        order = np.argsort(owners, kind="stable")
        found = [
            self._batches[owner].take(pa.array(within[order][owners[order] == owner])) for owner in np.unique(owners)
        ]
        table = pa.Table.from_batches(found, schema=self.schema)
        return table if (np.diff(order) == 1).all() else table.take(pa.array(np.argsort(order)))

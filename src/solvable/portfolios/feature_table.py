"""The stored feature table, open for reading."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from solvable.errors import NotReadyError, UnknownClientError
from solvable.portfolios.portfolio import CLIENT_ID

__all__ = ["FeatureTable"]

ROW_GROUPS_KEPT = 16


class FeatureTable:
    """The feature table of a workspace, open for reading; any number of threads may read at once.

    It keeps reading the file that it opened, also when newer features have become current since.

    Raises
    ------
    NotReadyError
        The file is not there.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise NotReadyError(f"{path} is not there.", command="solvable features build")
        # Mapped once: an open map outlives the file's name.
        self._file = pa.memory_map(str(path)).read_buffer()
        self._metadata = pq.read_metadata(pa.BufferReader(self._file))
        groups = range(self._metadata.num_row_groups)
        place = self._metadata.schema.to_arrow_schema().get_field_index(CLIENT_ID)
        self._first_ids = [self._metadata.row_group(group).column(place).statistics.min for group in groups]
        self._group = lru_cache(maxsize=ROW_GROUPS_KEPT)(self._read_group)

    @property
    def n_clients(self) -> int:
        """How many clients the table has."""
        return int(self._metadata.num_rows)

    def rows(self, client_ids: Sequence[int]) -> pa.Table:
        """Return one row per client asked for, in that order.

        Raises
        ------
        UnknownClientError
            A client is not in the table.
        """
        parts = [self._find(group, ids) for group, ids in self._by_group(client_ids).items()]
        found = pa.concat_tables(parts) if parts else self._no_rows()
        if len(parts) == 1 and len(client_ids) == 1:
            return found
        return found.take(pc.index_in(pa.array(client_ids, pa.int64()), found[CLIENT_ID]))

    def find_rows(self, client_ids: Sequence[int]) -> pa.Table:
        """Return one row per client asked for who is in the table, in that order; nothing of the others."""
        parts = []
        for group, ids in self._by_group(client_ids).items():
            if group >= 0:
                rows = self._group(group)
                parts.append(rows.take(pc.index_in(pa.array(ids, pa.int64()), rows[CLIENT_ID]).drop_null()))
        found = pa.concat_tables(parts) if parts else self._no_rows()
        return found.take(pc.index_in(pa.array(client_ids, pa.int64()), found[CLIENT_ID]).drop_null())

    def batches(self, size: int) -> Iterator[pa.Table]:
        """Give all rows, by client number, at most ``size`` at a time."""
        for batch in self._open().iter_batches(batch_size=size):
            yield pa.Table.from_batches([batch])

    def first_clients(self, limit: int) -> list[int]:
        """Return the smallest client numbers."""
        found: list[int] = []
        for batch in self._open().iter_batches(batch_size=max(limit, 1), columns=[CLIENT_ID]):
            found += batch[CLIENT_ID].to_pylist()
            if len(found) >= limit:
                break
        return found[:limit]

    def columns(self, names: Sequence[str]) -> pa.Table:
        """Return some columns of all clients, by client number."""
        return self._open().read(columns=list(names))

    def _by_group(self, client_ids: Sequence[int]) -> dict[int, list[int]]:
        """Return each client once, by the row group that would have them; -1 where none would."""
        wanted: dict[int, list[int]] = {}
        for client_id in dict.fromkeys(client_ids):
            wanted.setdefault(bisect_right(self._first_ids, client_id) - 1, []).append(client_id)
        return wanted

    def _no_rows(self) -> pa.Table:
        return self._metadata.schema.to_arrow_schema().empty_table()

    def _find(self, group: int, client_ids: list[int]) -> pa.Table:
        if group < 0:
            raise UnknownClientError(client_ids[0])
        rows = self._group(group)
        places = pc.index_in(pa.array(client_ids, pa.int64()), rows[CLIENT_ID])
        if places.null_count:
            raise UnknownClientError(client_ids[places.is_null().index(True).as_py()])
        return rows.slice(places[0].as_py(), 1) if len(client_ids) == 1 else rows.take(places)

    def _read_group(self, group: int) -> pa.Table:
        return self._open().read_row_group(group, use_threads=False).combine_chunks()

    def _open(self) -> pq.ParquetFile:
        # Readers are not for sharing between threads; over a mapped file with known metadata they cost nothing.
        return pq.ParquetFile(pa.BufferReader(self._file), metadata=self._metadata)

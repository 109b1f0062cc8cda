"""What a stored table, sorted by client and key, says of itself: whose rows it has, and whether a key may repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

__all__ = ["StoredRows", "read_stored_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRows:
    """What one look at the clients and keys of a table has told.

    Attributes
    ----------
    clients
        Each client who has rows, once, by number.
    key_may_repeat
        False where no two rows have the same key, and where there is no key. True says that they may have.
    """

    n_rows: int
    clients: pa.ChunkedArray
    key_may_repeat: bool


def read_stored_rows(path: Path, client: str, key: Sequence[str]) -> StoredRows:
    """Read the client and key columns of a table that is sorted by them, none of whose cells is empty.

    A repeated key stands beside itself, unless its rows are of two clients. Then its first column is of two
    clients as well, and begins more often than it has values.
    """
    file = pq.ParquetFile(path)
    columns, kind = list(dict.fromkeys([client, *key])), file.schema_arrow.field
    clients, firsts = [pa.array([], kind(client).type)], [pa.array([], kind((key or [client])[0]).type)]
    n_repeats = 0
    last: dict[str, pa.Scalar] = {}
    for group in range(file.num_row_groups):
        read = file.read_row_group(group, columns=columns)
        if not read.num_rows:
            continue
        rows = {column: read[column].combine_chunks() for column in columns}
        begins = {column: _begins(rows[column], last.get(column)) for column in columns}
        clients.append(rows[client].filter(begins[client]))
        if key:
            firsts.append(rows[key[0]].filter(pc.or_(begins[client], begins[key[0]])))
            n_repeats += pc.sum(pc.invert(reduce(pc.or_, (begins[column] for column in key)))).as_py()
        last = {column: rows[column][-1] for column in columns}
    begun = pa.chunked_array(firsts)
    return StoredRows(
        n_rows=file.metadata.num_rows,
        clients=pa.chunked_array(clients),
        key_may_repeat=n_repeats > 0 or pc.count_distinct(begun).as_py() < len(begun),
    )


def _begins(values: pa.Array, before: pa.Scalar | None) -> pa.Array:
    """Return for each value whether it differs from the one before it; the very first has none."""
    first = pa.array([before is None or values[0] != before])
    return pa.concat_arrays([first, pc.not_equal(values[1:], values[:-1])])

"""Stored tables of made-up rows, and the features of one client's rows."""

from collections.abc import Callable, Mapping, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from portfolios.builders import CLIENT_ID, Cell, Row, make_row
from solvable.portfolios.home_credit.tables import CLIENT, CONTRACTS


def make_stored(table: str, *rows: Row) -> pa.Table:
    """Return rows as they are stored; ``SK_ID_CURR`` is added where the published table lacks it."""
    columns = {**{name: str(kind) for name, kind in CONTRACTS[table].columns.items()}, CLIENT: "int64"}
    full = [{**make_row(table, **{k: v for k, v in row.items() if k in CONTRACTS[table].columns}),
             CLIENT: row.get(CLIENT, CLIENT_ID)} for row in rows]  # fmt: skip
    return pa.Table.from_pylist(full, schema=ibis.schema(columns).to_pyarrow())


def features_of(function: Callable[[ir.Table], ir.Table], table: str, rows: Sequence[Row]) -> Mapping[str, Cell]:
    """Return what one function makes of one client's rows of one table."""
    (found,) = function(ibis.memtable(make_stored(table, *rows))).to_pyarrow().to_pylist()
    assert found["client_id"] == CLIENT_ID
    return dict(found)

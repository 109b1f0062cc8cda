"""A client who is not stored, given as rows of the published tables: checked as strictly as a file."""

import math
from collections.abc import Mapping, Sequence

import pyarrow as pa

from solvable.errors import ClientRowsError, listed
from solvable.portfolios.contracts import ColumnType, TableContract
from solvable.portfolios.portfolio import Portfolio

__all__ = ["Cell", "Rows", "read_new_client"]

Cell = int | float | str | None
Rows = Sequence[Mapping[str, Cell]]

_TYPES = {ColumnType.INTEGER: pa.int64(), ColumnType.NUMBER: pa.float64(), ColumnType.TEXT: pa.string()}
_IN_WORDS = {ColumnType.INTEGER: "a whole number", ColumnType.NUMBER: "a finite number", ColumnType.TEXT: "text"}
_LARGEST_INTEGER = 2**63 - 1


def read_new_client(portfolio: Portfolio, rows: Mapping[str, Rows]) -> Mapping[str, pa.Table]:
    """Return a new client's rows as the stored tables would have them.

    Parameters
    ----------
    rows
        By stored table or published file, whatever its case. One row of the client table; a table that
        is not given has no rows for the client. A column that a row leaves out is missing there.

    Raises
    ------
    ClientRowsError
        A table or column is not known, a cell is not of its column's type, a row belongs to somebody
        else or repeats another's key. The message names table, column and row.
    """
    given = {_contract(portfolio, name).name: (name, found) for name, found in rows.items()}
    _, clients = given.get(portfolio.client_table, ("", ()))
    if len(clients) != 1 or len(given) != len(rows):
        raise ClientRowsError(
            f"expected one row of the client and each table once, found {len(clients)} rows of the client and "
            f"{listed(list(rows))}. Send one client at a time.",
            table=portfolio.client_table,
        )
    tables = {name: _typed(portfolio.contracts[name], found) for name, (_, found) in given.items()}
    client_column = str(portfolio.contracts[portfolio.client_table].client_column)
    client_id = tables[portfolio.client_table][client_column][0].as_py()
    for name, table in tables.items():
        contract = portfolio.contracts[name]
        _check_key(contract, table)
        if contract.parent:
            _check_parents(name, table, contract.parent, tables)
            tables[name] = table.add_column(0, client_column, pa.array([client_id] * table.num_rows, pa.int64()))
        elif any(number != client_id for number in table[str(contract.client_column)].to_pylist()):
            raise ClientRowsError(
                f"expected rows of client {client_id} only, found one of another client. Send them apart.",
                table=name, column=contract.client_column,
            )  # fmt: skip
    return tables


def _contract(portfolio: Portfolio, name: str) -> TableContract:
    for contract in portfolio.contracts.values():
        if name.lower() in (contract.name, *contract.files):
            return contract
    raise ClientRowsError(f"expected one of {listed(list(portfolio.contracts))}, found no such table.", table=name)


def _typed(contract: TableContract, rows: Rows) -> pa.Table:
    columns: dict[str, list[Cell]] = {column: [] for column in contract.columns}
    for number, row in enumerate(rows, start=1):
        unknown = [name for name in row if name not in columns]
        if unknown:
            raise ClientRowsError(
                f"expected columns of the table, found {listed(unknown)}. Correct their names.",
                table=contract.name, row=number,
            )  # fmt: skip
        for column, cells in columns.items():
            cells.append(_checked(contract, column, row.get(column), row=number))
    return pa.table(
        [pa.array(cells, _TYPES[contract.columns[column]]) for column, cells in columns.items()], names=list(columns)
    )


def _checked(contract: TableContract, column: str, cell: Cell, *, row: int) -> Cell:
    wanted = contract.columns[column]
    if cell is None or cell == "":
        if column not in contract.required_cells:
            return None
        raise ClientRowsError("expected a value, found none.", table=contract.name, column=column, row=row)
    if not _is_of(wanted, cell):
        raise ClientRowsError(
            f"expected {_IN_WORDS[wanted]}, found something else.", table=contract.name, column=column, row=row
        )
    if column in contract.flags and cell not in (0, 1):
        raise ClientRowsError("expected 0 or 1, found another number.", table=contract.name, column=column, row=row)
    return int(cell) if wanted is ColumnType.INTEGER else cell


def _is_of(wanted: ColumnType, cell: Cell) -> bool:
    if wanted is ColumnType.TEXT:
        return isinstance(cell, str)
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not math.isfinite(cell):
        return False
    return wanted is ColumnType.NUMBER or (cell == int(cell) and abs(cell) <= _LARGEST_INTEGER)


def _check_key(contract: TableContract, table: pa.Table) -> None:
    """Refuse a row that is there twice, as an import does: its amounts would count twice."""
    seen: set[tuple[Cell, ...]] = set()
    cells = [table[column].to_pylist() for column in contract.key]
    for number, key in enumerate(zip(*cells, strict=True), start=1):
        if key in seen:
            raise ClientRowsError(
                f"expected one row for each {listed(list(contract.key))}, found a second one. Leave it out.",
                table=contract.name, column=contract.key[-1], row=number,
            )  # fmt: skip
        seen.add(key)


def _check_parents(name: str, table: pa.Table, parent: tuple[str, str], tables: Mapping[str, pa.Table]) -> None:
    parent_table, column = parent
    known = set(tables[parent_table][column].to_pylist()) if parent_table in tables else set()
    for number, value in enumerate(table[column].to_pylist(), start=1):
        if value not in known:
            raise ClientRowsError(
                f"expected a row of {parent_table} with this number, found none. Send that row too.",
                table=name, column=column, row=number,
            )  # fmt: skip

"""The bench at which a table is worked on: an engine, a place for what lies about, and one for finished tables."""

import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from solvable.errors import StorageError
from solvable.portfolios.contracts import TableContract
from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.staging import sql_name, sql_text
from solvable.portfolios.workspace import TableSummary

__all__ = ["Bench", "open_workplaces"]

TABLES_AT_ONCE = 2
# Of each table: sorting spills to disk beyond this. The 27 million rows of the largest published table need more.
MEMORY_LIMIT = "1GB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where a table is worked on: unpacked and staged files in ``work``, finished tables in ``folder``.

    ``tables`` are the tables of the delivery that have been begun, by name.
    """

    connection: duckdb.DuckDBPyConnection
    work: Path
    folder: Path
    portfolio: Portfolio
    set_aside_unknown_clients: bool
    tables: Mapping[str, Future[TableSummary]]

    @property
    def client_table(self) -> TableContract:
        """Return the contract of the table that says who is a client."""
        return self.portfolio.contracts[self.portfolio.client_table]

    def finished(self, name: str) -> Path:
        """Return the file of another table, once it is whole."""
        self.tables[name].result()
        return self.folder / f"{name}.parquet"

    def table(self, name: str) -> str:
        """Return another table as SQL, once it is whole."""
        return f"read_parquet({sql_text(self.finished(name))})"

    def client_column(self, contract: TableContract) -> str:
        """Return the client column of a table; a table without one is given that of the client table."""
        return str(contract.client_column or self.client_table.client_column)

    def client(self, contract: TableContract) -> str:
        """Return the client column of a table as SQL."""
        return sql_name(self.client_column(contract))


@contextmanager
def open_workplaces(folder: Path) -> Iterator[tuple[Path, list[duckdb.DuckDBPyConnection]]]:
    """Give a folder for what lies about, and a DuckDB for each table that is taken in at a time; clear them away.

    Raises
    ------
    StorageError
        The disk is full, or may not be written to.
    """
    work = folder / "work"
    work.mkdir()
    # Not cursors of one: optimizers are set for a whole DuckDB, and tables differ in them.
    connections = [
        duckdb.connect(
            config={
                "memory_limit": MEMORY_LIMIT,
                "temp_directory": str(work / f"spill-{number}"),
                "preserve_insertion_order": True,
            }
        )
        for number in range(TABLES_AT_ONCE)
    ]
    try:
        yield work, connections
    except duckdb.IOException as error:
        # What it read is whole, by now: its trouble is with what it writes, or spills while it sorts.
        raise StorageError(str(folder.parent), found=str(error)) from error
    finally:
        for connection in connections:
            connection.close()
        shutil.rmtree(work)

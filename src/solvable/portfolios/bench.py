"""The bench at which a delivery is worked on: an engine, a place for what lies about, and one for finished tables."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from solvable.errors import StorageError
from solvable.portfolios.contracts import TableContract
from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.staging import sql_name, sql_text

__all__ = ["Bench", "open_bench"]

# Sorting spills to disk beyond this; the 27 million rows of the largest published table need more.
MEMORY_LIMIT = "1500MB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where a delivery is worked on: unpacked and staged files in ``work``, finished tables in ``folder``."""

    connection: duckdb.DuckDBPyConnection
    work: Path
    folder: Path
    portfolio: Portfolio
    set_aside_unknown_clients: bool

    @property
    def client_table(self) -> TableContract:
        """Return the contract of the table that says who is a client."""
        return self.portfolio.contracts[self.portfolio.client_table]

    def file(self, name: str) -> Path:
        """Return where a table stands, or will."""
        return self.folder / f"{name}.parquet"

    def table(self, name: str) -> str:
        """Return a finished table as SQL."""
        return f"read_parquet({sql_text(self.file(name))})"

    def client_column(self, contract: TableContract) -> str:
        """Return the client column of a table; a table without one is given that of the client table."""
        return str(contract.client_column or self.client_table.client_column)

    def client(self, contract: TableContract) -> str:
        """Return the client column of a table as SQL."""
        return sql_name(self.client_column(contract))


@contextmanager
def open_bench(portfolio: Portfolio, folder: Path, *, set_aside_unknown_clients: bool) -> Iterator[Bench]:
    """Open a bench in a folder for finished tables, and clear it away.

    Raises
    ------
    StorageError
        The disk is full, or may not be written to.
    """
    work = folder / "work"
    work.mkdir()
    connection = duckdb.connect(
        config={"memory_limit": MEMORY_LIMIT, "temp_directory": str(work / "spill"), "preserve_insertion_order": True}
    )
    try:
        yield Bench(
            connection=connection,
            work=work,
            folder=folder,
            portfolio=portfolio,
            set_aside_unknown_clients=set_aside_unknown_clients,
        )
    except duckdb.IOException as error:
        # What it read is whole, by now: its trouble is with what it writes, or spills while it sorts.
        raise StorageError(str(folder.parent), found=str(error)) from error
    except RuntimeError as error:
        # DuckDB takes Ctrl-C away from Python while a query runs, and gives it back under this name.
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from error
        raise
    finally:
        connection.close()
        shutil.rmtree(work)

"""Taking in a delivery: published files to typed tables in the workspace, all of them or none.

Each table goes three steps: its files are staged as typed rows in file order, the rows are checked
against each other and against the clients, and what may stay is written sorted by client. Names and
paths in SQL are quoted by ``sql_name`` and ``sql_text``: no parameter can stand in their place.
"""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from solvable.errors import ImportRefusedError
from solvable.portfolios.contracts import TableContract
from solvable.portfolios.download import download, without_secrets
from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.sources import Delivery, Source, each_source, find_files, is_url, source_fingerprint
from solvable.portfolios.staging import StagedFile, sql_name, sql_text, stage_file
from solvable.portfolios.workspace import TablesManifest, TableSummary, Workspace, file_checksum
from solvable.progress import Progress

__all__ = ["import_tables", "source_fingerprint"]

# Sorting spills to disk beyond this; the 27 million rows of the largest published table need more.
MEMORY_LIMIT = "2GB"
# One client's rows almost always sit in one group, and a group is read in some 10 ms.
ROWS_PER_GROUP = 122_880


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
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

    def table(self, name: str) -> str:
        """Return a finished table as SQL."""
        return f"read_parquet({sql_text(self.folder / f'{name}.parquet')})"

    def client(self, contract: TableContract) -> str:
        """Return the client column of a table as SQL; a table without one is given that of the client table."""
        return sql_name(str(contract.client_column or self.client_table.client_column))


def import_tables(
    portfolio: Portfolio, source: Source, workspace: Workspace, *, progress: Progress, currency: str | None = None,
    set_aside_unknown_clients: bool = False,
) -> TablesManifest:  # fmt: skip
    """Take a delivery in and make it the current tables of the workspace.

    Parameters
    ----------
    source
        A zip, a folder, a file, several of these, or http addresses of them; CSV or Parquet, plain
        or gzip. Files of no table are ignored and named through ``progress``.
    currency
        Of the amounts, where the lender knows it.
    set_aside_unknown_clients
        Leave out rows whose client is in no application file, and count them; else they are refused.

    Returns
    -------
    TablesManifest
        What is current now. Tables without a file are in ``not_available``.

    Raises
    ------
    ImportRefusedError
        A file is missing, cannot be read or breaks its contract. What was imported before stays.
    """
    fingerprint = source_fingerprint(source)
    places = [
        download(str(place), workspace.downloads, progress=progress) if is_url(place) else place
        for place in each_source(source)
    ]
    stems = {stem: contract.name for contract in portfolio.contracts.values() for stem in contract.files}
    with workspace.writing_aside("tables") as folder, find_files(places, stems) as delivery:
        progress.start("look for tables")
        _check_clients_come_along(portfolio, delivery)
        progress.finish(_found_in_words(delivery))
        with _bench(portfolio, folder, set_aside_unknown_clients=set_aside_unknown_clients) as bench:
            summaries = _take_in_all(delivery, bench, progress)
        manifest = TablesManifest(
            portfolio=portfolio.name,
            source=", ".join(without_secrets(str(p)) if is_url(p) else str(p) for p in each_source(source)),
            source_fingerprint=fingerprint,
            fingerprint=_fingerprint(folder, summaries),
            currency=currency,
            tables=tuple(summaries[name] for name in portfolio.contracts if name in summaries),
            not_available=tuple(name for name in portfolio.contracts if name not in summaries),
            folder=folder.name,
        )
        workspace.commit("tables", manifest)
    return manifest


def _check_clients_come_along(portfolio: Portfolio, delivery: Delivery) -> None:
    stems = portfolio.contracts[portfolio.client_table].files
    if not any(stem in delivery.files for stem in stems):
        raise ImportRefusedError(
            f"expected at least one file of {' or '.join(stems)} (.csv or .parquet, plain or .gz), found none. "
            "No other table can be used without its clients: deliver the applications too.",
            table=portfolio.client_table,
        )


def _found_in_words(delivery: Delivery) -> str:
    found = f"{len(delivery.files)} files of tables"
    return f"{found}; ignored: {', '.join(delivery.ignored)}" if delivery.ignored else found


@contextmanager
def _bench(portfolio: Portfolio, folder: Path, *, set_aside_unknown_clients: bool) -> Iterator[_Bench]:
    work = folder / "work"
    work.mkdir()
    connection = duckdb.connect(
        config={"memory_limit": MEMORY_LIMIT, "temp_directory": str(work / "spill"), "preserve_insertion_order": True}
    )
    try:
        yield _Bench(
            connection=connection,
            work=work,
            folder=folder,
            portfolio=portfolio,
            set_aside_unknown_clients=set_aside_unknown_clients,
        )
    except RuntimeError as error:
        # DuckDB takes Ctrl-C away from Python while a query runs, and gives it back under this name.
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from error
        raise
    finally:
        connection.close()
        shutil.rmtree(work)


def _take_in_all(delivery: Delivery, bench: _Bench, progress: Progress) -> Mapping[str, TableSummary]:
    summaries: dict[str, TableSummary] = {}
    # Clients first, and parents before the tables that find their clients through them.
    in_order = sorted(
        bench.portfolio.contracts.values(),
        key=lambda contract: (contract is not bench.client_table, bool(contract.parent)),
    )
    for contract in in_order:
        if not any(stem in delivery.files for stem in contract.files):
            continue
        progress.start(f"import {contract.name}")
        if contract.parent and contract.parent[0] not in summaries:
            progress.finish(f"not available: it names no client, and {contract.parent[0]} was not delivered")
            continue
        summary = _take_in(contract, delivery, bench)
        summaries[contract.name] = summary
        progress.finish(_summary_in_words(summary))
    return summaries


def _summary_in_words(summary: TableSummary) -> str:
    parts = [f"{summary.n_rows:,} rows, {summary.n_clients:,} clients"]
    parts += [f"{count:,} rows set aside: {why}" for why, count in summary.n_set_aside.items()]
    parts += [f"columns ignored: {', '.join(summary.ignored_columns)}"] if summary.ignored_columns else []
    return "; ".join(parts)


def _take_in(contract: TableContract, delivery: Delivery, bench: _Bench) -> TableSummary:
    staged = [
        stage_file(bench.connection, delivery.files[stem], contract, bench.work)
        for stem in contract.files
        if stem in delivery.files
    ]
    rows = _numbered(staged)
    if contract is bench.client_table:
        _check_not_empty(contract, staged)
    elif contract.client_column and not bench.set_aside_unknown_clients:
        _check_clients_known(contract, staged, rows, bench)
    n_rows, n_clients = _write_sorted(contract, rows, bench)
    n_left_out = sum(file.n_rows for file in staged) - n_rows
    if contract.key and _key_may_repeat(contract, bench):
        _check_key(contract, staged, rows, bench)
    elif contract.key and n_left_out:
        _check_key(contract, staged, _left_out(contract, rows, bench), bench)
    for file in staged:
        bench.connection.execute(f"DROP TABLE {file.table}")
    column, table = (contract.parent[1], contract.parent[0]) if contract.parent else (
        contract.client_column, bench.client_table.name
    )  # fmt: skip
    return TableSummary(
        name=contract.name,
        n_rows=n_rows,
        n_clients=n_clients,
        n_set_aside={f"{column} not in {table}": n_left_out} if n_left_out else {},
        ignored_columns=tuple(dict.fromkeys(name for file in staged for name in file.ignored_columns)),
    )


def _numbered(staged: list[StagedFile]) -> str:
    """Return the stacked rows of a table as SQL, with the number of their file and row."""
    parts = (
        f'SELECT *, {number} AS "#file", rowid + 1 AS "#row" FROM {file.table}'  # noqa: S608 quoted
        for number, file in enumerate(staged)
    )
    return f"({' UNION ALL '.join(parts)})"


def _key_may_repeat(contract: TableContract, bench: _Bench) -> bool:
    """Return whether a key may come twice among the written rows, which costs little to rule out.

    They are sorted by client and key: a repeated key stands beside itself, unless it is of two clients. Then
    its first column is of two clients as well.
    """
    client, first = bench.client(contract), sql_name(contract.key[0])
    columns = dict.fromkeys([client, *(sql_name(column) for column in contract.key)])
    before = ", ".join(f"lag({column}) OVER () AS {sql_name(f'before {n}')}" for n, column in enumerate(columns))
    same = {column: f"{column} IS NOT DISTINCT FROM {sql_name(f'before {n}')}" for n, column in enumerate(columns)}
    repeats = " AND ".join(same[sql_name(column)] for column in contract.key)
    begins = f"NOT ({same[client]} AND {same[first]})"
    [(n_repeats, n_begun, n_first)] = bench.connection.execute(
        f"SELECT count(*) FILTER (nth > 1 AND {repeats}), count(*) FILTER ({begins}), "  # noqa: S608 quoted
        f"count(DISTINCT {first}) FILTER ({begins}) "
        f"FROM (SELECT *, {before}, row_number() OVER () AS nth FROM {bench.table(contract.name)})"
    ).fetchall()
    return bool(n_repeats or n_begun > n_first)


def _left_out(contract: TableContract, rows: str, bench: _Bench) -> str:
    """Return the rows without a client as SQL, and all rows where a key may be both of these and of others."""
    if not contract.parent or contract.parent[1] not in contract.key:
        return rows
    link = sql_name(contract.parent[1])
    parents = f"{bench.table(contract.parent[0])} AS p ON r.{link} = p.{link}"
    return f"(SELECT r.* FROM {rows} AS r ANTI JOIN {parents})"  # noqa: S608 quoted


def _check_key(contract: TableContract, staged: list[StagedFile], rows: str, bench: _Bench) -> None:
    key = ", ".join(sql_name(column) for column in contract.key)
    found = bench.connection.execute(
        f"WITH repeated AS (SELECT {key} FROM {rows} GROUP BY {key} HAVING count(*) > 1), "  # noqa: S608 quoted
        f'placed AS (SELECT "#file", "#row", row_number() OVER (PARTITION BY {key} ORDER BY "#file", "#row") AS nth '
        f"FROM {rows} SEMI JOIN repeated USING ({key})) "
        'SELECT "#file", "#row" FROM placed WHERE nth = 2 ORDER BY "#file", "#row" LIMIT 1'
    ).fetchone()
    if found:
        raise ImportRefusedError(
            f"expected each value once, found one of {staged[found[0]].name} that came before. "
            "Remove the row that should not be there, then import again.",
            table=contract.name,
            column=", ".join(contract.key),
            row=found[1],
        )


def _check_not_empty(contract: TableContract, staged: list[StagedFile]) -> None:
    if not any(file.n_rows for file in staged):
        raise ImportRefusedError(
            f"expected at least one client, found no row in {', '.join(file.name for file in staged)}. "
            "Deliver the applications with their rows.",
            table=contract.name,
        )


def _check_clients_known(contract: TableContract, staged: list[StagedFile], rows: str, bench: _Bench) -> None:
    count, first = bench.connection.execute(
        'SELECT count(*), min(("#file", "#row")) '  # noqa: S608 quoted
        f"FROM {rows} AS r ANTI JOIN {_clients(contract, bench)}"
    ).fetchall()[0]
    if count:
        file, row = first
        raise ImportRefusedError(
            f"expected clients of the {bench.client_table.name} table, found {count:,} rows of another client, "
            f"this one of {staged[file].name} the first. Is one of {' and '.join(bench.client_table.files)} missing? "
            "Deliver it too, or leave such rows out with --set-aside-unknown-clients.",
            table=contract.name,
            column=contract.client_column,
            row=row,
        )


def _clients(contract: TableContract, bench: _Bench) -> str:
    """Return the client table as SQL to join the rows of another table to."""
    clients = bench.client_table
    return f"{bench.table(clients.name)} AS c ON r.{bench.client(contract)} = c.{bench.client(clients)}"


def _write_sorted(contract: TableContract, rows: str, bench: _Bench) -> tuple[int, int]:
    """Write the rows that have a client, in an order that only the rows decide; count rows and clients."""
    columns = [f"r.{sql_name(column)}" for column in contract.columns]
    client, scan = f"r.{bench.client(contract)}", f"{rows} AS r"
    if contract.parent:
        parent, link = bench.portfolio.contracts[contract.parent[0]], sql_name(contract.parent[1])
        client = f"p.{bench.client(parent)}"
        columns.insert(0, f"{client} AS {bench.client(contract)}")
        scan += f" JOIN {bench.table(parent.name)} AS p ON r.{link} = p.{link}"
    elif contract is not bench.client_table:
        scan += f" SEMI JOIN {_clients(contract, bench)}"
    # Without a key only all columns together decide the order, and with it how sums are rounded.
    order = [client, *(f"r.{sql_name(c)}" for c in contract.key or contract.columns if c != contract.client_column)]
    target = bench.folder / f"{contract.name}.parquet"
    bench.connection.execute(
        f"COPY (SELECT {', '.join(columns)} FROM {scan} ORDER BY {', '.join(order)}) "  # noqa: S608 quoted
        f"TO {sql_text(target)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_PER_GROUP})"
    )
    [(n_rows, n_clients)] = bench.connection.execute(
        f"SELECT count(*), count(DISTINCT {bench.client(contract)}) FROM {bench.table(contract.name)}"  # noqa: S608 quoted
    ).fetchall()
    return n_rows, n_clients


def _fingerprint(folder: Path, summaries: Mapping[str, TableSummary]) -> str:
    """Equal rows give equal files: they are sorted, and the writer cuts them at fixed places."""
    stored = {name: file_checksum(folder / f"{name}.parquet") for name in sorted(summaries)}
    return hashlib.sha256(repr(stored).encode()).hexdigest()

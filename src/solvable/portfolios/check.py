"""The check of what was imported: every column against its contract and against what is published of it.

Nothing is changed or refused. Each published file is looked at by itself, also where two are stored as
one table, since the statistics are of files.
"""

import shutil
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from solvable.portfolios.column_figures import ColumnFigures, StoredFile, count_columns
from solvable.portfolios.contracts import ColumnContract, TableContract
from solvable.portfolios.engine import connect
from solvable.portfolios.findings import (
    Finding,
    Orphans,
    Severity,
    find_coverage,
    find_in_column,
    find_orphans,
    find_set_aside,
)
from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.reference import ReferenceColumn, ReferenceTable
from solvable.portfolios.staging import sql_name, sql_text
from solvable.portfolios.workspace import TableSummary, Workspace
from solvable.progress import Progress

__all__ = ["ColumnCheck", "PortfolioCheck", "TableCheck", "check_tables"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnCheck:
    """What a column holds, what it ought to hold, and where these differ."""

    name: str
    contract: ColumnContract
    published: ReferenceColumn
    figures: ColumnFigures
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCheck:
    """The rows of one published file.

    ``n_set_aside`` rows were left out at import; ``orphans`` is None where the table refers to no other,
    or the other is not there. ``findings`` are about the whole table.
    """

    file: str
    n_rows: int
    n_clients: int
    n_set_aside: int
    orphans: Orphans | None
    findings: tuple[Finding, ...]
    columns: tuple[ColumnCheck, ...]

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """Those about the table and those about its columns, warnings first."""
        found = (*self.findings, *(finding for column in self.columns for finding in column.findings))
        return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.WARNING))

    def n_findings(self, severity: Severity) -> int:
        """Count the findings of one severity."""
        return sum(finding.severity is severity for finding in self.all_findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioCheck:
    """All files that were delivered, in the order of their contracts; ``not_available`` tables were not delivered."""

    source: str
    tables: tuple[TableCheck, ...]
    not_available: tuple[str, ...]

    def n_findings(self, severity: Severity) -> int:
        """Count the findings of one severity."""
        return sum(table.n_findings(severity) for table in self.tables)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """What the checking of one table needs of the others."""

    connection: duckdb.DuckDBPyConnection
    portfolio: Portfolio
    published: Mapping[str, ReferenceTable]
    paths: Mapping[str, Path]

    @property
    def clients(self) -> TableContract:
        """Return the contract of the table that says who is a client."""
        return self.portfolio.contracts[self.portfolio.client_table]

    def file(self, name: str, contract: TableContract) -> StoredFile:
        """Return one published file's rows; every stored table has the client column of the client table."""
        return StoredFile(
            name=name,
            contract=contract,
            path=self.paths[contract.name],
            client_column=str(self.clients.client_column),
        )

    def rows(self, table: str) -> str:
        """Return a stored table as SQL."""
        return f"read_parquet({sql_text(self.paths[table])})"


def check_tables(portfolio: Portfolio, workspace: Workspace, progress: Progress) -> PortfolioCheck:
    """Check the tables that were imported last.

    Raises
    ------
    NotReadyError
        Nothing was imported yet.
    """
    manifest = workspace.tables()
    spill = workspace.root / f".check-{uuid.uuid4().hex[:12]}"
    connection = connect(spill=spill)
    try:
        bench = _Bench(
            connection=connection,
            portfolio=portfolio,
            published=portfolio.published(),
            paths=workspace.table_paths(),
        )
        tables = tuple(table for summary in manifest.tables for table in _check_stored(summary, bench, progress))
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)
    return PortfolioCheck(source=manifest.source, tables=tables, not_available=manifest.not_available)


def _check_stored(summary: TableSummary, bench: _Bench, progress: Progress) -> Iterator[TableCheck]:
    contract = bench.portfolio.contracts[summary.name]
    for file in contract.files:
        progress.start(f"check {file}")
        table = _check_file(file, contract, summary, bench)
        if table is None:
            progress.finish("not delivered")
            continue
        progress.finish(f"{table.n_rows:,} rows, findings: {len(table.all_findings)}")
        yield table


def _check_file(file: str, contract: TableContract, summary: TableSummary, bench: _Bench) -> TableCheck | None:
    columns = _published_columns(file, contract, bench.published)
    counted = count_columns(bench.connection, bench.file(file, contract), columns)
    # Of two stacked files one may not have been delivered; a table without any row is worth a word.
    if not counted.n_rows and summary.n_rows:
        return None
    n_set_aside = sum(summary.n_set_aside.values())
    orphans = _orphans(contract, bench)
    return TableCheck(
        file=file,
        n_rows=counted.n_rows,
        n_clients=counted.n_clients,
        n_set_aside=n_set_aside,
        orphans=orphans,
        findings=tuple(_of_table(file, contract, summary, orphans, bench)),
        columns=tuple(
            _check_column(name, contract.column_contracts[name], figures, columns[name], n_clients=counted.n_clients)
            for name, figures in counted.columns.items()
        ),
    )


def _published_columns(
    file: str, contract: TableContract, published: Mapping[str, ReferenceTable]
) -> Mapping[str, ReferenceColumn]:
    """Return what is published of a file's columns, with the levels that any file of its table is known to have."""
    of_files = {other: published[other].columns for other in contract.files if other in published}
    return {
        name: replace(
            of_files.get(file, {}).get(name, ReferenceColumn()),
            levels=frozenset[str]().union(*(columns[name].levels for columns in of_files.values() if name in columns)),
        )
        for name in contract.columns
    }


def _check_column(
    name: str, contract: ColumnContract, figures: ColumnFigures, published: ReferenceColumn, *, n_clients: int
) -> ColumnCheck:
    return ColumnCheck(
        name=name,
        contract=contract,
        published=published,
        figures=figures,
        findings=tuple(find_in_column(name, contract, figures, published, n_clients=n_clients)),
    )


def _of_table(
    file: str, contract: TableContract, summary: TableSummary, orphans: Orphans | None, bench: _Bench
) -> Iterator[Finding]:
    clients_share = bench.published[file].clients_share if file in bench.published else {}
    table, column = contract.parent or (bench.clients.name, str(contract.client_column))
    found = [
        find_set_aside(
            column=column, table=table, n_set_aside=sum(summary.n_set_aside.values()), n_rows=summary.n_rows
        ),
        orphans and find_orphans(orphans),
        *(_coverage(contract, client_file, share, bench) for client_file, share in clients_share.items()),
    ]
    yield from (finding for finding in found if finding)


def _coverage(contract: TableContract, client_file: str, expected: float, bench: _Bench) -> Finding | None:
    clients = bench.file(client_file, bench.clients)
    client = sql_name(clients.client_column)
    [(n_clients, n_with_rows)] = bench.connection.execute(
        f"SELECT count(*), count_if({client} IN (SELECT {client} FROM {bench.rows(contract.name)})) "  # noqa: S608 quoted
        f"FROM {clients.rows}"
    ).fetchall()
    if not n_clients:
        return None
    return find_coverage(file=client_file, found=n_with_rows / n_clients, expected=expected, n_clients=n_clients)


def _orphans(contract: TableContract, bench: _Bench) -> Orphans | None:
    if contract.refers_to is None or contract.refers_to[0] not in bench.paths:
        return None
    table, column = contract.refers_to
    loan = sql_name(column)
    [(n_loans_in_all, n_loans, n_rows)] = bench.connection.execute(
        f"WITH loans AS (SELECT {loan}, count(*) AS n FROM {bench.rows(contract.name)} GROUP BY {loan}), "  # noqa: S608 quoted
        f"orphans AS (SELECT n FROM loans ANTI JOIN {bench.rows(table)} USING ({loan})) "
        "SELECT (SELECT count(*) FROM loans), count(*), coalesce(sum(n), 0)::BIGINT FROM orphans"
    ).fetchall()
    return Orphans(column=column, table=table, n_rows=n_rows, n_loans=n_loans, n_loans_in_all=n_loans_in_all)

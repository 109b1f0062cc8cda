"""The stored tables beside the outcomes: rows per client, gaps and values that say "none", counted in DuckDB."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from solvable.portfolios.check import PortfolioCheck
from solvable.portfolios.contracts import ColumnType, TableContract
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.portfolio import CLIENT_ID, IS_DEFAULT, Portfolio
from solvable.portfolios.staging import sql_name, sql_text
from solvable.reports.exploration.figures import ClientGroup, ColumnGap, EmptyColumn, NoneValue, TableSize
from solvable.vocabulary import Text

__all__ = ["count_gaps", "count_none_values", "count_outcomes", "find_emptiest", "measure_tables"]

OUTCOMES = "outcomes"
EVERYONE = Text(fr="ensemble", en="all")
WITH_ROWS, WITHOUT_ROWS = Text(fr="avec lignes", en="with rows"), Text(fr="sans ligne", en="without rows")
LACKING, HAVING = Text(fr="sans valeur", en="missing"), Text(fr="renseigné", en="present")
SAYING, OTHERS = Text(fr="sans objet", en="none"), Text(fr="autres valeurs", en="other values")


def count_outcomes(connection: duckdb.DuckDBPyConnection, features: FeatureTable) -> tuple[int, ClientGroup]:
    """Let the connection see every client's outcome, and count clients in all and those whose outcome is known."""
    connection.from_arrow(features.columns([CLIENT_ID, IS_DEFAULT])).create(OUTCOMES)
    n_clients, n_known, n_defaults = _row(
        connection,
        f"SELECT count(*), count({IS_DEFAULT}), count_if({IS_DEFAULT}) FROM {OUTCOMES}",  # noqa: S608
    )
    return n_clients, ClientGroup(label=EVERYONE, n_clients=n_known, n_defaults=n_defaults)


def measure_tables(
    connection: duckdb.DuckDBPyConnection, portfolio: Portfolio, paths: Mapping[str, Path], everyone: ClientGroup
) -> Iterator[TableSize]:
    """Measure each stored table: rows per client, and the outcomes of those who have any."""
    client = sql_name(str(portfolio.contracts[portfolio.client_table].client_column))
    for name, path in paths.items():
        n_rows, n_clients, median, most, n_known, n_defaults = _row(
            connection,
            f"WITH held AS (SELECT {client} AS {CLIENT_ID}, count(*) AS n "  # noqa: S608 quoted
            f"FROM read_parquet({sql_text(path)}) GROUP BY ALL) "
            f"SELECT sum(n)::BIGINT, count(*), median(n), max(n), "
            f"count({IS_DEFAULT}), count_if({IS_DEFAULT}) FROM held LEFT JOIN {OUTCOMES} USING ({CLIENT_ID})",
        )
        yield TableSize(
            name=name,
            label=portfolio.table_labels.get(name, Text(fr=name, en=name)),
            n_rows=n_rows,
            n_clients=n_clients,
            rows_median=median,
            rows_most=most,
            with_rows=ClientGroup(label=WITH_ROWS, n_clients=n_known, n_defaults=n_defaults),
            without_rows=ClientGroup(
                label=WITHOUT_ROWS, n_clients=everyone.n_clients - n_known, n_defaults=everyone.n_defaults - n_defaults
            ),
        )


def count_gaps(
    connection: duckdb.DuckDBPyConnection, clients: TableContract, path: Path, everyone: ClientGroup
) -> tuple[ColumnGap, ...]:
    """Return the columns of the client table that some lack and some have, with the outcomes of both."""
    conditions = {name: f"{sql_name(name)} IS NULL" for name in clients.columns}
    counted = _count_where(connection, clients, path, conditions)
    alike: dict[tuple[int, int], list[str]] = {}
    for name, found in counted.items():
        alike.setdefault(found, []).append(name)
    gaps = (
        ColumnGap(columns=tuple(names), lacking=_group(LACKING, found), having=_rest(HAVING, found, everyone))
        for found, names in alike.items()
    )
    return tuple(gap for gap in gaps if gap.lacking.n_clients and gap.having.n_clients)


def find_emptiest(check: PortfolioCheck, portfolio: Portfolio) -> tuple[EmptyColumn, ...]:
    """Return the columns of the stored tables that have rows without a value, the emptiest first."""
    stored = {file: contract.name for contract in portfolio.contracts.values() for file in contract.files}
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for table in check.tables:
        for column in table.columns:
            place = (stored[table.file], column.name)
            n_missing, n_rows = counts.get(place, (0, 0))
            counts[place] = (n_missing + column.figures.n_missing, n_rows + column.figures.n_rows)
    columns = [
        EmptyColumn(table=table, column=column, missing_share=n_missing / n_rows)
        for (table, column), (n_missing, n_rows) in counts.items()
        if n_missing
    ]
    return tuple(sorted(columns, key=lambda column: -column.missing_share))


def count_none_values(
    connection: duckdb.DuckDBPyConnection, portfolio: Portfolio, paths: Mapping[str, Path], check: PortfolioCheck,
    everyone: ClientGroup,
) -> tuple[NoneValue, ...]:  # fmt: skip
    """Return the columns whose values say "none" somewhere; of the client table with the outcomes."""
    clients = portfolio.contracts[portfolio.client_table]
    conditions = {
        name: f"{sql_name(name)} IN ({', '.join(_literal(value, column.type) for value in column.none_values)})"
        for name, column in clients.column_contracts.items()
        if column.none_values
    }
    counted = _count_where(connection, clients, paths[clients.name], conditions)
    return tuple(_none_values(check, counted, everyone, clients))


def _none_values(
    check: PortfolioCheck, counted: Mapping[str, tuple[int, int]], everyone: ClientGroup, clients: TableContract
) -> Iterator[NoneValue]:
    for table in check.tables:
        for column in table.columns:
            if not column.figures.n_none:
                continue
            # A file without outcomes has its rows counted, and says nothing of default.
            has_outcomes = (
                table.file in clients.files and column.name in counted and not clients.optional.get(table.file)
            )
            found = counted[column.name] if has_outcomes else None
            yield NoneValue(
                table=table.file,
                column=column.name,
                values=column.contract.none_values,
                n_rows=column.figures.n_none,
                n_rows_in_all=table.n_rows,
                saying=_group(SAYING, found) if found else None,
                others=_rest(OTHERS, found, everyone) if found else None,
            )


def _count_where(
    connection: duckdb.DuckDBPyConnection, clients: TableContract, path: Path, conditions: Mapping[str, str]
) -> Mapping[str, tuple[int, int]]:
    """Count, for each condition on the client table, the known outcomes and the defaults among them."""
    if not conditions:
        return {}
    counts = ", ".join(
        f"count_if({condition} AND {IS_DEFAULT} IS NOT NULL), count_if({condition} AND {IS_DEFAULT})"
        for condition in conditions.values()
    )
    found = _row(
        connection,
        f"SELECT {counts} FROM read_parquet({sql_text(path)}) AS clients "  # noqa: S608 quoted
        f"JOIN {OUTCOMES} ON clients.{sql_name(str(clients.client_column))} = {OUTCOMES}.{CLIENT_ID}",
    )
    return dict(zip(conditions, zip(found[::2], found[1::2], strict=True), strict=True))


def _literal(value: str, kind: ColumnType) -> str:
    return sql_text(value) if kind is ColumnType.TEXT else str(float(value))


def _group(label: Text, found: tuple[int, int]) -> ClientGroup:
    return ClientGroup(label=label, n_clients=found[0], n_defaults=found[1])


def _rest(label: Text, found: tuple[int, int], everyone: ClientGroup) -> ClientGroup:
    return ClientGroup(label=label, n_clients=everyone.n_clients - found[0], n_defaults=everyone.n_defaults - found[1])


def _row(connection: duckdb.DuckDBPyConnection, statement: str) -> tuple[Any, ...]:
    # Of nothing, DuckDB counts and sums to NULL.
    return tuple(n or 0 for n in connection.execute(statement).fetchall()[0])

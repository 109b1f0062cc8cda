"""What the columns of a stored table hold, counted in one query per published file.

Names and values in SQL are quoted by ``sql_name`` and ``sql_text``: no parameter can stand in their place.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from solvable.portfolios.contracts import ColumnContract, ColumnType, TableContract
from solvable.portfolios.reference import ReferenceColumn
from solvable.portfolios.staging import sql_name, sql_text

__all__ = ["ColumnFigures", "FileFigures", "StoredFile", "count_columns"]

# Quantiles are exact up to here, 320 MB of numbers; beyond it they are those of a fixed part of the clients.
QUANTILE_CELLS = 40_000_000
# Published quantiles were in part rounded to two digits by their source: 1.04 may stand for 1.00 to 1.09.
ROUNDED_BY = 0.05
N_UNKNOWN_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """The rows of one published file in a stored table, which may hold those of two.

    ``client_column`` has the client's number in the stored table, also where the file names no client.
    """

    name: str
    contract: TableContract
    path: Path
    client_column: str

    @property
    def columns(self) -> Mapping[str, ColumnContract]:
        """The columns that the file may not lack, and their contracts."""
        lacking = self.contract.optional.get(self.name, frozenset())
        return {name: column for name, column in self.contract.column_contracts.items() if name not in lacking}

    @property
    def rows(self) -> str:
        """The rows as SQL, to be selected from."""
        return f"read_parquet({sql_text(self.path)}) WHERE {_is_of(self.name, self.contract)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFigures:
    """One column of a file's rows.

    Attributes
    ----------
    n_none
        Rows with a value that says "none" or "does not apply".
    n_out_of_range, least, greatest
        Rows outside the contract's range, and the ends of what is there, without those that say "none".
    quantiles
        Values at the fractions at which quantiles are published, with those that say "none", as published.
    shares_at
        For each such fraction, how much of the values lies below the published value and how much at or
        below it, give or take ``ROUNDED_BY`` of that value.
    level_counts
        Rows at each known level.
    n_unknown, unknown_levels
        Rows of a text at other levels, and the first of these by the alphabet.
    """

    n_rows: int
    n_missing: int
    n_none: int = 0
    n_out_of_range: int = 0
    least: float | None = None
    greatest: float | None = None
    quantiles: Mapping[float, float] = field(default_factory=dict)
    shares_at: Mapping[float, tuple[float, float]] = field(default_factory=dict)
    level_counts: Mapping[str, int] = field(default_factory=dict)
    n_unknown: int = 0
    unknown_levels: tuple[str, ...] = ()

    @property
    def missing_share(self) -> float:
        """Fraction of the rows without a value."""
        return self.n_missing / self.n_rows

    def level_share(self, level: str) -> float:
        """Return the fraction of the rows at a known level."""
        return self.level_counts[level] / self.n_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFigures:
    """The rows of one published file in a stored table; no column where there is no row."""

    n_rows: int
    n_clients: int
    columns: Mapping[str, ColumnFigures]


def count_columns(
    connection: duckdb.DuckDBPyConnection,
    stored: StoredFile,
    published: Mapping[str, ReferenceColumn],
    *,
    quantile_cells: int = QUANTILE_CELLS,
) -> FileFigures:
    """Count the rows of one published file, column by column, in one pass.

    Parameters
    ----------
    published
        For every column, which levels to count, and at which values and fractions to compare.
    quantile_cells
        So many numbers may be held in memory for exact quantiles.
    """
    known = {name: published[name] for name in stored.columns}
    n_cells = _n_rows(connection, stored.path) * sum(bool(reference.quantiles) for reference in known.values())
    client = sql_name(stored.client_column)
    sampled = f"hash({client}) % {max(1, math.ceil(n_cells / quantile_cells))} = 0"
    counted = [_counts(name, column, known[name], sampled=sampled) for name, column in stored.columns.items()]
    [(n_rows, n_clients, *columns)] = connection.execute(
        f"SELECT count(*), count(DISTINCT {client}), {', '.join(counted)} FROM {stored.rows}"  # noqa: S608 quoted
    ).fetchall()
    figures = {name: _figures(n_rows, found, known[name]) for name, found in zip(known, columns, strict=True)}
    return FileFigures(n_rows=n_rows, n_clients=n_clients, columns=figures if n_rows else {})


def _is_of(file: str, contract: TableContract) -> str:
    """Tell two stacked files apart by the columns that only one may lack: where all are missing, it is that one's."""
    if lacking := contract.optional.get(file):
        return " AND ".join(f"{sql_name(column)} IS NULL" for column in sorted(lacking))
    others = [f"NOT ({_is_of(other, contract)})" for other in contract.files if other in contract.optional]
    return " AND ".join(others) or "true"


def _n_rows(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    [(n_rows,)] = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchall()
    return int(n_rows)


def _counts(name: str, column: ColumnContract, known: ReferenceColumn, *, sampled: str) -> str:
    """Return what is counted of a column as one structure in SQL.

    Conditions stand inside the aggregates: 1,600 of them took 20 s to plan as FILTER clauses, and 0.3 s so.
    """
    cell = sql_name(name)
    is_text = column.type is ColumnType.TEXT
    literal = sql_text if is_text else str
    none_values = ", ".join(literal(value) for value in column.none_values)
    counts = {"n_missing": f"count(*) - count({cell})"}
    if none_values:
        counts["n_none"] = f"count_if({cell} IN ({none_values}))"
    if known.levels:
        # A number's level is compared as a number: "1.000" is 1.
        levels = [sql_text(level) if is_text else str(float(level)) for level in sorted(known.levels)]
        counts["levels"] = f"[{', '.join(f'count_if({cell} = {level})' for level in levels)}]"
    if is_text and known.levels:
        is_unknown = f"{cell} NOT IN ({', '.join(levels)})"
        counts["n_unknown"] = f"count_if({is_unknown})"
        counts["unknown"] = f"min(DISTINCT CASE WHEN {is_unknown} THEN {cell} END, {N_UNKNOWN_NAMED})"
    if not is_text:
        counts |= _number_counts(cell, column, known, none_values=none_values, sampled=sampled)
    return f"{{{', '.join(f'{key!r}: {expression}' for key, expression in counts.items())}}}"


def _number_counts(
    cell: str, column: ColumnContract, known: ReferenceColumn, *, none_values: str, sampled: str
) -> Mapping[str, str]:
    value = f"CASE WHEN {cell} NOT IN ({none_values}) THEN {cell} END" if none_values else cell
    ends = [f"{value} < {column.least}"] if column.least is not None else []
    ends += [f"{value} > {column.greatest}"] if column.greatest is not None else []
    counts = {"least": f"min({value})", "greatest": f"max({value})"}
    if ends:
        counts["n_out_of_range"] = f"count_if({' OR '.join(ends)})"
    if known.quantiles:
        fractions = ", ".join(str(fraction) for fraction in known.quantiles)
        bounds = [
            (value - ROUNDED_BY * abs(value), value + ROUNDED_BY * abs(value)) for value in known.quantiles.values()
        ]
        below = ", ".join(f"count_if({cell} < {low})" for low, _ in bounds)
        up_to = ", ".join(f"count_if({cell} <= {high})" for _, high in bounds)
        counts["quantiles"] = f"quantile_disc(CASE WHEN {sampled} THEN {cell} END, [{fractions}])"
        counts |= {"below": f"[{below}]", "up_to": f"[{up_to}]"}
    return counts


def _figures(n_rows: int, found: Mapping[str, Any], known: ReferenceColumn) -> ColumnFigures:
    # DuckDB counts none of nothing as NULL: where a column is empty, every condition on it is.
    def count(name: str) -> int:
        return found.get(name) or 0

    def counts(name: str) -> list[int]:
        return [n or 0 for n in found.get(name, ())]

    n_present = n_rows - count("n_missing")
    return ColumnFigures(
        n_rows=n_rows,
        n_missing=count("n_missing"),
        n_none=count("n_none"),
        n_out_of_range=count("n_out_of_range"),
        least=found.get("least"),
        greatest=found.get("greatest"),
        quantiles=dict(zip(known.quantiles, found.get("quantiles") or (), strict=False)),
        shares_at={
            fraction: (below / n_present, up_to / n_present)
            for fraction, below, up_to in zip(known.quantiles, counts("below"), counts("up_to"), strict=False)
            if n_present
        },
        level_counts=dict(zip(sorted(known.levels), counts("levels"), strict=True)),
        n_unknown=count("n_unknown"),
        unknown_levels=tuple(found.get("unknown") or ()),
    )

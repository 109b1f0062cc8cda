"""What a lender's table must look like: columns, their types and values, keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["ColumnContract", "ColumnType", "TableContract"]


class ColumnType(StrEnum):
    """Types of raw columns, by the names that DuckDB and Ibis give them."""

    INTEGER = "int64"
    NUMBER = "float64"
    TEXT = "string"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnContract:
    """One published column.

    Its type is refused at import where it is not kept; its values are counted by the check. The known
    levels of a text are those of the published statistics.

    Attributes
    ----------
    least, greatest
        Range of a number, both ends in it; None where it has no end.
    none_values
        Values that say "none" or "does not apply", as a file writes them; the range is not for these.
    """

    type: ColumnType
    least: float | None = None
    greatest: float | None = None
    none_values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableContract:
    """One stored table.

    Attributes
    ----------
    name
        The stored table, and the stem of its Parquet file.
    files
        Stems of the published files that feed it, lower case; two files are stacked.
    column_contracts
        Every published column, in published order.
    key
        Columns that together identify a row, or empty where a table has no key.
    optional
        For a file, the columns that it may lack (the outcome, in the file without outcomes): stored
        as missing.
    flags
        Integer columns that hold 0, 1 or nothing.
    client_column
        The column with the client's number, or None where the client is found through ``parent``:
        the stored table then gets the client column of the client table as its first.
    parent
        ``(table, column)`` that a row belongs to when it names no client itself: rows whose parent
        is not there are set aside and counted, since no client can be found for them.
    refers_to
        ``(table, column)`` in which the loan of a row ought to be. Rows without it are kept, since
        they name their client themselves; the check counts them.
    """

    name: str
    files: tuple[str, ...]
    column_contracts: Mapping[str, ColumnContract]
    key: tuple[str, ...]
    optional: Mapping[str, frozenset[str]] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    client_column: str | None
    parent: tuple[str, str] | None = None
    refers_to: tuple[str, str] | None = None

    @property
    def columns(self) -> Mapping[str, ColumnType]:
        """Every published column and its type, in published order."""
        return {name: column.type for name, column in self.column_contracts.items()}

    @property
    def required_cells(self) -> frozenset[str]:
        """Columns in which no row may be empty: without them nobody knows whose row it is."""
        linking = {self.client_column} if self.client_column else set()
        if self.parent:
            linking.add(self.parent[1])
        return frozenset(linking.union(self.key))

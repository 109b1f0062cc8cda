"""Tables of a credit story as they stand on a page: long ones show their first rows, and the rest when asked."""

from dataclasses import dataclass

from solvable.portfolios.story import Chapter, StoryTable
from solvable.vocabulary import Language, Unit

__all__ = ["FIRST_ROWS", "ShownTable", "TableColumn", "lay_out_table"]

# More are read by whoever looks for one of them.
FIRST_ROWS = 12
# What stands to the left; numbers stand to the right, so that they can be compared.
_TEXTS = (Unit.CATEGORY, Unit.FLAG)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """The head of a column."""

    label: str
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """Words by row; ``name`` is what the address asks for to have all rows, ``n_hidden`` how many stand behind that."""

    name: str
    label: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[tuple[str, bool], ...], ...]
    n_rows: int
    n_hidden: int
    is_whole: bool


def lay_out_table(
    chapter: Chapter, table: StoryTable, language: Language, *, currency: str | None, all_of: frozenset[str]
) -> ShownTable:  # fmt: skip
    """Write every cell; a column that no row of the whole table fills is left out."""
    name = f"{chapter.key}.{table.key}"
    is_whole = name in all_of
    columns = [column for column in table.columns if any(row[column.key] is not None for row in table.rows)]
    rows = table.rows if is_whole else table.rows[:FIRST_ROWS]
    return ShownTable(
        name=name,
        label=table.label.in_language(language),
        columns=tuple(
            TableColumn(label=column.label.in_language(language), is_number=column.unit not in _TEXTS)
            for column in columns
        ),
        rows=tuple(
            tuple(
                (column.said(row[column.key], language, currency=currency), column.unit not in _TEXTS)
                for column in columns
            )
            for row in rows
        ),
        n_rows=len(table.rows),
        n_hidden=len(table.rows) - len(rows),
        is_whole=is_whole,
    )

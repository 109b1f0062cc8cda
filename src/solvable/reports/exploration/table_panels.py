"""Panels about the tables: their size, what is missing, what stands for none, what is out of range."""

from solvable import wording
from solvable.portfolios.findings import range_in_words
from solvable.reports.charts import Bar, Pair, draw_bars, draw_pairs
from solvable.reports.exploration.figures import ColumnGap, Exploration
from solvable.reports.exploration.words import columns_in_words, figure_table, rate_in_words, said
from solvable.reports.page import Panel
from solvable.reports.scales import Axis
from solvable.vocabulary import Language

__all__ = [
    "emptiest_panel", "far_out_panel", "file_gaps_panel", "gaps_panel", "none_values_panel", "out_of_range_panel",
    "tables_panel",
]  # fmt: skip

N_SHOWN = 12


def tables_panel(exploration: Exploration, language: Language) -> Panel:
    """Return the rows and clients of each table, and the default rates of who is in it and who is not."""
    halves = [table for table in exploration.tables if table.with_rows.n_clients and table.without_rows.n_clients]
    rows = tuple(
        (
            table.name,
            table.label.in_language(language),
            wording.count(table.n_rows, language),
            wording.count(table.n_clients, language),
            wording.decimal(table.rows_median, language, digits=1),
            wording.count(table.rows_most, language),
            wording.share(table.without_rows.n_clients / exploration.everyone.n_clients, language),
            rate_in_words(table.without_rows, language),
            rate_in_words(table.with_rows, language),
        )
        for table in exploration.tables
    )
    heads = (
        "table", "label", "rows", "clients", "rows_median", "rows_most", "without_rows", "rate_without", "rate_with",
    )  # fmt: skip
    drawing = draw_pairs(
        [
            Pair(table.name, table.without_rows.default_rate or 0.0, table.with_rows.default_rate or 0.0)
            for table in halves
        ],
        _rate_axis(language),
        _alternative("tables", "default_rate", language),
        first=said("without_rows", language),
        second=said("with_rows", language),
    )
    return Panel(
        key="table-sizes",
        title=said("table_sizes", language),
        drawings=(drawing,) if halves else (),
        table=figure_table(heads, rows, language, n_words=2),
        is_wide=True,
    )


def file_gaps_panel(exploration: Exploration, language: Language) -> Panel:
    """Return the share of empty cells of each file."""
    files = []
    for table in exploration.check.tables:
        shares = [column.figures.missing_share for column in table.columns]
        mean = sum(shares) / len(shares) if shares else 0.0
        files.append((table.file, mean, len(shares), sum(share > 0 for share in shares)))
    return Panel(
        key="file-gaps",
        title=said("file_gaps", language),
        drawings=(
            draw_bars(
                [Bar(file, share) for file, share, *_ in files],
                _share_axis("cells_missing", language),
                _alternative("file_gaps", "cells_missing", language),
            ),
        ),
        table=figure_table(
            ("file", "cells_missing", "columns", "columns_missing"),
            tuple(
                (file, wording.share(share, language), wording.count(n, language), wording.count(n_missing, language))
                for file, share, n, n_missing in files
            ),
            language,
        ),
    )


def emptiest_panel(exploration: Exploration, language: Language) -> Panel | None:
    """Return the columns with the largest share of empty cells, of all tables; None where nothing is missing."""
    emptiest = exploration.emptiest[:N_SHOWN]
    if not emptiest:
        return None
    return Panel(
        key="emptiest",
        title=said("emptiest", language),
        drawings=(
            draw_bars(
                [Bar(column.column, column.missing_share) for column in emptiest],
                _share_axis("missing", language),
                _alternative("emptiest", "missing", language),
            ),
        ),
        table=figure_table(
            ("column", "table", "missing"),
            [(column.column, column.table, wording.share(column.missing_share, language)) for column in emptiest],
            language,
            n_words=2,
        ),
    )


def gaps_panel(exploration: Exploration, language: Language) -> Panel | None:
    """Return the gaps that tell most of default, None where none tells more than chance."""
    telling = [gap for gap in exploration.gaps if gap.information > 0]
    telling = sorted(telling, key=lambda gap: -gap.information)[:N_SHOWN]
    if not telling:
        return None

    def row(gap: ColumnGap) -> tuple[str, ...]:
        return (
            columns_in_words(gap, language),
            wording.share(gap.lacking.n_clients / exploration.everyone.n_clients, language),
            rate_in_words(gap.lacking, language),
            rate_in_words(gap.having, language),
        )

    return Panel(
        key="gaps",
        title=said("gaps", language),
        note=said("gaps_note", language),
        drawings=(
            draw_pairs(
                [
                    Pair(
                        columns_in_words(gap, language), gap.having.default_rate or 0.0, gap.lacking.default_rate or 0.0
                    )
                    for gap in telling
                ],
                _rate_axis(language),
                _alternative("gaps", "default_rate", language),
                first=said("present", language),
                second=said("missing", language),
            ),
        ),
        table=figure_table(
            ("column", "missing", "rate_missing", "rate_present"), tuple(row(gap) for gap in telling), language
        ),
    )


def none_values_panel(exploration: Exploration, language: Language) -> Panel | None:
    """Return what stands for "none" and how often, None where nothing does."""
    found = sorted(exploration.none_values, key=lambda none: -none.n_rows / none.n_rows_in_all)
    if not found:
        return None
    return Panel(
        key="none-values",
        title=said("none_values", language),
        note=said("none_values_note", language),
        drawings=(
            draw_bars(
                [Bar(f"{none.column} {none.table}", none.n_rows / none.n_rows_in_all) for none in found[:N_SHOWN]],
                _share_axis("share", language),
                _alternative("none_values", "share", language),
            ),
        ),
        table=figure_table(
            ("column", "table", "value", "rows", "share", "rate_none", "rate_others"),
            tuple(
                (
                    none.column,
                    none.table,
                    ", ".join(none.values),
                    wording.count(none.n_rows, language),
                    wording.share(none.n_rows / none.n_rows_in_all, language),
                    rate_in_words(none.saying, language),
                    rate_in_words(none.others, language),
                )
                for none in found
            ),
            language,
            n_words=3,
        ),
        is_wide=True,
    )


def out_of_range_panel(exploration: Exploration, language: Language) -> Panel | None:
    """Return the columns with values outside their contract's range, None where there are none."""
    rows = tuple(
        (
            column.name,
            table.file,
            range_in_words(column.contract, language),
            wording.count(column.figures.n_out_of_range, language),
            wording.share(column.figures.n_out_of_range / column.figures.n_rows, language),
            _figure(column.figures.least, language),
            _figure(column.figures.greatest, language),
        )
        for table in exploration.check.tables
        for column in table.columns
        if column.figures.n_out_of_range
    )
    if not rows:
        return None
    heads = ("column", "table", "contract", "rows", "share", "least", "greatest")
    return Panel(
        key="out-of-range",
        title=said("out_of_range", language),
        drawings=(),
        table=figure_table(heads, rows, language, n_words=3),
        is_wide=True,
    )


def far_out_panel(exploration: Exploration, language: Language) -> Panel | None:
    """Return how far the main variables reach, None where none of them is a number of many values."""
    rows = []
    for variable in exploration.variables:
        fences = variable.fences
        if fences is None:
            continue
        n_far_out = "–" if fences.n_far_out is None else wording.count(fences.n_far_out, language)
        ends = (fences.least, fences.lower_quartile, fences.upper_quartile, fences.greatest)
        rows.append(
            (
                variable.feature.label.in_language(language),
                *(end.in_language(language) for end in ends),
                n_far_out,
            )
        )
    if not rows:
        return None
    heads = ("variable", "least", "lower_quartile", "upper_quartile", "greatest", "n_far_out")
    return Panel(
        key="far-out",
        title=said("far_out", language),
        note=said("far_out_note", language),
        drawings=(),
        table=figure_table(heads, tuple(rows), language),
        is_wide=True,
    )


def _rate_axis(language: Language) -> Axis:
    return _share_axis("default_rate", language)


def _share_axis(title: str, language: Language) -> Axis:
    return Axis(title=said(title, language), said=lambda value: wording.share(value, language))


def _alternative(title: str, figure: str, language: Language) -> str:
    """Say what a drawing shows; its figures are in the table beside it."""
    colon = "\u00a0: " if language is Language.FR else ": "
    return f"{said(title, language)}{colon}{said(figure, language).lower()}"


def _figure(value: float | None, language: Language) -> str:
    return "–" if value is None else wording.figure(value, language)

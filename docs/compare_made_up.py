"""Write docs/made-up.md: a made-up portfolio against the published figures, variable by variable.

    python docs/compare_made_up.py FOLDER

FOLDER is one that `solvable data generate` wrote, with all tables.
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import pyarrow.parquet as pq

from solvable.portfolios.home_credit.made_up.comparison import Comparison, compare_with_published
from solvable.portfolios.home_credit.made_up.tolerances import (
    COLUMN_TOLERANCES,
    SAMPLING_ERRORS,
    TOLERANCES,
    Measure,
    Tolerance,
)

PAGE = Path(__file__).parent / "made-up.md"
TABLES = {
    "application_train": "Applications with an outcome",
    "application_test": "Applications without an outcome",
    "bureau": "Credits at other lenders",
    "bureau_balance": "Their months",
    "previous_application": "Earlier applications",
    "pos_cash_balance": "Months of loans",
    "installments_payments": "Payments",
    "credit_card_balance": "Months of cards",
}
HEAD = """# Made up against published

Every figure that is published of the tables, beside that of {n_clients:,} made-up clients. Made by

    solvable data generate FOLDER --clients {n_clients} --seed 1
    python docs/compare_made_up.py FOLDER

The default of a made-up client follows from four standings that no table shows: age, ability to pay,
willingness to pay and the burden of other debt. Every column sees some of them, and otherwise chance; none
sees the outcome. So the figures below were aimed at by how strongly a column sees a standing.

**{n_held:,} of {n_all:,} figures are within tolerance.**{misses}"""


def main(folder: Path) -> None:
    """Compare and write the page."""
    compared = list(compare_with_published(folder))
    n_clients = sum(
        pq.read_metadata(folder / f"{name}.parquet").num_rows for name in ("application_train", "application_test")
    )
    missed = [figure for figure in compared if not figure.holds]
    misses = " The others are marked with ✗ and listed below." if missed else ""
    head = HEAD.format(
        n_clients=n_clients, n_held=len(compared) - len(missed), n_all=len(compared), misses=misses
    )  # fmt: skip
    parts = [head, *_tolerances(), *_missed(missed), *_relations(compared), *_volumes(compared)]
    for table, title in TABLES.items():
        parts += _table(title, table, [figure for figure in compared if figure.table == table and figure.column])
    PAGE.write_text("\n".join(parts) + "\n", encoding="utf-8")
    print(f"{PAGE}: {len(compared)} figures, {len(missed)} beyond tolerance", file=sys.stderr)  # noqa: T201


def _tolerances() -> Iterator[str]:
    yield f"""
## Tolerances
Beside the tolerance, {SAMPLING_ERRORS} standard errors of sampling are allowed.

| figure | tolerance | why |
|---|---|---|"""
    for measure, tolerance in TOLERANCES.items():
        yield f"| {measure} | {_width(tolerance)} | {tolerance.reason} |"
    for (table, column, measure), tolerance in COLUMN_TOLERANCES.items():
        yield f"| {measure} of `{table}.{column}` | {_width(tolerance)} | {tolerance.reason} |"


def _width(tolerance: Tolerance) -> str:
    parts = [f"{tolerance.absolute:g}"] * bool(tolerance.absolute)
    parts += [f"{tolerance.relative:.0%} of it"] * bool(tolerance.relative)
    return "± " + ", at least ".join(reversed(parts))


def _missed(missed: Sequence[Comparison]) -> Iterator[str]:
    if missed:
        yield "\n## Beyond tolerance\n\n| column | figure | published | made up |\n|---|---|---:|---:|"
    for figure in missed:
        values = f"{_value(figure.published)} | {_value(figure.made_up)}"
        yield f"| {_name(figure)} | {figure.measure} {figure.part} | {values} |"


def _relations(compared: Sequence[Comparison]) -> Iterator[str]:
    yield """
## What tells of default
Areas under the curve of one column alone, 0.5 telling nothing, and how the external scores hang together.

| quantity | figure | published | made up | |
|---|---|---:|---:|---|"""
    telling = [figure for figure in compared if not figure.table or figure.measure is Measure.AUC]
    for figure in sorted(telling, key=lambda figure: (figure.measure, -figure.published)):
        yield (
            f"| {_name(figure)} | {figure.measure} | {figure.published:.3f} | {figure.made_up:.3f} | {_mark(figure)} |"
        )


def _volumes(compared: Sequence[Comparison]) -> Iterator[str]:
    yield """
## How much there is

| table | figure | published | made up | |
|---|---|---:|---:|---|"""
    for figure in compared:
        if figure.table and not figure.column:
            yield (
                f"| `{figure.table}` | {figure.measure} | {_value(figure.published)} | {_value(figure.made_up)} | "
                f"{_mark(figure)} |"
            )


def _table(title: str, table: str, figures: Sequence[Comparison]) -> Iterator[str]:
    """One line per column: missing, numbers as quantiles, categories as shares; rates on lines of their own."""
    yield f"\n## {title}: `{table}`\n\n| column | figure | published | made up | |\n|---|---|---|---|---|"
    n_left_out = 0
    for column, grouped_figures in groupby(figures, key=lambda figure: figure.column):
        of_column = list(grouped_figures)
        if _is_minor(table, column) and all(figure.holds for figure in of_column):
            n_left_out += 1
            continue
        by_measure = groupby(sorted(of_column, key=lambda f: list(Measure).index(f.measure)), key=lambda f: f.measure)
        for measure, grouped in by_measure:
            several = list(grouped)
            if measure is Measure.AUC or (
                measure is Measure.MISSING and several[0].published == 0 and several[0].holds
            ):
                continue
            yield from _lines(column, measure, several)
    if n_left_out:
        yield f"\n{n_left_out} more columns are within tolerance in all figures."


def _is_minor(table: str, column: str) -> bool:
    """Say whether a column is shown only where it is off: it repeats another, or hardly anybody has it."""
    if table == "application_test":
        return not column.startswith(("AMT_INCOME", "AMT_CREDIT", "AMT_ANNUITY", "EXT_", "FLAG_EMAIL"))
    return column.endswith(("_MODE", "_MEDI")) or column.startswith(("FLAG_DOCUMENT", "REG_REGION", "LIVE_REGION"))


def _lines(column: str, measure: Measure, figures: Sequence[Comparison]) -> Iterator[str]:
    """At most eight levels: the commonest, and those that are off."""
    shown = [figure for figure in figures if not figure.holds]
    shown += [figure for figure in figures if figure.holds][: max(8 - len(shown), 0)]
    label = measure.value
    if measure is Measure.QUANTILE:
        label = "quantiles " + ", ".join(figure.part for figure in shown)
    elif shown[0].part:
        label += " of " + ", ".join(figure.part for figure in shown)
        if len(figures) > len(shown):
            label += f" and {len(figures) - len(shown)} more that hold"
    published, made_up = (" · ".join(_value(value) for value in values) for values in (
        [figure.published for figure in shown], [figure.made_up for figure in shown]
    ))  # fmt: skip
    yield f"| `{column}` | {label} | {published} | {made_up} | {'✓' if all(f.holds for f in figures) else '✗'} |"


def _name(figure: Comparison) -> str:
    return f"`{figure.table}.{figure.column}`" if figure.table else figure.column


def _mark(figure: Comparison) -> str:
    return "✓" if figure.holds else "✗"


def _value(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""What the command line shows of a data check; it stands apart, since no other command needs what it loads."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from solvable import wording
from solvable.portfolios.check import ColumnCheck, PortfolioCheck, TableCheck
from solvable.portfolios.findings import Severity
from solvable.reports.data_check import LABELS, by_findings
from solvable.terminal import console
from solvable.vocabulary import Language

__all__ = ["print_check"]

_COLOURS = {Severity.WARNING: "red", Severity.NOTE: "yellow"}


def print_check(check: PortfolioCheck, language: Language, *, every_column: bool) -> None:
    """Show each file's columns with findings, or every column, then what was found, then how much of it."""
    for table in check.tables:
        columns = [c for c in by_findings(table.columns) if c.findings or every_column]
        console.print(f"\n[bold]{table.file}[/bold]  {_size(table, language)}")
        if columns:
            console.print(_columns_table(columns, language))
        for finding in table.all_findings:
            where = f"[bold]{finding.column}[/bold]  " if finding.column else ""
            console.print(
                f"[{_COLOURS[finding.severity]}]{LABELS[finding.severity].in_language(language)}[/]  "
                f"{where}{escape(finding.sentence.in_language(language))}",
                soft_wrap=True,
            )
    if check.not_available:
        console.print(f"\n{LABELS['not_available'].in_language(language)}  {', '.join(check.not_available)}")
    counts = (
        f"{LABELS[name].in_language(language)} {wording.count(check.n_findings(severity), language)}"
        for name, severity in (("warnings", Severity.WARNING), ("notes", Severity.NOTE))
    )
    console.print(f"\n[bold]{', '.join(counts)}[/bold]")


def _size(table: TableCheck, language: Language) -> str:
    figures = [("rows", table.n_rows), ("clients", table.n_clients)]
    figures += [("set_aside", table.n_set_aside)] if table.n_set_aside else []
    figures += [("orphans", table.orphans.n_loans)] if table.orphans else []
    return ", ".join(f"{LABELS[name].in_language(language)} {wording.count(n, language)}" for name, n in figures)


def _columns_table(columns: Sequence[ColumnCheck], language: Language) -> Table:
    heads = ("column", "missing", "published", "out_of_range", "unknown", "least", "greatest")
    table = Table(*(LABELS[name].in_language(language) for name in heads))
    for column in columns:
        figures, published = column.figures, column.published
        table.add_row(
            column.name,
            wording.share(figures.missing_share, language),
            "" if published.missing_share is None else wording.share(published.missing_share, language),
            wording.count(figures.n_out_of_range, language),
            wording.count(figures.n_unknown, language),
            "" if figures.least is None else wording.figure(figures.least, language),
            "" if figures.greatest is None else wording.figure(figures.greatest, language),
        )
    table.columns[0].no_wrap = True
    for head in table.columns[1:]:
        head.justify = "right"
    return table

"""What the command line shows: progress, tables and mistakes."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from solvable import wording
from solvable.portfolios.workspace import TablesManifest
from solvable.settings import Settings
from solvable.vocabulary import VERDICT_WORDS, Language, Verdict

if TYPE_CHECKING:
    from solvable.decisions.decision import Decision  # Loads what computes, which printing does not.

__all__ = [
    "RichProgress",
    "console",
    "print_demo",
    "print_table",
    "scores_table",
    "settings_table",
    "tables_table",
    "watched",
    "wide_page",
]

FILE_WIDTH = 200  # where output goes into a file or a program, nothing is wrapped to a window's width

console = Console(highlight=False)

_COLOURS = {Verdict.ACCEPT: "green", Verdict.REFER: "yellow", Verdict.DECLINE: "red"}


class RichProgress:
    """Progress as a bar for the current step and a line for each finished one."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None
        self._step = ""

    def start(self, step: str, *, total: int | None = None) -> None:
        """Show a bar; without a total it moves without saying how far."""
        self._clear()
        self._step = step
        self._task = self._bars.add_task(step, total=total)

    def advance(self, amount: int = 1) -> None:
        """Move the bar."""
        if self._task is not None:
            self._bars.advance(self._task, amount)

    def finish(self, detail: str = "") -> None:
        """Replace the bar by a line that stays."""
        elapsed = self._bars.tasks[-1].elapsed or 0.0
        self._clear()
        self._bars.console.print(
            f"  [green]✓[/green] {self._step:<34} [dim]{elapsed:6.1f} s[/dim]  {escape(detail)}", soft_wrap=True
        )

    def _clear(self) -> None:
        if self._task is not None:
            self._bars.remove_task(self._task)
            self._task = None


@contextmanager
def watched() -> Iterator[RichProgress]:
    """Draw progress while a block runs."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<34}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        yield RichProgress(bars)


def tables_table(manifest: TablesManifest) -> Table:
    """Lay out what an import took in and what it set aside."""
    table = Table(
        "table", "rows", "clients", "set aside", title=f"Imported from {escape(manifest.source)}", title_justify="left"
    )
    for summary in manifest.tables:
        aside = [f"{n:,} rows: {why}" for why, n in summary.n_set_aside.items() if n]
        aside += [f"column {escape(name)}: not in the contract" for name in summary.ignored_columns]
        table.add_row(summary.name, f"{summary.n_rows:,}", f"{summary.n_clients:,}", "\n".join(aside) or "–")
    for name in manifest.not_available:
        table.add_row(name, "not available", "", "")
    for column in (1, 2):
        table.columns[column].justify = "right"
    return table


def scores_table(decisions: "Sequence[Decision]", language: Language) -> Table:
    """Lay out decisions with the strongest reasons on either side."""
    heads = ("client", "verdict", "prob. of default", "points", "strongest reasons")
    if language is Language.FR:
        heads = ("client", "avis", "prob. de défaut", "points", "principaux motifs")
    table = Table(*heads, show_lines=True)
    for decision in decisions:
        lines = []
        for reason in (*decision.against[:3], *decision.in_favour[:3]):
            lines.append(f"{wording.points(reason.points, language):>5}  {reason.sentence.in_language(language)}")
            if reason.accepted is not None:
                lines.append(f"{'':>5}  {reason.accepted.in_language(language)}")
        if decision.frequency is not None:
            lines.append(
                wording.observed_frequency(
                    decision.frequency.n,
                    decision.frequency.n_defaults,
                    low=decision.frequency.low,
                    high=decision.frequency.high,
                    language=language,
                )
            )
        colour = _COLOURS[decision.verdict]
        table.add_row(
            str(decision.client_id),
            f"[{colour}]{VERDICT_WORDS[decision.verdict].in_language(language)}[/{colour}]",
            wording.percent(decision.prob_default, language),
            wording.count(decision.score, language),
            escape("\n".join(lines)),
        )
    return table


def settings_table(settings: Settings) -> Table:
    """Lay out what is read from the environment; a secret is only said to be set."""
    table = Table("variable", "value", "what it is for")
    for option in fields(Settings):
        value = getattr(settings, option.name)
        if option.name in (
            "secret_key",
            "oidc_client_secret",
            "database_url",
        ):  # The address of a database has its password.
            value = "set" if value else "not set"
        table.add_row(option.metadata["variable"], str(value), option.metadata["about"])
    return table


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows of plain words under their columns; where nobody looks, no column is cut short."""
    table = Table(*columns)
    for row in rows:
        table.add_row(*map(escape, row))
    wide_page().print(table)


def wide_page() -> Console:
    """Return where tables are printed: the window, or what is wide enough for them where nobody looks."""
    return console if console.is_terminal else Console(highlight=False, width=FILE_WIDTH)


def print_demo(*, address: str, user: str, role: str, password: str, key: str, clients: Sequence[int]) -> None:
    """Say how to get into the demo; every line can be copied whole."""
    lines = (
        "",
        "[bold green]solvable is up[/bold green]  (Ctrl-C stops it)",
        f"  desk      {address}/",
        f"  login     {user}  ({role})",
        f"  password  {password}",
        f"  clients   {', '.join(map(str, clients))} …",
        f"  API       {address}/v1/docs",
        f"  key       {key}",
        f"  try       curl -H 'X-API-Key: {key}' {address}/v1/clients/{clients[0]}/score",
    )
    console.print("\n".join(lines), soft_wrap=True)

"""`solvable report …`: pages for people to read, each one file that needs no network."""

from pathlib import Path
from typing import Annotated

import typer

from solvable import terminal
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace
from solvable.settings import read_settings
from solvable.vocabulary import Language

__all__ = ["report"]

report = typer.Typer(help="Pages to read and to keep: one .html file each.", no_args_is_help=True)


@report.callback()
def _group() -> None:
    """Stay a group of commands, also while there is only one."""


@report.command("explore")
def explore_tables(
    output: Annotated[Path, typer.Option(help="The .html page to write.")] = Path("exploration.html"),
    language: Annotated[Language, typer.Option(help="Language of the page.")] = Language.FR,
) -> None:
    """Show what the tables hold, what is missing or unusual, and what goes with default."""
    from solvable.reports.exploration import explore
    from solvable.reports.exploration.findings import findings
    from solvable.reports.exploration.page import write_exploration
    from solvable.reports.page import check_page_path

    check_page_path(output)
    with terminal.watched() as progress:
        exploration = explore(Workspace(read_settings().workspace), home_credit(), progress)
        progress.start("draw the page")
        write_exploration(exploration, output, language)
        progress.finish(str(output))
    for finding in findings(exploration):
        terminal.console.print(f"– {finding.in_language(language)}", highlight=False, markup=False, soft_wrap=True)

"""`solvable report …`: pages and tables to read and to keep, each one file that needs no network."""

from pathlib import Path
from typing import Annotated

import typer

from solvable import terminal
from solvable.errors import NotReadyError
from solvable.models.alternatives import Alternative, read_alternatives
from solvable.models.manifest import ModelKind, read_manifest
from solvable.models.shelf import bundles_on_shelf, find_bundle
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace
from solvable.settings import read_settings
from solvable.vocabulary import Language

__all__ = ["report"]

report = typer.Typer(help="Pages and tables to read and to keep: one file each.", no_args_is_help=True)


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


@report.command("scorecard")
def report_scorecard(
    model: Annotated[
        str | None, typer.Option(help="Version of a scorecard, or the beginning of one; the newest without it.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of the table.")] = Language.FR,
    output: Annotated[Path, typer.Option(help="The .html page or .csv file to write.")] = Path("scorecard.html"),
) -> None:
    """Write the points table of a scorecard, and what the main model does better."""
    from solvable.models.bundle import load_bundle
    from solvable.reports.scorecard import check_card_path, write_scorecard

    check_card_path(output)
    workspace = Workspace(read_settings().workspace)
    bundle = load_bundle(_newest_scorecard(workspace) if model is None else find_bundle(workspace, model))
    write_scorecard(
        bundle, home_credit().catalogue, output, language,
        currency=workspace.features().currency, compared=_compared(workspace, bundle.version),
    )  # fmt: skip
    terminal.console.print(f"{bundle.version} is in {output}", soft_wrap=True)


def _newest_scorecard(workspace: Workspace) -> Path:
    cards = [
        (manifest.trained_at, folder)
        for folder in bundles_on_shelf(workspace)
        if (manifest := read_manifest(folder)).kind is ModelKind.SCORECARD
    ]
    if not cards:
        raise NotReadyError(f"{workspace.root} has no scorecard yet.", command="solvable train --scorecard")
    return max(cards)[1]


def _compared(workspace: Workspace, version: str) -> tuple[Alternative, Alternative] | None:
    """Return the card and the main model as they were measured on the same clients, where they were."""
    alternatives = read_alternatives(workspace)
    if alternatives is None:
        return None
    measured = {one.version: one for one in alternatives.models}
    card, main = measured.get(version), measured.get(alternatives.reference)
    return None if card is None or main is None else (card, main)

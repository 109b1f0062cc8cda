"""`solvable report …`: pages and tables to read and to keep, each one file that needs no network."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from solvable import terminal
from solvable.cli.opening import check_output
from solvable.errors import NotReadyError
from solvable.models.alternatives import Alternative, read_alternatives
from solvable.models.importance import read_importance
from solvable.models.manifest import Manifest, ModelKind, read_manifest
from solvable.models.shelf import bundles_on_shelf, current_bundle, find_bundle
from solvable.models.validation import Validation, read_validation
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace
from solvable.settings import read_settings
from solvable.vocabulary import Language, Text

__all__ = ["report"]

Model = Annotated[
    str | None, typer.Option(help="The version of a model, or the beginning of one; without it the one that serves.")
]

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
    check_output(output)
    with terminal.watched() as progress:
        exploration = explore(Workspace(read_settings().workspace), home_credit(), progress)
        progress.start("draw the page")
        write_exploration(exploration, output, language)
        progress.finish(str(output))
    _print(findings(exploration), language)


@report.command("validate")
def validate_model(
    model: Model = None,
    output: Annotated[Path, typer.Option(help="The .html page to write.")] = Path("validation.html"),
    language: Annotated[Language, typer.Option(help="Language of the page.")] = Language.FR,
) -> None:
    """Show how a model ranks, how true its probabilities are, what it costs, and whom it serves less well."""
    from solvable.explanations.model_view import view_model
    from solvable.reports.page import check_page_path
    from solvable.reports.validation.findings import validation_findings
    from solvable.reports.validation.page import write_validation

    check_page_path(output)
    check_output(output)
    workspace = Workspace(read_settings().workspace)
    manifest, validation = _measured(model, workspace)
    importance = read_importance(_bundle_folder(model, workspace))
    view = view_model(importance, home_credit().catalogue, currency=manifest.data.currency)
    with terminal.watched() as progress:
        progress.start("draw the page")
        write_validation(manifest, validation, output, language, alternatives=read_alternatives(workspace), model=view)
        progress.finish(str(output))
    _print(validation_findings(validation), language)


@report.command("reasons")
def report_reasons(
    model: Model = None,
    language: Annotated[Language, typer.Option(help="Language of the table.")] = Language.FR,
) -> None:
    """Print whether a model's reasons are true: what the score does when the values behind them change."""
    from solvable.terminal_models import reasons_table

    manifest, validation = _measured(model, Workspace(read_settings().workspace))
    if validation.reasons is None:
        raise NotReadyError(f"The reasons of {manifest.version} were not measured.", command="solvable train")
    terminal.console.print(reasons_table(validation.reasons, manifest, language))


@report.command("card")
def write_card(
    model: Model = None,
    output: Annotated[Path, typer.Option(help="The .html page to write.")] = Path("model-card.html"),
    language: Annotated[Language, typer.Option(help="Language of the page.")] = Language.FR,
) -> None:
    """Say on one page what a model is for, what it learned from, its limits, and who may use it for what."""
    from solvable.reports.model_card import write_model_card
    from solvable.reports.page import check_page_path

    check_page_path(output)
    check_output(output)
    manifest, validation = _measured(model, Workspace(read_settings().workspace))
    write_model_card(manifest, validation, output, language)
    terminal.console.print(f"The card of {manifest.version} is in {output}", soft_wrap=True)


def _measured(version: str | None, workspace: Workspace) -> tuple[Manifest, Validation]:
    """Return what a bundle says of itself."""
    folder = _bundle_folder(version, workspace)
    return read_manifest(folder), read_validation(folder)


def _bundle_folder(version: str | None, workspace: Workspace) -> Path:
    return current_bundle(workspace) if version is None else find_bundle(workspace, version)


def _print(findings: Iterable[Text], language: Language) -> None:
    for finding in findings:
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
    check_output(output)
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

"""`solvable bundle …`: the models of a workspace."""

from pathlib import Path
from typing import Annotated

import typer

from solvable import terminal
from solvable.cli.opening import check_output
from solvable.decisions.readiness import check_features
from solvable.errors import NotReadyError
from solvable.models.manifest import Manifest, read_manifest
from solvable.models.shelf import bundles_on_shelf, current_version, find_bundle, let_serve
from solvable.portfolios.workspace import Workspace
from solvable.settings import read_settings
from solvable.terminal_models import bundles_table, comparison_table, figures_table, origin_table

__all__ = ["bundle", "can_be_read", "score_everybody"]

bundle = typer.Typer(help="The models of a workspace, each a folder that stands for itself.", no_args_is_help=True)
Version = Annotated[str, typer.Argument(help="A version, or the beginning of one.")]


def _workspace() -> Workspace:
    return Workspace(read_settings().workspace)


@bundle.command("list")
def list_bundles() -> None:
    """Print every model, the newest first, and which one serves."""
    workspace = _workspace()
    manifests = [read_manifest(folder) for folder in bundles_on_shelf(workspace)]
    terminal.console.print(bundles_table(manifests, serving=current_version(workspace)))


@bundle.command("show")
def show_bundle(version: Version) -> None:
    """Check a model's files, and print what it is and does."""
    from solvable.models.bundle import load_bundle

    manifest = load_bundle(find_bundle(_workspace(), version)).manifest
    terminal.console.print(origin_table(manifest))
    terminal.console.print(figures_table(manifest))


@bundle.command("compare")
def compare_bundles(first: Version, second: Version) -> None:
    """Print two models side by side, and which features only one of them reads."""
    workspace = _workspace()
    manifests = [read_manifest(find_bundle(workspace, version)) for version in (first, second)]
    terminal.console.print(comparison_table(*manifests))


@bundle.command("export")
def export(version: Version, file: Annotated[Path, typer.Argument(help="A new .zip file.")]) -> None:
    """Write a model into one file, for another machine."""
    from solvable.models.transfer import export_bundle

    check_output(file)
    folder = find_bundle(_workspace(), version)
    export_bundle(folder, file)
    terminal.console.print(f"{folder.name} is in {file}", soft_wrap=True)


@bundle.command("import")
def take_in(file: Annotated[Path, typer.Argument(help="A .zip file that was exported.")]) -> None:
    """Take a model in from another machine; it does not serve before `solvable bundle serve` says so."""
    from solvable.models.transfer import take_in_bundle

    folder = take_in_bundle(file, _workspace())
    terminal.console.print(f"{folder.name} is here. Run `solvable bundle serve {folder.name}` to let it serve.")


@bundle.command("serve")
def serve_bundle(version: Version) -> None:
    """Let a model serve from now on, unless a release says which; a running server takes it up in seconds."""
    from solvable.cli.releases import check_no_other_is_released
    from solvable.models.bundle import load_bundle

    workspace = _workspace()
    folder = find_bundle(workspace, version)
    check_no_other_is_released(folder.name)
    load_bundle(folder)
    score_everybody(folder, workspace)  # First: a running server asks for these scores from then on.
    let_serve(folder, workspace)
    terminal.console.print(f"{folder.name} serves.")


def score_everybody(folder: Path, workspace: Workspace) -> None:
    """Score every client by a bundle that is to serve; NotReadyError where it cannot read the features at hand."""
    from solvable.decisions.scored_clients import score_clients
    from solvable.models.bundle import load_bundle

    bundle = load_bundle(folder)
    if not can_be_read(bundle.manifest, workspace):
        # A bundle may come before its features; until then there is nobody to score.
        terminal.console.print(
            "No client is scored by it yet: there are no features. Run `solvable features build`.", soft_wrap=True
        )
        return
    with terminal.watched() as progress:
        score_clients(bundle, workspace, progress)


def can_be_read(manifest: Manifest, workspace: Workspace) -> bool:
    """Return whether there are features that a model reads; NotReadyError where it would misread those at hand."""
    try:
        features = workspace.features()
    except NotReadyError:
        return False
    check_features(manifest, features)
    return True

"""`solvable train` and `solvable profiles`: from features to models, and what each is worth."""

from typing import Annotated

import typer

from solvable import terminal
from solvable.cli.opening import now, read_documents
from solvable.errors import ConfigError
from solvable.models.manifest import ModelKind
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace
from solvable.settings import read_settings
from solvable.terminal_models import alternatives_table, figures_table, proxies_table
from solvable.time_budget import time_budget

__all__ = ["models"]

models = typer.Typer()


@models.command()
def train(
    profile: Annotated[str | None, typer.Option(help="Which features may be used; see training.toml.")] = None,
    tune: Annotated[
        str | None,
        typer.Option(help="Search for better parameters for so long, as 90s, 10m or 2h; goes on where it stopped."),
    ] = None,
    eliminate: Annotated[
        bool, typer.Option("--eliminate", help="Keep the smallest set of features that ranks as well as the best.")
    ] = False,
    scorecard: Annotated[
        bool, typer.Option("--scorecard", help="Learn the challenger, a card of points; it never serves by itself.")
    ] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="Let it serve at once, unless a release says which model does.")
    ] = False,
    mlflow: Annotated[
        str | None, typer.Option(metavar="URI", help="Log the run there: a server, or a file as sqlite:///runs.db.")
    ] = None,
) -> None:
    """Learn a model from the features and measure it; it serves where none does yet, or else when it is told to."""
    from solvable.cli.releases import check_no_other_is_released
    from solvable.decisions.scored_clients import score_clients
    from solvable.models.shelf import put_on_shelf, serves_at_once
    from solvable.train import Search
    from solvable.train import train as train_model

    if scorecard and (eliminate or tune):
        raise ConfigError(
            "Expected --scorecard alone, found --tune or --eliminate: a scorecard chooses its features and its "
            "penalty itself. Leave them out."
        )
    if serve:
        check_no_other_is_released()
    settings = read_settings()
    workspace = Workspace(settings.workspace)
    config, policy = read_documents(settings)
    search = Search(
        kind=ModelKind.SCORECARD if scorecard else ModelKind.BOOSTING,
        leave_features_out=eliminate,
        time_is_up=None if tune is None else time_budget(tune),
    )
    workspace.features()
    workspace.check_takes_bundles()
    with terminal.watched() as progress:
        bundle = train_model(
            workspace, home_credit(), config, policy, profile=profile or config.default_profile,
            trained_at=now(), progress=progress, search=search,
        )  # fmt: skip
        serves = serves_at_once(bundle.version, workspace, is_told=serve, is_challenger=scorecard)
        put_on_shelf(bundle, workspace, serves=serves)
        if serves:
            score_clients(bundle, workspace, progress)
        if mlflow is not None:
            from solvable.tracking import log_run  # With the pages that it draws.

            progress.start("log to MLflow")
            progress.finish(f"run {log_run(bundle, mlflow)}")
    terminal.console.print(figures_table(bundle.manifest))
    if not serves:
        _say_how_it_would_serve(bundle.version)


def _say_how_it_would_serve(version: str) -> None:
    terminal.console.print(
        f"It does not serve. Run `solvable release propose {version}` to have it approved, or "
        f"`solvable bundle serve {version}` where nothing is released.", soft_wrap=True,
    )  # fmt: skip


@models.command()
def profiles() -> None:
    """Train every profile and its challengers, and print what each costs against the default one."""
    from solvable.alternatives import measure_alternatives
    from solvable.models.alternatives import write_alternatives
    from solvable.models.bundle import Bundle
    from solvable.models.shelf import current_version, put_on_shelf

    settings = read_settings()
    workspace = Workspace(settings.workspace)
    config, policy = read_documents(settings)

    def keep(bundle: Bundle) -> None:
        is_default = bundle.manifest.profile == config.default_profile and bundle.manifest.kind is ModelKind.BOOSTING
        # Nothing is taken out of service by a comparison; where nothing serves yet, the default profile does.
        put_on_shelf(bundle, workspace, serves=is_default and current_version(workspace) is None)

    with terminal.watched() as progress:
        found = measure_alternatives(
            workspace, home_credit(), config, policy, measured_at=now(), keep=keep, progress=progress
        )
        write_alternatives(found, workspace)
    terminal.console.print(alternatives_table(found))
    terminal.console.print(proxies_table(found))

"""`solvable train`: from features to a model that serves."""

from typing import Annotated

import typer

from solvable import terminal
from solvable.cli.opening import now, read_documents
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace
from solvable.settings import read_settings
from solvable.terminal_models import figures_table
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
) -> None:
    """Learn a model from the features, measure it, and let it serve."""
    from solvable.models.shelf import put_on_shelf
    from solvable.train import Search
    from solvable.train import train as train_model

    settings = read_settings()
    workspace = Workspace(settings.workspace)
    config, policy = read_documents(settings)
    search = Search(leave_features_out=eliminate, time_is_up=None if tune is None else time_budget(tune))
    with terminal.watched() as progress:
        bundle = train_model(
            workspace, home_credit(), config, policy, profile=profile or config.default_profile,
            trained_at=now(), progress=progress, search=search,
        )  # fmt: skip
        put_on_shelf(bundle, workspace)
    terminal.console.print(figures_table(bundle.manifest))

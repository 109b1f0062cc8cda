"""`solvable …`: every step from files to a served decision.

What does a step's work is imported by the step: each command starts without loading the others' libraries.
"""

from typing import Annotated

import typer

from solvable import __version__
from solvable.cli.access import key, user
from solvable.cli.audit import audit
from solvable.cli.bundles import bundle
from solvable.cli.clients import client
from solvable.cli.models import models
from solvable.cli.releases import release
from solvable.cli.reports import report
from solvable.cli.scoring import scoring
from solvable.cli.serving import serving
from solvable.cli.simulation import simulation
from solvable.cli.tables import data, features

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
# In the order of the work; those without a name are commands of their own.
for name, group in (
    ("data", data), ("features", features), (None, models), ("bundle", bundle), ("report", report), (None, scoring),
    (None, simulation), ("release", release), ("audit", audit), ("client", client), ("key", key), ("user", user),
    (None, serving),
):  # fmt: skip
    app.add_typer(group, name=name)


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"solvable {__version__}")
        raise typer.Exit


@app.callback()
def told_first(
    is_version_asked: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version and stop.")
    ] = False,
) -> None:
    """Credit scoring: every step from files to a served decision."""

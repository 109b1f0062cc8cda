"""`solvable …`: every step from files to a served decision.

What does a step's work is imported by the step: each command starts without loading the others' libraries.
"""

import typer

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
    help="Credit scoring: every step from files to a served decision.",
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

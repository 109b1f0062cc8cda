"""`solvable …`: every step from files to a served decision.

What does a step's work is imported by the step: each command starts without loading the others' libraries.
"""

import multiprocessing
import os
import secrets
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from solvable import terminal
from solvable.decisions.policy import Policy
from solvable.demo import demo_workspace, prepare, say_when_up
from solvable.documents import read_document
from solvable.errors import ConfigError, SolvableError
from solvable.models.training_config import TrainingConfig
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace
from solvable.settings import Settings, read_settings
from solvable.vocabulary import Language
from solvable.web.prepare import prepare_web

if TYPE_CHECKING:
    from solvable.decisions.service import ScoringService

__all__ = ["app", "main"]

THREADS_PER_WORKER = 4
ANY_ADDRESS = "0.0.0.0"  # noqa: S104  (compared with, not listened on)

app = typer.Typer(
    help="Credit scoring: every step from files to a served decision.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
data = typer.Typer(help="The lender's tables: take them in, or make them up.", no_args_is_help=True)
features = typer.Typer(help="One described row of features per client.", no_args_is_help=True)
key = typer.Typer(help="Keys with which programs call the API.", no_args_is_help=True)
user = typer.Typer(help="People who log in to the desk.", no_args_is_help=True)
for name, group in (("data", data), ("features", features), ("key", key), ("user", user)):
    app.add_typer(group, name=name)


def main() -> None:
    """Run the command line; what a caller can mend ends in one message and exit code 2."""
    try:
        app()
    except SolvableError as error:
        terminal.console.print(f"[bold red]error[/bold red] {escape(str(error))}", soft_wrap=True)
        sys.exit(2)


@data.command("import")
def import_data(
    paths: Annotated[list[str], typer.Argument(help="The published zip, a folder, single files, or one URL.")],
    currency: Annotated[str | None, typer.Option(help="ISO code of the amounts, where it is known.")] = None,
    set_aside_unknown_clients: Annotated[
        bool, typer.Option(help="Leave out rows of clients that no application table has, and count them.")
    ] = False,
) -> None:
    """Take tables in as typed Parquet, whole or not at all."""
    from solvable.portfolios.intake import import_tables

    with terminal.watched() as progress:
        manifest = import_tables(
            home_credit(),
            paths,
            Workspace(read_settings().workspace),
            progress=progress,
            currency=currency,
            set_aside_unknown_clients=set_aside_unknown_clients,
        )
    terminal.console.print(terminal.tables_table(manifest))


@data.command("check")
def check_data(
    every_column: Annotated[
        bool, typer.Option("--all", help="Show every column, not only those with findings.")
    ] = False,
    output: Annotated[Path | None, typer.Option(help="Write the whole check as an .html page.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="End with exit code 1 where there is a warning.")] = False,
    language: Annotated[Language, typer.Option(help="Language of the check.")] = Language.FR,
) -> None:
    """Compare the imported tables with their contracts and with the published statistics."""
    from solvable.portfolios.check import check_tables
    from solvable.portfolios.findings import Severity
    from solvable.reports.data_check import write_data_check
    from solvable.reports.page import check_page_path
    from solvable.terminal_check import print_check

    if output is not None:
        check_page_path(output)
    with terminal.watched() as progress:
        check = check_tables(home_credit(), Workspace(read_settings().workspace), progress)
    if output is not None:
        write_data_check(check, output, language)
    print_check(check, language, every_column=every_column)
    if strict and check.n_findings(Severity.WARNING):
        raise typer.Exit(1)


@data.command("generate")
def generate_data(
    folder: Annotated[Path, typer.Argument(help="A new folder for the eight files.")],
    clients: Annotated[int, typer.Option(min=1, help="How many clients to make up.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same clients.")] = 1,
    tables: Annotated[
        list[str] | None, typer.Option(help="Write only this table beside the applications; may be repeated.")
    ] = None,
) -> None:
    """Make up a portfolio with the published schema and statistics like the published ones."""
    if folder.exists() and any(folder.iterdir()):
        raise ConfigError(f"Expected a new or empty folder, found files in {folder}. Name another one.")
    with terminal.watched() as progress:
        home_credit().generate(folder, clients, seed, progress, tables=tables or ())


@features.command("build")
def build_features() -> None:
    """Compute every client's features from the imported tables."""
    from solvable.portfolios.engine import write_features

    with terminal.watched() as progress:
        write_features(home_credit(), Workspace(read_settings().workspace), progress)


@app.command()
def train(
    profile: Annotated[str | None, typer.Option(help="Which features may be used; see training.toml.")] = None,
) -> None:
    """Learn a model from the features, measure it, and let it serve."""
    from solvable.models.shelf import put_on_shelf
    from solvable.train import train as train_model

    settings = read_settings()
    workspace = Workspace(settings.workspace)
    config, policy = _documents(settings)
    with terminal.watched() as progress:
        bundle = train_model(
            workspace, home_credit(), config, policy,
            profile=profile or config.default_profile, trained_at=_now(), progress=progress,
        )  # fmt: skip
        put_on_shelf(bundle, workspace)
    terminal.console.print(terminal.figures_table(bundle.manifest))


@app.command()
def score(
    client_ids: Annotated[list[int] | None, typer.Argument(metavar="[CLIENT_ID]...")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Score every client of the workspace.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write a .csv or .parquet file instead of a table.")] = None,
    language: Annotated[Language, typer.Option(help="Language of the reasons.")] = Language.FR,
) -> None:
    """Print or write verdict, probability, points and reasons."""
    if bool(client_ids) == everyone:
        raise ConfigError("Expected either client numbers or --all, found both or neither. Give one of them.")
    if everyone and output is None:
        raise ConfigError("Expected --output FILE.csv or FILE.parquet with --all, found none. Name the file to write.")
    service = _open_service(read_settings())
    if output is None:
        terminal.console.print(terminal.scores_table(service.decide(client_ids or []), language))
        return
    from solvable.reports.scores import write_scores

    batches = service.decide_all() if everyone else iter([service.decide(client_ids or [])])
    with terminal.watched() as progress:
        n_clients = service.clients.n_clients if everyone else len(client_ids or [])
        write_scores(batches, output, language=language, n_clients=n_clients, progress=progress)


@key.command("create")
def create_api_key(
    name: Annotated[str, typer.Argument(help="Which program will use it.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until it expires.")] = 90,
) -> None:
    """Make a key and print it; it is kept hashed and cannot be shown again."""
    prepare_web()
    from solvable.web.journal.keys import create_key

    typer.echo(create_key(name, days)[1])


@key.command("revoke")
def revoke_api_key(prefix: Annotated[str, typer.Argument(help="The first characters of the key.")]) -> None:
    """Stop a key from working at once."""
    prepare_web()
    from solvable.web.journal.keys import revoke_key

    if revoke_key(prefix) is None:
        raise ConfigError(
            f"Expected the first characters of a key, solvable_ and six digits, found {prefix}: no such key."
        )


@user.command("create")
def create_user(name: Annotated[str, typer.Argument(help="Login name.")]) -> None:
    """Let a person log in; the password is asked for, or read from standard input."""
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if sys.stdin.isatty() else ""
    prepare_web()
    from solvable.web.journal.people import set_password

    set_password(name, password or sys.stdin.readline().rstrip("\n"))


@app.command("settings")
def show_settings() -> None:
    """Print every environment variable that is read, what it is for, and its present value."""
    terminal.console.print(terminal.settings_table(read_settings()))


@app.command()
def serve() -> None:
    """Serve the API and the desk."""
    settings = read_settings()
    _check_port_is_free(settings)
    _open_service(settings)  # A missing model is said here, before any server process starts.
    prepare_web()
    _serve(settings)


@app.command()
def demo(
    source: Annotated[
        str | None, typer.Option("--data", help="Files to use as with `data import`; made up without it.")
    ] = None,
    clients: Annotated[int, typer.Option(min=1000, help="How many clients to make up.")] = 10_000,
) -> None:
    """Prepare whatever is missing, then serve, with a login that is printed."""
    settings = read_settings()
    if "SOLVABLE_WORKSPACE" not in os.environ:
        os.environ["SOLVABLE_WORKSPACE"] = str(demo_workspace(settings.workspace, source))
    os.environ.setdefault("SOLVABLE_SECRET_KEY", secrets.token_urlsafe(48))
    settings = read_settings()
    _check_port_is_free(settings)
    config, policy = _documents(settings)
    with terminal.watched() as progress:
        prepare(
            Workspace(settings.workspace), home_credit(), config, policy,
            source=source, n_clients=clients, trained_at=_now(), progress=progress,
        )  # fmt: skip
    first_clients = FeatureTable(Workspace(settings.workspace).features_path()).first_clients(4)
    prepare_web()
    from solvable.web.journal.keys import create_key
    from solvable.web.journal.people import set_password

    password = secrets.token_urlsafe(9)
    set_password("demo", password)
    access_key = create_key("demo", 1)[1]
    address = f"http://{'127.0.0.1' if settings.host == ANY_ADDRESS else settings.host}:{settings.port}"
    say_when_up(
        address,
        lambda: terminal.print_demo(
            address=address, user="demo", password=password, key=access_key, clients=first_clients
        ),
    )
    _serve(settings)


def _documents(settings: Settings) -> tuple[TrainingConfig, Policy]:
    return (
        read_document(settings.config / "training.toml", TrainingConfig),
        read_document(settings.config / "policy.toml", Policy),
    )


def _open_service(settings: Settings) -> "ScoringService":
    from solvable.decisions.service import ScoringService

    policy = read_document(settings.config / "policy.toml", Policy)
    return ScoringService.open(Workspace(settings.workspace), home_credit(), policy)


def _check_port_is_free(settings: Settings) -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise ConfigError(
                f"Expected to listen on {settings.host}, port {settings.port}, found that this cannot be: "
                f"{error.strerror}. End the other server, or set SOLVABLE_PORT to another port."
            ) from error


def _serve(settings: Settings) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # A forked worker would inherit the locks of XGBoost's threads, and wait for them for ever.
    multiprocessing.set_start_method("spawn")
    Granian(
        "solvable.web.wsgi:create_application",
        factory=True,
        interface=Interfaces.WSGI,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        blocking_threads=THREADS_PER_WORKER,
        log_level=LogLevels.warning,
    ).serve()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


if __name__ == "__main__":
    main()

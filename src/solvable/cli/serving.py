"""`solvable serve`, `solvable demo` and what they read from the environment."""

import multiprocessing
import os
import secrets
import socket
from typing import Annotated

import typer

from solvable import terminal
from solvable.cli.opening import now, read_documents
from solvable.demo import demo_workspace, prepare, say_when_up
from solvable.errors import ConfigError
from solvable.loading import loading
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace
from solvable.settings import Settings, check_secret_key, read_settings
from solvable.web.access import ROLE_NAMES, Role, Scope
from solvable.web.prepare import prepare_web

__all__ = ["serving"]

THREADS_PER_WORKER = 4
# A server process that has not ended by then is killed, which loses no record.
SECONDS_TO_END = 5
ANY_ADDRESS = "0.0.0.0"  # noqa: S104  (compared with, not listened on)

serving = typer.Typer()


@serving.command("settings")
def show_settings() -> None:
    """Print every environment variable that is read, what it is for, and its present value."""
    terminal.console.print(terminal.settings_table(read_settings()))


@serving.command()
def serve() -> None:
    """Serve the API and the desk."""
    settings = read_settings()
    check_secret_key(settings.secret_key)
    _check_port_is_free(settings)
    with loading():
        prepare_web()
        from solvable.web.serving import check_serving, what_serves

    # What is missing or damaged is said here, before any server process starts; each of those loads it for itself.
    check_serving(what_serves())
    _serve(settings)


@serving.command()
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
    check_secret_key(settings.secret_key)
    _check_port_is_free(settings)
    config, policy = read_documents(settings)
    from solvable.portfolios.feature_table import FeatureTable

    with terminal.watched() as progress:
        prepare(
            Workspace(settings.workspace), home_credit(), config, policy,
            source=source, n_clients=clients, trained_at=now(), progress=progress,
        )  # fmt: skip
    first_clients = FeatureTable(Workspace(settings.workspace).features_path()).first_clients(4)
    prepare_web()
    from solvable.web.journal.keys import create_key
    from solvable.web.journal.people import let_in

    password = secrets.token_urlsafe(9)
    person = let_in("demo", password, role=Role.RELATIONSHIP_MANAGER)
    access_key = create_key("demo", 1, scopes=list(Scope))[1]
    address = f"http://{'127.0.0.1' if settings.host == ANY_ADDRESS else settings.host}:{settings.port}"
    say_when_up(
        address,
        lambda: terminal.print_demo(
            address=address, user=person.username, role=ROLE_NAMES[Role(person.role)].en,
            password=password, key=access_key, clients=first_clients,
        ),
    )  # fmt: skip
    _serve(settings)


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
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    connections.close_all()  # This process asks the records nothing more: no file or connection stays open for it.
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
        workers_kill_timeout=SECONDS_TO_END,
        log_level=LogLevels.warning,
    ).serve()

"""`solvable client …`: what is held about a client, for them; and its erasure."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from solvable import terminal
from solvable.cli.opening import check_output, open_service
from solvable.decisions.policy import Policy
from solvable.documents import read_document
from solvable.errors import ConfigError
from solvable.portfolios.client_rows import read_client_rows
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace
from solvable.settings import read_settings
from solvable.web.access import Role
from solvable.web.prepare import prepare_web

__all__ = ["client"]

client = typer.Typer(help="A client's rights over what is held about them.", no_args_is_help=True)
ClientId = Annotated[int, typer.Argument(help="The number of a client.")]
By = Annotated[str, typer.Option(help="Login name of whoever does this.")]


@client.command("export")
def export_client(client_id: ClientId, file: Annotated[Path, typer.Argument(help="A new .json file.")]) -> None:
    """Write all that is held about a client: rows of the tables, features, and records (GDPR, article 15)."""
    check_output(file)
    settings = read_settings()
    service = open_service(settings)
    [features] = service.clients.rows([client_id]).to_pylist()
    tables = read_client_rows(Workspace(settings.workspace), home_credit(), client_id)
    prepare_web()
    from solvable.web.journal.erasure import client_records

    document = {
        "client_id": client_id,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "tables": tables,
        "features": features,
        "records": client_records(client_id),
    }
    try:
        with file.open("x", encoding="utf-8") as target:
            json.dump(document, target, ensure_ascii=False, indent=2, default=str)
    except FileExistsError as error:
        raise ConfigError(f"Expected the name of a new file, found {file}, which is there. Name another.") from error
    n_rows = sum(len(rows) for rows in tables.values())
    terminal.console.print(
        f"{n_rows:,} rows, {len(features):,} features and {len(document['records']):,} records are in {file}",
        soft_wrap=True,
    )


@client.command("erase")
def erase(client_id: ClientId, by: By, grounds: Annotated[str, typer.Option(help="Who asked, and why.")]) -> None:
    """Erase a client's records that need not be kept any more; say until when the others are."""
    prepare_web()
    from solvable.web.journal.actors import find_actor
    from solvable.web.journal.erasure import erase_client

    actor = find_actor(by, Role.APPROVER, Role.ADMINISTRATOR)
    report = erase_client(client_id, retention=_policy().retention, grounds=grounds, by=actor, at=datetime.now(UTC))
    terminal.console.print(f"{report.n_erased:,} records are erased.")
    for case in report.kept:
        terminal.console.print(f"{len(case.records):,} records of one case are kept until {case.kept_until:%Y-%m-%d}.")
    terminal.console.print(
        "Tables and features come from the bank's own systems: erase the client there, and import again.",
        soft_wrap=True,
    )


@client.command("expire")
def expire() -> None:
    """Erase the records of every client that are past the policy's retention; for a nightly task."""
    prepare_web()
    from solvable.web.journal.erasure import erase_expired
    from solvable.web.journal.idempotency import forget_old_keys

    now = datetime.now(UTC)
    report = erase_expired(retention=_policy().retention, by="system:retention", at=now)
    forget_old_keys(at=now)
    terminal.console.print(f"{report.n_erased:,} records are erased.")


def _policy() -> Policy:
    return read_document(read_settings().config / "policy.toml", Policy)

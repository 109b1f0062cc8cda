"""`solvable audit …`: does the chain hold, a copy of it, and any past decision computed again."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from solvable import terminal
from solvable.cli.opening import check_output
from solvable.errors import ConfigError
from solvable.portfolios.workspace import Workspace
from solvable.settings import read_settings
from solvable.web.prepare import prepare_web

if TYPE_CHECKING:
    from solvable.web.journal.audit import Audit

__all__ = ["audit"]

LONGEST_SHOWN = 80

audit = typer.Typer(help="The records as an auditor reads them.", no_args_is_help=True)
Noted = Annotated[
    list[str] | None,
    typer.Option("--head", help="NUMBER:SEAL as it was noted earlier; must still be there. More than one is allowed."),
]


@audit.command("verify")
def verify_chain(
    file: Annotated[Path | None, typer.Option(help="Verify an exported copy, and not the journal.")] = None,
    head: Noted = None,
) -> None:
    """Find every record that was changed, removed, slipped in or put elsewhere; exit code 1 where there is one."""
    if file is None:
        _check_records_are_there()
    prepare_web()
    from solvable.web.journal.audit import audit_export, audit_journal, parse_head

    noted = [parse_head(text) for text in head or ()]
    _say(audit_journal(noted=noted) if file is None else audit_export(file, noted=noted))


@audit.command("export")
def export_chain(file: Annotated[Path, typer.Argument(help="A new .zip file.")]) -> None:
    """Write every record with its link into one file that can be verified by itself; exit code 1 as for `verify`."""
    check_output(file)
    _check_records_are_there()
    prepare_web()
    from solvable.web.journal.audit import export_journal

    found = export_journal(file, exported_at=datetime.now(UTC))
    terminal.console.print(f"{found.n_links:,} records are in {file}", soft_wrap=True)
    _say(found)


@audit.command("replay")
def replay_decision(decision: Annotated[int, typer.Argument(help="The number of a decision.")]) -> None:
    """Compute a decision's proposal again from its record; exit code 1 where anything comes out otherwise."""
    _check_records_are_there()
    prepare_web()
    from solvable.decisions.evidence import replay
    from solvable.models.bundle import load_bundle
    from solvable.models.shelf import find_bundle
    from solvable.portfolios.home_credit import home_credit
    from solvable.web.journal.ledger import find_record
    from solvable.web.journal.records import Decision, Scoring

    scoring = find_record(Scoring, find_record(Decision, decision).scoring_id)
    document = json.loads(scoring.content or "")
    bundle = load_bundle(find_bundle(Workspace(read_settings().workspace), scoring.model_version))
    differences = replay(document, bundle=bundle, catalogue=home_credit().catalogue)
    recorded = document["proposal"]
    terminal.console.print(
        f"Decision {decision}, model {scoring.model_version}, policy {scoring.policy_version}: "
        f"{recorded['score']} points, {len(recorded['reasons'])} reasons",
        soft_wrap=True,
    )
    if differences:
        terminal.print_table(
            ("what", "recorded", "computed"),
            [(found.what, _short(found.recorded), _short(found.computed)) for found in differences],
        )
        raise typer.Exit(1)
    terminal.console.print("[green]The same comes out again, to the last bit.[/green]")


@audit.command("move")
def move() -> None:
    """Take records, people and keys of the workspace to the empty PostgreSQL of DATABASE_URL; end all servers first."""
    prepare_web()
    from solvable.web.journal.moving import move_records

    _say(move_records(Workspace(read_settings().workspace).journal))


def _check_records_are_there() -> None:
    """Refuse a workspace without records: preparing it would make new ones, and an audit find nothing wrong."""
    settings = read_settings()
    embedded = Workspace(settings.workspace).journal
    if not settings.database_url and not embedded.is_file():
        raise ConfigError(
            f"Expected the records in {embedded}, found no such file. Name the workspace in SOLVABLE_WORKSPACE, "
            "or bring the file back from a copy."
        )


def _say(found: "Audit") -> None:
    if found.breaks:
        terminal.print_table(
            ("link", "what", "found"), [(str(one.sequence or "–"), one.kind, one.found) for one in found.breaks]
        )
        terminal.console.print(f"[bold red]The chain is broken[/bold red]: {len(found.breaks):,} findings.")
        raise typer.Exit(1)
    terminal.console.print(f"[green]The chain holds[/green]: {found.n_links:,} records. Note its head elsewhere:")
    typer.echo(str(found.head))


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"

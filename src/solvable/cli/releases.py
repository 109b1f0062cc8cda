"""`solvable release …`: which model and policy serve, who proposed them, and who approved."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from solvable import terminal
from solvable.cli.bundles import can_be_read, score_everybody
from solvable.decisions.policy import Policy
from solvable.documents import read_document
from solvable.errors import BundleError, ConfigError
from solvable.models.shelf import current_version, find_bundle, let_serve
from solvable.portfolios.workspace import Workspace
from solvable.settings import Settings, read_settings
from solvable.web.access import Role
from solvable.web.prepare import prepare_web

if TYPE_CHECKING:
    from solvable.web.journal.records import Release

__all__ = ["check_no_other_is_released", "release"]

release = typer.Typer(help="Which model and policy serve from when to when, and who said so.", no_args_is_help=True)
By = Annotated[str, typer.Option(help="Login name of whoever does this.")]
Number = Annotated[int, typer.Argument(metavar="RELEASE", help="The number of a release.")]


@release.command("propose")
def propose(
    version: Annotated[str, typer.Argument(help="The version of a model, or the beginning of one.")],
    by: By,
    words: Annotated[str, typer.Option(help="What it is for.")] = "",
) -> None:
    """Propose that a model serves under the policy at hand; somebody else approves it."""
    prepare_web()
    from solvable.decisions.release_checks import check_release
    from solvable.models.bundle import load_bundle
    from solvable.web.journal.actors import find_actor
    from solvable.web.journal.releases import Candidate, propose_release

    actor, settings = find_actor(by, Role.ANALYST, Role.APPROVER), read_settings()
    workspace, policy = Workspace(settings.workspace), _policy(settings)
    bundle, serving = load_bundle(find_bundle(workspace, version)), current_version(workspace)
    can_be_read(bundle.manifest, workspace)  # What no server could answer by need not be looked at by a second person.
    others = serving is not None and serving != bundle.version
    checks = check_release(
        bundle, policy, serving=load_bundle(find_bundle(workspace, serving or "")) if others else None
    )
    candidate = Candidate(
        model_version=bundle.version, model_checksum=bundle.checksum or "", policy=policy, checks=checks
    )
    proposed = propose_release(candidate, words=words, by=actor, at=datetime.now(UTC))
    terminal.print_table(
        ("check", "", "found"), [(check.name, "passed" if check.passed else "failed", check.found) for check in checks]
    )
    terminal.console.print(f"Release {proposed.pk}: {bundle.version} under policy {policy.version}, to be approved.")


@release.command("approve")
def approve(
    number: Number, by: By, grounds: Annotated[str, typer.Option(help="Why, where a check had failed.")] = ""
) -> None:
    """Let a release serve from now on; every running server takes it up in seconds."""
    prepare_web()
    from solvable.web.journal.actors import find_actor
    from solvable.web.journal.ledger import find_record, turn
    from solvable.web.journal.records import Release
    from solvable.web.journal.releases import approve_release

    actor, found = find_actor(by, Role.APPROVER), find_record(Release, number)
    folder, workspace = _check_is_at_hand(found), Workspace(read_settings().workspace)
    score_everybody(folder, workspace)  # First: running servers ask for these scores from then on.
    with turn():
        approve_release(number, grounds=grounds, by=actor, at=datetime.now(UTC))
        let_serve(folder, workspace)
    terminal.console.print(f"{folder.name} serves under policy {found.policy_version}.")


@release.command("refuse")
def refuse(number: Number, by: By, grounds: Annotated[str, typer.Option(help="Why it does not serve.")]) -> None:
    """Say that a release does not serve; also for whoever proposed it, to take it back."""
    prepare_web()
    from solvable.web.journal.actors import find_actor
    from solvable.web.journal.releases import refuse_release

    refuse_release(number, grounds=grounds, by=find_actor(by, Role.ANALYST, Role.APPROVER), at=datetime.now(UTC))
    terminal.console.print(f"Release {number} does not serve.")


@release.command("rollback")
def rollback(by: By, grounds: Annotated[str, typer.Option(help="What went wrong.")]) -> None:
    """Let the release serve again that served before; one person may, and says why."""
    prepare_web()
    from solvable.web.journal.actors import find_actor
    from solvable.web.journal.ledger import turn
    from solvable.web.journal.releases import release_before, restore_release, serving_release

    actor, now = find_actor(by, Role.APPROVER, Role.ADMINISTRATOR), datetime.now(UTC)
    serving = serving_release(now)
    before = release_before(serving) if serving else None
    if before is None:
        raise ConfigError(
            "Expected a release that served before the one that serves, found none. Propose one with "
            "`solvable release propose`."
        )
    folder, workspace = _check_is_at_hand(before), Workspace(read_settings().workspace)
    score_everybody(folder, workspace)
    with turn():
        restore_release(before, grounds=grounds, by=actor, at=now)
        let_serve(folder, workspace)
    terminal.console.print(f"{folder.name} serves again under policy {before.policy_version}.")


@release.command("history")
def show_history(
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Which one decided on that day (UTC).")
    ] = None,
) -> None:
    """Print what served from when to when, and what waits for approval."""
    prepare_web()
    from solvable.web.journal.records import Release
    from solvable.web.journal.releases import failed_checks, history

    if on is not None:
        _say_who_served(on.date().isoformat())
        return
    rows = [
        _row(served.release, f"{_day(served.since)} to {_day(served.until)}", failed_checks(served.release))
        for served in history()
    ]
    waiting = Release.objects.filter(steps__isnull=True).order_by("-id")
    rows = [_row(found, "waits for approval", failed_checks(found)) for found in waiting] + rows
    terminal.print_table(("release", "model", "policy", "proposed by", "state", "failed checks"), rows)
    _say_what_is_not_released()


def check_no_other_is_released(version: str | None = None) -> None:
    """Raise ConfigError where releases say what serves, and that is not the model named here."""
    prepare_web()
    from solvable.web.journal.releases import serving_release

    serving = serving_release(datetime.now(UTC))
    if serving is not None and serving.model_version != version:
        raise ConfigError(
            f"Expected a workspace without releases, found release {serving.pk} serving. "
            "Run `solvable release propose` for another model, so that somebody else approves it."
        )


def _say_what_is_not_released() -> None:
    """Say where model or policy at hand are others than those of the release, by which servers answer."""
    from solvable.web.journal.releases import history

    settings = read_settings()
    released = next((served.release for served in history()), None)
    if released is None:
        return
    version = current_version(Workspace(settings.workspace))
    if released.model_version != version:
        terminal.console.print(
            f"[bold red]{version} serves the command line here, which is not the release.[/bold red]", soft_wrap=True
        )
    if released.policy_checksum != _policy(settings).checksum:
        terminal.console.print("[bold red]policy.toml here is not the policy of the release.[/bold red]")


def _say_who_served(day: str) -> None:
    """Print each release that served at some moment of a day."""
    from solvable.web.journal.releases import history

    served = [found for found in history() if _day(found.since) <= day <= _day(found.until, end="9999")]
    for found in served[::-1]:
        terminal.console.print(
            f"{found.release.model_version} under policy {found.release.policy_version} "
            f"({found.release.policy_checksum[:12]}), since {found.since:%Y-%m-%d %H:%M} UTC", soft_wrap=True,
        )  # fmt: skip
    if not served:
        terminal.console.print(f"No release served on {day}.")


def _row(found: "Release", state: str, failed: list[str]) -> tuple[str, ...]:
    proposed_by = found.recorded_by.partition(":")[2]
    return (
        str(found.pk), found.model_version, found.policy_version, proposed_by, state, ", ".join(failed) or "–"
    )  # fmt: skip


def _day(moment: datetime | None, *, end: str = "now") -> str:
    return f"{moment:%Y-%m-%d}" if moment else end


def _policy(settings: Settings) -> Policy:
    return read_document(settings.config / "policy.toml", Policy)


def _check_is_at_hand(found: "Release") -> Path:
    """Return the folder of a release's model, after making sure that model and policy are those of the release."""
    from solvable.models.bundle import load_bundle

    settings = read_settings()
    folder = find_bundle(Workspace(settings.workspace), found.model_version)
    bundle, policy = load_bundle(folder), _policy(settings)
    if bundle.checksum != found.model_checksum:
        raise BundleError(
            f"expected the model that was proposed, checksum {found.model_checksum[:12]}, found "
            f"{(bundle.checksum or '')[:12]}. Propose the one that is there.", file=str(folder),
        )  # fmt: skip
    if policy.checksum != found.policy_checksum:
        raise ConfigError(
            f"Expected policy {found.policy_version} ({found.policy_checksum[:12]}) in {settings.config}, found "
            f"{policy.version} ({policy.checksum[:12]}). Put the policy of the release there, or propose this one."
        )
    return folder

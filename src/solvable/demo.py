"""The demo: whatever is missing is made, whatever is there and current is used again."""

import hashlib
import shutil
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path

from solvable.decisions.policy import Policy
from solvable.errors import NotReadyError
from solvable.models.manifest import read_manifest
from solvable.models.shelf import current_bundle, put_on_shelf
from solvable.models.training_config import TrainingConfig
from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.recipe import generator_recipe, recipe
from solvable.portfolios.sources import source_fingerprint
from solvable.portfolios.workspace import Workspace
from solvable.progress import Progress

__all__ = ["demo_workspace", "prepare", "say_when_up"]

SEED = 1
SECONDS_TO_START = 60


def demo_workspace(workspace: Path, source: str | None) -> Path:
    """Return a folder of the demo's own for each source, so that it never replaces imported data."""
    if source is None:
        return workspace / "demo"
    return workspace / f"demo-{hashlib.sha256(str(Path(source).resolve()).encode()).hexdigest()[:8]}"


def prepare(
    workspace: Workspace, portfolio: Portfolio, config: TrainingConfig, policy: Policy, *, source: str | None,
    n_clients: int, trained_at: str, progress: Progress,
) -> None:  # fmt: skip
    """Make tables, features and a model current; each step is skipped where nothing before it changed."""
    # What does the work is loaded when there is work: a second start must be up in seconds.
    source = source or str(_made_up(workspace, portfolio, n_clients, progress))
    if not _tables_are_current(workspace, source):
        from solvable.portfolios.intake import import_tables

        import_tables(portfolio, source, workspace, progress=progress)
    if not _features_are_current(workspace, portfolio):
        from solvable.portfolios.engine import write_features

        write_features(portfolio, workspace, progress)
    if not _model_is_current(workspace, config):
        from solvable.decisions.scored_clients import score_clients
        from solvable.train import train

        bundle = train(
            workspace, portfolio, config, policy,
            profile=config.default_profile, trained_at=trained_at, progress=progress,
        )  # fmt: skip
        put_on_shelf(bundle, workspace)
        score_clients(bundle, workspace, progress)


def say_when_up(address: str, say: Callable[[], None]) -> None:
    """Call ``say`` from a thread once the server at the address answers that it is ready."""

    def wait() -> None:
        for _ in range(SECONDS_TO_START * 10):
            time.sleep(0.1)
            try:
                with urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310  (our own http address)
                    say()
                    return
            except OSError:
                continue

    threading.Thread(target=wait, daemon=True).start()


def _made_up(workspace: Workspace, portfolio: Portfolio, n_clients: int, progress: Progress) -> Path:
    """Return a folder of made-up files for this size and this version of the portfolio's code."""
    folder = workspace.root / f"made-up-{n_clients}-{SEED}-{generator_recipe(portfolio)[:8]}"
    if not folder.exists():
        aside = workspace.root / f".made-up-{uuid.uuid4().hex[:8]}"
        aside.mkdir(parents=True)
        try:
            portfolio.generate(aside, n_clients, SEED, progress)
            aside.rename(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return folder


def _tables_are_current(workspace: Workspace, source: str) -> bool:
    try:
        return workspace.tables().source_fingerprint == source_fingerprint(source)
    except NotReadyError:
        return False


def _features_are_current(workspace: Workspace, portfolio: Portfolio) -> bool:
    try:
        built = workspace.features()
    except NotReadyError:
        return False
    return built.tables_fingerprint == workspace.tables().fingerprint and built.recipe == recipe(portfolio)


def _model_is_current(workspace: Workspace, config: TrainingConfig) -> bool:
    try:
        manifest = read_manifest(current_bundle(workspace))
    except NotReadyError:
        return False
    return (
        manifest.data.features_fingerprint == workspace.features().fingerprint
        and manifest.data.recipe == workspace.features().recipe
        and manifest.training.checksum == config.checksum
    )

"""What several commands open: documents, the scoring service, the clock."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from solvable.decisions.policy import Policy
from solvable.documents import read_document
from solvable.errors import ConfigError
from solvable.models.training_config import TrainingConfig
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace
from solvable.settings import Settings

if TYPE_CHECKING:
    from solvable.decisions.service import ScoringService

__all__ = ["check_output", "now", "open_service", "read_documents"]


def read_documents(settings: Settings) -> tuple[TrainingConfig, Policy]:
    """Return how models are made and who is accepted; ConfigError."""
    return (
        read_document(settings.config / "training.toml", TrainingConfig),
        read_document(settings.config / "policy.toml", Policy),
    )


def open_service(settings: Settings) -> "ScoringService":
    """Open what scores the workspace's clients; ConfigError, NotReadyError, BundleError."""
    from solvable.decisions.service import ScoringService

    policy, workspace = read_document(settings.config / "policy.toml", Policy), Workspace(settings.workspace)
    workspace.check_features_whole()
    return ScoringService.open(workspace, home_credit(), policy)


def check_output(file: Path) -> None:
    """Refuse a file that cannot be written, before there is any work to lose; ConfigError."""
    found = "a folder" if file.is_dir() else None
    try:
        with tempfile.TemporaryFile(dir=file.parent):
            pass
    except OSError as error:
        found = f"in its folder: {error.strerror}"
    if found is not None:
        raise ConfigError(f"Expected to write the file {file}, found {found}. Name another one.")


def now() -> str:
    """Return the present time in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")

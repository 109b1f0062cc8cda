"""The one scoring service of this process, opened when first asked for."""

import threading
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import OperationalError
from django.utils.module_loading import import_string

from solvable.errors import BundleError, CatalogueError, ConfigError, FeatureMismatchError, NotReadyError

if TYPE_CHECKING:
    from solvable.decisions.service import ScoringService

__all__ = ["UNREADY", "open_from_workspace", "scoring_service"]

# What keeps the service from answering until somebody mends the workspace, the documents or the records.
UNREADY = (NotReadyError, BundleError, ConfigError, CatalogueError, FeatureMismatchError, OperationalError)

_one_at_a_time = threading.Lock()


def scoring_service() -> "ScoringService":
    """Return the scoring service that the setting ``SCORING_SERVICE`` opens; the same one at each call.

    A failure is not remembered: once the missing step is done, the next call finds it.

    Raises
    ------
    NotReadyError
        The workspace lacks tables, features or a model.
    BundleError
        The model bundle is damaged.
    """
    opener = settings.SCORING_SERVICE
    with _one_at_a_time:
        return _opened(import_string(opener) if isinstance(opener, str) else opener)


def open_from_workspace() -> "ScoringService":
    """Open the service over the workspace and policy that the settings name."""
    # Imported here: commands that only touch the journal need not load the model's libraries.
    from solvable.decisions.policy import Policy
    from solvable.decisions.service import ScoringService
    from solvable.documents import read_document
    from solvable.portfolios.home_credit import home_credit
    from solvable.portfolios.workspace import Workspace

    return ScoringService.open(
        Workspace(settings.WORKSPACE), home_credit(), read_document(settings.CONFIG / "policy.toml", Policy)
    )


@lru_cache(maxsize=1)
def _opened(opener: "Callable[[], ScoringService]") -> "ScoringService":
    return opener()

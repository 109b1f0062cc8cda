"""The one scoring service of this process: opened when first asked for, and exchanged when another one serves."""

import threading
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string

from solvable.errors import BundleError, CatalogueError, ConfigError, FeatureMismatchError, NotReadyError
from solvable.web.answers import Answer
from solvable.web.serving import open_serving, what_serves

if TYPE_CHECKING:
    from solvable.decisions.service import ScoringService

__all__ = ["UNREADY", "exchange", "one_for_each_request", "open_from_workspace", "opened", "scoring_service"]

# What keeps the service from answering until somebody mends the workspace, the documents or the records.
UNREADY = (
    NotReadyError, BundleError, ConfigError, CatalogueError, FeatureMismatchError, OperationalError, InterfaceError,
)  # fmt: skip

Opener: TypeAlias = "str | Callable[[], ScoringService]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """A service, and the setting that opened it."""

    opener: Opener
    service: "ScoringService"


@dataclass(slots=True)
class _Request:
    """The service that a request began with."""

    service: "ScoringService | None" = None


_one_at_a_time = threading.Lock()
_open: _Open | None = None
_answering: ContextVar[_Request | None] = ContextVar("answering", default=None)


def scoring_service() -> "ScoringService":
    """Return the scoring service that the setting ``SCORING_SERVICE`` opens; the same one all through a request.

    A failure is not remembered: once the missing step is done, the next call finds it.

    Raises
    ------
    NotReadyError
        The workspace lacks tables, features or a model.
    BundleError
        The model bundle is damaged.
    """
    request = _answering.get()
    if request is None:
        return _present()
    if request.service is None:
        request.service = _present()
    return request.service


def opened() -> "ScoringService | None":
    """Return the service that answers now, without opening one."""
    return _open.service if _open is not None and _open.opener == settings.SCORING_SERVICE else None


def exchange(service: "ScoringService") -> None:
    """Let another service answer every request that begins from now on; those under way end with theirs."""
    global _open
    with _one_at_a_time:
        _open = _Open(opener=settings.SCORING_SERVICE, service=service)


def one_for_each_request(get_response: Answer) -> Answer:
    """Let no answer mix two models: a request keeps the service that it first asked for."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        token = _answering.set(_Request())
        try:
            return get_response(request)
        finally:
            _answering.reset(token)

    return answer


def open_from_workspace() -> "ScoringService":
    """Open the service of what serves in the workspace that the settings name."""
    return open_serving(what_serves())


def _present() -> "ScoringService":
    global _open
    # Without the lock where it is open, as it nearly always is: an exchange replaces the whole at once.
    found = opened()
    if found is not None:
        return found
    opener = settings.SCORING_SERVICE
    with _one_at_a_time:
        if _open is None or _open.opener != opener:
            open_it = import_string(opener) if isinstance(opener, str) else opener
            _open = _Open(opener=opener, service=open_it())
        return _open.service

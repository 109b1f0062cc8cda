"""The gate before every page and operation: who is not on its line of the access table goes no further."""

import logging
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import ResolverMatch

from solvable.web.access import ACCESS, NOBODY, Line
from solvable.web.answers import Answer
from solvable.web.api.keys import shown_key
from solvable.web.api.operations import operation_ids
from solvable.web.api.problems import is_for_programs, key_required, not_ready, scope_required
from solvable.web.desk.drafts import keep_draft
from solvable.web.desk.errors import not_allowed, unready_page
from solvable.web.journal.keys import note_use
from solvable.web.services import UNREADY
from solvable.web.sessions import end_in_time

__all__ = ["Gate", "sought"]

# Pages that stand among the API's addresses: who is not known there is led to the door, not told about keys.
_PAGES_OF_THE_API = frozenset({"api-documentation"})
_CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")

logger = logging.getLogger(__name__)


class Gate:
    """Refuses every request that the access table does not allow, before any view has run."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass requests on."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., HttpResponseBase],
        _args: tuple[Any, ...],
        _kwargs: Mapping[str, Any],
    ) -> HttpResponse | None:
        """Return the refusal, or nothing where the request may go on."""
        try:
            end_in_time(request)
            return _refusal(request)
        except UNREADY as error:
            # People, sessions and keys are records too: without them nobody is known, and nobody is let in.
            return not_ready(request, error) if is_for_programs(request) else unready_page(request, error)


def sought(match: ResolverMatch, method: str | None) -> str | None:
    """Return the line's name for an address: an operation's id, a page's name.

    None for a method that an address of the API does not have, which the API answers by itself with 405.
    """
    operations = operation_ids().get("/" + _CONVERTED.sub(r"{\1}", match.route))
    if operations is None or match.namespace != "api":
        return match.view_name
    return operations.get(str(method).lower())


def _refusal(request: HttpRequest) -> HttpResponse | None:
    match = request.resolver_match
    name = None if match is None else sought(match, request.method)
    if name is None:
        return None
    line = ACCESS.get(name, NOBODY)
    if name not in ACCESS:
        logger.error("%s has no line in the access table, so it is open to nobody.", name)
    if line.is_open:
        return None
    is_page = name in _PAGES_OF_THE_API or not is_for_programs(request)
    return _refusal_of_a_page(request, line) if is_page else _refusal_of_an_operation(request, line)


def _refusal_of_a_page(request: HttpRequest, line: Line) -> HttpResponse | None:
    if line.scopes and _opens(request, line):
        return None
    if not request.user.is_authenticated:
        return _led_to_the_door(request)
    if request.user.role in line.roles:
        return None
    return not_allowed(request, PermissionDenied())


def _led_to_the_door(request: HttpRequest) -> HttpResponse:
    """Send a person to the login, and from there back to the page they were on, with what they typed there."""
    page_of_form = keep_draft(request)
    if page_of_form is not None:
        return redirect_to_login(page_of_form)
    if request.method not in ("GET", "HEAD"):
        # There is no page at the address of a form: whoever logs in starts on the first page of their role.
        return redirect_to_login("")
    if request.headers.get("HX-Request") != "true":
        return redirect_to_login(request.get_full_path())
    # A part of a page was asked for: it would be swapped for the login form, and be what the login leads back to.
    try:
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:  # Whatever sent this, it stands on none of our pages.
        page = urlsplit("/")
    door = redirect_to_login(urlunsplit(("", "", page.path or "/", page.query, "")))
    return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": door.url})


def _refusal_of_an_operation(request: HttpRequest, line: Line) -> HttpResponse | None:
    if line.roles and request.user.is_authenticated and request.user.role in line.roles:
        return None
    key = shown_key(request)
    if key is None:
        return key_required(request)
    return None if _opens(request, line) else scope_required(request, needed=line.scopes, held=key.held)


def _opens(request: HttpRequest, line: Line) -> bool:
    """Whether the request shows a key of one of the line's scopes."""
    key = shown_key(request)
    if key is None or not key.held & line.scopes:
        return False
    note_use(key)
    return True

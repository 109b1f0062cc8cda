"""Pages for what goes wrong: each says what happened and what to do now."""

import logging
import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from solvable.errors import UnknownClientError, UnknownRecordError
from solvable.web.answers import Answer, request_id
from solvable.web.api.problems import is_for_programs, not_ready
from solvable.web.desk.drafts import keep_draft
from solvable.web.services import UNREADY

__all__ = [
    "DeskErrorsMiddleware",
    "bad_request",
    "form_expired",
    "not_allowed",
    "not_found",
    "server_failed",
    "unready_page",
]

logger = logging.getLogger(__name__)


class DeskErrorsMiddleware:
    """Turn the core's errors into pages, by their type."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass requests on; whoever opens an address that only takes a form gets a page, and not an empty one."""
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not is_for_programs(request):
            page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of an error that has one; others are failures."""
        if isinstance(error, UnknownClientError):
            context = {"client_id": error.client_id}
            return render(request, "desk/unknown_client.html", context, status=HTTPStatus.NOT_FOUND)
        if isinstance(error, UnknownRecordError):
            return not_found(request, error)
        if isinstance(error, UNREADY):
            return unready_page(request, error)
        return None


def unready_page(request: HttpRequest, error: Exception) -> HttpResponse:
    """Say that the service cannot answer until somebody mends the workspace or the records."""
    logger.error("Request %s cannot be served yet: %s", request_id(request), error)
    return _without_records(request, "503.html", HTTPStatus.SERVICE_UNAVAILABLE)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature.
    """Say that there is no such page."""
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature.
    """Say that this page is not open to this person."""
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature.
    """Say that a form has grown too old to be trusted (CSRF); one that keeps its text is shown anew with it."""
    page = keep_draft(request)
    if page is not None:
        return redirect(page)
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature.
    """Say that the request could not be read."""
    return _without_records(request, "400.html", HTTPStatus.BAD_REQUEST)


def server_failed(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours, and under which number it is found; but 503 where only the records are away.

    Django calls this while it handles the error, which no view may have seen: a session is kept after the view.
    """
    error = sys.exception()
    if isinstance(error, UNREADY):
        return not_ready(request, error) if is_for_programs(request) else unready_page(request, error)
    return _without_records(request, "500.html", HTTPStatus.INTERNAL_SERVER_ERROR)


def _without_records(request: HttpRequest, template: str, status: HTTPStatus) -> HttpResponse:
    """Render a page that asks nothing of the session or the records, since these may be what failed."""
    context = {"LANGUAGE_CODE": get_language(), "request_id": request_id(request)}
    return HttpResponse(render_to_string(template, context), status=status)

"""What a request to the API may bring: a body of a stated length, not too large, of a type that the operation reads."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from solvable.errors import listed
from solvable.web.answers import Answer
from solvable.web.api.operations import types_read
from solvable.web.api.problems import is_for_programs, problem
from solvable.web.gate import sought

__all__ = ["BodyLimits"]


class BodyLimits:
    """Refuses bodies before they are read; stands behind the gate, so that only who may ask is told of limits."""

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
        if not is_for_programs(request):
            return None
        return _refused_length(request) or _refused_type(request)


def _refused_length(request: HttpRequest) -> HttpResponse | None:
    length, most = _length(request), settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if length is None:
        return problem(
            request,
            HTTPStatus.LENGTH_REQUIRED,
            kind="length-required",
            title="The length of the body is required",
            detail="Expected a Content-Length, found a body without one. State how long the body is.",
        )
    if most is not None and length > most:
        return problem(
            request,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            kind="body-too-large",
            title="The body is too large",
            detail=f"Expected a body of at most {most:,} bytes, found one of {length:,}. Send it in several requests, "
            "or have the limit of the server raised (SOLVABLE_BODY_MB).",
        )
    return None


def _refused_type(request: HttpRequest) -> HttpResponse | None:
    match = request.resolver_match
    name = None if match is None else sought(match, request.method)
    read = types_read().get(name or "")
    # A body that is not there is missed by the operation itself, which says what it needs.
    if not read or not _length(request) or request.content_type in read:
        return None
    return problem(
        request,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        kind="media-type",
        title="The body is of a type that is not read here",
        detail=f"Expected a body of type {listed(read)}, found one that is said to be of another. "
        "Set Content-Type to what the body is.",
    )


def _length(request: HttpRequest) -> int | None:
    """Return how long the body is said to be; None where there is one and nobody says."""
    said = request.META.get("CONTENT_LENGTH") or ""
    if said.isascii() and said.isdigit():
        return int(said)
    return None if "HTTP_TRANSFER_ENCODING" in request.META else 0

"""Every error of the API as a problem document (RFC 9457), found by its type and never by its text."""

import json
import logging
from collections.abc import Collection, Mapping, Sequence
from http import HTTPMethod, HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from pydantic import BaseModel, Field

from solvable.errors import (
    ClientRowsError,
    ComparisonError,
    DecidedMeanwhileError,
    GroundsMissingError,
    RecordStateError,
    RepeatedKeyError,
    SearchError,
    SecondPersonError,
    SimilarClientsError,
    SimulationError,
    SolvableError,
    UnknownClientError,
    UnknownRecordError,
    listed,
)
from solvable.web.answers import Answer, request_id
from solvable.web.services import UNREADY

__all__ = [
    "CONTENT_TYPE",
    "FAILURE",
    "HEALTH_CHECKS",
    "TYPES",
    "UNKNOWN_CLIENT",
    "FieldError",
    "InvalidRequest",
    "Problem",
    "as_problem_documents",
    "is_for_programs",
    "key_required",
    "not_ready",
    "problem",
    "problem_document",
    "report_as_problems",
    "scope_required",
]

CONTENT_TYPE = "application/problem+json"
TYPES = "urn:solvable:problem:"
HEALTH_CHECKS = ("/healthz", "/readyz")
_PROGRAM_PATHS = ("/v1/", "/credit/", *HEALTH_CHECKS)
_KEPT_HEADERS = ("Allow", "WWW-Authenticate", "Retry-After")
_CHALLENGE = 'Basic realm="solvable", charset="UTF-8", Bearer realm="solvable"'

# Django Ninja declares that a handler may be given the class alone.
Fault = Exception | type[Exception]

logger = logging.getLogger(__name__)


class Problem(BaseModel):
    """What went wrong, for a program to act on and for a person to read."""

    type: str = Field(description="Names the kind of problem; `about:blank` where the status says it all.")
    title: str = Field(description="The kind of problem in words; the same for every problem of the type.")
    status: int = Field(description="The HTTP status, once more.")
    detail: str = Field(description="What was expected, what was found, what to do next.")
    instance: str = Field(description="The path that was asked for.")


class FieldError(BaseModel):
    """One part of the request that cannot be used."""

    location: list[str] = Field(description="Where it stands: `path`, `query` or `body`, then the names down to it.")
    message: str = Field(description="What was expected there.")


class InvalidRequest(Problem):
    """A request with parts that cannot be used, each of them named."""

    errors: list[FieldError]


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a path belongs to the API, whose errors are documents and not pages."""
    return request.path_info.startswith(_PROGRAM_PATHS)


def problem(
    request: HttpRequest,
    status: HTTPStatus,
    *,
    detail: str,
    kind: str | None = None,
    title: str | None = None,
    errors: Sequence[Mapping[str, Any]] | None = None,
) -> HttpResponse:
    """Answer with a problem document; without ``kind`` the status is all that is said about its type."""
    document = problem_document(request, status, detail=detail, kind=kind, title=title)
    if errors is not None:
        document["errors"] = list(errors)
    response = HttpResponse(json.dumps(document, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)
    response["Content-Length"] = str(len(response.content))
    if status is HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = _CHALLENGE
    return response


def problem_document(
    request: HttpRequest, status: HTTPStatus, *, detail: str, kind: str | None = None, title: str | None = None
) -> dict[str, Any]:
    """Return a problem document as such, for answers that hold several."""
    return {
        "type": f"{TYPES}{kind}" if kind else "about:blank",
        "title": title or status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": request.path,
    }


def key_required(request: HttpRequest) -> HttpResponse:
    """Return the problem of a request that shows no key that holds."""
    return problem(
        request,
        HTTPStatus.UNAUTHORIZED,
        kind="key-required",
        title="A valid API key is required",
        detail="Expected an API key that holds today, found none. Send it as X-API-Key, as a Bearer token, or as the "
        "password of HTTP Basic. An administrator makes one with `solvable key create`.",
    )


def scope_required(request: HttpRequest, *, needed: Collection[str], held: Collection[str]) -> HttpResponse:
    """Return the problem of a request whose key holds, but for something else."""
    return problem(
        request,
        HTTPStatus.FORBIDDEN,
        kind="scope-required",
        title="The API key does not cover this",
        detail=f"Expected a key with one of these scopes: {listed(sorted(needed))}; found a key for "
        f"{listed(sorted(held))}. An administrator makes another with `solvable key create --scope`.",
    )


def not_ready(request: HttpRequest, error: Fault) -> HttpResponse:
    """Return the problem of a request that nobody can answer until workspace or records are mended."""
    # The cause names folders and commands of the server: it goes to the log, not to the caller.
    logger.error("Request %s cannot be served yet: %s", request_id(request), error)
    response = problem(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        kind="not-ready",
        title="The service is not ready",
        detail="The service cannot answer just now. Ask again in a moment; "
        f"if it lasts, the server's log says why under request {request_id(request)}.",
    )
    response["Retry-After"] = "30"
    return response


def as_problem_documents(get_response: Answer) -> Answer:
    """Turn what Django answers by itself on the API's paths (404, 405, 400) into problem documents."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST or not is_for_programs(request):
            return response
        if response.headers.get("Content-Type") == CONTENT_TYPE:
            return response
        status = HTTPStatus(response.status_code)
        document = problem(request, status, detail=_DETAILS.get(status, status.description or status.phrase))
        for header in _KEPT_HEADERS:
            if header in response.headers:
                document[header] = response.headers[header]
        return document

    return answer


def report_as_problems(api: NinjaAPI) -> None:
    """Have an API answer each type of error with its own problem document."""
    api.add_exception_handler(AuthenticationError, _without_key)
    api.add_exception_handler(SuspiciousOperation, _unreadable)
    api.add_exception_handler(ValidationError, _invalid_request)
    api.add_exception_handler(UnknownClientError, _unknown_client)
    api.add_exception_handler(UnknownRecordError, _unknown_record)
    api.add_exception_handler(ClientRowsError, _client_rows)
    for conflict in _CONFLICTS:
        api.add_exception_handler(conflict, _conflict)
    for refused in _REFUSED:
        api.add_exception_handler(refused, _refused)
    for unready in UNREADY:
        api.add_exception_handler(unready, not_ready)
    api.add_exception_handler(Exception, _failure)


# What cannot be written as things stand, whatever the schema says.
_CONFLICTS: Mapping[type[SolvableError], tuple[str, str]] = {
    GroundsMissingError: ("grounds-required", "Grounds are required"),
    SecondPersonError: ("second-person-required", "Another person is required"),
    RecordStateError: ("state-conflict", "The record is in another state"),
    DecidedMeanwhileError: ("state-conflict", "The client was decided on meanwhile"),
    RepeatedKeyError: ("idempotency-key-reused", "The idempotency key came with another request"),
}
# What keeps to the schema and yet cannot be computed for this client.
_REFUSED: Mapping[type[SolvableError], tuple[str, str]] = {
    SimulationError: ("change-not-possible", "The change cannot be computed"),
    SimilarClientsError: ("too-few-similar", "There are not as many similar clients"),
    ComparisonError: ("comparison-not-possible", "The comparison may not be made"),
    SearchError: ("search-not-possible", "Clients cannot be searched in this way"),
}
UNKNOWN_CLIENT: Mapping[str, Any] = {"kind": "unknown-client", "title": "No such client"}
FAILURE: Mapping[str, Any] = {"kind": "failure", "title": "The service failed"}
_DETAILS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this path. /v1/openapi.json lists every operation.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This path exists, but not for this method. The Allow header lists those it has.",
    HTTPStatus.BAD_REQUEST: "The request could not be read. Check host name and headers, that a body is JSON, and that "
    "there are no more than 1,000 parameters.",
}


def _without_key(request: HttpRequest, _error: Fault) -> HttpResponse:
    return key_required(request)


def _unreadable(request: HttpRequest, _error: Fault) -> HttpResponse:
    return problem(request, HTTPStatus.BAD_REQUEST, detail=_DETAILS[HTTPStatus.BAD_REQUEST])


def _invalid_request(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    found = [] if isinstance(error, type) else error.errors
    errors = [{"location": _place(part["loc"]), "message": str(part["msg"])} for part in found]
    return problem(
        request,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        kind="invalid-request",
        title="The request has parts that cannot be used",
        detail=f"{'.'.join(errors[0]['location'])}: {errors[0]['message']}" if errors else "The request is malformed.",
        errors=errors,
    )


def _place(location: Sequence[int | str]) -> list[str]:
    """Say where a part stands in what was sent: the framework puts the name of our own argument after `body`."""
    source, *rest = (str(part) for part in location)
    return [source, *rest[1:]] if source == "body" else [source, *rest]


def _client_rows(request: HttpRequest, error: Fault) -> HttpResponse:
    place: list[str] = []
    if isinstance(error, ClientRowsError) and error.table is not None:
        # Places are counted from 0, as in every other error; the sentence counts rows as people do.
        row = [] if error.row is None else [str(error.row - 1)]
        place = ["tables", error.table, *row, *([error.column] if error.column is not None else [])]
    return problem(
        request,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        kind="client-rows",
        title="The rows are not those of one client",
        detail=str(error),
        errors=[{"location": ["body", *place], "message": str(error)}],
    )


def _unknown_client(request: HttpRequest, error: Fault) -> HttpResponse:
    return problem(request, HTTPStatus.NOT_FOUND, **UNKNOWN_CLIENT, detail=str(error))


def _unknown_record(request: HttpRequest, error: Fault) -> HttpResponse:
    return problem(request, HTTPStatus.NOT_FOUND, kind="unknown-record", title="No such record", detail=str(error))


def _conflict(request: HttpRequest, error: Fault) -> HttpResponse:
    kind, title = next(words for conflict, words in _CONFLICTS.items() if isinstance(error, conflict))
    return problem(request, HTTPStatus.CONFLICT, kind=kind, title=title, detail=str(error))


def _refused(request: HttpRequest, error: Fault) -> HttpResponse:
    kind, title = next(words for refused, words in _REFUSED.items() if isinstance(error, refused))
    part = "body" if request.method == HTTPMethod.POST else "query"
    return problem(
        request,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        kind=kind,
        title=title,
        detail=str(error),
        errors=[{"location": [part, *_place_of(error)], "message": str(error)}],
    )


def _place_of(error: Fault) -> tuple[str, ...]:
    """Return which parameter an error is about, where it says so."""
    return (error.field,) if isinstance(error, SearchError) else ()


def _failure(request: HttpRequest, error: Fault) -> HttpResponse:
    logger.error("Request %s failed", request_id(request), exc_info=error if isinstance(error, Exception) else None)
    return problem(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        **FAILURE,
        detail=f"The fault is ours. Report it with the number of the request: {request_id(request)}.",
    )

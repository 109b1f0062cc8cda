"""Everything that the API refuses or cannot do, as types: found by the type of its problem document."""

import json
from collections.abc import Mapping
from email.message import Message
from typing import Any

from solvable.errors import SolvableError

__all__ = [
    "AddressError",
    "AnotherRequestError",
    "ApiError",
    "BodyTooLargeError",
    "BrokenAnswerError",
    "ChangeNotPossibleError",
    "ClientRowsRefusedError",
    "ComparisonRefusedError",
    "GroundsRequiredError",
    "InvalidRequestError",
    "KeyRequiredError",
    "NotReadyError",
    "ScopeRequiredError",
    "SearchRefusedError",
    "SecondPersonRequiredError",
    "ServerFailedError",
    "StateConflictError",
    "TooFewSimilarError",
    "UnknownClientError",
    "UnknownRecordError",
    "UnreachableError",
    "error_of",
]

TYPES = "urn:solvable:problem:"
PROBLEM = "application/problem+json"


class ApiError(SolvableError):
    """The API answered with a problem.

    Attributes
    ----------
    kind
        What kind of problem it is, as the last part of its type; empty where the status says it all.
    status
        The HTTP status.
    detail
        What was expected, what was found, what to do next.
    errors
        Of a request with parts that cannot be used, each part: where it stands, what was expected there.
    request_id
        The number under which the server's log has it.
    """

    def __init__(
        self, *, kind: str, title: str, status: int, detail: str, errors: tuple[Mapping[str, Any], ...], request_id: str
    ) -> None:
        self.kind, self.status, self.detail, self.errors, self.request_id = kind, status, detail, errors, request_id
        super().__init__(f"{title} ({status}): {detail} [request {request_id or 'without number'}]")


class KeyRequiredError(ApiError):
    """The key does not hold."""


class ScopeRequiredError(ApiError):
    """The key holds, for something else."""


class UnknownClientError(ApiError):
    """There is no client of that number."""


class UnknownRecordError(ApiError):
    """There is no record of that number, or it was erased."""


class InvalidRequestError(ApiError):
    """Parts of the request cannot be used; ``errors`` names each."""


class ClientRowsRefusedError(ApiError):
    """The rows given are not those of one client, or not what their tables hold."""


class ChangeNotPossibleError(ApiError):
    """A change of the application cannot be computed."""


class TooFewSimilarError(ApiError):
    """There are not as many similar clients."""


class ComparisonRefusedError(ApiError):
    """The comparison may not be made."""


class SearchRefusedError(ApiError):
    """Clients cannot be searched in this way."""


class GroundsRequiredError(ApiError):
    """A ground and words for it are required."""


class SecondPersonRequiredError(ApiError):
    """Another person is required."""


class StateConflictError(ApiError):
    """A record, or the proposal, is in another state by now."""


class AnotherRequestError(ApiError):
    """The idempotency key came with another request before."""


class BodyTooLargeError(ApiError):
    """More was sent than the server reads at once."""


class NotReadyError(ApiError):
    """The service cannot answer just now, also after waiting and asking again."""


class ServerFailedError(ApiError):
    """The service failed; the fault is the server's."""


class UnreachableError(SolvableError):
    """No answer came, also after asking again."""


class BrokenAnswerError(SolvableError):
    """An answer of many lines ended before its end, also after asking for the rest again."""


class AddressError(SolvableError):
    """The address is not one that a key may be sent to."""


_BY_KIND: Mapping[str, type[ApiError]] = {
    "key-required": KeyRequiredError,
    "scope-required": ScopeRequiredError,
    "unknown-client": UnknownClientError,
    "unknown-record": UnknownRecordError,
    "invalid-request": InvalidRequestError,
    "client-rows": ClientRowsRefusedError,
    "change-not-possible": ChangeNotPossibleError,
    "too-few-similar": TooFewSimilarError,
    "comparison-not-possible": ComparisonRefusedError,
    "search-not-possible": SearchRefusedError,
    "grounds-required": GroundsRequiredError,
    "second-person-required": SecondPersonRequiredError,
    "state-conflict": StateConflictError,
    "idempotency-key-reused": AnotherRequestError,
    "body-too-large": BodyTooLargeError,
    "not-ready": NotReadyError,
    "failure": ServerFailedError,
}


def error_of(status: int, headers: Message, body: bytes) -> ApiError:
    """Return the error that an answer stands for, whatever stands between here and the server may have answered."""
    document = _document(headers, body)
    kind = str(document.get("type", "")).removeprefix(TYPES).removeprefix("about:blank")
    wanted = _BY_KIND.get(kind) or (ServerFailedError if status >= 500 else ApiError)
    return wanted(
        kind=kind,
        title=str(document.get("title", "The server refused")),
        status=status,
        detail=str(document.get("detail", "The answer does not say why; it may not be the API's own.")),
        errors=tuple(document.get("errors", ())),
        request_id=headers.get("X-Request-ID", ""),
    )


def _document(headers: Message, body: bytes) -> Mapping[str, Any]:
    """Return the problem document of an answer, an empty one where it has none."""
    if not headers.get("Content-Type", "").startswith(PROBLEM):
        return {}
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}

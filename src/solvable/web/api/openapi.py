"""The OpenAPI document as it is published: errors under their own media type, each with an example."""

import json
from functools import cache
from http import HTTPStatus
from typing import Any

from solvable.web.access import ACCESS, NOBODY
from solvable.web.api.api import api
from solvable.web.api.batch_schemas import LINE_EXAMPLES
from solvable.web.api.problems import CONTENT_TYPE, TYPES
from solvable.web.api.scores import LINES

__all__ = ["build_openapi_document"]

_PATH = "/v1/clients/100002/score"
ANSWERED_IN_LINES = frozenset({"score_clients"})
_EXAMPLES: dict[HTTPStatus, dict[str, Any]] = {
    HTTPStatus.BAD_REQUEST: {
        "type": "about:blank",
        "title": "Bad Request",
        "detail": "The request could not be read. […]",
    },
    HTTPStatus.UNAUTHORIZED: {
        "type": f"{TYPES}key-required",
        "title": "A valid API key is required",
        "detail": "Expected an API key that holds today, found none. […]",
    },
    HTTPStatus.FORBIDDEN: {
        "type": f"{TYPES}scope-required",
        "title": "The API key does not cover this",
        "detail": "Expected a key with one of these scopes: score; found a key for […]. […]",
    },
    HTTPStatus.NOT_FOUND: {
        "type": f"{TYPES}unknown-client",
        "title": "No such client",
        "detail": "Expected the number of a client in the workspace, found 100002, which is not there. […]",
    },
    HTTPStatus.CONFLICT: {
        "type": f"{TYPES}grounds-required",
        "title": "Grounds are required",
        "detail": "Deciding accept where decline was proposed needs a ground and words for it, found none. […]",
    },
    HTTPStatus.LENGTH_REQUIRED: {
        "type": f"{TYPES}length-required",
        "title": "The length of the body is required",
        "detail": "Expected a Content-Length, found a body without one. State how long the body is.",
    },
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: {
        "type": f"{TYPES}body-too-large",
        "title": "The body is too large",
        "detail": "Expected a body of at most 10,485,760 bytes, found one of 20,971,520. […]",
    },
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: {
        "type": f"{TYPES}media-type",
        "title": "The body is of a type that is not read here",
        "detail": "Expected a body of type application/json, found one that is said to be of another. […]",
    },
    HTTPStatus.UNPROCESSABLE_ENTITY: {
        "type": f"{TYPES}invalid-request",
        "title": "The request has parts that cannot be used",
        "detail": "query.limit: Input should be less than or equal to 20",
        "errors": [{"location": ["query", "limit"], "message": "Input should be less than or equal to 20"}],
    },
    HTTPStatus.INTERNAL_SERVER_ERROR: {
        "type": f"{TYPES}failure",
        "title": "The service failed",
        "detail": "The fault is ours. Report it with the number of the request: […].",
    },
    HTTPStatus.SERVICE_UNAVAILABLE: {
        "type": f"{TYPES}not-ready",
        "title": "The service is not ready",
        "detail": "The service cannot answer just now. Ask again in a moment; […]",
    },
}


@cache
def build_openapi_document() -> dict[str, Any]:
    """Return the document; the framework knows one media type only, so errors are put right here.

    Which key an operation asks for, and how it is refused, is said here as well: the gate does both.
    """
    document: dict[str, Any] = api.get_openapi_schema()
    for operations in document["paths"].values():
        for operation in operations.values():
            _say_which_key(operation)
            _say_what_body(operation)
            _say_lines(operation)
            for code, response in operation["responses"].items():
                status = HTTPStatus(int(code))
                response["description"] = status.phrase
                if status >= HTTPStatus.BAD_REQUEST:
                    [schema] = [content["schema"] for content in response["content"].values()]
                    example = _EXAMPLES[status] | {"status": status.value, "instance": _PATH}
                    response["content"] = {CONTENT_TYPE: {"schema": schema, "example": example}}
    return document


def _say_which_key(operation: dict[str, Any]) -> None:
    """Say of an operation which scope it asks for, and how it refuses, as the access table has it."""
    scopes = sorted(ACCESS.get(operation["operationId"], NOBODY).scopes)
    if not scopes:
        return
    operation["description"] += f"\n\nNeeds a key with {' or '.join(f'scope `{scope}`' for scope in scopes)}."
    for status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        schema = {"$ref": "#/components/schemas/Problem"}
        operation["responses"][str(status.value)] = {"content": {CONTENT_TYPE: {"schema": schema}}}


def _say_what_body(operation: dict[str, Any]) -> None:
    """Say of an operation that reads a body how bodies are refused that it does not read."""
    if "requestBody" not in operation:
        return
    for status in (HTTPStatus.LENGTH_REQUIRED, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE):
        schema = {"$ref": "#/components/schemas/Problem"}
        operation["responses"][str(status.value)] = {"content": {CONTENT_TYPE: {"schema": schema}}}


def _say_lines(operation: dict[str, Any]) -> None:
    """Say of an operation that answers line by line what one line is."""
    if operation["operationId"] not in ANSWERED_IN_LINES:
        return
    found = operation["responses"][HTTPStatus.OK.value]
    [content] = found["content"].values()
    example = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in LINE_EXAMPLES)
    found["content"] = {LINES: {"schema": {"type": "string"}, "itemSchema": content["schema"], "example": example}}

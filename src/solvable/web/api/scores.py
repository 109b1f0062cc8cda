"""Scores of many clients, answered line by line as they are found."""

import json
import logging
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

import pydantic
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router
from ninja.errors import HttpError, ValidationError
from ninja.params.functions import Query
from pydantic import BeforeValidator, Field, TypeAdapter

from solvable.errors import UnknownClientError
from solvable.portfolios.portfolio import LARGEST_CLIENT_ID
from solvable.web.answers import request_id
from solvable.web.api.batch_schemas import Origin, ProblemLine, ScoreLine
from solvable.web.api.clients import plain_digits
from solvable.web.api.problems import FAILURE, UNKNOWN_CLIENT, InvalidRequest, Problem, problem_document
from solvable.web.services import scoring_service

if TYPE_CHECKING:
    from solvable.decisions.service import ScoringService

__all__ = ["LINES", "MOST_CLIENTS", "router"]

LINES = "application/x-ndjson"
# Three times the largest portfolio that this was tried on; more are sent in several requests.
MOST_CLIENTS = 1_000_000
# At once: what is explained takes a hundred times as long, and the first line should not wait for it.
PROPOSED_AT_ONCE, EXPLAINED_AT_ONCE = 5_000, 50
# Of a body that is wrong all over, the first places tell enough.
MOST_ERRORS = 20

logger = logging.getLogger(__name__)
router = Router(tags=["scores"])

ClientNumbers = Annotated[
    list[Annotated[int, Field(ge=1, le=LARGEST_CLIENT_ID, strict=True)]], Field(min_length=1, max_length=MOST_CLIENTS)
]
Reasons = Annotated[int, Field(ge=0, le=20), BeforeValidator(plain_digits)]

_NUMBERS: TypeAdapter[list[int]] = TypeAdapter(ClientNumbers)
_REASONS: int = Query(0, description="How many reasons to give against and in favour; 0 gives none and is faster.")
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {"schema": _NUMBERS.json_schema(), "example": [100002, 100003]},
        LINES: {"schema": {"type": "string", "description": "One number per line."}, "example": "100002\n100003\n"},
    },
}
_PROBLEMS: dict[int, Any] = {400: Problem, 422: InvalidRequest, 500: Problem, 503: Problem}


@router.post(
    "/v1/scores",
    response={200: ScoreLine | ProblemLine, **_PROBLEMS},
    operation_id="score_clients",
    summary="Score many stored clients",
    openapi_extra={"requestBody": _BODY},
)
def score_clients(request: HttpRequest, reasons: Reasons = _REASONS) -> StreamingHttpResponse:
    """Return a line of JSON for each client, in the order asked, as they are found; nothing is recorded.

    The numbers come as a JSON list, or one per line; up to 1,000,000 of them. A client who is not there gets a line of
    kind `problem` and the others are answered. All lines are by one model and one policy. Numbers that rise are
    answered fastest. An answer with fewer lines than numbers was cut off.
    """
    client_ids, service = _read_numbers(request), scoring_service()
    lines = _lines(request, service, client_ids, n_reasons=reasons)
    # What cannot be answered at all has its own status: hence the first lines before any are sent.
    return StreamingHttpResponse(chain([next(lines)], _to_the_end(request, lines)), content_type=LINES)


def _read_numbers(request: HttpRequest) -> list[int]:
    if request.content_type == LINES:
        return _numbers_by_line(request.body)
    try:
        given = json.loads(request.body)
    except ValueError as error:
        raise HttpError(HTTPStatus.BAD_REQUEST, "The body is no JSON.") from error
    if isinstance(given, list):
        # In JSON 100002.0 is the same whole number.
        given = [int(one) if isinstance(one, float) and one.is_integer() else one for one in given]
    return _checked(given, names=[])


def _numbers_by_line(body: bytes) -> list[int]:
    """Read one number per line; lines are counted from 1, and empty ones are none."""
    lines = [(number, line.strip()) for number, line in enumerate(body.split(b"\n"), start=1)]
    told = [(number, line) for number, line in lines if line]
    # What is not in plain digits goes on as text, and is refused as such.
    given = [int(line) if line.isdigit() and len(line) < 20 else line.decode(errors="replace") for _, line in told]
    return _checked(given, names=[f"line {number}" for number, _ in told])


def _checked(given: object, *, names: Sequence[str]) -> list[int]:
    """Return numbers of clients, or say where others stand, by name where places have one."""
    try:
        return _NUMBERS.validate_python(given)
    except pydantic.ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False, include_context=False)[:MOST_ERRORS]
    found = []
    for part in wrong:
        place = [names[at] if names and isinstance(at, int) else at for at in part["loc"]]
        found.append({"loc": ("body", "client_ids", *place), "msg": part["msg"]})
    raise ValidationError(found)


def _lines(
    request: HttpRequest, service: "ScoringService", client_ids: Sequence[int], *, n_reasons: int
) -> Iterator[bytes]:
    """Give the lines of some clients at a time."""
    find = service.find_decisions if n_reasons else service.find_proposals
    at_once = EXPLAINED_AT_ONCE if n_reasons else PROPOSED_AT_ONCE
    origin: Origin = {
        "model_version": service.model_version,
        "policy_version": service.policy_version,
        "policy_checksum": service.policy.checksum,
    }
    for start in range(0, len(client_ids), at_once):
        asked = client_ids[start : start + at_once]
        found = {one.client_id: one for one in find(list(dict.fromkeys(asked)))}
        yield b"".join(
            _line(ScoreLine.from_found(found[client_id], origin, limit=n_reasons))
            if client_id in found
            else _line(_unknown(request, client_id))
            for client_id in asked
        )


def _to_the_end(request: HttpRequest, lines: Iterator[bytes]) -> Iterator[bytes]:
    """Give all lines; where they break off, a last one says so, since the status was sent long ago."""
    try:
        yield from lines
    except Exception:
        number = request_id(request)
        logger.exception("Request %s broke off", number)
        document = problem_document(
            request,
            HTTPStatus.INTERNAL_SERVER_ERROR,
            **FAILURE,
            detail=f"The answer ends here, and the fault is ours. Report it with the number of the request: {number}.",
        )
        yield _line(ProblemLine(kind="problem", client_id=None, problem=Problem(**document)))


def _unknown(request: HttpRequest, client_id: int) -> ProblemLine:
    detail = str(UnknownClientError(client_id))
    document = problem_document(request, HTTPStatus.NOT_FOUND, **UNKNOWN_CLIENT, detail=detail)
    return ProblemLine(kind="problem", client_id=client_id, problem=Problem(**document))


def _line(line: ScoreLine | ProblemLine) -> bytes:
    return line.model_dump_json().encode() + b"\n"

"""Writes of programs: done once however often they are sent, and kept under key and person."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.params.functions import Header
from pydantic import BaseModel, StringConstraints

from solvable.errors import AccessError
from solvable.web.api.keys import shown_key
from solvable.web.api.problems import InvalidRequest, Problem
from solvable.web.journal.actors import actor_of_key
from solvable.web.journal.idempotency import Answer, Write, answer_once

__all__ = ["READ_PROBLEMS", "WRITE_KEY", "WRITE_PROBLEMS", "IdempotencyKey", "actor", "write_once"]

REPLAYED_HEADER = "Idempotency-Replayed"

IdempotencyKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{8,100}$")]

WRITE_KEY: str = Header(
    ...,
    alias="Idempotency-Key",
    description="A new one for each write. The same write sent again under it is answered again and not done again; "
    "for seven days.",
)
READ_PROBLEMS: dict[int, Any] = {404: Problem, 422: InvalidRequest, 500: Problem, 503: Problem}
WRITE_PROBLEMS: dict[int, Any] = {**READ_PROBLEMS, 400: Problem, 409: Problem}


def actor(request: HttpRequest, name: str) -> str:
    """Return who did it: the program by its key, and the person whom it names."""
    key = shown_key(request)
    if key is None:
        raise AccessError("Expected a request with a key, found one without. The gate lets none through.")
    return f"{actor_of_key(key)}:{name}"


def write_once(
    request: HttpRequest, idempotency_key: str, act: Callable[[], BaseModel], *, client_id: int | None
) -> HttpResponse:
    """Do a write once, and answer it each time."""
    said = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    write = Write(owner=actor(request, ""), key=idempotency_key, request_hash=said, client_id=client_id)

    def done() -> Answer:
        return Answer(status=HTTPStatus.CREATED, body=act().model_dump_json())

    answer, is_known = answer_once(write, done, at=timezone.now())
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json; charset=utf-8")
    response[REPLAYED_HEADER] = "true" if is_known else "false"
    return response

"""Decisions and reviews that programs record for the people who use them."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from ninja.params.functions import Body, Header, Path, Query
from pydantic import StringConstraints

from solvable.decisions.oversight import TakenDecision
from solvable.errors import AccessError
from solvable.vocabulary import Language
from solvable.web.api.clients import ClientId
from solvable.web.api.keys import shown_key
from solvable.web.api.problems import InvalidRequest, Problem
from solvable.web.api.record_schemas import ConfirmationIn, DecisionIn, DecisionOut, ReviewIn, ReviewOut
from solvable.web.journal.actors import actor_of_key
from solvable.web.journal.decisions import confirm_decision, record_decision
from solvable.web.journal.idempotency import Answer, Write, answer_once
from solvable.web.journal.ledger import find_record
from solvable.web.journal.records import Decision
from solvable.web.journal.reviews import ask_review
from solvable.web.letters import CONTENT_TYPE, answer_with_letter
from solvable.web.services import scoring_service

__all__ = ["router"]

REPLAYED_HEADER = "Idempotency-Replayed"

router = Router(tags=["decisions"])

IdempotencyKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{8,100}$")]

_CLIENT_ID: int = Path(..., description="Number of the client.", example=100002)
_DECISION_ID: int = Path(..., description="Number of the decision.", example=17)
_LANGUAGE: Language = Query(Language.FR, description="In which language the letter is.")
_KEY: str = Header(
    ...,
    alias="Idempotency-Key",
    description="A new one for each write. The same write sent again under it is answered again and not done again; "
    "for seven days.",
)
_PROBLEMS: dict[int, Any] = {404: Problem, 422: InvalidRequest, 500: Problem, 503: Problem}
_WRITE_PROBLEMS: dict[int, Any] = {**_PROBLEMS, 400: Problem, 409: Problem}


@router.post(
    "/v1/clients/{client_id}/decisions",
    response={201: DecisionOut, **_WRITE_PROBLEMS},
    operation_id="record_decision",
    summary="Record what a person decided",
)
def post_decision(
    request: HttpRequest,
    client_id: ClientId = _CLIENT_ID,
    idempotency_key: IdempotencyKey = _KEY,
    decision: DecisionIn = Body(...),  # noqa: B008 - declared so by Ninja.
) -> HttpResponse:
    """Record a decision with all that the proposal stands on, so that it can be replayed.

    Answers 409 where the proposal is another one by now, where a decision departs from it without a ground and words,
    and where the decision that it corrects was corrected already.
    """

    def act() -> DecisionOut:
        taken = TakenDecision(
            proposed=decision.proposed,
            taken=decision.taken,
            ground=decision.ground,
            words=decision.words,
            shown=dict(decision.shown),
        )
        record = record_decision(
            scoring_service().evidence(client_id, with_way=decision.tells_way),
            taken,
            by=_actor(request, decision.decided_by),
            at=timezone.now(),
            corrects=decision.corrects,
        )
        return DecisionOut.from_record(record)

    return _write(request, idempotency_key, act, client_id=client_id)


@router.get(
    "/v1/decisions/{decision_id}",
    response={200: DecisionOut, **_PROBLEMS},
    operation_id="read_decision",
    summary="Read a decision, and whether it holds",
)
def get_decision(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    decision_id: ClientId = _DECISION_ID,
) -> DecisionOut:
    """Return a recorded decision; 404 where there is none, or it was erased."""
    return DecisionOut.from_record(find_record(Decision, decision_id))


@router.get(
    "/v1/decisions/{decision_id}/letter",
    response={409: Problem, **_PROBLEMS},
    operation_id="write_letter",
    summary="Write the letter about a decision",
    openapi_extra={
        "responses": {200: {"content": {CONTENT_TYPE: {"schema": {"type": "string", "format": "binary"}}}}},
    },
)
def get_letter(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    decision_id: ClientId = _DECISION_ID,
    lang: Language = _LANGUAGE,
) -> HttpResponse:
    """Return the letter as PDF for the client: the decision, the main reasons, what could change it, their rights.

    It is written from the record alone: the same decision gives the same bytes. The letter of a decision that another
    one took the place of is marked as a copy. Answers 409 where the decision waits for a second person or was refused
    by one.
    """
    return answer_with_letter(decision_id, lang)


@router.post(
    "/v1/decisions/{decision_id}/confirmation",
    response={201: DecisionOut, **_WRITE_PROBLEMS},
    operation_id="confirm_decision",
    summary="Record what a second person says to a decision",
)
def post_confirmation(
    request: HttpRequest,
    decision_id: ClientId = _DECISION_ID,
    idempotency_key: IdempotencyKey = _KEY,
    confirmation: ConfirmationIn = Body(...),  # noqa: B008 - declared so by Ninja.
) -> HttpResponse:
    """Confirm or refuse a decision that waits for a second person, and return it.

    Answers 409 where it does not wait, where it is the same person, and where somebody disagrees without words.
    """

    def act() -> DecisionOut:
        confirm_decision(
            decision_id,
            agrees=confirmation.agrees,
            words=confirmation.words,
            by=_actor(request, confirmation.decided_by),
            at=timezone.now(),
        )
        return DecisionOut.from_record(find_record(Decision, decision_id))

    return _write(request, idempotency_key, act, client_id=find_record(Decision, decision_id).client_id)


@router.post(
    "/v1/decisions/{decision_id}/reviews",
    response={201: ReviewOut, **_WRITE_PROBLEMS},
    operation_id="ask_review",
    summary="Record that a client asks for a person to look again",
)
def post_review(
    request: HttpRequest,
    decision_id: ClientId = _DECISION_ID,
    idempotency_key: IdempotencyKey = _KEY,
    review: ReviewIn = Body(...),  # noqa: B008 - declared so by Ninja.
) -> HttpResponse:
    """Record a review in the client's words, and return until when it is due; 409 where one is open already."""

    def act() -> ReviewOut:
        asked = ask_review(
            decision_id,
            words=review.words,
            terms=scoring_service().policy.reviews,
            by=_actor(request, review.taken_by),
            at=timezone.now(),
        )
        return ReviewOut.from_record(asked)

    return _write(request, idempotency_key, act, client_id=find_record(Decision, decision_id).client_id)


def _actor(request: HttpRequest, name: str) -> str:
    """Return who did it: the program by its key, and the person whom it names."""
    key = shown_key(request)
    if key is None:
        raise AccessError("Expected a request with a key, found one without. The gate lets none through.")
    return f"{actor_of_key(key)}:{name}"


def _write(
    request: HttpRequest, idempotency_key: str, act: Callable[[], Schema], *, client_id: int | None
) -> HttpResponse:
    """Do a write once, and answer it each time."""
    said = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    write = Write(owner=_actor(request, ""), key=idempotency_key, request_hash=said, client_id=client_id)

    def done() -> Answer:
        return Answer(status=HTTPStatus.CREATED, body=act().model_dump_json())

    answer, is_known = answer_once(write, done, at=timezone.now())
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json; charset=utf-8")
    response[REPLAYED_HEADER] = "true" if is_known else "false"
    return response

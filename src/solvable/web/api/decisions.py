"""Decisions that programs record for the people who use them."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from ninja.params.functions import Body, Path, Query

from solvable.decisions.oversight import TakenDecision
from solvable.vocabulary import Language
from solvable.web.api.clients import ClientId
from solvable.web.api.problems import Problem
from solvable.web.api.record_schemas import ConfirmationIn, DecisionIn, DecisionOut
from solvable.web.api.writes import READ_PROBLEMS, WRITE_KEY, WRITE_PROBLEMS, IdempotencyKey, actor, write_once
from solvable.web.journal.decisions import confirm_decision, record_decision
from solvable.web.journal.ledger import find_record
from solvable.web.journal.records import Decision
from solvable.web.letters import CONTENT_TYPE, answer_with_letter
from solvable.web.services import scoring_service

__all__ = ["router"]

router = Router(tags=["decisions"])

_CLIENT_ID: int = Path(..., description="Number of the client.", example=100002)
_DECISION_ID: int = Path(..., description="Number of the decision.", example=17)
_LANGUAGE: Language = Query(Language.FR, description="In which language the letter is.")


@router.post(
    "/v1/clients/{client_id}/decisions",
    response={201: DecisionOut, **WRITE_PROBLEMS},
    operation_id="record_decision",
    summary="Record what a person decided",
)
def post_decision(
    request: HttpRequest,
    client_id: ClientId = _CLIENT_ID,
    idempotency_key: IdempotencyKey = WRITE_KEY,
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
            by=actor(request, decision.decided_by),
            at=timezone.now(),
            corrects=decision.corrects,
        )
        return DecisionOut.from_record(record)

    return write_once(request, idempotency_key, act, client_id=client_id)


@router.get(
    "/v1/decisions/{decision_id}",
    response={200: DecisionOut, **READ_PROBLEMS},
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
    response={409: Problem, **READ_PROBLEMS},
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
    response={201: DecisionOut, **WRITE_PROBLEMS},
    operation_id="confirm_decision",
    summary="Record what a second person says to a decision",
)
def post_confirmation(
    request: HttpRequest,
    decision_id: ClientId = _DECISION_ID,
    idempotency_key: IdempotencyKey = WRITE_KEY,
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
            by=actor(request, confirmation.decided_by),
            at=timezone.now(),
        )
        return DecisionOut.from_record(find_record(Decision, decision_id))

    return write_once(request, idempotency_key, act, client_id=find_record(Decision, decision_id).client_id)

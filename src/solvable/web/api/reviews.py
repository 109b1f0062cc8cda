"""Reviews by the API: asked by a client, assigned to a person, concluded with grounds, and what waits."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from ninja.params.functions import Body, Path, Query
from pydantic import BeforeValidator, Field

from solvable.web.api.clients import ClientId, plain_digits
from solvable.web.api.problems import InvalidRequest, Problem
from solvable.web.api.review_schemas import AssignmentIn, ConclusionIn, OpenReviewsOut, ReviewIn, ReviewOut
from solvable.web.api.writes import READ_PROBLEMS, WRITE_KEY, WRITE_PROBLEMS, IdempotencyKey, actor, write_once
from solvable.web.journal.ledger import find_record
from solvable.web.journal.records import Decision, Review
from solvable.web.journal.reviews import ask_review, assign_review, conclude_review, open_reviews
from solvable.web.services import scoring_service

__all__ = ["router"]

router = Router(tags=["reviews"])

Offset = Annotated[int, Field(ge=0, le=10**9), BeforeValidator(plain_digits)]
Limit = Annotated[int, Field(ge=1, le=500), BeforeValidator(plain_digits)]

_DECISION_ID: int = Path(..., description="Number of the decision.", example=17)
_REVIEW_ID: int = Path(..., description="Number of the review.", example=3)
_OFFSET: int = Query(0, description="How many of the most urgent to leave out.")
_LIMIT: int = Query(100, description="How many to give at most.")


@router.post(
    "/v1/decisions/{decision_id}/reviews",
    response={201: ReviewOut, **WRITE_PROBLEMS},
    operation_id="ask_review",
    summary="Record that a client asks for a person to look again",
)
def post_review(
    request: HttpRequest,
    decision_id: ClientId = _DECISION_ID,
    idempotency_key: IdempotencyKey = WRITE_KEY,
    review: ReviewIn = Body(...),  # noqa: B008 - declared so by Ninja.
) -> HttpResponse:
    """Record a review in the client's words, and return until when it is due; 409 where one is open already."""

    def act() -> ReviewOut:
        asked = ask_review(
            decision_id,
            words=review.words,
            terms=scoring_service().policy.reviews,
            by=actor(request, review.taken_by),
            at=timezone.now(),
        )
        return ReviewOut.from_record(asked)

    return write_once(request, idempotency_key, act, client_id=find_record(Decision, decision_id).client_id)


@router.get(
    "/v1/reviews",
    response={200: OpenReviewsOut, 422: InvalidRequest, 500: Problem, 503: Problem},
    operation_id="list_open_reviews",
    summary="List the reviews that wait for an answer",
)
def list_open_reviews(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    offset: Offset = _OFFSET,
    limit: Limit = _LIMIT,
) -> OpenReviewsOut:
    """Return open reviews, those due first before the others, and how many there are in all."""
    waiting = open_reviews()
    return OpenReviewsOut(
        n_open=len(waiting), reviews=[ReviewOut.from_record(one) for one in waiting[offset : offset + limit]]
    )  # fmt: skip


@router.get(
    "/v1/reviews/{review_id}",
    response={200: ReviewOut, **READ_PROBLEMS},
    operation_id="read_review",
    summary="Read a review, and where it stands",
)
def get_review(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    review_id: ClientId = _REVIEW_ID,
) -> ReviewOut:
    """Return a review with the client's words, who looks at it, and what came of it; 404 where it was erased."""
    return ReviewOut.from_record(find_record(Review, review_id))


@router.post(
    "/v1/reviews/{review_id}/assignment",
    response={201: ReviewOut, **WRITE_PROBLEMS},
    operation_id="assign_review",
    summary="Record who looks at a decision again",
)
def post_assignment(
    request: HttpRequest,
    review_id: ClientId = _REVIEW_ID,
    idempotency_key: IdempotencyKey = WRITE_KEY,
    assignment: AssignmentIn = Body(...),  # noqa: B008 - declared so by Ninja.
) -> HttpResponse:
    """Assign a review to a person of your system, once more where it passes to somebody else, and return it.

    Answers 409 where it is the person who took the decision, and where the review is concluded.
    """

    def act() -> ReviewOut:
        assign_review(
            review_id,
            to=actor(request, assignment.assigned_to),
            by=actor(request, assignment.assigned_by),
            at=timezone.now(),
        )
        return ReviewOut.from_record(find_record(Review, review_id))

    return write_once(request, idempotency_key, act, client_id=find_record(Review, review_id).client_id)


@router.post(
    "/v1/reviews/{review_id}/conclusion",
    response={201: ReviewOut, **WRITE_PROBLEMS},
    operation_id="conclude_review",
    summary="Record what came of a review",
)
def post_conclusion(
    request: HttpRequest,
    review_id: ClientId = _REVIEW_ID,
    idempotency_key: IdempotencyKey = WRITE_KEY,
    conclusion: ConclusionIn = Body(...),  # noqa: B008 - declared so by Ninja.
) -> HttpResponse:
    """Conclude a review with grounds, by the decision that corrects the one under review or by none, and return it.

    Answers 409 where the review is concluded or is assigned to somebody else, where the decision named does not correct
    the one under review or does not hold, where none is named though one took its place, where there are no grounds.
    """

    def act() -> ReviewOut:
        conclude_review(
            review_id,
            grounds=conclusion.grounds,
            changed_by=conclusion.changed_by,
            by=actor(request, conclusion.decided_by),
            at=timezone.now(),
        )
        return ReviewOut.from_record(find_record(Review, review_id))

    return write_once(request, idempotency_key, act, client_id=find_record(Review, review_id).client_id)

"""The score of one client, for programs."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Path, Query
from pydantic import BeforeValidator, Field

from solvable.web.api.problems import InvalidRequest, Problem
from solvable.web.api.schemas import CreditOut, ScoreOut
from solvable.web.services import scoring_service

__all__ = ["router"]

LARGEST_CLIENT_ID = 2**63 - 1

router = Router()


def _plain_digits(value: object) -> object:
    """Leave only canonical whole numbers: elsewhere ``1_0``, ``+10`` and ``10.0`` would also be read as 10."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and (value == "0" or value[0] != "0")):
        raise ValueError("must be a whole number in plain digits")
    return value


ClientId = Annotated[int, Field(ge=1, le=LARGEST_CLIENT_ID), BeforeValidator(_plain_digits)]
Limit = Annotated[int, Field(ge=1, le=20), BeforeValidator(_plain_digits)]

_CLIENT_ID: int = Path(..., description="Number of the client.", example=100002)
_LIMIT: int = Query(4, description="How many reasons to give at most: this many against, and as many in favour.")
_PROBLEMS: dict[int, Any] = {404: Problem, 422: InvalidRequest, 500: Problem, 503: Problem}


@router.get(
    "/v1/clients/{client_id}/score",
    response={200: ScoreOut, **_PROBLEMS},
    operation_id="score_client",
    summary="Score one stored client",
    tags=["clients"],
)
def score_client(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    client_id: ClientId = _CLIENT_ID,
    limit: Limit = _LIMIT,
) -> ScoreOut:
    """Return what the policy proposes for a client, and why.

    The figures are those that the desk shows: `base_points` and the points of all reasons add up to `score`.
    """
    [decision] = scoring_service().decide([client_id])
    return ScoreOut.from_decision(decision, limit=limit)


@router.get(
    "/credit/{client_id}",
    response={200: CreditOut, **_PROBLEMS},
    operation_id="credit_probability",
    summary="Probability of default only",
    tags=["clients"],
)
def credit_probability(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    client_id: ClientId = _CLIENT_ID,
) -> CreditOut:
    """Return the probability of default alone, under the name that earlier clients of a scoring API expect.

    New programs use `/v1/clients/{client_id}/score`, which also says what the probability means and why it is so.
    """
    [decision] = scoring_service().decide([client_id])
    return CreditOut(proba=decision.prob_default)

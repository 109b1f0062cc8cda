"""Clients who resemble one, for programs."""

import re
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Path, Query
from pydantic import BeforeValidator, Field

from solvable.explanations.neighbours import FEWEST_NEIGHBOURS, MOST_NEIGHBOURS
from solvable.explanations.similar import DEFAULT_NEIGHBOURS
from solvable.web.api.clients import ClientId, plain_digits
from solvable.web.api.problems import InvalidRequest, Problem
from solvable.web.api.similar_schemas import SimilarOut
from solvable.web.services import scoring_service

__all__ = ["router"]

router = Router(tags=["comparison"])

_ZEROS_BEHIND_A_POINT = re.compile(r"\.0+\Z")


def _whole(value: object) -> object:
    """Leave only canonical whole numbers; by the schema ``72.0`` is the same as ``72``, unlike in an address."""
    return plain_digits(_ZEROS_BEHIND_A_POINT.sub("", value) if isinstance(value, str) else value)


Neighbours = Annotated[int, Field(ge=FEWEST_NEIGHBOURS, le=MOST_NEIGHBOURS), BeforeValidator(_whole)]

_CLIENT_ID: int = Path(..., description="Number of the client.", example=100002)
_K: int = Query(DEFAULT_NEIGHBOURS, description="How many similar clients to find.")
_PROBLEMS: dict[int, Any] = {404: Problem, 422: InvalidRequest, 500: Problem, 503: Problem}


@router.get(
    "/v1/clients/{client_id}/similar",
    response={200: SimilarOut, **_PROBLEMS},
    operation_id="find_similar",
    summary="Find the clients who resemble one most, and what became of them",
)
def find_similar(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    client_id: ClientId = _CLIENT_ID,
    k: Neighbours = _K,
) -> SimilarOut:
    """Return the clients with a known outcome who resemble one most in what counts for the score.

    The first answer takes longer: all clients are then laid out by how alike they are. Answers 422 where fewer
    clients have a known outcome than are asked for.
    """
    return SimilarOut.from_similar(scoring_service().similar(client_id, k))

"""A client who asks differently, for programs: what would be decided, and what would lead to a yes."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Body, Path, Query

from solvable.web.api.clients import ClientId
from solvable.web.api.problems import InvalidRequest, Problem
from solvable.web.api.simulation_schemas import AskableOut, Term, WayOut, WhatIfIn, WhatIfOut
from solvable.web.services import scoring_service

__all__ = ["router"]

router = Router(tags=["simulation"])

_CLIENT_ID: int = Path(..., description="Number of the client.", example=100002)
_CONTRACT_TERM: float | None = Query(
    None, description="Months that the contract runs for, where they are known; else the application's term is taken."
)
_PROBLEMS: dict[int, Any] = {404: Problem, 422: InvalidRequest, 500: Problem, 503: Problem}


@router.get(
    "/v1/clients/{client_id}/askable",
    response={200: AskableOut, **_PROBLEMS},
    operation_id="list_askable",
    summary="List what may be changed of a client's application",
)
def list_askable(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    client_id: ClientId = _CLIENT_ID,
) -> AskableOut:
    """Return what a client could ask for differently, by the names that `what-if` takes, and where each stands."""
    return AskableOut.from_askable(client_id, scoring_service().askable(client_id))


@router.post(
    "/v1/clients/{client_id}/what-if",
    response={200: WhatIfOut, 400: Problem, **_PROBLEMS},
    operation_id="try_changes",
    summary="Say what would be decided if a client asked differently",
)
def try_changes(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    client_id: ClientId = _CLIENT_ID,
    asked: WhatIfIn = Body(...),  # noqa: B008 - declared so by Ninja.
) -> WhatIfOut:
    """Return a client as they stand and as they would if they asked differently; nothing is stored.

    Amount, monthly payment and term hang together by the rate: give at most two of them, the third follows. Answers
    422 where a change cannot be computed: all three given, or a payment below the interest.
    """
    found = scoring_service().what_if(
        client_id, asked.changes.by_name(), stated_months=asked.contract_term_months
    )  # fmt: skip
    return WhatIfOut.from_what_if(found)


@router.get(
    "/v1/clients/{client_id}/way-to-yes",
    response={200: WayOut, **_PROBLEMS},
    operation_id="find_way_to_yes",
    summary="Find the smallest changes that lead to a proposal to accept",
)
def find_way_to_yes(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    client_id: ClientId = _CLIENT_ID,
    contract_term_months: Term | None = _CONTRACT_TERM,
) -> WayOut:
    """Return what a client could ask for instead, within the policy's bounds, or why there is nothing to suggest.

    Each alternative was decided as any application is, and would be accepted.
    """
    service = scoring_service()
    return WayOut.from_way(
        service.way_to_yes(client_id, stated_months=contract_term_months), currency=service.currency
    )  # fmt: skip

"""Clients who are not stored, given as rows of the tables: scored, and asked about, on the one scoring path."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Body, Query

from solvable.web.api.clients import Limit
from solvable.web.api.new_client_schemas import NewAskingIn, NewClientIn, NewWhatIfIn
from solvable.web.api.problems import InvalidRequest, Problem
from solvable.web.api.schemas import ScoreOut
from solvable.web.api.simulation_schemas import WayOut, WhatIfOut
from solvable.web.services import scoring_service

__all__ = ["router"]

router = Router(tags=["new clients"])

_LIMIT: int = Query(4, description="How many reasons to give at most: this many against, and as many in favour.")
_PROBLEMS: dict[int, Any] = {400: Problem, 422: InvalidRequest, 500: Problem, 503: Problem}


@router.post(
    "/v1/new-client/score",
    response={200: ScoreOut, **_PROBLEMS},
    operation_id="score_new_client",
    summary="Score a client who is not stored",
)
def score_new_client(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    client: NewClientIn = Body(...),  # noqa: B008 - declared so by Ninja.
    limit: Limit = _LIMIT,
) -> ScoreOut:
    """Return what the policy proposes for a client given as rows of the published tables, and why; nothing is stored.

    The features are computed by the expressions that made the stored ones: the rows of a stored client are answered as
    that client is. What a row leaves out is missing there. Answers 422 with table, row and column where a cell is not
    of its column's type, where a row is another client's, or where the model learned without a table.
    """
    return ScoreOut.from_decision(scoring_service().decide_new(client.tables.rows()), limit=limit)


@router.post(
    "/v1/new-client/what-if",
    response={200: WhatIfOut, **_PROBLEMS},
    operation_id="try_changes_of_new_client",
    summary="Say what would be decided if a client who is not stored asked differently",
)
def try_changes_of_new_client(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    asked: NewWhatIfIn = Body(...),  # noqa: B008 - declared so by Ninja.
) -> WhatIfOut:
    """Return a new client as they stand and as they would if they asked differently; nothing is stored.

    Amount, monthly payment and term hang together by the rate: give at most two of them, the third follows.
    """
    found = scoring_service().what_if_new(
        asked.tables.rows(), asked.changes.by_name(), stated_months=asked.contract_term_months
    )  # fmt: skip
    return WhatIfOut.from_what_if(found)


@router.post(
    "/v1/new-client/way-to-yes",
    response={200: WayOut, **_PROBLEMS},
    operation_id="find_way_to_yes_of_new_client",
    summary="Find the smallest changes that lead a client who is not stored to a proposal to accept",
)
def find_way_to_yes_of_new_client(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    asked: NewAskingIn = Body(...),  # noqa: B008 - declared so by Ninja.
) -> WayOut:
    """Return what a new client could ask for instead, within the policy's bounds, or why nothing is suggested.

    Each alternative was decided as any application is, and would be accepted.
    """
    service = scoring_service()
    way = service.way_to_yes_new(asked.tables.rows(), stated_months=asked.contract_term_months)
    return WayOut.from_way(way, currency=service.currency)

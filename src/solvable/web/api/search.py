"""Clients for programs: closed criteria, an order, and page by page."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from solvable.web.api.problems import InvalidRequest, Problem
from solvable.web.api.search_schemas import Asked, ClientsOut, read_query
from solvable.web.services import scoring_service

__all__ = ["router"]

router = Router(tags=["clients"])

_PROBLEMS: dict[int, Any] = {422: InvalidRequest, 500: Problem, 503: Problem}


@router.get(
    "/v1/clients",
    response={200: ClientsOut, **_PROBLEMS},
    operation_id="search_clients",
    summary="Find stored clients, with how many there are of each verdict",
)
def search_clients(
    request: HttpRequest,
    asked: Query[Asked],
) -> ClientsOut:
    """Return the clients who meet all criteria that are given, a page at a time; none given is everybody.

    Follow `next_cursor` until it is null; a cursor holds for the same criteria and order only. Answers 422 where a
    parameter is not known, and where a ground that the law protects, such as age, is given together with verdict,
    risk or score, also as order; and 503 where these are asked for before all clients were scored by the model that
    serves. What became of a credit is neither shown nor searched by.
    """
    return ClientsOut.from_found(scoring_service().search(read_query(asked, request.GET)))

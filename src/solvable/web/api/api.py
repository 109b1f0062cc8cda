"""The API put together: its operations, who may ask, and how errors are told."""

from typing import Any

from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from solvable import __version__
from solvable.web.api import (
    clients,
    comparison,
    decisions,
    documents,
    health,
    new_clients,
    reviews,
    scores,
    search,
    similar,
    simulation,
)
from solvable.web.api.keys import BasicPassword, BearerToken, KeyHeader
from solvable.web.api.problems import report_as_problems

__all__ = ["api"]

_ABOUT = """Scores for programs: what the policy proposes for a client, and why.

Every operation but the health checks needs an API key, as `X-API-Key`, as a Bearer token, or as the password of HTTP
Basic, and says which scope the key must have. Errors are problem documents (RFC 9457). Each answer carries an
`X-Request-ID`; send your own to find a request again in the server's log."""


class ReadableJSON(JSONRenderer):
    """JSON with its accents as they are, so that a person can read French reasons in a terminal."""

    json_dumps_params: dict[str, Any] = {"ensure_ascii": False}  # noqa: RUF012 - declared so by Ninja.


# The schema and its page have views of their own, open to people who logged in: hence no address for them here.
api = NinjaAPI(
    title="solvable",
    version=__version__,
    description=_ABOUT,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    renderer=ReadableJSON(),
)
for part in (clients, search, scores, simulation, new_clients, similar, comparison, decisions, reviews, documents):
    api.add_router("", part.router, auth=[KeyHeader(), BearerToken(), BasicPassword()])
api.add_router("", health.router)
report_as_problems(api)

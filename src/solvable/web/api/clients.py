"""One client for programs: the score, who they are, and what the tables say of them."""

from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Path, Query
from pydantic import BeforeValidator, Field

from solvable.errors import UnknownClientError
from solvable.portfolios.portfolio import LARGEST_CLIENT_ID
from solvable.web.api.client_schemas import ProfileOut, StoryOut
from solvable.web.api.problems import InvalidRequest, Problem
from solvable.web.api.schemas import CreditOut, ProposalOut, ScoreOut
from solvable.web.services import scoring_service

if TYPE_CHECKING:
    from solvable.decisions.decision import Proposal
    from solvable.decisions.service import ScoringService

__all__ = ["ClientId", "Limit", "plain_digits", "router"]

router = Router()


def plain_digits(value: object) -> object:
    """Leave only canonical whole numbers: elsewhere ``1_0``, ``+10`` and ``10.0`` would also be read as 10."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and (value == "0" or value[0] != "0")):
        raise ValueError("must be a whole number in plain digits")
    return value


ClientId = Annotated[int, Field(ge=1, le=LARGEST_CLIENT_ID), BeforeValidator(plain_digits)]
Limit = Annotated[int, Field(ge=1, le=20), BeforeValidator(plain_digits)]

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
    "/v1/clients/{client_id}/proposal",
    response={200: ProposalOut, **_PROBLEMS},
    operation_id="propose_verdict",
    summary="Score one stored client without reasons",
    tags=["clients"],
)
def propose_verdict(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    client_id: ClientId = _CLIENT_ID,
) -> ProposalOut:
    """Return what `/v1/clients/{client_id}/score` does, to the last bit, without why, in a small part of its time."""
    service = scoring_service()
    return ProposalOut.from_proposal(
        _proposal(service, client_id),
        model_version=service.model_version,
        policy_version=service.policy_version,
        policy_checksum=service.policy.checksum,
    )


@router.get(
    "/v1/clients/{client_id}",
    response={200: ProfileOut, **_PROBLEMS},
    operation_id="describe_client",
    summary="Describe one stored client",
    tags=["clients"],
)
def describe_client(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    client_id: ClientId = _CLIENT_ID,
) -> ProfileOut:
    """Return who a client is and what they ask for, in words, by group.

    `is_used` says of each fact whether the model may look at it; what it may not is shown and does not count.
    """
    return ProfileOut.from_groups(client_id, scoring_service().describe(client_id))


@router.get(
    "/v1/clients/{client_id}/story",
    response={200: StoryOut, **_PROBLEMS},
    operation_id="tell_story",
    summary="Tell what the tables say happened to one client",
    tags=["clients"],
)
def tell_story(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    client_id: ClientId = _CLIENT_ID,
) -> StoryOut:
    """Return a client's credit story: chapters of a few sentences, figures and tidy tables.

    A chapter whose table was not delivered is `not_available`, which is not the same as `nothing`. Answers 503 where
    other tables were imported since the features were built.
    """
    return StoryOut.from_story(scoring_service().story(client_id))


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
    return CreditOut(proba=_proposal(scoring_service(), client_id).prob_default)


def _proposal(service: "ScoringService", client_id: int) -> "Proposal":
    """Return what is proposed for a client; UnknownClientError."""
    found = service.find_proposals([client_id])
    if not found:
        raise UnknownClientError(client_id)
    return found[0]

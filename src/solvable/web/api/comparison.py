"""One client among others, for programs: closed choices of a feature and of whom to compare with."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Path, Query
from pydantic import AfterValidator, WithJsonSchema

from solvable.errors import ComparisonError
from solvable.explanations.comparison import Filters, TooFew, comparable_features, filter_options
from solvable.explanations.similar import SimilarClients
from solvable.portfolios.home_credit import home_credit
from solvable.vocabulary import Verdict
from solvable.web.api.clients import ClientId
from solvable.web.api.comparison_schemas import ComparisonOut, TooFewOut
from solvable.web.api.density_schemas import DensityOut, OptionsOut, member_name
from solvable.web.api.problems import InvalidRequest, Problem
from solvable.web.api.similar import Neighbours
from solvable.web.services import scoring_service

__all__ = ["COMPARABLE", "GROUPINGS", "MEMBERS", "router"]

router = Router(tags=["comparison"])

# What may be compared, and by what the others may be like the client, as the portfolio declares them.
COMPARABLE = tuple(feature.name for feature in comparable_features(home_credit().catalogue))
GROUPINGS = tuple(segment.key for segment in home_credit().comparisons)
# Whom the others may be whatever the client's own: each filter and the place of a member, which the law must allow.
MEMBERS = {
    member_name(option, place): (option.key, place)
    for option in filter_options(home_credit().comparisons, home_credit().catalogue, currency=None)
    for place in range(len(option.members))
    if not option.is_same_only
}


def _one_of(names: Iterable[str]) -> tuple[AfterValidator, WithJsonSchema]:
    """Return what keeps a text to some names, and says so in the schema."""
    allowed = list(names)

    def check(name: str) -> str:
        if name not in allowed:
            raise ValueError(f"must be one of the {len(allowed)} names that the schema lists")
        return name

    return AfterValidator(check), WithJsonSchema({"type": "string", "enum": allowed})


FeatureName = Annotated[str, *_one_of(COMPARABLE)]
Grouping = Annotated[str, *_one_of(GROUPINGS)]
Member = Annotated[str, *_one_of(MEMBERS)]

_CLIENT_ID: int = Path(..., description="Number of the client.", example=100002)
_FEATURE: str = Query(..., description="What to compare in: a feature that may decide, or that the profile shows.")
_SAME: list[str] = Query([], description="In what the others are to be like the client; repeat it for several.")
_X: str = Query(..., description="The first feature.")
_Y: str = Query(..., description="The second feature, another one.")
_MEMBER: list[str] = Query(
    [], description="Of which group the others are to be, as `/v1/comparison-options` names it; repeat it for several."
)
_VERDICT: Verdict | None = Query(None, description="What is proposed for the others under the present policy.")
_SIMILAR: int | None = Query(None, description="Only so many clients, those who resemble this one most.")
_PROBLEMS: dict[int, Any] = {404: Problem, 422: InvalidRequest, 500: Problem, 503: Problem}


@router.get(
    "/v1/clients/{client_id}/comparison",
    response={200: ComparisonOut | TooFewOut, **_PROBLEMS},
    operation_id="compare_client",
    summary="Compare one client with others in one feature",
)
def compare_client(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    client_id: ClientId = _CLIENT_ID,
    *,
    feature: FeatureName = _FEATURE,
    same: list[Grouping] = _SAME,
    member: list[Member] = _MEMBER,
    verdict: Verdict | None = _VERDICT,
    similar: Neighbours | None = _SIMILAR,
) -> ComparisonOut | TooFewOut:
    """Return where a client stands among others: the distribution, the place in it, and a sentence.

    All filters that are given must hold; none is everybody. Where too few are left the answer is of kind `too_few`
    and shows nothing of them. Answers 422 where the law forbids the comparison: by verdict in what it protects; and
    503 where a verdict is asked for before all clients were scored by the model that serves.
    """
    service = scoring_service()
    alike = None if similar is None else service.similar(client_id, similar)
    filters = _filters(same, member, verdict=verdict, similar=alike)
    found = service.compare(client_id, feature, filters)
    if isinstance(found, TooFew):
        return TooFewOut.from_too_few(found)
    return ComparisonOut.from_comparison(found)


@router.get(
    "/v1/clients/{client_id}/comparison-of-two",
    response={200: DensityOut | TooFewOut, **_PROBLEMS},
    operation_id="compare_client_in_two",
    summary="Compare one client with others in two features at once",
)
def compare_client_in_two(
    request: HttpRequest,  # noqa: ARG001 - Ninja passes it by this name.
    client_id: ClientId = _CLIENT_ID,
    *,
    x: FeatureName = _X,
    y: FeatureName = _Y,
    same: list[Grouping] = _SAME,
    member: list[Member] = _MEMBER,
    verdict: Verdict | None = _VERDICT,
    similar: Neighbours | None = _SIMILAR,
) -> DensityOut | TooFewOut:
    """Return how many of the others are in each cell of two features, the client's own cell, and a sentence.

    Filters are those of the comparison in one feature. Cells of a few do not tell their number. Answers 422 also where
    both features are the same.
    """
    service = scoring_service()
    alike = None if similar is None else service.similar(client_id, similar)
    filters = _filters(same, member, verdict=verdict, similar=alike)
    found = service.compare_two(client_id, (x, y), filters)
    return TooFewOut.from_too_few(found) if isinstance(found, TooFew) else DensityOut.from_density(found)


@router.get(
    "/v1/comparison-options",
    response={200: OptionsOut, 500: Problem, 503: Problem},
    operation_id="list_comparison_options",
    summary="List in what a client may be compared, and with whom",
)
def list_comparison_options(request: HttpRequest) -> OptionsOut:  # noqa: ARG001 - Ninja passes it by this name.
    """Return the features and filters of comparisons, with their words, in the order in which they are offered."""
    service = scoring_service()
    options = filter_options(service.comparisons, service.catalogue, currency=service.currency)
    return OptionsOut.from_options(options, service.catalogue, names=COMPARABLE)


def _filters(
    same: Sequence[str], member: Sequence[str], *, verdict: Verdict | None, similar: SimilarClients | None
) -> Filters:
    return Filters(
        same=frozenset(same),
        members=_members(member),
        verdict=verdict,
        similar=None if similar is None else frozenset(similar.client_ids),
    )


def _members(asked: Sequence[str]) -> dict[str, int]:
    """Return the place of each member by its filter; ComparisonError where one filter is to have two."""
    members: dict[str, int] = {}
    for key, place in (MEMBERS[name] for name in dict.fromkeys(asked)):
        if key in members:
            raise ComparisonError(f"Expected one member of {key}, found several. Ask for one at a time.")
        members[key] = place
    return members

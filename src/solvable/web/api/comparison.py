"""One client among others, for programs: closed choices of a feature and of whom to compare with."""

from collections.abc import Iterable
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Path, Query
from pydantic import AfterValidator, WithJsonSchema

from solvable.explanations.comparison import Filters, TooFew, comparable_features
from solvable.portfolios.home_credit import home_credit
from solvable.vocabulary import Verdict
from solvable.web.api.clients import ClientId
from solvable.web.api.comparison_schemas import ComparisonOut, TooFewOut
from solvable.web.api.problems import InvalidRequest, Problem
from solvable.web.api.similar import Neighbours
from solvable.web.services import scoring_service

__all__ = ["COMPARABLE", "GROUPINGS", "router"]

router = Router(tags=["comparison"])

# What may be compared, and by what the others may be like the client, as the portfolio declares them.
COMPARABLE = tuple(feature.name for feature in comparable_features(home_credit().catalogue))
GROUPINGS = tuple(segment.key for segment in home_credit().comparisons)


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

_CLIENT_ID: int = Path(..., description="Number of the client.", example=100002)
_FEATURE: str = Query(..., description="What to compare in: a feature that may decide, or that the profile shows.")
_SAME: list[str] = Query([], description="In what the others are to be like the client; repeat it for several.")
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
    verdict: Verdict | None = _VERDICT,
    similar: Neighbours | None = _SIMILAR,
) -> ComparisonOut | TooFewOut:
    """Return where a client stands among others: the distribution, the place in it, and a sentence.

    All filters that are given must hold; none is everybody. Where too few are left the answer is of kind `too_few`
    and shows nothing of them. Answers 422 where the law forbids the comparison: by verdict in what it protects; and
    503 where a verdict is asked for before all clients were scored by the model that serves.
    """
    service = scoring_service()
    alike = None if similar is None else frozenset(service.similar(client_id, similar).client_ids)
    filters = Filters(same=frozenset(same), verdict=verdict, similar=alike)
    found = service.compare(client_id, feature, filters)
    if isinstance(found, TooFew):
        return TooFewOut.from_too_few(found)
    return ComparisonOut.from_comparison(found)

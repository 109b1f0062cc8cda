"""Whether the process lives, and whether it can answer: for what watches and balances servers."""

from django.db import connection
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware
from ninja import Router

from solvable.web.api.problems import HEALTH_CHECKS, Problem
from solvable.web.api.schemas import HealthOut
from solvable.web.services import scoring_service

__all__ = ["UnderOurNames", "router"]

router = Router(tags=["health"])


@router.get("/healthz", response={200: HealthOut, 500: Problem}, operation_id="health", summary="Is the process alive?")
def health(request: HttpRequest) -> HealthOut:  # noqa: ARG001 - Ninja passes it by this name.
    """Answer as long as the process lives, whatever it lacks."""
    return HealthOut(status="ok")


@router.get(
    "/readyz",
    response={200: HealthOut, 500: Problem, 503: Problem},
    operation_id="readiness",
    summary="Can the service answer?",
)
def readiness(request: HttpRequest) -> HealthOut:  # noqa: ARG001 - Ninja passes it by this name.
    """Answer 200 once the records can be read and a model is loaded, else 503."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    scoring_service()
    return HealthOut(status="ready")


class UnderOurNames(CommonMiddleware):
    """Refuse what is asked under a name that is not ours, but for health: who watches a server asks by its address."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        """Return nothing, or where to ask instead; DisallowedHost."""
        return None if request.path_info in HEALTH_CHECKS else super().process_request(request)

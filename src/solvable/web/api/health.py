"""Whether the process lives, and whether it can answer: for what watches and balances servers."""

from http import HTTPMethod, HTTPStatus

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
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
    """Refuse what is asked under a name that is not ours, but for health: who watches a server asks by its address.

    Some of what watches servers asks for the status alone: for health, HEAD is answered as GET without a body.
    """

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        """Return nothing, or where to ask instead; DisallowedHost."""
        if request.path_info not in HEALTH_CHECKS:
            return super().process_request(request)
        if request.method == HTTPMethod.HEAD:
            request.method = HTTPMethod.GET.value
        return None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the answer with its length, and to HEAD without its body."""
        answer: HttpResponseBase = super().process_response(request, response)
        if request.path_info in HEALTH_CHECKS:
            if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                answer["Allow"] = "GET, HEAD"
            if request.META["REQUEST_METHOD"] == HTTPMethod.HEAD and isinstance(answer, HttpResponse):
                answer.content = b""
        return answer

"""The schema of the API and a page to read it on, for people who logged in and programs with a key."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from solvable.web.api.openapi import build_openapi_document

__all__ = ["page", "schema"]


@require_GET
def schema(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature.
    """Return the OpenAPI document."""
    return JsonResponse(build_openapi_document())


@require_GET
# The stylesheet of the page brings its small pictures as data.
@csp_update({"img-src": ["'self'", "data:"]})  # type: ignore[untyped-decorator] # The package declares no types.
def page(request: HttpRequest) -> HttpResponse:
    """Show the operations, and let one try them with a key."""
    return render(request, "api/documentation.html")

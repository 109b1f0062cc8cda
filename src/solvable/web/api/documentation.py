"""The schema of the API and a page to read it on, for people who logged in and programs with a key."""

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from solvable.web.api.keys import shown_key
from solvable.web.api.openapi import build_openapi_document
from solvable.web.api.problems import key_required

__all__ = ["page", "schema"]


@login_not_required
@require_GET
def schema(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document."""
    if not _may_read(request):
        return key_required(request)
    return JsonResponse(build_openapi_document())


@login_not_required
@require_GET
# The stylesheet of the page brings its small pictures as data.
@csp_update({"img-src": ["'self'", "data:"]})  # type: ignore[untyped-decorator] # The package declares no types.
def page(request: HttpRequest) -> HttpResponse:
    """Show the operations, and let one try them with a key."""
    if not _may_read(request):
        return redirect_to_login(request.path)
    return render(request, "api/documentation.html")


def _may_read(request: HttpRequest) -> bool:
    return request.user.is_authenticated or shown_key(request) is not None

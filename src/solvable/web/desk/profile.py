"""The view that tells who a client is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from solvable.web.desk.client_frame import frame_of
from solvable.web.services import scoring_service

__all__ = ["profile_page"]


@require_safe
def profile_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show what is known of a client, and what of it the score may look at."""
    service = scoring_service()
    [decision] = service.decide([client_id])
    groups = service.describe(client_id)
    context = {
        **frame_of(request, decision, "desk:profile"),
        "groups": groups,
        "has_unused_facts": any(not item.is_used for group in groups for item in group.items),
    }
    return render(request, "desk/profile.html", context)

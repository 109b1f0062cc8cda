"""The view that explains a score: every reason by theme, from the base to the score."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from solvable.web.desk.client_frame import frame_of
from solvable.web.desk.waterfall import draw_waterfall
from solvable.web.services import scoring_service

__all__ = ["understand_page"]


@require_safe
def understand_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show what every reason gives or takes, theme by theme."""
    [decision] = scoring_service().decide([client_id])
    context = {**frame_of(request, decision, "desk:understand"), "fall": draw_waterfall(decision)}
    return render(request, "desk/understand.html", context)

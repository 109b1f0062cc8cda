"""The tour: how to read the desk in four steps, on the first page until one has closed it, and again whenever asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from solvable.web.journal.models import Person

__all__ = ["close_tour", "shows_tour", "tour_page"]


def shows_tour(request: HttpRequest) -> bool:
    """Whether this person has not closed the tour yet."""
    return request.user.is_authenticated and request.user.tour_closed_at is None


@require_safe
def tour_page(request: HttpRequest) -> HttpResponse:
    """Show the tour to whoever asks for it again."""
    return render(request, "desk/tour.html", {"shows_tour": shows_tour(request)})


@require_POST
def close_tour(request: HttpRequest) -> HttpResponse:
    """Show the tour no more on this person's first page."""
    mine = Person.objects.filter(username=request.user.get_username(), tour_closed_at=None)
    mine.update(tour_closed_at=timezone.now())
    return redirect("desk:search")

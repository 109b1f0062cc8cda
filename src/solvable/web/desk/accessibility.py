"""The accessibility statement: what state the desk is in, how that was found out, and where to complain."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

__all__ = ["accessibility_page"]


@require_safe
def accessibility_page(request: HttpRequest) -> HttpResponse:
    """Show the statement; it is open to everybody, also to who cannot log in."""
    return render(request, "desk/accessibility.html", {"contact": settings.ACCESSIBILITY_CONTACT})

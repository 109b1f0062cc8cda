"""Where each role starts, and what the frame around every page offers it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from solvable.web.access import ACCESS

__all__ = ["frame", "home_of"]

# The first of these that the role opens.
_FIRST_PAGES = ("desk:search", "desk:people")


def home_of(role: str) -> str:
    """Return the name of the page that a role starts on; the search where no role is known."""
    return next((page for page in _FIRST_PAGES if role in ACCESS[page].roles), _FIRST_PAGES[0])


def frame(request: HttpRequest) -> dict[str, Any]:
    """Tell every template where the person's first page is and what their role opens."""
    role = getattr(request.user, "role", "") if hasattr(request, "user") else ""
    return {
        "home": reverse(home_of(role)),
        "sees_clients": role in ACCESS["desk:search"].roles,
        "sees_reviews": role in ACCESS["desk:reviews"].roles,
        "keeps_the_door": role in ACCESS["desk:people"].roles,
        "page_name": request.resolver_match.url_name if request.resolver_match else "",
    }

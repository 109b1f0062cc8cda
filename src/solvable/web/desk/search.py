"""The first page: find a client by number."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from solvable.errors import UnknownClientError
from solvable.web.desk.numbers import LARGEST_CLIENT_NUMBER
from solvable.web.services import scoring_service

__all__ = ["read_client_number", "search_page"]

N_EXAMPLES = 6
_BETWEEN_DIGITS = re.compile(r"[\s.'’]")
_LONGEST_SHOWN = 40


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show the search field, or go to the client whose number was typed."""
    service = scoring_service()
    typed = request.GET.get("client")
    complaint = None
    if typed is not None:
        number = read_client_number(typed)
        if number is None:
            complaint = _complaint_about(typed)
        else:
            try:
                service.describe(number)
                return redirect("desk:client", client_id=number)
            except UnknownClientError:
                complaint = _("No client has the number %(number)s. Check it digit by digit.") % {"number": number}
    context = {
        "typed": typed or "",
        "complaint": complaint,
        "examples": list(service.first_clients(limit=N_EXAMPLES)),
    }
    return render(request, "desk/search.html", context)


def read_client_number(typed: str) -> int | None:
    """Read a number the way people type and paste it; None for what cannot be one.

    Examples
    --------
    >>> read_client_number(" n° 100\\u202f002 ")
    100002
    >>> read_client_number("Dupont") is None
    True
    """
    digits = _BETWEEN_DIGITS.sub("", re.sub(r"^\s*(?:n\s*[°ºo]|#)", "", typed, flags=re.IGNORECASE))
    if not digits.isascii() or not digits.isdigit() or len(digits) > len(str(LARGEST_CLIENT_NUMBER)):
        return None
    number = int(digits)
    return number if 1 <= number <= LARGEST_CLIENT_NUMBER else None


def _complaint_about(typed: str) -> str:
    if not typed.strip():
        return _("Type a client number.")
    shown = typed.strip()[:_LONGEST_SHOWN]
    return _("“%(typed)s” is not a client number: only digits are expected.") % {"typed": shown}

"""The first page: find a client by number, or among all by what they ask for and how they stand."""

import re
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from solvable.decisions.search import Directory, Found
from solvable.decisions.search.choices import VERDICT
from solvable.errors import NotReadyError, SearchError
from solvable.portfolios.portfolio import LARGEST_CLIENT_ID
from solvable.vocabulary import Unit
from solvable.web.access import ACCESS
from solvable.web.desk.search_form import CURSOR, SearchForm
from solvable.web.desk.search_list import chips, heads, pages, problems_said
from solvable.web.desk.tour import shows_tour
from solvable.web.services import scoring_service

if TYPE_CHECKING:
    from solvable.decisions.service import ScoringService

__all__ = ["read_client_number", "search_page"]

_BETWEEN_DIGITS = re.compile(r"[\s.'’]")
_LONGEST_SHOWN = 40


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show the clients who meet the criteria of the address, or go to the client whose number was typed."""
    service = scoring_service()
    typed, complaint = request.GET.get("client"), None
    if typed is not None:
        number = read_client_number(typed)
        if number is None:
            complaint = _complaint_about(typed)
        elif service.has_client(number):
            return redirect("desk:client", client_id=number)
        else:
            complaint = _("No client has the number %(number)s. Check it digit by digit.") % {"number": number}
    form = SearchForm(request.GET, service.directory)
    found, is_moved = _search(service, form)
    context = {"typed": typed or "", "complaint": complaint, **_frame(request), **_list(service.directory, form, found)}
    response = render(request, "desk/search.html", context | {"is_moved": is_moved})
    if request.headers.get("HX-Request"):
        # The address without what was left empty, as one would write it down.
        response["HX-Push-Url"] = reverse("desk:search") + form.address(cursor=request.GET.get("cursor"))
    return response


def _search(service: "ScoringService", form: SearchForm) -> tuple[Found | None, bool]:
    """Return what is found, None where something cannot be used; and whether a cursor no longer held."""
    if form.problems:
        return None, False
    try:
        try:
            return service.search(form.query), False
        except SearchError as error:
            if error.field != CURSOR:
                raise
            # Another model serves by now, or the address was kept for long: the list is shown from its start.
            return service.search(form.first_page), True
    except (SearchError, NotReadyError) as error:
        form.note(error)
        return None, False


def _frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "may_export": getattr(request.user, "role", "") in ACCESS["desk:export-clients"].roles,
        "shows_tour": shows_tour(request),
    }


def _list(directory: Directory, form: SearchForm, found: Found | None) -> dict[str, Any]:
    """Lay out form and list."""
    choices, ranges = form.choice_fields(found.counts if found else {}), form.range_fields()
    by_protected = [c for c in directory.choices if c.is_protected and c.key in form.criteria.choices]
    more = choices[1:]
    return {
        "found": found,
        "verdicts": choices[0],
        "more_choices": more,
        "ranges": ranges,
        "is_more_open": bool(form.criteria.keys - {VERDICT}) or bool(form.problems.keys() - {VERDICT}),
        "withheld_by": by_protected[0].label if by_protected else None,
        "problems": problems_said(form, [*choices, *ranges]),
        "chips": list(chips(form, choices, ranges)),
        "heads": heads(directory, form, sorts_by_score=not by_protected and bool(found and found.is_scored)),
        "pages": pages(form, found) if found else {},
        "last": found.first + len(found.clients) if found else 0,
        "this_list": form.address(),
        "number_columns": {column.key for column in directory.columns if column.unit is not Unit.CATEGORY},
        "sort": form.sort,
    }


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
    if not digits.isascii() or not digits.isdigit() or len(digits) > len(str(LARGEST_CLIENT_ID)):
        return None
    number = int(digits)
    return number if 1 <= number <= LARGEST_CLIENT_ID else None


def _complaint_about(typed: str) -> str:
    if not typed.strip():
        return _("Type a client number.")
    shown = typed.strip()[:_LONGEST_SHOWN]
    return _("“%(typed)s” is not a client number: only digits are expected.") % {"typed": shown}

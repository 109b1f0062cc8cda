"""The view of the clients who resemble one: what became of them, and where this one differs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from solvable import wording
from solvable.decisions.service import ScoringService
from solvable.errors import SimilarClientsError
from solvable.explanations.comparison import Outcome
from solvable.explanations.differences import Difference, Direction
from solvable.explanations.neighbours import FEWEST_NEIGHBOURS, MOST_NEIGHBOURS
from solvable.explanations.similar import DEFAULT_NEIGHBOURS, SimilarClients
from solvable.web.desk.client_frame import frame_of
from solvable.web.desk.dots import draw_dots
from solvable.web.desk.language import spoken_language
from solvable.web.services import scoring_service

__all__ = ["similar_page"]

N_DIFFERENCES = 6
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """How many clients somebody asked for, as typed; ``n`` is None where it is no number."""

    typed: str
    n: int | None


@require_safe
def similar_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show the clients who resemble one most; as many as are asked for."""
    service = scoring_service()
    [decision] = service.decide([client_id])
    asked = _read_number(request.GET.get("k"))
    context = {
        **frame_of(request, decision, "desk:similar"),
        "typed": asked.typed,
        "fewest": FEWEST_NEIGHBOURS,
        "most": MOST_NEIGHBOURS,
        **_find(service, client_id, asked),
    }
    return render(request, "desk/similar.html", context)


def _read_number(typed: str | None) -> _Asked:
    """Read a number the way people type it, spaces allowed."""
    if typed is None:
        return _Asked(typed=str(DEFAULT_NEIGHBOURS), n=DEFAULT_NEIGHBOURS)
    digits = re.sub(r"\s", "", typed)
    return _Asked(typed=typed.strip(), n=int(digits) if _NUMBER.fullmatch(digits) else None)


def _find(service: ScoringService, client_id: int, asked: _Asked) -> dict[str, Any]:
    """Return what was found, or what to say where nothing could be."""
    if asked.n is None:
        return {"complaint": _complaint(FEWEST_NEIGHBOURS, MOST_NEIGHBOURS)}
    try:
        found = service.similar(client_id, asked.n)
    except SimilarClientsError as error:
        if error.most < error.fewest:
            return {"has_too_few": True}
        return {"complaint": _complaint(error.fewest, error.most), "most": error.most}
    return {
        "found": found,
        "is_one_dot_each": found.n == len(draw_dots(found.rate)),
        "dots": draw_dots(found.rate),
        "usual_dots": draw_dots(found.usual_rate),
        "rate": wording.percent(found.rate, spoken_language()),
        "usual_rate": wording.percent(found.usual_rate, spoken_language()),
        "differences": list(_told(found.differences))[:N_DIFFERENCES],
        "nearest": _rows(found),
    }


def _complaint(fewest: int, most: int) -> str:
    language = spoken_language()
    bounds = {"fewest": wording.count(fewest, language), "most": wording.count(most, language)}
    return _("Type a whole number from %(fewest)s to %(most)s.") % bounds


def _told(differences: Sequence[Difference]) -> Iterator[Difference]:
    """Pass on what differs, and of features that a person would call one thing the one that differs most."""
    seen = set()
    for difference in differences:
        if difference.direction is not Direction.SAME and difference.reason not in seen:
            seen.add(difference.reason)
            yield difference


def _rows(found: SimilarClients) -> list[dict[str, Any]]:
    """Return the nearest clients by rank and without their numbers: the screen may be turned to the client."""
    return [
        {
            "gap": wording.share(client.distance, spoken_language()),
            "is_default": client.is_default,
            "outcome": (Outcome.NOT_REPAID if client.is_default else Outcome.REPAID).label,
            "values": client.values,
        }
        for client in found.nearest
    ]

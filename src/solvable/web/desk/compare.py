"""The page that compares a client with others: one variable, or two, among whom one chooses."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from solvable.decisions.decision import Decision
from solvable.decisions.service import ScoringService
from solvable.errors import NotReadyError, SimilarClientsError
from solvable.explanations.comparison import Comparison, Filters, TooFew
from solvable.vocabulary import Language
from solvable.web.desk.client_frame import frame_of
from solvable.web.desk.comparison_form import Asked, build_form, read_asked
from solvable.web.desk.density_chart import draw_density
from solvable.web.desk.distribution_chart import draw_distribution
from solvable.web.desk.language import spoken_language
from solvable.web.services import scoring_service

__all__ = ["compare_page"]

logger = logging.getLogger(__name__)


@require_safe
def compare_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show where a client stands; to a script that asks again, only what the choices change."""
    service = scoring_service()
    [decision] = service.decide([client_id])
    options, language = service.population.options, spoken_language()
    asked = read_asked(request.GET, options, service.catalogue, decision)
    asked, found = _found(service, decision, asked, language)
    context = {
        "form": build_form(asked, options, service.catalogue, decision, language),
        "asked": asked,
        "client_id": client_id,
        **found,
    }
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/parts/compared.html", {**context, "is_part": True})
    return render(request, "desk/compare.html", {**context, **frame_of(request, decision, "desk:compare")})


def _found(
    service: ScoringService, decision: Decision, asked: Asked, language: Language
) -> tuple[Asked, dict[str, Any]]:  # fmt: skip
    """Return what was asked, with what could not be done about it, and what is to be shown."""
    if asked.feature is None or not asked.can_be_compared:
        return asked, {}
    client_id = decision.client_id
    try:
        similar = None if asked.n_similar is None else frozenset(service.similar(client_id, asked.n_similar).client_ids)
    except SimilarClientsError:
        return asked.with_complaint("among", _("There are not that many similar clients. Choose fewer.")), {}
    filters = asked.filters(similar)
    try:
        found = service.compare(client_id, asked.feature, filters)
    except NotReadyError as error:
        if asked.verdict is None:
            raise
        logger.warning("A comparison by verdict cannot be made yet: %s", error)
        words = _("What is proposed for all clients was not computed with this model yet. Take this criterion away.")
        return asked.with_complaint("verdict", words), {}
    if isinstance(found, TooFew):
        return asked, {"too_few": found}
    return asked, {**_shown(found, language), **_shown_against(service, asked, client_id, filters, language)}


def _shown(found: Comparison, language: Language) -> dict[str, Any]:
    # A place that is told as one of a hundred starts at 1: nobody stands at place 0.
    place = None if found.place is None else max(1, round(found.place.percentile))
    return {"found": found, "chart": draw_distribution(found, language), "place": place}


def _shown_against(
    service: ScoringService, asked: Asked, client_id: int, filters: Filters, language: Language
) -> dict[str, Any]:  # fmt: skip
    if asked.feature is None or asked.second is None:
        return {}
    both = service.compare_two(client_id, (asked.feature, asked.second), filters)
    if isinstance(both, TooFew):
        return {"too_few_against": both}
    return {"both": both, "density": draw_density(both, language)}

"""The answer about one client: the proposal, the reasons that weigh most, and where to go from there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from solvable import wording
from solvable.decisions.decision import Decision
from solvable.decisions.frequency import ObservedFrequency
from solvable.vocabulary import Language, Verdict
from solvable.web.desk.client_frame import ANSWER, frame_of, opens
from solvable.web.desk.language import spoken_language
from solvable.web.desk.score_scale import draw_score_scale
from solvable.web.services import scoring_service

__all__ = ["client_page"]

N_REASONS_FIRST = 3


@require_safe
def client_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show what the policy proposes for a client, and mainly why."""
    service = scoring_service()
    [decision] = service.decide([client_id])
    language = spoken_language()
    likelihood = wording.likelihood(decision.prob_default, language)
    context = {
        **frame_of(request, decision, ANSWER),
        "likelihood": likelihood[0].upper() + likelihood[1:],
        "frequency": _frequency_in_words(decision.frequency, language),
        "probability": wording.percent(decision.prob_default, language),
        "scale": draw_score_scale(decision.score, decision.cutoffs, service.score_range),
        "in_favour": decision.in_favour[:N_REASONS_FIRST],
        "against": decision.against[:N_REASONS_FIRST],
        "profile": service.describe(client_id),  # for the printed page
        "next_steps": _next_steps(request, decision),
    }
    return render(request, "desk/client.html", context)


def _next_steps(request: HttpRequest, decision: Decision) -> list[tuple[str, str, str]]:
    """Return address, name and purpose of what may follow, as far as there is a page and it opens for the role."""
    trial = (_("Try another amount or term"), _("What would change the answer; nothing is recorded."))
    if decision.verdict is not Verdict.ACCEPT:
        trial = (
            _("See what would lead to a yes"),
            _("What would have to change in the application, if that can be; nothing is recorded."),
        )
    record = (_("Record the decision"), _("Follow the proposal, or depart from it and say why."))
    if not opens(request, "desk:record-decision"):
        record = (_("See what was decided"), _("Who decided what and why, and whether a review was asked for."))
    steps = [
        ("desk:understand", _("See every reason"), _("All that counted, theme by theme, down to the last point.")),
        ("desk:simulate", *trial),
        ("desk:decide", *record),
    ]
    client_id = decision.client_id
    return [(reverse(name, args=[client_id]), label, why) for name, label, why in steps if opens(request, name)]


def _frequency_in_words(frequency: ObservedFrequency | None, language: Language) -> str:
    """Say what became of clients with a like score; nothing where they are too few."""
    if frequency is None:
        return ""
    said = wording.observed_frequency(
        frequency.n, frequency.n_defaults, low=frequency.low, high=frequency.high, language=language
    )
    return f"{said[0].upper()}{said[1:]}."

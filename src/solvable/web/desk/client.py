"""The page of one client: the proposal, the reasons, and who they are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from solvable import wording
from solvable.decisions.frequency import ObservedFrequency
from solvable.vocabulary import Language
from solvable.web.desk.client_frame import ANSWER, frame_of
from solvable.web.desk.language import spoken_language
from solvable.web.desk.reason_chart import draw_reason_chart
from solvable.web.desk.score_scale import draw_score_scale
from solvable.web.services import scoring_service

__all__ = ["client_page"]

N_REASONS_FIRST = 3


@require_safe
def client_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show what the policy proposes for a client, and why."""
    service = scoring_service()
    [decision] = service.decide([client_id])
    profile = service.describe(client_id)
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
        "chart": draw_reason_chart(decision),
        "profile": profile,
        "has_unused_facts": any(not item.is_used for group in profile for item in group.items),
        "has_actionable_reasons": any(reason.is_actionable and reason.points for reason in decision.reasons),
    }
    return render(request, "desk/client.html", context)


def _frequency_in_words(frequency: ObservedFrequency | None, language: Language) -> str:
    """Say what became of clients with a like score; nothing where they are too few."""
    if frequency is None:
        return ""
    said = wording.observed_frequency(
        frequency.n, frequency.n_defaults, low=frequency.low, high=frequency.high, language=language
    )
    return f"{said[0].upper()}{said[1:]}."

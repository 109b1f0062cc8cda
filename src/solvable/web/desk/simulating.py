"""The trial of one client: another amount, term, payment, price or income, and what would be proposed then."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from solvable import wording
from solvable.decisions.service import ScoringService
from solvable.decisions.way_to_yes import Found, WayToYes
from solvable.decisions.way_words import LEVER_LABELS, say_alternative, say_found
from solvable.decisions.what_if import WhatIf
from solvable.errors import PaymentBelowInterestError, SimulationError, TermTooShortError
from solvable.portfolios.loan import Loan
from solvable.portfolios.simulation import ANNUITY, CREDIT, TERM
from solvable.vocabulary import Language, Text, Verdict
from solvable.web.desk.client_frame import frame_of
from solvable.web.desk.language import spoken_language
from solvable.web.desk.score_scale import draw_score_scale
from solvable.web.desk.trial_form import CONTRACT_TERM, NOTHING, TrialForm, loan_as_typed, read_trial
from solvable.web.services import scoring_service

__all__ = ["simulate_page"]

N_CHANGES_FIRST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of what stands beside what would be."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A change that leads to a yes, and the address of the form that tries it."""

    label: Text
    sentence: Text
    score: int
    address: str


@require_safe
def simulate_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show the form and what it leads to; where a part is asked for, only what changes while one moves."""
    service, language = scoring_service(), spoken_language()
    form = read_trial(request.GET.dict(), service.askable(client_id), language)
    form, found = _try(service, client_id, form)
    if found is None:
        [stood] = service.decide([client_id])
    else:
        stood, form = found.before, form.following(found.loan_after, language)
    context = {
        "form": form,
        "contract_term": CONTRACT_TERM,
        "page": reverse("desk:simulate", args=[client_id]),
        "is_changed": bool(form.changes),
        "choices": [(name, _follows()[name]) for name in form.choices],
        **_answer(found, service, language),
    }
    if request.headers.get("HX-Target") == "trial-answer":
        return render(request, "desk/parts/trial_part.html", context)
    way = service.way_to_yes(client_id, stated_months=None if found is None else form.stated_months)
    context |= frame_of(request, stood, "desk:simulate") | {
        "way_said": say_found(way),
        "is_accepted_already": way.found is Found.ALREADY_ACCEPTED,
        "suggestions": _suggestions(way, form, service.currency),
    }
    return render(request, "desk/simulate.html", context)


def _try(service: ScoringService, client_id: int, form: TrialForm) -> tuple[TrialForm, WhatIf | None]:
    """Return what would be decided; None, with the complaint in the form, where that cannot be computed."""
    if form.has_complaints:
        return form, None
    language = spoken_language()
    try:
        return form, service.what_if(client_id, form.changes, stated_months=form.stated_months)
    except PaymentBelowInterestError as error:
        interest = wording.amount(error.interest, language, currency=service.currency)
        expected = _("Expected: more than the interest, which is %(interest)s a month, or a smaller amount.")
        return form.complaining(ANNUITY, expected % {"interest": interest}), None
    except TermTooShortError as error:
        expected = _("Expected: at least %(months)s months, which it takes to pay the amount back.")
        return form.complaining(
            CONTRACT_TERM, expected % {"months": wording.count(error.fewest_months, language)}
        ), None
    except SimulationError:
        return form.complaining(
            ANNUITY, _("This cannot be computed for this client. Change one field at a time.")
        ), None


def _follows() -> Mapping[str, str]:
    """Return what may be computed from the rest, in words."""
    return {ANNUITY: _("the monthly payment"), TERM: _("the term"), CREDIT: _("the amount"), NOTHING: _("nothing")}


def _answer(found: WhatIf | None, service: ScoringService, language: Language) -> dict[str, Any]:
    """Return what the answer shows; nothing where there is none."""
    if found is None:
        return {"found": None}
    after = found.after
    changes = found.changes
    return {
        "found": found,
        "after": after,
        "gained": after.score - found.before.score,
        "is_other_verdict": after.verdict is not found.before.verdict,
        "is_accepted": after.verdict is Verdict.ACCEPT,
        "missing": max(0, after.cutoffs.accept_from - after.score),
        "after_scale": draw_score_scale(after.score, after.cutoffs, service.score_range),
        "likelihood": wording.likelihood(after.prob_default, language),
        "rows": _rows(found.loan_before, found.loan_after, language, currency=service.currency),
        "is_term_estimated": found.loan_after is not None and found.loan_after.is_term_estimated
        and found.loan_after.n_months is not None,
        "changes_first": changes[:N_CHANGES_FIRST],
        "changes_more": changes[N_CHANGES_FIRST:],
    }  # fmt: skip


def _rows(before: Loan | None, after: Loan | None, language: Language, *, currency: str | None) -> list[Row]:
    """Return the two loans side by side, without what neither has."""
    if before is None or after is None:
        return []

    def said(loan: Loan) -> Mapping[str, str]:
        amounts = {
            _("Amount"): loan.amount, _("Monthly payment"): loan.payment, _("Price of the goods"): loan.goods_price,
            _("All payments together"): loan.total,
        }  # fmt: skip
        values = {
            label: wording.amount(amount, language, currency=currency)
            for label, amount in amounts.items()
            if amount is not None
        }
        if loan.n_months is None:
            return values
        months = wording.decimal(loan.n_months, language, digits=1)
        return values | {_("Term"): _("%(months)s months") % {"months": months}}

    stood, asked = said(before), said(after)
    return [Row(label=label, before=stood.get(label, "–"), after=asked.get(label, "–")) for label in {**stood, **asked}]


def _suggestions(way: WayToYes, form: TrialForm, currency: str | None) -> list[Suggestion]:
    """Return each alternative with its sentence, and the way to try it."""
    if way.loan is None:
        return []
    contract = {CONTRACT_TERM: form.contract_term.typed} if form.contract_term.typed else {}
    page = reverse("desk:simulate", args=[way.stood.client_id])
    return [
        Suggestion(
            label=LEVER_LABELS[alternative.lever],
            sentence=say_alternative(alternative, way.loan, currency=currency),
            score=alternative.decision.score,
            address=f"{page}?{urlencode({**contract, **loan_as_typed(alternative.loan)})}#trial",
        )
        for alternative in way.alternatives
    ]

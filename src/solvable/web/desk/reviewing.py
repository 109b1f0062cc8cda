"""What waits for a person, and the page of one review: taken by somebody, and concluded with grounds."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from solvable.vocabulary import VERDICT_WORDS, Text
from solvable.web.desk.authors import author_of, names_of
from solvable.web.desk.client_frame import opens
from solvable.web.desk.conflicts import CONFLICTS, say_conflict
from solvable.web.desk.decision_rows import decision_rows
from solvable.web.desk.drafts import mark_of, take_draft
from solvable.web.desk.forms_once import do_once, new_once_key
from solvable.web.desk.typed_words import LONGEST_WORDS, read_words
from solvable.web.journal.decisions import DecisionState, current_decision, state_of
from solvable.web.journal.histories import client_of
from solvable.web.journal.ledger import find_record
from solvable.web.journal.queue import Owner, WaitingCase, belonging_to, waiting_cases
from solvable.web.journal.records import Review
from solvable.web.journal.reviews import assign_review, conclude_review

__all__ = ["conclude", "review_page", "reviews_page", "take"]

N_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case as the list shows it: names, days, and whether its day is past."""

    case: WaitingCase
    owner: str
    decided_by: str
    taken: Text
    n_days: int
    n_days_left: int
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One choice of whose cases to show, and how many there are."""

    owner: Owner
    n_cases: int
    is_current: bool


@require_safe
def reviews_page(request: HttpRequest) -> HttpResponse:
    """Show what waits: overdue first, then what is due, then the oldest."""
    me, today = author_of(request), timezone.localdate()
    asked = request.GET.get("whose", "")
    owner = Owner(asked) if asked in set(Owner) else Owner.ALL
    cases = waiting_cases()
    chosen = belonging_to(cases, owner, me)
    page = _page_number(request.GET.get("page", ""), n_cases=len(chosen))
    first = (page - 1) * N_ON_A_PAGE
    context = {
        "filters": [
            Filter(owner=each, n_cases=len(belonging_to(cases, each, me)), is_current=each is owner) for each in Owner
        ],
        "owner": owner,
        "rows": _rows(chosen[first : first + N_ON_A_PAGE], today),
        "n_cases": len(chosen),
        "n_overdue": sum(case.is_overdue(today) for case in chosen),
        "first": first + 1,
        "last": min(first + N_ON_A_PAGE, len(chosen)),
        "previous_page": page - 1,
        "next_page": page + 1 if first + N_ON_A_PAGE < len(chosen) else 0,
    }
    return render(request, "desk/reviews.html", context)


@require_safe
def review_page(request: HttpRequest, review_id: int) -> HttpResponse:
    """Show one review: the client's words, the decision, and what is to be done."""
    draft, notice = take_draft(request)
    return _review(request, find_record(Review, review_id), typed=draft, notice=notice)


@require_POST
def take(request: HttpRequest, review_id: int) -> HttpResponse:
    """Take a review on oneself; also from a colleague, who then has it no more."""
    review = find_record(Review, review_id)

    def act(by: str) -> None:
        assign_review(review_id, to=by, by=by, at=timezone.now())

    return _done(request, review, act, said=_("This review is yours now."))


@require_POST
def conclude(request: HttpRequest, review_id: int) -> HttpResponse:
    """Record what came of a review, or say at the field what is missing."""
    review, sent = find_record(Review, review_id), request.POST.dict()
    outcome, grounds = sent.get("outcome"), read_words(sent, "grounds")
    complaints = {}
    if outcome not in ("upheld", "changed"):
        complaints["outcome"] = _("Expected: whether the decision stays or was changed.")
    if not grounds:
        complaints["grounds"] = _("Expected: in your words, why.")
    if len(grounds) > LONGEST_WORDS:
        complaints["grounds"] = _("Expected: at most %(most)s characters.") % {"most": LONGEST_WORDS}
    correction = getattr(review.decision, "corrected_by", None)
    if outcome == "changed" and correction is not None and _waits_for_second(client_of(review)):
        complaints["outcome"] = _("Expected: a correction that holds. It still waits for a second person.")
    if outcome == "changed" and correction is None:
        complaints["outcome"] = _("Expected: a decision that corrects the one under review. Record it first.")
    if outcome == "upheld" and correction is not None:
        complaints["outcome"] = _("Expected: that the decision was changed, since a later one has taken its place.")
    if complaints:
        return _review(request, review, typed=sent, complaints=complaints)
    changed_by = correction.pk if outcome == "changed" and correction is not None else None

    def act(by: str) -> None:
        conclude_review(review_id, grounds=grounds, changed_by=changed_by, by=by, at=timezone.now())

    return _done(request, review, act, said=_("The outcome of the review is recorded."))


def _done(request: HttpRequest, review: Review, act: Callable[[str], None], *, said: str) -> HttpResponse:
    try:
        do_once(request, act, client_id=client_of(review))
    except CONFLICTS as error:
        notice = say_conflict(error)
        return _review(request, review, typed=request.POST.dict(), notice=notice, status=HTTPStatus.CONFLICT)
    messages.success(request, said)
    return redirect("desk:review", review_id=review.pk)


def _review(
    request: HttpRequest,
    review: Review,
    *,
    typed: Mapping[str, str],
    complaints: Mapping[str, str] | None = None,
    notice: str = "",
    status: HTTPStatus | None = None,
) -> HttpResponse:
    """Show the page with what was typed; what is missing in it is said at the field."""
    me, rows = author_of(request), decision_rows(client_of(review))
    decision = next(row for row in rows if row.story.decision_id == review.decision_id)
    row = next(each for each in decision.reviews if each.story.review_id == review.pk)
    story, is_own = row.story, decision.story.by == me
    correction = next((each for each in rows if each.story.decision_id == decision.story.corrected_by), None)
    context = {
        "review": row,
        "decision": decision,
        "correction": correction,
        "is_overdue": story.is_open and story.due_on < timezone.localdate(),
        "is_own": is_own,
        "is_mine": story.assigned_to == me,
        "may_take": story.is_open and not is_own and story.assigned_to != me and opens(request, "desk:take-review"),
        "may_conclude": story.is_open and story.assigned_to == me and opens(request, "desk:conclude-review"),
        "may_decide": opens(request, "desk:record-decision"),
        "typed": typed,
        "complaints": complaints or {},
        "notice": notice,
        "once": new_once_key(),
        "mark": mark_of(request, "desk:review", review.pk),
        "longest": LONGEST_WORDS,
    }
    status = status or (HTTPStatus.UNPROCESSABLE_ENTITY if complaints else HTTPStatus.OK)
    return render(request, "desk/review.html", context, status=status)


def _waits_for_second(client_id: int) -> bool:
    current = current_decision(client_id)
    return current is not None and state_of(current) is DecisionState.WAITS


def _rows(cases: list[WaitingCase], today: date) -> list[CaseRow]:
    names = names_of(actor for case in cases for actor in (case.owner, case.decided_by))
    return [
        CaseRow(
            case=case,
            owner=names.get(case.owner or "", ""),
            decided_by=names[case.decided_by],
            taken=VERDICT_WORDS[case.taken],
            n_days=(today - timezone.localdate(case.since)).days,
            n_days_left=0 if case.due_on is None else (case.due_on - today).days,
            is_overdue=case.is_overdue(today),
        )
        for case in cases
    ]


def _page_number(asked: str, *, n_cases: int) -> int:
    """Return the page that was asked for, the last one where there are fewer."""
    n_pages = max(1, math.ceil(n_cases / N_ON_A_PAGE))
    return min(max(int(asked), 1), n_pages) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1

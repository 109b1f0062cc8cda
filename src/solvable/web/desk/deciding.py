"""The page on which a person decides about a client, and on which a second person and a review come in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from solvable.decisions.decision import Decision
from solvable.decisions.oversight import DepartureGround
from solvable.errors import ProposalChangedError
from solvable.vocabulary import VERDICT_WORDS, Text, Verdict
from solvable.web.desk.authors import author_of
from solvable.web.desk.client_frame import frame_of, opens
from solvable.web.desk.conflicts import CONFLICTS, say_conflict
from solvable.web.desk.decision_form import DecisionForm, fingerprint, shown_to
from solvable.web.desk.decision_rows import DecisionRow, decision_rows
from solvable.web.desk.drafts import mark_of, take_draft
from solvable.web.desk.forms_once import do_once, new_once_key
from solvable.web.desk.language import spoken_language
from solvable.web.desk.typed_words import LONGEST_WORDS, read_words
from solvable.web.journal.decisions import DecisionState, confirm_decision, record_decision
from solvable.web.journal.histories import client_of
from solvable.web.journal.ledger import find_record
from solvable.web.journal.records import Decision as DecisionRecord
from solvable.web.journal.reviews import ask_review
from solvable.web.services import scoring_service

__all__ = ["ask_for_review", "confirm", "decide_page", "record"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One verdict that may be taken."""

    verdict: Verdict
    word: Text
    is_proposed: bool
    is_chosen: bool


# The order in which they are offered; the one that is proposed comes first.
_VERDICTS = (Verdict.ACCEPT, Verdict.REFER, Verdict.DECLINE)


@require_safe
def decide_page(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show the proposal, what was decided, and what may be done about it."""
    draft, notice = take_draft(request)
    return _page(request, client_id, typed=draft, notice=notice)


@require_POST
def record(request: HttpRequest, client_id: int) -> HttpResponse:
    """Record a decision, or say at the field what is missing."""
    sent, language = request.POST.dict(), spoken_language()
    form = DecisionForm.read(sent, spoken=language)
    # Whoever is not accepted reads in the letter what would have led to it.
    with_way = form.taken in (Verdict.REFER, Verdict.DECLINE)
    evidence = scoring_service().evidence(client_id, with_way=with_way)
    proposal = evidence.decision
    complaints = form.complaints(proposal.verdict)
    if complaints:
        return _page(request, client_id, typed=sent, complaints=complaints, proposal=proposal)

    def act(by: str) -> None:
        shown = shown_to(proposal, form.language)
        if form.proposal != fingerprint(shown):
            raise ProposalChangedError(client_id=client_id)
        record_decision(
            evidence,
            form.decided(proposal.verdict, shown),
            by=by,
            at=timezone.now(),
            corrects=form.seen,
        )

    return _done(request, client_id, act, said=_("Your decision is recorded."))


@require_POST
def confirm(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Record what a second person says to a decision."""
    sent, client_id = request.POST.dict(), client_of(find_record(DecisionRecord, decision_id))
    agrees, words = sent.get("agrees"), read_words(sent, "second_words")
    complaints = {}
    if agrees not in ("yes", "no"):
        complaints["agrees"] = _("Expected: whether you confirm the decision or refuse it.")
    if agrees == "no" and not words:
        complaints["second_words"] = _("Expected: in your words, why you refuse the decision.")
    if len(words) > LONGEST_WORDS:
        complaints["second_words"] = _("Expected: at most %(most)s characters.") % {"most": LONGEST_WORDS}
    if complaints:
        return _page(request, client_id, typed=sent, complaints=complaints)

    def act(by: str) -> None:
        confirm_decision(decision_id, agrees=agrees == "yes", words=words, by=by, at=timezone.now())

    return _done(request, client_id, act, said=_("Your answer is recorded."))


@require_POST
def ask_for_review(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Record that the client asks for a person to look again, in their words."""
    sent, client_id = request.POST.dict(), client_of(find_record(DecisionRecord, decision_id))
    words = read_words(sent, "review_words")
    complaint = "" if words else _("Expected: what the client says, in their own words.")
    if len(words) > LONGEST_WORDS:
        complaint = _("Expected: at most %(most)s characters.") % {"most": LONGEST_WORDS}
    if complaint:
        return _page(request, client_id, typed=sent, complaints={"review_words": complaint})
    terms = scoring_service().policy.reviews

    def act(by: str) -> None:
        ask_review(decision_id, words=words, terms=terms, by=by, at=timezone.now())

    return _done(request, client_id, act, said=_("The client’s request for a review is recorded."))


def _done(request: HttpRequest, client_id: int, act: Callable[[str], None], *, said: str) -> HttpResponse:
    """Write once and go back to the page; where that cannot be, show what was typed, and why."""
    try:
        do_once(request, act, client_id=client_id)
    except CONFLICTS as error:
        notice = say_conflict(error)
        return _page(request, client_id, typed=request.POST.dict(), notice=notice, status=HTTPStatus.CONFLICT)
    messages.success(request, said)
    return redirect("desk:decide", client_id=client_id)


def _page(
    request: HttpRequest,
    client_id: int,
    *,
    typed: Mapping[str, str],
    complaints: Mapping[str, str] | None = None,
    notice: str = "",
    status: HTTPStatus | None = None,
    proposal: Decision | None = None,
) -> HttpResponse:
    """Show the page with what was typed; what is missing in it is said at the field.

    Parameters
    ----------
    proposal
        What is proposed now, where that was computed already.
    """
    if proposal is None:
        [proposal] = scoring_service().decide([client_id])
    rows, language = decision_rows(client_id), spoken_language()
    current = next((row for row in rows if row.story.is_current), None)
    shown = shown_to(proposal, language)
    context = frame_of(request, proposal, "desk:decide") | {
        "shown": shown,
        "proposal": fingerprint(shown),
        "language": language.value,
        "choices": _choices(proposal, typed),
        "grounds": [(ground.value, ground.label) for ground in DepartureGround],
        "current": current,
        "is_under_study": current is not None and current.is_under_study,
        "open_review": next((row.open_review for row in rows if row.open_review), None),
        "earlier": [row for row in rows if row is not current],
        "permissions": _permissions(request, current),
        "typed": typed,
        "complaints": complaints or {},
        "notice": notice,
        "once": new_once_key(),
        "mark": mark_of(request, "desk:decide", client_id),
        "longest": LONGEST_WORDS,
    }
    status = status or (HTTPStatus.UNPROCESSABLE_ENTITY if complaints else HTTPStatus.OK)
    return render(request, "desk/decide.html", context, status=status)


def _choices(proposal: Decision, typed: Mapping[str, str]) -> list[Choice]:
    """Return the verdicts that may be taken, the one that is proposed first; nothing is chosen beforehand.

    A person decides: a button that was already pressed for them would decide in their place.
    """
    ordered = sorted(_VERDICTS, key=lambda verdict: verdict is not proposal.verdict)
    return [
        Choice(
            verdict=verdict,
            word=VERDICT_WORDS[verdict],
            is_proposed=verdict is proposal.verdict,
            is_chosen=typed.get("taken") == verdict.value,
        )
        for verdict in ordered
    ]


def _permissions(request: HttpRequest, current: DecisionRow | None) -> dict[str, bool]:
    """Return what the person may do now; the records themselves refuse the rest as well."""
    story = current.story if current else None
    waits = story is not None and story.state is DecisionState.WAITS
    is_own = story is not None and story.by == author_of(request)
    confirms = opens(request, "desk:confirm-decision")
    can_be_contested = story is not None and story.state in (DecisionState.HOLDS, DecisionState.WAITS)
    return {
        "decide": opens(request, "desk:record-decision"),
        "confirm": waits and confirms and not is_own,
        "is_own_to_confirm": waits and confirms and is_own,
        "ask_review": can_be_contested
        and story is not None
        and story.open_review is None
        and opens(request, "desk:ask-review"),
        "see_review": opens(request, "desk:review"),
    }

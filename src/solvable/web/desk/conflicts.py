"""What to tell somebody whose form cannot be recorded as things stand by now."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from solvable.errors import (
    DecidedMeanwhileError,
    ProposalChangedError,
    RecordStateError,
    RepeatedKeyError,
    SecondPersonError,
    SolvableError,
)
from solvable.vocabulary import VERDICT_WORDS, Verdict
from solvable.web.desk.authors import names_of
from solvable.web.desk.language import spoken_language
from solvable.web.journal.ledger import find_record
from solvable.web.journal.records import Decision

__all__ = ["CONFLICTS", "say_conflict"]

CONFLICTS = (DecidedMeanwhileError, ProposalChangedError, RecordStateError, RepeatedKeyError, SecondPersonError)


def say_conflict(error: SolvableError) -> str:
    """Say what is otherwise than the form supposed, and what to do; nothing of the form was recorded."""
    match error:
        case DecidedMeanwhileError():
            return _decided_meanwhile(error.decision_id)
        case ProposalChangedError():
            return _(
                "The proposal has changed since you opened the page. Nothing was recorded, and what you typed is still "
                "here: look at the new proposal, then decide."
            )
        case SecondPersonError():
            return _("It takes somebody else than who took the decision. Nothing was recorded: ask a colleague.")
        case RepeatedKeyError():
            return _(
                "This form was sent before, and is recorded below as it was then. What you changed since is still "
                "here: send it again where it is to count."
            )
        case _:
            return _(
                "Meanwhile the case has moved on: look below at where it stands. Nothing of this form was recorded; "
                "what you typed is still here."
            )


def _decided_meanwhile(decision_id: int) -> str:
    decision = find_record(Decision, decision_id)
    facts = {
        "name": names_of([decision.recorded_by])[decision.recorded_by],
        "verdict": VERDICT_WORDS[Verdict(decision.taken)].in_language(spoken_language()),
        "time": date_format(timezone.localtime(decision.recorded_at), "H:i"),
    }
    said = _(
        "Meanwhile %(name)s has decided on this client, at %(time)s: %(verdict)s. Your decision was not recorded, and "
        "what you typed is still here. Where that decision is to be corrected, say why and send yours."
    )
    return said % facts

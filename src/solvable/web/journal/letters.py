"""What the journal gives to write a letter from: one decision that holds, or held."""

import json
from datetime import datetime

from django.utils import timezone

from solvable.decisions.oversight import DepartureGround
from solvable.decisions.recorded import read_proposal
from solvable.errors import RecordStateError
from solvable.reports.letter import LetterFacts
from solvable.vocabulary import Verdict
from solvable.web.journal.decisions import DecisionState, state_of
from solvable.web.journal.ledger import find_record
from solvable.web.journal.records import Confirmation, Decision, Scoring

__all__ = ["letter_facts"]

# There is nothing to tell the client yet, or ever.
_UNTOLD = {
    DecisionState.WAITS: "waits for a second person",
    DecisionState.REFUSED: "was refused by a second person",
}


def letter_facts(decision_id: int) -> LetterFacts:
    """Return what a letter about a recorded decision is written from: the record, and nothing computed anew.

    A decision that was replaced is told as such: a copy of its letter can be made, and no letter of it be sent.

    Raises
    ------
    UnknownRecordError
        There is no such decision, or it was erased.
    RecordStateError
        The decision does not hold: it waits for a second person, or was refused by one.
    """
    decision = find_record(Decision, decision_id)
    state = state_of(decision)
    if state in _UNTOLD:
        raise RecordStateError(kind="decision", record_id=decision_id, expected="holds", found=_UNTOLD[state])
    content = json.loads(decision.content or "{}")
    scoring = find_record(Scoring, decision.scoring_id)
    decided_at = _holds_from(decision)
    ground = content["ground"]
    replacing = Decision.objects.filter(corrects_id=decision_id).first()
    return LetterFacts(
        decision_id=decision_id,
        client_id=content["client_id"],
        decided_at=decided_at,
        decided_on=timezone.localdate(decided_at),
        taken=Verdict(decision.taken),
        ground=None if ground is None else DepartureGround(ground),
        proposal=read_proposal(json.loads(scoring.content or "{}")),
        replaced_on=None if replacing is None else timezone.localdate(replacing.recorded_at),
    )


def _holds_from(decision: Decision) -> datetime:
    """Return since when the decision holds: since the second person confirmed it, where it needed one."""
    confirmation = Confirmation.objects.filter(decision_id=decision.pk).first() if decision.needs_second else None
    return decision.recorded_at if confirmation is None else confirmation.recorded_at

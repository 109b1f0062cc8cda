"""Decisions that people take: recorded with what they stand on, and confirmed by a second person where need be."""

from datetime import datetime
from enum import StrEnum

from solvable.decisions.evidence import Evidence
from solvable.decisions.oversight import TakenDecision
from solvable.errors import DecidedMeanwhileError, GroundsMissingError, RecordStateError, SecondPersonError
from solvable.web.journal.ledger import append, find_record, turn
from solvable.web.journal.records import Confirmation, Decision, Scoring

__all__ = [
    "DecisionState",
    "confirm_decision",
    "current_decision",
    "decision_in_force",
    "record_decision",
    "state_of",
    "state_with",
]


class DecisionState(StrEnum):
    """Whether a decision holds."""

    HOLDS = "holds"
    WAITS = "waits"  # for a second person
    REFUSED = "refused"  # by the second person
    CORRECTED = "corrected"  # by a later decision


def record_decision(
    evidence: Evidence, taken: TakenDecision, *, by: str, at: datetime, corrects: int | None = None
) -> Decision:
    """Record what a person decided, and the proposal that it was decided on.

    Parameters
    ----------
    corrects
        The number of the earlier decision on the client that this one takes the place of, where there is one: two
        decisions that hold side by side may say the opposite.

    Raises
    ------
    RecordStateError
        The proposal is another one than the person saw, or the earlier decision is another client's.
    DecidedMeanwhileError
        There is a later decision on the client than the one that is named, or one where none is.
    UnknownRecordError
        There is no such earlier decision.
    """
    proposal = evidence.decision
    if taken.proposed is not proposal.verdict:
        raise RecordStateError(
            kind="client", record_id=proposal.client_id, expected=f"has the proposal {taken.proposed} that was seen",
            found=f"has the proposal {proposal.verdict} by now",
        )  # fmt: skip
    needs_second = evidence.policy.four_eyes.needed(proposed=taken.proposed, taken=taken.taken)
    with turn():
        _check_takes_the_place(corrects, client_id=proposal.client_id)
        scoring = append(_scoring_of(evidence), evidence.document(), by=by, at=at)
        return append(
            Decision(
                client_id=proposal.client_id,
                scoring=scoring,
                proposed=taken.proposed.value,
                taken=taken.taken.value,
                needs_second=needs_second,
                corrects_id=corrects,
            ),
            {
                "ground": taken.ground,
                "words": taken.words.strip(),
                "shown": taken.shown,
                "scoring_commitment": scoring.commitment,
            },
            by=by,
            at=at,
        )


def confirm_decision(decision_id: int, *, agrees: bool, words: str = "", by: str, at: datetime) -> Confirmation:
    """Record what a second person says to a decision that waits for one.

    Raises
    ------
    UnknownRecordError
    RecordStateError
        The decision does not wait, or not any more.
    SecondPersonError
        It is the same person.
    GroundsMissingError
        They disagree and do not say why.
    """
    if not agrees and not words.strip():
        raise GroundsMissingError(deed="Refusing to confirm a decision", needed="words for it")
    with turn():
        decision = find_record(Decision, decision_id)
        state = state_of(decision)
        if state is not DecisionState.WAITS:
            raise RecordStateError(
                kind="decision", record_id=decision_id, expected="waits for a second person", found=_FOUND[state]
            )
        if by == decision.recorded_by:
            raise SecondPersonError(deed="Confirming a decision", first=decision.recorded_by)
        return append(
            Confirmation(client_id=decision.client_id, decision=decision, agrees=agrees),
            {"words": words.strip(), "decision_commitment": decision.commitment},
            by=by,
            at=at,
        )


def state_of(decision: Decision) -> DecisionState:
    """Return whether a decision holds."""
    is_corrected = Decision.objects.filter(corrects_id=decision.pk).exists()
    return state_with(decision, Confirmation.objects.filter(decision_id=decision.pk).first(), is_corrected=is_corrected)


def state_with(decision: Decision, confirmation: Confirmation | None, *, is_corrected: bool) -> DecisionState:
    """Return whether a decision holds, for whoever has read what belongs to it."""
    if is_corrected:
        return DecisionState.CORRECTED
    if not decision.needs_second:
        return DecisionState.HOLDS
    if confirmation is None:
        return DecisionState.WAITS
    return DecisionState.HOLDS if confirmation.agrees else DecisionState.REFUSED


def current_decision(client_id: int | None) -> Decision | None:
    """Return the latest decision on a client that none took the place of, whether or not it holds; None."""
    uncorrected = Decision.objects.filter(client_id=client_id, content__isnull=False, corrected_by__isnull=True)
    return uncorrected.order_by("-id").first()


def decision_in_force(client_id: int) -> Decision | None:
    """Return the latest decision on a client that holds; None where none does."""
    for decision in Decision.objects.filter(client_id=client_id).order_by("-id"):
        if state_of(decision) is DecisionState.HOLDS:
            return decision  # type: ignore[no-any-return]
    return None


_FOUND = {
    DecisionState.HOLDS: "holds already",
    DecisionState.REFUSED: "was refused by a second person",
    DecisionState.CORRECTED: "was corrected by a later one",
}


def _scoring_of(evidence: Evidence) -> Scoring:
    proposal = evidence.decision
    return Scoring(
        client_id=proposal.client_id,
        model_version=proposal.model_version,
        model_checksum=evidence.model_checksum,
        policy_version=proposal.policy_version,
        policy_checksum=proposal.policy_checksum,
    )


def _check_takes_the_place(corrects: int | None, *, client_id: int) -> None:
    if corrects is not None and find_record(Decision, corrects).client_id != client_id:
        raise RecordStateError(
            kind="decision", record_id=corrects, expected=f"is on client {client_id}", found="is on another client"
        )
    current = current_decision(client_id)
    if current is not None and current.pk != corrects:
        raise DecidedMeanwhileError(client_id=client_id, decision_id=current.pk)

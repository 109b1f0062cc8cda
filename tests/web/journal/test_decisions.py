"""Decisions: recorded with all they stand on, never changed, confirmed by a second person where the policy says so."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from solvable.decisions.oversight import DepartureGround
from solvable.errors import (
    DecidedMeanwhileError,
    GroundsMissingError,
    RecordStateError,
    SecondPersonError,
    UnknownRecordError,
    WrittenOnceError,
)
from solvable.vocabulary import Verdict
from solvable.web.journal.audit import audit_journal
from solvable.web.journal.decisions import (
    DecisionState,
    confirm_decision,
    decision_in_force,
    record_decision,
    state_of,
)
from solvable.web.journal.ledger import find_record
from solvable.web.journal.records import RECORD_TYPES, ChainLink, Decision, Scoring
from web.journal.builders import (
    BUNDLE_CHECKSUM,
    CAMILLE,
    DOMINIQUE,
    NOON,
    at,
    decide_as_proposed,
    evidence_proposing,
    taken,
)

ACCEPT, REFER, DECLINE = Verdict


def accept_against_the_policy(minutes=0):
    return record_decision(evidence_proposing(DECLINE), taken(DECLINE, ACCEPT), by=CAMILLE, at=at(minutes))


def test_a_decision_keeps_who_decided_what_when_on_which_proposal_and_what_was_shown():
    decision = find_record(Decision, decide_as_proposed(ACCEPT).pk)

    content = json.loads(decision.content)
    assert (decision.recorded_by, decision.recorded_at) == (CAMILLE, NOON)
    assert (decision.proposed, decision.taken) == ("accept", "accept")
    assert content["shown"] == {"page": "client", "language": "fr", "reasons": 3}
    assert content["recorded_at"] == "2026-11-28T12:00:00.000000+00:00"
    assert state_of(decision) is DecisionState.HOLDS


def test_the_scoring_behind_it_keeps_inputs_model_policy_result_and_reasons_to_the_last_bit():
    evidence = evidence_proposing(DECLINE)

    scoring = find_record(Scoring, decide_as_proposed(DECLINE).scoring_id)

    content = json.loads(scoring.content)
    proposal = content["proposal"]
    assert content["inputs"] == dict(evidence.inputs)
    assert (scoring.model_version, scoring.model_checksum) == ("fair-0123456789", BUNDLE_CHECKSUM)
    assert scoring.policy_checksum == evidence.policy.checksum
    assert content["policy"] == evidence.policy.model_dump_json()
    assert proposal["prob_default"] == evidence.decision.prob_default
    assert (proposal["score"], proposal["verdict"]) == (evidence.decision.score, "decline")
    assert [reason["sentence"]["fr"] for reason in proposal["reasons"]] == [
        reason.sentence.fr for reason in evidence.decision.reasons
    ]


def test_a_departure_keeps_its_ground_and_words():
    decision = accept_against_the_policy()

    content = json.loads(decision.content)
    assert (content["ground"], content["words"]) == ("new_documents", "Contrat vérifié.")


@pytest.mark.parametrize(
    "grounds",
    [
        pytest.param({"ground": None}, id="no ground"),
        pytest.param({"words": "  "}, id="no words"),
        pytest.param({"ground": None, "words": ""}, id="neither"),
    ],
)
@pytest.mark.parametrize(("proposed", "verdict"), [(DECLINE, ACCEPT), (ACCEPT, DECLINE), (REFER, ACCEPT)])
def test_who_departs_from_the_proposal_must_say_why(proposed, verdict, grounds):
    with pytest.raises(GroundsMissingError, match=f"Deciding {verdict} where {proposed} was proposed needs a ground"):
        taken(proposed, verdict, **grounds)


def test_every_ground_has_words_in_both_languages():
    labels = [ground.label for ground in DepartureGround]

    assert len({label.fr for label in labels}) == len({label.en for label in labels}) == len(DepartureGround)


def test_a_proposal_that_has_changed_since_it_was_seen_is_not_decided_upon():
    with pytest.raises(
        RecordStateError, match=r"has the proposal accept that was seen.* has the proposal decline by now"
    ):
        record_decision(evidence_proposing(DECLINE), taken(ACCEPT, ACCEPT), by=CAMILLE, at=NOON)

    assert not Decision.objects.exists()


def test_accepting_what_the_policy_would_decline_waits_for_a_second_person():
    decision = accept_against_the_policy()

    assert state_of(decision) is DecisionState.WAITS
    assert decision_in_force(decision.client_id) is None

    confirm_decision(decision.pk, agrees=True, by=DOMINIQUE, at=at(5))

    assert state_of(decision) is DecisionState.HOLDS
    assert decision_in_force(decision.client_id) == decision


def test_declining_what_the_policy_would_accept_does_not_wait_under_this_policy():
    decision = record_decision(evidence_proposing(ACCEPT), taken(ACCEPT, DECLINE), by=CAMILLE, at=NOON)

    assert state_of(decision) is DecisionState.HOLDS


def test_nobody_confirms_their_own_decision():
    decision = accept_against_the_policy()

    with pytest.raises(SecondPersonError, match=f"somebody other than {CAMILLE}"):
        confirm_decision(decision.pk, agrees=True, by=CAMILLE, at=at(1))


def test_a_second_person_who_disagrees_says_why_and_the_decision_does_not_hold():
    decision = accept_against_the_policy()

    with pytest.raises(GroundsMissingError, match="Refusing to confirm a decision needs words"):
        confirm_decision(decision.pk, agrees=False, by=DOMINIQUE, at=at(1))
    confirm_decision(decision.pk, agrees=False, words="Contrat à durée déterminée.", by=DOMINIQUE, at=at(2))

    assert state_of(decision) is DecisionState.REFUSED
    assert decision_in_force(decision.client_id) is None


def test_a_decision_is_confirmed_once_and_only_where_it_waits():
    waiting, holding = accept_against_the_policy(), decide_as_proposed(ACCEPT)
    confirm_decision(waiting.pk, agrees=True, by=DOMINIQUE, at=at(1))

    for decision in (waiting, holding):
        with pytest.raises(RecordStateError, match=r"waits for a second person, found that decision .* holds already"):
            confirm_decision(decision.pk, agrees=True, by=DOMINIQUE, at=at(2))
    with pytest.raises(UnknownRecordError, match="number of a decision in the journal, found 999"):
        confirm_decision(999, agrees=True, by=DOMINIQUE, at=at(2))


def test_a_correction_takes_the_place_of_a_decision_and_leaves_it_as_it_is():
    earlier = decide_as_proposed(ACCEPT)

    correction = record_decision(
        evidence_proposing(ACCEPT), taken(ACCEPT, DECLINE), by=DOMINIQUE, at=at(3), corrects=earlier.pk
    )

    assert state_of(earlier) is DecisionState.CORRECTED
    assert decision_in_force(earlier.client_id) == correction
    assert find_record(Decision, earlier.pk).taken == "accept"


def test_a_decision_is_corrected_once_and_on_the_same_client():
    earlier = decide_as_proposed(ACCEPT)
    evidence, same = evidence_proposing(ACCEPT), taken(ACCEPT, ACCEPT)

    with pytest.raises(RecordStateError, match="is on another client"):
        record_decision(evidence_proposing(ACCEPT, nth=1), same, by=CAMILLE, at=at(1), corrects=earlier.pk)
    correction = record_decision(evidence, same, by=CAMILLE, at=at(2), corrects=earlier.pk)
    with pytest.raises(DecidedMeanwhileError, match=f"found decision {correction.pk}"):
        record_decision(evidence, same, by=CAMILLE, at=at(3), corrects=earlier.pk)
    with pytest.raises(UnknownRecordError):
        record_decision(evidence, same, by=CAMILLE, at=at(3), corrects=999)


def test_no_two_decisions_on_a_client_hold_side_by_side():
    earlier = decide_as_proposed(ACCEPT)

    with pytest.raises(DecidedMeanwhileError, match=f"found decision {earlier.pk}.* say that it corrects it"):
        record_decision(evidence_proposing(ACCEPT), taken(ACCEPT, DECLINE), by=DOMINIQUE, at=at(1))

    assert decision_in_force(earlier.client_id) == earlier


def test_a_record_is_neither_changed_nor_deleted():
    decision = decide_as_proposed()

    for change in (decision.save, decision.delete, Decision.objects.all().delete):
        with pytest.raises(WrittenOnceError, match="Records are never changed"):
            change()
    with pytest.raises(WrittenOnceError):
        Decision.objects.filter(pk=decision.pk).update(taken="decline")


@pytest.mark.parametrize(
    "model", [pytest.param(model, id=model.__name__) for model in (*RECORD_TYPES.values(), ChainLink)]
)
def test_the_database_itself_refuses_to_change_or_delete_a_record(model):
    quoted, fields = connection.ops.quote_name, model._meta.local_fields
    table, seal = quoted(model._meta.db_table), "seal" if model is ChainLink else "commitment"
    columns = ", ".join(quoted(field.column) for field in fields)
    add = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608 - our own names.
    changes = [f"UPDATE {table} SET {seal} = 'x'", f"UPDATE {table} SET {seal} = {seal}", f"DELETE FROM {table}"]  # noqa: S608

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(add, [_any_value(field) for field in fields])
        for change in changes:
            with pytest.raises(DatabaseError, match="records are written once"), transaction.atomic():
                cursor.execute(change)
        assert model.objects.count() == 1
        transaction.set_rollback(True)  # The row names others that are not there.


def test_the_chain_of_all_this_holds_and_ends_at_its_head():
    decision = accept_against_the_policy()
    confirm_decision(decision.pk, agrees=True, by=DOMINIQUE, at=at(1))

    audit = audit_journal()

    assert audit.breaks == ()
    assert audit.n_links == audit.head.sequence == 3  # scoring, decision, confirmation
    assert audit_journal(noted=[audit.head]).breaks == ()


def _any_value(field):
    kind = field.get_internal_type()
    if kind == "DateTimeField":
        return NOON.isoformat()
    if kind == "DateField":
        return NOON.date().isoformat()
    return "t" if kind in ("CharField", "TextField") else kind == "BooleanField" or 1

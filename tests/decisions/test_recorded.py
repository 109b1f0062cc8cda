"""A recorded proposal says later what it said then, word for word."""

import json

import pytest

from solvable.decisions.recorded import N_MAIN_REASONS, read_proposal
from solvable.decisions.way_to_yes import Found
from solvable.decisions.way_words import say_alternative, say_found
from solvable.vocabulary import Verdict
from web.made_up import ACCEPTED, DECLINED, PLAIN, REFERRED, FakeScoringService

SERVICE = FakeScoringService()


def kept(client_id, *, with_way=False):
    """Return the document of a made-up client as it comes back from where it was stored."""
    return json.loads(json.dumps(SERVICE.evidence(client_id, with_way=with_way).document()))


@pytest.mark.parametrize("client_id", [ACCEPTED, REFERRED, DECLINED, PLAIN])
def test_the_main_reasons_are_those_that_the_decision_itself_names_first(client_id):
    [decision] = SERVICE.decide([client_id])

    recorded = read_proposal(kept(client_id))

    for said, reasons in ((recorded.against, decision.against), (recorded.in_favour, decision.in_favour)):
        assert [(reason.sentence, reason.accepted, reason.points) for reason in said] == [
            (reason.sentence, reason.accepted, reason.points) for reason in reasons[:N_MAIN_REASONS]
        ]
    assert recorded.verdict is decision.verdict
    assert (recorded.model_version, recorded.policy_version) == (decision.model_version, decision.policy_version)


def test_the_days_for_an_answer_are_those_of_the_policy_of_that_day():
    document = kept(DECLINED)
    policy = json.loads(document["policy"])
    policy["reviews"]["days"] = 12
    document["policy"] = json.dumps(policy)

    assert read_proposal(document).review_days == 12


def test_the_way_to_a_yes_comes_back_in_the_sentences_that_were_said_of_it():
    way = SERVICE.way_to_yes(REFERRED)

    recorded = read_proposal(kept(REFERRED, with_way=True)).way

    assert recorded.found is Found.WAY
    assert recorded.said == say_found(way)
    assert recorded.alternatives == tuple(say_alternative(each, way.loan, currency=None) for each in way.alternatives)


def test_that_nothing_leads_to_a_yes_is_recorded_as_well():
    recorded = read_proposal(kept(DECLINED, with_way=True)).way

    assert (recorded.found, recorded.alternatives) == (Found.NO_WAY, ())


def test_what_was_not_asked_for_is_not_told():
    assert read_proposal(kept(REFERRED)).way is None


def test_records_from_before_ways_and_comparisons_were_recorded_are_read():
    document = kept(REFERRED)
    del document["way_to_yes"]
    for reason in document["proposal"]["reasons"]:
        del reason["accepted"]

    recorded = read_proposal(document)

    assert recorded.verdict is Verdict.REFER
    assert recorded.way is None
    assert {reason.accepted for reason in recorded.against} == {None}

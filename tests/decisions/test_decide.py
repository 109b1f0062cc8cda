"""The one scoring path: what it answers for a client is whole, true and the same in any company."""

import pyarrow as pa
import pytest

from builders import make_applied, make_bundle, make_catalogue, make_rows, make_scorecard_bundle
from solvable import wording
from solvable.decisions.decide import decide, propose, score
from solvable.decisions.decision import Cutoffs, Decision, Proposal
from solvable.vocabulary import Language, Verdict

CUTOFFS = Cutoffs(accept_from=480, decline_below=450, accept_below_prob=0.11, decline_from_prob=0.17)
ROWS = make_rows(400, seed=21)


def decide_about(rows, **changes):
    options = {
        "bundle": make_bundle(), "policy": make_applied(CUTOFFS), "catalogue": make_catalogue(), "currency": None,
    }  # fmt: skip
    return decide(rows, **(options | changes))


@pytest.mark.parametrize(
    ("score", "verdict"),
    [
        pytest.param(480, Verdict.ACCEPT, id="on the accept limit"),
        pytest.param(479, Verdict.REFER, id="just below the accept limit"),
        pytest.param(450, Verdict.REFER, id="on the decline limit"),
        pytest.param(449, Verdict.DECLINE, id="just below the decline limit"),
    ],
)
def test_a_score_on_a_limit_has_reached_it(score, verdict):
    assert CUTOFFS.verdict(score) is verdict


def test_cutoffs_that_cross_are_refused_with_both():
    with pytest.raises(ValueError, match="found 500 and 450"):
        Cutoffs(accept_from=450, decline_below=500, accept_below_prob=0.1, decline_from_prob=0.2)


@pytest.mark.parametrize("make", [make_bundle, make_scorecard_bundle], ids=["trees", "scorecard"])
def test_base_and_reasons_sum_to_the_score_for_every_client(make):
    for decision in decide_about(ROWS, bundle=make()):
        assert decision.base_points + sum(reason.points for reason in decision.reasons) == decision.score


def test_verdict_points_and_probability_tell_one_story():
    decisions = sorted(decide_about(ROWS), key=lambda d: d.prob_default)

    assert [d.score for d in decisions] == sorted((d.score for d in decisions), reverse=True)
    assert all(d.verdict is CUTOFFS.verdict(d.score) for d in decisions)
    assert {d.verdict for d in decisions} == set(Verdict)


def test_the_observed_frequency_is_that_around_the_clients_own_score():
    frequencies = make_applied().frequencies
    decisions = decide_about(ROWS)

    assert all(decision.frequency == frequencies.around(decision.score) for decision in decisions)
    assert sum(decision.frequency is not None for decision in decisions) > 300


def test_the_policy_is_named_by_its_version_and_its_checksum():
    decision = decide_about(ROWS.slice(0, 1))[0]

    assert (decision.policy_version, decision.policy_checksum) == ("test", "5e" * 32)


@pytest.mark.parametrize("make", [make_bundle, make_scorecard_bundle], ids=["trees", "scorecard"])
def test_clients_alone_and_in_company_get_the_same_decision(make):
    together = decide_about(ROWS.slice(0, 60), bundle=make())

    alone = [decide_about(ROWS.slice(i, 1), bundle=make())[0] for i in range(60)]

    assert alone == together


def test_features_of_one_reason_are_said_once():
    decision = decide_about(ROWS.slice(0, 1))[0]

    keys = [reason.key.removesuffix("_unknown") for reason in decision.reasons]
    lateness = next(reason for reason in decision.reasons if reason.key == "lateness")
    assert len(keys) == len(set(keys)) == 4
    assert set(lateness.features) == {"late_count", "late_recently_count"}


@pytest.mark.parametrize("make", [make_bundle, make_scorecard_bundle], ids=["trees", "scorecard"])
def test_base_and_themes_sum_to_the_score_for_every_client(make):
    for decision in decide_about(ROWS, bundle=make()):
        assert decision.base_points + sum(theme.points for theme in decision.themes) == decision.score
        assert sorted(r.key for theme in decision.themes for r in theme.reasons) == sorted(
            reason.key for reason in decision.reasons
        )


def test_reasons_say_where_the_clients_stand_whom_this_policy_accepts():
    bundle = make_bundle()
    smith = ROWS.filter(pa.array([job == "smith" for job in ROWS["job"].to_pylist()])).slice(0, 1)
    standing = bundle.standings.from_score(CUTOFFS.accept_from)["job"]

    [decision] = decide_about(smith)

    job = next(reason for reason in decision.reasons if reason.key == "job")
    assert standing.typical == "clerk"
    assert job.accepted.en == f"Accepted clients: most often “clerk” ({wording.share(standing.share, Language.EN)})"


def test_a_stricter_policy_has_other_accepted_clients():
    strict = Cutoffs(accept_from=620, decline_below=450, accept_below_prob=0.02, decline_from_prob=0.17)
    late = ROWS.filter(ROWS["late_count"].to_numpy() == 3).slice(0, 1)

    def said(cutoffs):
        [decision] = decide_about(late, policy=make_applied(cutoffs))
        return next(reason.accepted.en for reason in decision.reasons if reason.key == "amount")

    assert said(CUTOFFS) != said(strict)


def test_reasons_stand_by_harm_and_the_other_way_round_in_favour():
    for decision in decide_about(ROWS.slice(0, 100)):
        exact = [reason.exact_points for reason in decision.reasons]
        assert exact == sorted(exact)
        assert [r.points for r in decision.against] == sorted(r.points for r in decision.reasons if r.points < 0)
        assert all(reason.points > 0 for reason in decision.in_favour)


def test_a_value_the_client_does_not_have_is_said_as_missing():
    row = ROWS.filter(ROWS["score"].is_null()).slice(0, 1)

    reason = next(reason for reason in decide_about(row)[0].reasons if reason.key == "score_unknown")

    assert reason.is_missing
    assert reason.sentence.fr == "Libellé score\u00a0: non renseigné"
    assert reason.sentence.en == "Label score: not available"


def test_the_sentence_states_the_clients_own_value_in_both_languages():
    row = ROWS.filter(ROWS["late_count"].to_numpy() == 3).slice(0, 1)

    reason = next(r for r in decide_about(row)[0].reasons if r.features[0] == "late_count")

    assert reason.sentence.fr == "Vous avez 3 late_count"
    assert reason.sentence.en == "You have 3 late_count"


def test_only_what_can_be_changed_is_called_actionable():
    decision = decide_about(ROWS.slice(0, 1))[0]

    assert {reason.key for reason in decision.reasons if reason.is_actionable} == {"amount"}


def test_a_protected_feature_is_never_a_reason():
    assert all("age" not in reason.features for d in decide_about(ROWS.slice(0, 50)) for reason in d.reasons)


def test_nobody_is_decided_about_for_no_rows():
    assert decide_about(ROWS.slice(0, 0)) == []


def test_a_decision_whose_reasons_do_not_sum_cannot_exist():
    found = decide_about(ROWS.slice(0, 1))[0]
    fields = {name: getattr(found, name) for name in Decision.__dataclass_fields__}

    with pytest.raises(ValueError, match=f"Base and reasons must sum to the score {found.score + 1}"):
        Decision(**(fields | {"score": found.score + 1}))
    with pytest.raises(ValueError, match=f"Base and themes must sum to the score {found.score}, found"):
        Decision(**(fields | {"themes": found.themes[1:]}))


@pytest.mark.parametrize("prob", [0.0, 1.0, float("nan")])
def test_a_certain_or_undefined_probability_cannot_exist(prob):
    found = decide_about(ROWS.slice(0, 1))[0]
    fields = {name: getattr(found, name) for name in Decision.__dataclass_fields__}

    with pytest.raises(ValueError, match="lies between 0 and 1"):
        Decision(**(fields | {"prob_default": prob}))


@pytest.mark.parametrize("make", [make_bundle, make_scorecard_bundle], ids=["trees", "scorecard"])
def test_points_alone_are_those_of_the_decision_in_any_company(make):
    decisions = decide_about(ROWS, bundle=make())

    assert score(ROWS, make()).tolist() == [decision.score for decision in decisions]
    assert score(ROWS.slice(7, 1), make()).tolist() == [decisions[7].score]


@pytest.mark.parametrize("make", [make_bundle, make_scorecard_bundle], ids=["trees", "scorecard"])
def test_what_is_proposed_without_reasons_is_what_is_decided_with_them_to_the_last_bit(make):
    decided, bundle, numbers = decide_about(ROWS, bundle=make()), make(), ROWS["client_id"].to_numpy()

    assert propose(numbers, bundle.log_odds(ROWS), bundle=bundle, policy=make_applied(CUTOFFS)) == [
        Proposal(client_id=one.client_id, verdict=one.verdict, prob_default=one.prob_default, score=one.score)
        for one in decided
    ]

"""Cutoffs: from costs on clients that the model did not learn from."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import REPOSITORY, make_bundle
from solvable.decisions.policy import Costs, GreyZone, Policy, choose_cutoffs, least_cost_score
from solvable.documents import read_document
from solvable.errors import ConfigError
from solvable.metrics import log_odds, probability
from solvable.models.points import PointsScale
from solvable.models.splits import Side
from solvable.vocabulary import Verdict

SCALE = PointsScale(score_at_odds=500, odds=10.0, points_to_double_odds=50, scale_from=250, scale_to=750)


def make_policy(*, default_accepted=10.0, good_declined=1.0, referred_share=0.0):
    return Policy(
        version="test",
        costs=Costs(default_accepted=default_accepted, good_declined=good_declined),
        grey_zone=GreyZone(referred_share=referred_share),
    )


def test_the_cutoff_of_least_cost_worked_by_hand():
    # Scores 400 bad, 420 good, 440 bad, 460 good, 480 good; a default costs 10, a good lost 1.
    # From 400: 2 bads = 20; 420: 10; 440: 10 + 1; 460: 0 + 1; 480: 2; above all: 3. Least is from 460.
    scores = np.array([400, 420, 440, 460, 480])
    is_default = np.array([True, False, True, False, False])

    assert least_cost_score(make_policy(), scores, is_default) == 460


def test_of_equally_cheap_cutoffs_the_strictest_is_taken():
    # From 400: one bad = 1; from 410: one good lost = 0 + ... both cost 1 when costs are equal.
    scores, is_default = np.array([400, 410]), np.array([False, True])

    assert least_cost_score(make_policy(default_accepted=1.0), scores, is_default) == 411


def test_dearer_defaults_make_the_cutoff_stricter():
    choose = make_bundle().outcomes_of(Side.CHOOSE)
    cheap, dear = (
        choose_cutoffs(
            make_policy(default_accepted=cost),
            log_odds=choose.log_odds, is_default=choose.is_default, scale=SCALE,
        ).accept_from
        for cost in (3.0, 30.0)
    )  # fmt: skip

    assert cheap < dear


def test_on_calibrated_clients_the_cutoff_lies_near_the_odds_of_the_costs():
    # A good client is worth accepting while 10 p < 1 - p, so up to p = 1/11.
    rng = np.random.default_rng(11)
    odds = rng.normal(-2.4, 1.2, 300_000)

    cutoffs = choose_cutoffs(
        make_policy(), log_odds=odds, is_default=rng.random(odds.size) < probability(odds), scale=SCALE
    )

    assert cutoffs.accept_below_prob == pytest.approx(1 / 11, rel=0.1)


@pytest.mark.parametrize("share", [0.05, 0.15, 0.3])
def test_the_grey_zone_holds_the_share_that_is_wanted(share):
    choose = make_bundle().outcomes_of(Side.CHOOSE)

    cutoffs = choose_cutoffs(
        make_policy(referred_share=share),
        log_odds=choose.log_odds, is_default=choose.is_default, scale=SCALE,
    )  # fmt: skip

    verdicts = [cutoffs.verdict(score) for score in SCALE.score(choose.log_odds)]
    assert verdicts.count(Verdict.REFER) / len(verdicts) == pytest.approx(share, abs=0.02)


def test_no_grey_zone_leaves_accept_and_decline():
    choose = make_bundle().outcomes_of(Side.CHOOSE)

    cutoffs = choose_cutoffs(make_policy(), log_odds=choose.log_odds, is_default=choose.is_default, scale=SCALE)

    assert cutoffs.accept_from == cutoffs.decline_below
    assert cutoffs.accept_below_prob == cutoffs.decline_from_prob


@given(
    st.lists(st.tuples(st.floats(0.01, 0.9), st.booleans()), min_size=1, max_size=60),
    st.floats(0, 0.99), st.floats(0.1, 50),
)  # fmt: skip
def test_whatever_the_clients_the_cutoffs_stand_in_order_and_probabilities_agree_with_points(clients, share, cost):
    odds, bad = log_odds([p for p, _ in clients]), np.array([b for _, b in clients])

    cutoffs = choose_cutoffs(
        make_policy(referred_share=share, default_accepted=cost), log_odds=odds, is_default=bad, scale=SCALE
    )

    assert cutoffs.decline_below <= cutoffs.accept_from
    assert cutoffs.accept_below_prob <= cutoffs.decline_from_prob
    for prob in (p for p, _ in clients):
        if min(abs(prob - cutoffs.accept_below_prob), abs(prob - cutoffs.decline_from_prob)) < 1e-9:
            continue  # On a limit to the last bits the whole points decide.
        by_points = cutoffs.verdict(int(SCALE.score(log_odds(prob))))
        by_prob = (
            Verdict.ACCEPT if prob < cutoffs.accept_below_prob
            else Verdict.REFER if prob < cutoffs.decline_from_prob
            else Verdict.DECLINE
        )  # fmt: skip
        assert by_points is by_prob


def test_the_policy_that_ships_is_read_and_weighs_a_default_ten_times():
    policy = read_document(REPOSITORY / "config" / "policy.toml", Policy)

    assert policy.costs.default_accepted / policy.costs.good_declined == 10
    assert math.isclose(policy.grey_zone.referred_share, 0.15)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param("version = 'x'", r"costs: Field required", id="a part is missing"),
        pytest.param("version = '\n", r"must be TOML", id="not TOML"),
        pytest.param(
            "version='x'\ngrey_zone={referred_share=1.5}\ncosts={default_accepted=-1, good_declined=1}",
            r"costs\.default_accepted: .*greater than 0.*grey_zone\.referred_share: .*less than 1",
            id="every wrong field is named",
        ),
        pytest.param(
            "version='x'\nfoo=1\ngrey_zone={referred_share=0}\ncosts={default_accepted=1, good_declined=1}",
            r"foo: Extra inputs are not permitted", id="unknown field",
        ),
    ],
)  # fmt: skip
def test_a_policy_that_does_not_say_what_it_must_is_refused(tmp_path, document, message):
    (tmp_path / "policy.toml").write_text(document)

    with pytest.raises(ConfigError, match=message):
        read_document(tmp_path / "policy.toml", Policy)


def test_a_policy_that_is_not_there_is_refused_with_the_folder(tmp_path):
    with pytest.raises(ConfigError, match=r"Expected the document policy\.toml .* Set SOLVABLE_CONFIG"):
        read_document(tmp_path / "policy.toml", Policy)


def test_two_writings_of_one_policy_have_one_checksum(tmp_path):
    text = "version='x'\n[costs]\ndefault_accepted=10.0\ngood_declined=1.0\n[grey_zone]\nreferred_share=0.1\n"
    (tmp_path / "a.toml").write_text(text)
    (tmp_path / "b.toml").write_text("# with a word on why\n" + text.replace("=", " = "))
    (tmp_path / "c.toml").write_text(text.replace("0.1", "0.2"))

    a, b, c = (read_document(tmp_path / f"{name}.toml", Policy).checksum for name in "abc")

    assert a == b != c

"""Cutoffs: from costs on clients that the model did not learn from."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import REPOSITORY, make_bundle
from solvable.decisions.costs import MoneyCosts, RatioCosts
from solvable.decisions.frequency import FrequencyTable
from solvable.decisions.policy import GreyZone, Policy, apply_policy, choose_cutoffs, policy_cost_curve
from solvable.documents import read_document
from solvable.errors import ConfigError
from solvable.metrics import log_odds, probability
from solvable.models.bundle import Outcomes
from solvable.models.points import PointsScale
from solvable.models.splits import Side
from solvable.vocabulary import Verdict

SCALE = PointsScale(score_at_odds=500, odds=10.0, points_to_double_odds=50, scale_from=250, scale_to=750)


def make_policy(*, default_accepted=10.0, costs=None, **grey_zone):
    return Policy(
        version="test",
        costs=costs or RatioCosts(default_accepted=default_accepted, good_declined=1.0),
        grey_zone=GreyZone(**(grey_zone or {"referred_share": 0.0})),
    )


def make_outcomes(scores, is_default, exposure=None):
    """Return clients of these whole scores."""
    bad = np.asarray(is_default, dtype=bool)
    known = np.full(bad.size, np.nan) if exposure is None else np.asarray(exposure, dtype=float)
    return Outcomes(
        log_odds=log_odds([(SCALE.prob_default_below(s) + SCALE.prob_default_below(s + 1)) / 2 for s in scores]),
        is_default=bad, exposure=known,
    )  # fmt: skip


def cutoffs_of(policy, choose, unlearned=None):
    unlearned = unlearned or choose
    frequencies = FrequencyTable.build(
        scores=SCALE.score(unlearned.log_odds), is_default=unlearned.is_default, most_points=20
    )
    return choose_cutoffs(policy, choose, frequencies=frequencies, scale=SCALE)


def test_the_cutoff_of_least_cost_worked_by_hand():
    # Scores 400 bad, 420 good, 440 bad, 460 good, 480 good; a default costs 10, a good lost 1.
    # From 400: 2 bads = 20; 420: 10; 440: 10 + 1; 460: 0 + 1; 480: 2; above all: 3. Least is from 460.
    choose = make_outcomes([400, 420, 440, 460, 480], [1, 0, 1, 0, 0])

    assert cutoffs_of(make_policy(), choose).accept_from == 460


def test_only_the_proportion_of_ratio_costs_decides_and_they_count_in_good_clients_declined():
    choose = make_outcomes([400, 420, 440, 460, 480], [1, 0, 1, 0, 0])
    tenfold = make_policy(costs=RatioCosts(default_accepted=100.0, good_declined=10.0))

    curve = policy_cost_curve(tenfold, choose, SCALE)

    assert curve.costs * 5 == pytest.approx([20, 10, 11, 1, 2, 3])


def test_in_money_one_large_loss_outweighs_many_small_margins():
    # A default of 900 at 440 costs 0.5 * 900 = 450; three goods of 100 below it earn 0.1 * 100 each.
    scores, bad, amounts = [400, 420, 430, 440, 460], [0, 0, 0, 1, 0], [100, 100, 100, 900, 100]
    money = make_policy(costs=MoneyCosts(loss_given_default=0.5, margin=0.1))

    dear = policy_cost_curve(money, make_outcomes(scores, bad, amounts), SCALE)
    small_default = cutoffs_of(money, make_outcomes(scores, bad, [*amounts[:3], 40, 100]))

    assert dear.costs * 5 == pytest.approx([450, 460, 470, 480, 30, 40])
    assert cutoffs_of(money, make_outcomes(scores, bad, amounts)).accept_from == 460
    assert small_default.accept_from == 400


def test_of_equally_cheap_cutoffs_the_strictest_is_taken():
    # From 400: one bad = 1; from 410: one good lost = 0 + ... both cost 1 when costs are equal.
    choose = make_outcomes([400, 410], [0, 1])

    assert cutoffs_of(make_policy(default_accepted=1.0), choose).accept_from == 411


def test_dearer_defaults_make_the_cutoff_stricter():
    choose = make_bundle().outcomes_of(Side.CHOOSE)

    cheap, dear = (cutoffs_of(make_policy(default_accepted=cost), choose).accept_from for cost in (3.0, 30.0))

    assert cheap < dear


def calibrated(n=300_000, *, seed=11):
    rng = np.random.default_rng(seed)
    odds = rng.normal(-2.4, 1.2, n)
    return Outcomes(log_odds=odds, is_default=rng.random(n) < probability(odds), exposure=rng.lognormal(12, 0.5, n))


@pytest.mark.parametrize(
    "costs",
    [
        pytest.param(RatioCosts(default_accepted=10.0, good_declined=1.0), id="a good is worth it while 10 p < 1 - p"),
        pytest.param(MoneyCosts(loss_given_default=0.5, margin=0.05), id="and while 0.5 p < 0.05 (1 - p)"),
    ],
)
def test_on_calibrated_clients_the_cutoff_lies_near_the_break_even_of_the_costs(costs):
    cutoffs = cutoffs_of(make_policy(costs=costs), calibrated())

    assert costs.break_even == pytest.approx(1 / 11)
    assert cutoffs.accept_below_prob == pytest.approx(1 / 11, rel=0.1)


@pytest.mark.parametrize("share", [0.05, 0.15, 0.3])
def test_the_grey_zone_holds_the_share_that_is_wanted(share):
    choose = make_bundle().outcomes_of(Side.CHOOSE)

    cutoffs = cutoffs_of(make_policy(referred_share=share), choose)

    verdicts = [cutoffs.verdict(score) for score in SCALE.score(choose.log_odds)]
    assert verdicts.count(Verdict.REFER) / len(verdicts) == pytest.approx(share, abs=0.02)


def test_no_grey_zone_leaves_accept_and_decline():
    cutoffs = cutoffs_of(make_policy(referred_share=0.0), make_bundle().outcomes_of(Side.CHOOSE))

    assert cutoffs.accept_from == cutoffs.decline_below
    assert cutoffs.accept_below_prob == cutoffs.decline_from_prob


class TestTheBandThatStraddles:
    """Those for whom the observed frequency does not tell on which side of the cutoff they belong."""

    def test_it_is_every_score_whose_interval_holds_the_cutoffs_probability(self):
        outcomes = calibrated(6000)
        frequencies = FrequencyTable.build(
            scores=SCALE.score(outcomes.log_odds), is_default=outcomes.is_default, most_points=20
        )
        cutoff = cutoffs_of(make_policy(), outcomes)

        cutoffs = cutoffs_of(make_policy(straddles=0.95), outcomes)

        assert cutoffs.decline_below <= cutoff.accept_from <= cutoffs.accept_from
        inside = range(cutoffs.decline_below, cutoffs.accept_from)
        assert len(inside) > 5
        for score in range(cutoffs.decline_below - 1, cutoffs.accept_from + 1):
            low, high = frequencies.interval(score, 0.95)
            assert (low <= cutoff.accept_below_prob <= high) is (score in inside)

    def test_more_confidence_refers_more(self):
        outcomes = calibrated(6000)

        narrow, wide = (cutoffs_of(make_policy(straddles=level), outcomes) for level in (0.5, 0.99))

        assert wide.accept_from - wide.decline_below > narrow.accept_from - narrow.decline_below

    def test_frequencies_that_speak_clearly_on_both_sides_leave_nobody_to_refer(self):
        # A thousand of whom 5 % default at 480, a thousand of whom 40 % do at 420: neither interval holds 1/11.
        scores = np.repeat([420, 480], 1000)
        bad = np.concatenate([np.arange(1000) < 400, np.arange(1000) < 50])

        cutoffs = cutoffs_of(make_policy(straddles=0.95), make_outcomes(scores, bad))

        assert cutoffs.accept_from == cutoffs.decline_below == 480

    def test_it_ends_at_the_first_score_that_is_clear_however_unsure_those_beyond_are(self):
        # 480 is clear; the ten at 540 say too little to be clear, but nobody doubts that they are safer.
        scores = np.repeat([420, 480, 540], [1000, 1000, 10])
        bad = np.concatenate([np.arange(1000) < 400, np.arange(1000) < 20, np.zeros(10, dtype=bool)])

        cutoffs = cutoffs_of(make_policy(straddles=0.95), make_outcomes(scores, bad))

        assert cutoffs.accept_from == 480

    def test_no_score_beyond_those_that_occur_is_referred(self):
        outcomes = make_outcomes([400, 401, 402, 403], [1, 0, 1, 0])

        cutoffs = cutoffs_of(make_policy(straddles=0.95), outcomes)

        assert (cutoffs.decline_below, cutoffs.accept_from) == (400, 404)


def test_a_policy_applied_says_which_policy_it_was_and_reads_both_sides_nobody_learned_from():
    bundle, policy = make_bundle(), make_policy(referred_share=0.1)

    applied = apply_policy(policy, bundle)

    assert (applied.version, applied.checksum) == ("test", policy.checksum)
    assert applied.cutoffs == cutoffs_of(policy, bundle.outcomes_of(Side.CHOOSE))
    everybody = SCALE.score(bundle.outcomes_of(Side.CALIBRATE, Side.CHOOSE).log_odds)
    assert applied.frequencies.first == everybody.min()


def test_costs_in_money_need_every_amount():
    policy = make_policy(costs=MoneyCosts(loss_given_default=0.5, margin=0.05))

    with pytest.raises(ConfigError, match=r"need the amount of every application, found 1 of 2 without"):
        cutoffs_of(policy, make_outcomes([400, 410], [1, 0], [100.0, float("nan")]))


@given(
    st.lists(st.tuples(st.floats(0.01, 0.9), st.booleans()), min_size=1, max_size=60),
    st.one_of(
        st.floats(0, 0.99).map(lambda share: {"referred_share": share}),
        st.floats(0.01, 0.99).map(lambda level: {"straddles": level}),
    ),
    st.floats(0.1, 50),
)  # fmt: skip
def test_whatever_the_clients_the_cutoffs_stand_in_order_and_probabilities_agree_with_points(clients, grey_zone, cost):
    odds, bad = log_odds([p for p, _ in clients]), np.array([b for _, b in clients])
    outcomes = Outcomes(log_odds=odds, is_default=bad, exposure=np.full(bad.size, np.nan))

    cutoffs = cutoffs_of(make_policy(default_accepted=cost, **grey_zone), outcomes)

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

    assert isinstance(policy.costs, RatioCosts)
    assert policy.costs.default_accepted / policy.costs.good_declined == 10
    assert math.isclose(policy.grey_zone.referred_share, 0.15)
    assert policy.way_to_yes.largest_decrease < 1


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param("version = 'x'", r"costs: Field required", id="a part is missing"),
        pytest.param("version = '\n", r"must be TOML", id="not TOML"),
        pytest.param(
            "version='x'\ngrey_zone={referred_share=1.5}\ncosts={kind='ratio', default_accepted=-1, good_declined=1}",
            r"costs\.ratio\.default_accepted: .*greater than 0.*grey_zone\.referred_share: .*less than 1",
            id="every wrong field is named",
        ),
        pytest.param(
            "version='x'\ngrey_zone={referred_share=0}\ncosts={kind='money', loss_given_default=1.1, margin=0}",
            r"costs\.money\.loss_given_default: .*less than or equal to 1.*costs\.money\.margin: .*greater than 0",
            id="shares of an amount",
        ),
        pytest.param(
            "version='x'\ngrey_zone={referred_share=0}\ncosts={kind='guess'}",
            r"costs: .*'guess'.* expected tags: 'ratio', 'money'", id="an unknown kind of costs",
        ),
        pytest.param(
            "version='x'\ngrey_zone={referred_share=0}\ncosts={default_accepted=1, good_declined=1}",
            r"costs: .*discriminator 'kind'", id="costs of no kind",
        ),
        pytest.param(
            "version='x'\ngrey_zone={}\ncosts={kind='ratio', default_accepted=1, good_declined=1}",
            r"grey_zone: .*either referred_share or straddles, found neither", id="no rule for the grey zone",
        ),
        pytest.param(
            "version='x'\ngrey_zone={referred_share=0.1, straddles=0.9}\n"
            "costs={kind='ratio', default_accepted=1, good_declined=1}",
            r"grey_zone: .*either referred_share or straddles, found both", id="two rules for the grey zone",
        ),
        pytest.param(
            "version='x'\ngrey_zone={referred_share=0}\ncosts={kind='ratio', default_accepted=1, good_declined=1}\n"
            "way_to_yes={largest_decrease=1, largest_down_payment=-0.1, longest_term_months=601, amount_step=0, "
            "payment_step=inf, term_step_months=0}",
            "largest_decrease.*largest_down_payment.*longest_term_months.*amount_step.*payment_step.*term_step_months",
            id="a way that knows no bounds",
        ),
        pytest.param(
            "version='x'\nfoo=1\ngrey_zone={referred_share=0}\n"
            "costs={kind='ratio', default_accepted=1, good_declined=1}",
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
    costs = "[costs]\nkind='ratio'\ndefault_accepted=10.0\ngood_declined=1.0\n"
    text = f"version='x'\n{costs}[grey_zone]\nreferred_share=0.1\n"
    (tmp_path / "a.toml").write_text(text)
    (tmp_path / "b.toml").write_text("# with a word on why\n" + text.replace("=", " = "))
    (tmp_path / "c.toml").write_text(text.replace("0.1", "0.2"))

    a, b, c = (read_document(tmp_path / f"{name}.toml", Policy).checksum for name in "abc")

    assert a == b != c

"""What is measured on report: figures of these clients and of nobody else, and no small group."""

import dataclasses
import math

import numpy as np
import pytest

from builders import make_policy, make_validation, training_config
from solvable.decisions.costs import MoneyCosts
from solvable.errors import ConfigError
from solvable.metrics import probability, roc_auc, wilson_interval
from solvable.models.bundle import Outcomes
from solvable.models.validation import FEWEST_CLIENTS, Validation
from solvable.reports.validation import Grouping, measure_validation
from solvable.vocabulary import Text

SCALE = training_config().points


def make_outcomes(n, *, seed=1):
    """Return clients whose probabilities are true."""
    rng = np.random.default_rng(seed)
    odds = rng.normal(-2.3, 1.1, n)
    return Outcomes(log_odds=odds, is_default=rng.random(n) < probability(odds), exposure=rng.lognormal(12, 0.5, n))


def make_grouping(members, *, key="job", names=("a", "b")):
    return Grouping(
        key=key, label=Text(fr=key, en=key), feature=key,
        names=[Text(fr=name, en=name) for name in names], members=np.asarray(members),
    )  # fmt: skip


def measure(report, **changes):
    options = {
        "policy": make_policy(), "scale": SCALE, "currency": None, "calibrate": make_outcomes(2000, seed=2),
        "choose": make_outcomes(2000, seed=3), "report": report, "fold_aucs": (0.7, 0.8), "segments": (),
        "protected": (), "rng": np.random.default_rng(4),
    }  # fmt: skip
    return measure_validation(**(options | changes))


REPORT = make_outcomes(3000)


def test_figures_are_of_the_report_side():
    found = measure(REPORT)

    auc = roc_auc(is_default=REPORT.is_default, prob_default=REPORT.log_odds)
    assert (found.n_clients, found.n_defaults) == (3000, int(REPORT.is_default.sum()))
    assert found.ranking.auc.value == pytest.approx(auc)
    assert found.ranking.gini.value == pytest.approx(2 * auc - 1)
    for figure in (found.ranking.auc, found.ranking.gini, found.ranking.ks):
        assert figure.low < figure.value < figure.high


def test_true_probabilities_are_found_to_be_calibrated_and_doubled_log_odds_are_not():
    bold = dataclasses.replace(REPORT, log_odds=2 * REPORT.log_odds)

    true, twice = measure(REPORT).calibration, measure(bold).calibration

    assert true.slope.low < 1 < true.slope.high
    assert true.intercept.low < 0 < true.intercept.high
    assert twice.slope.high < 0.7
    assert true.error < 2 * true.error_by_chance < twice.error


def test_the_bands_hold_everybody_and_the_parts_sum_to_the_brier_score():
    found = measure(REPORT).calibration

    assert len(found.bands) == 10
    assert sum(band.n_clients for band in found.bands) == 3000
    band = found.bands[3]
    assert (band.observed.low, band.observed.high) == wilson_interval(band.n_defaults, band.n_clients)
    parts = found.reliability - found.resolution + found.uncertainty + found.within_bands
    assert parts == pytest.approx(found.brier)


def test_verdicts_hold_everybody_and_the_declined_default_more():
    found = measure(REPORT)

    verdicts = (found.accepted, found.referred, found.declined)
    assert sum(verdict.n_clients for verdict in verdicts) == 3000
    assert sum(verdict.n_defaults for verdict in verdicts) == found.n_defaults
    rates = [verdict.n_defaults / verdict.n_clients for verdict in verdicts]
    assert rates == sorted(rates)


def test_the_cutoff_is_chosen_on_choose_and_paid_on_report():
    choose = make_outcomes(2000, seed=3)
    found = measure(REPORT, choose=choose).cost

    assert found.chosen.cost == min(point.cost for point in found.curve) or found.chosen.cost < found.curve[0].cost
    accepted = SCALE.score(REPORT.log_odds) >= found.chosen.cutoff
    paid = np.where(accepted, 10.0 * REPORT.is_default, ~REPORT.is_default).mean()
    assert found.realised.value == pytest.approx(paid)
    assert found.realised_accepted_share == pytest.approx(accepted.mean())
    assert found.realised.low < paid < found.realised.high
    assert found.realised.value < min(found.accept_all, found.decline_all)
    assert found.break_even == pytest.approx(1 / 11)


def test_costs_in_money_are_each_clients_own():
    policy = make_policy().model_copy(update={"costs": MoneyCosts(loss_given_default=0.5, margin=0.05)})

    found = measure(REPORT, policy=policy, currency="EUR").cost

    assert (found.kind, found.currency) == ("money", "EUR")
    assert found.accept_all == pytest.approx((0.5 * REPORT.exposure * REPORT.is_default).mean())
    assert found.decline_all == pytest.approx((0.05 * REPORT.exposure * ~REPORT.is_default).mean())


def test_costs_in_money_without_amounts_are_refused():
    policy = make_policy().model_copy(update={"costs": MoneyCosts(loss_given_default=0.5, margin=0.05)})
    unknown = dataclasses.replace(REPORT, exposure=np.full(3000, math.nan))

    with pytest.raises(ConfigError, match=r"found 3,000 of 3,000 without"):
        measure(unknown, policy=policy)


def test_a_group_is_measured_as_if_it_stood_alone():
    inside = np.arange(3000) < 1200
    alone = Outcomes(
        log_odds=REPORT.log_odds[inside], is_default=REPORT.is_default[inside], exposure=REPORT.exposure[inside]
    )

    (segment,) = measure(REPORT, segments=[make_grouping(np.where(inside, 0, 1))]).segments

    group, by_itself = segment.groups[0], measure(alone)
    assert group.n_clients == 1200
    assert group.ranking.auc == by_itself.ranking.auc
    assert group.calibration == by_itself.calibration
    assert group.cost == pytest.approx(by_itself.cost.realised.value)
    assert group.accepted_share == pytest.approx(by_itself.accepted.n_clients / 1200)


def test_groups_too_small_to_be_told_are_counted_and_not_shown():
    members = np.full(3000, 0)
    members[: FEWEST_CLIENTS - 1] = 1
    members[100:140] = -1

    (segment,) = measure(REPORT, segments=[make_grouping(members)]).segments

    assert [group.label.fr for group in segment.groups] == ["a"]
    assert segment.n_left_out == FEWEST_CLIENTS - 1 + 40


def test_a_group_with_few_defaults_has_no_ranking_and_no_line():
    few = np.flatnonzero(~REPORT.is_default)[:60]
    members = np.zeros(3000, dtype=int)
    members[few] = 1

    (segment,) = measure(REPORT, segments=[make_grouping(members)]).segments

    assert segment.groups[1].n_clients == 60
    assert segment.groups[1].ranking is None
    assert segment.groups[1].calibration.slope is None


def test_fairness_shows_who_is_accepted_less():
    odds = REPORT.log_odds
    members = (odds > np.median(odds)).astype(int)

    (ground,) = measure(REPORT, protected=[make_grouping(members, key="sex")]).fairness

    safer, riskier = ground.groups
    assert riskier.accepted.value < safer.accepted.value
    assert ground.accepted_difference.value == pytest.approx(safer.accepted.value - riskier.accepted.value)
    assert ground.accepted_difference.low > 0.3
    assert (safer.observed.low, safer.observed.high) == wilson_interval(safer.n_defaults, safer.n_clients)


def test_a_ground_with_one_group_to_be_told_compares_nothing():
    members = np.zeros(3000, dtype=int)

    assert measure(REPORT, protected=[make_grouping(members)]).fairness == ()


def test_the_same_generator_gives_the_same_document_and_it_survives_being_written():
    first, again = (measure(REPORT, protected=[make_grouping(np.arange(3000) % 2)]) for _ in range(2))

    assert first == again
    assert Validation.model_validate_json(first.model_dump_json()) == first


def test_ends_of_bands_are_rounded_so_that_they_are_nobodys_probability():
    ends = [end for band in make_validation().calibration.bands for end in (band.prob_least, band.prob_greatest)]

    assert ends == [round(end, 3) for end in ends]


def test_a_curve_has_as_many_points_as_a_picture_can_show_and_both_its_ends():
    curve = measure(REPORT, choose=make_outcomes(20_000, seed=9)).cost.curve

    assert len(curve) == 120
    assert (curve[0].accepted_share, curve[-1].accepted_share) == (1.0, 0.0)

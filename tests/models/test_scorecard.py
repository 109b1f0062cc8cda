"""Fitting a card: risk rises or falls from bin to bin, few features that each tell something, the same each time."""

import dataclasses
import sys

import numpy as np
import pyarrow as pa
import pytest

from builders import make_catalogue, make_rows, make_sample, training_config
from solvable.errors import MissingExtraError, TrainingError
from solvable.metrics import log_loss, roc_auc
from solvable.models.encoding import learn_features
from solvable.models.manifest import ModelFeature
from solvable.models.scorecard import check_can_fit, cross_validate_scorecard, fit_scorecard, learn_binning
from solvable.progress import Silent

CONFIG = training_config().scorecard
ROWS = make_rows(4000)
FEATURES = learn_features(ROWS, list(make_catalogue().features.values()))
SAMPLE = make_sample(ROWS, FEATURES)


def fit(sample=SAMPLE, l2=1.0, **changes):
    return fit_scorecard(sample, l2, CONFIG.model_copy(update=changes), progress=Silent())


def names(card):
    return [feature.name for feature in card.features]


def number(monotone=0):
    return ModelFeature(name="f", unit="count", levels=None, monotone=monotone)


def bins_of(x, is_default, feature, **changes):
    return learn_binning(
        np.asarray(x, dtype=np.float32), feature, np.asarray(is_default), CONFIG.model_copy(update=changes)
    )


def risk(binning):
    return [place.n_defaults / place.n_clients for place in binning.bins[:-1]]


@pytest.fixture(scope="module")
def wave():
    """Return a feature whose risk rises, falls and rises again, and its outcomes."""
    rng = np.random.default_rng(4)
    x = rng.random(5000)
    return x, rng.random(5000) < 0.15 + 0.1 * np.sin(9 * x) + 0.1 * x


@pytest.mark.parametrize("direction", [1, -1])
def test_bins_follow_the_direction_of_credit_sense_even_where_the_clients_do_not(wave, direction):
    found = risk(bins_of(*wave, number(direction)))

    assert (direction * np.diff(found) > 0).all()


def test_without_a_direction_the_risk_rises_or_falls_throughout(wave):
    steps = np.diff(risk(bins_of(*wave, number())))

    assert steps.size >= 2
    assert (steps > 0).all() or (steps < 0).all()


def test_bins_are_as_few_and_as_large_as_asked(wave):
    many, few = bins_of(*wave, number(1)), bins_of(*wave, number(1), most_bins=2)
    large = bins_of(*wave, number(1), least_bin_share=0.25)

    assert len(few.bins) == 2 + 1 < len(many.bins)
    assert all(place.n_clients >= 0.05 * 5000 for place in many.bins[:-1])
    assert all(place.n_clients >= 0.25 * 5000 for place in large.bins[:-1])


def test_limits_can_be_read(wave):
    for split in bins_of(*wave, number(1)).cut.splits:
        assert split == float(f"{split:.3g}")


def test_levels_of_like_risk_share_a_bin_and_rare_ones_have_their_own():
    rng = np.random.default_rng(6)
    x = rng.choice(5, 6000, p=[0.3, 0.3, 0.36, 0.02, 0.02])
    is_default = rng.random(6000) < np.array([0.05, 0.3, 0.3, 0.9, 0.0])[x]
    levels = ModelFeature(name="f", unit="category", levels=("a", "b", "c", "rare", "scarce"), monotone=0)

    found = bins_of(x, is_default, levels, most_bins=2)

    assert set(found.cut.groups) == {("a",), ("b", "c"), ("rare", "scarce")}
    assert found.bins[list(found.cut.groups).index(("rare", "scarce"))].woe == 0


@pytest.mark.parametrize(
    "x",
    [
        pytest.param(np.full(400, np.nan), id="nobody has a value"),
        pytest.param(np.full(400, 3.0), id="everybody has the same"),
    ],
)
@pytest.mark.parametrize("levels", [None, ("a", "b", "c", "d")])
def test_a_feature_that_tells_no_clients_apart_gives_no_information(x, levels):
    feature = ModelFeature(name="f", unit="count", levels=levels, monotone=0)

    found = bins_of(x, np.arange(400) % 4 == 0, feature)

    assert found.information == 0
    assert found.n_clients == 400


def test_the_card_reads_what_tells_something_and_evidence_of_safety_lowers_the_risk():
    card = fit()

    assert {"late_count", "score", "job"} <= set(names(card))
    assert "age" not in names(card)
    assert all(line.coefficient < 0 for line in card.learned.characteristics)


def test_a_copy_of_a_feature_is_left_out_as_correlated():
    twice = ROWS.append_column("late_again_count", ROWS["late_count"])
    features = (*FEATURES, FEATURES[0].model_copy(update={"name": "late_again_count"}))

    assert names(fit(make_sample(twice, features))) == names(fit())


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"most_features": 2}, id="no more features than asked"),
        pytest.param({"least_information": 0.15}, id="more information asked of each"),
        pytest.param({"least_gain": 300.0}, id="a larger gain asked of each"),
        pytest.param({"most_correlation": 0.01}, id="less correlation allowed"),
    ],
)
def test_a_stricter_choice_keeps_fewer_features(change):
    assert len(names(fit(**change))) < len(names(fit()))


def test_a_larger_penalty_gives_smaller_coefficients():
    weak, strong = fit(l2=1.0), fit(l2=1000.0)

    assert max(abs(line.coefficient) for line in strong.learned.characteristics) < min(
        abs(line.coefficient) for line in weak.learned.characteristics
    )


def test_the_same_clients_give_the_same_card_to_the_byte():
    assert fit().content() == fit().content()


def test_nothing_that_tells_anything_is_refused_with_what_was_asked():
    noise = dataclasses.replace(SAMPLE, is_default=np.random.default_rng(2).permutation(SAMPLE.is_default))

    with pytest.raises(TrainingError, match=r"information value of at least 0\.3 .* found none among 6 on 4,000"):
        fit(noise, least_information=0.3)


class TestCrossValidation:
    """The penalty that serves clients who were not learned from."""

    def test_its_margins_are_those_of_clients_held_out_once_in_each_repeat(self):
        l2, found = cross_validate_scorecard(SAMPLE, CONFIG, progress=Silent())

        assert l2 in CONFIG.l2
        assert found.margins.shape == (CONFIG.repeats, SAMPLE.n_clients)
        assert len(found.fold_aucs) == CONFIG.repeats * CONFIG.folds
        assert found.log_loss == pytest.approx(
            np.mean([log_loss(is_default=SAMPLE.is_default, odds_log=margins) for margins in found.margins])
        )
        for margins in found.margins:
            auc = roc_auc(is_default=SAMPLE.is_default, prob_default=margins)
            assert auc == pytest.approx(found.auc_mean, abs=0.02)

    def test_the_penalty_of_the_least_loss_is_taken(self):
        losses = {
            l2: cross_validate_scorecard(SAMPLE, CONFIG.model_copy(update={"l2": (l2,)}), progress=Silent())[1].log_loss
            for l2 in (1.0, 30.0, 3000.0)
        }

        found, _ = cross_validate_scorecard(
            SAMPLE, CONFIG.model_copy(update={"l2": (1.0, 30.0, 3000.0)}), progress=Silent()
        )

        assert found == min(losses, key=losses.get)
        assert losses[3000.0] > losses[found]

    def test_no_fold_learns_from_itself(self):
        # The job that a client of the fold has tells all, and that of others nothing: only who saw it would rank.
        noise = np.random.default_rng(3).permutation(SAMPLE.is_default)
        config = CONFIG.model_copy(update={"least_information": 1e-6, "least_gain": 0.0})

        _, found = cross_validate_scorecard(dataclasses.replace(SAMPLE, is_default=noise), config, progress=Silent())

        assert found.auc_mean < 0.56


def test_without_optbinning_one_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "optbinning", None)

    with pytest.raises(MissingExtraError, match="Run `make install EXTRAS=scorecard` first") as caught:
        check_can_fit()
    assert caught.value.extra == "scorecard"
    assert "\n" not in str(caught.value)


def test_with_optbinning_a_card_can_be_fitted():
    check_can_fit()


def test_clients_without_a_value_are_placed_apart(wave):
    x, is_default = wave
    some = np.where(np.arange(x.size) % 4 == 0, np.nan, x)

    found = bins_of(some, is_default, number(1))

    assert found.bins[-1].n_clients == x.size / 4
    assert found.n_clients == pa.array(some).__len__()

"""Fitting: the same from the same, early stopping inside train, directions kept."""

import dataclasses

import numpy as np
import pytest

from builders import make_catalogue, make_rows, make_sample, training_config
from solvable.metrics import probability, roc_auc
from solvable.models.boosting import cross_validate, fit_trees
from solvable.models.encoding import learn_features
from solvable.models.trees import ALONE
from solvable.progress import Silent

CONFIG = training_config().boosting
ROWS = make_rows(3000)
SAMPLE = make_sample(ROWS, learn_features(ROWS, list(make_catalogue().features.values())))


def fit(n_rounds=40):
    return fit_trees(SAMPLE, n_rounds, CONFIG, progress=Silent())


def validate(sample=SAMPLE, **changes):
    return cross_validate(sample, CONFIG.model_copy(update={"repeats": 1} | changes), progress=Silent())


def test_the_same_clients_give_the_same_trees_to_the_byte():
    assert fit().content() == fit().content()


def test_cross_validation_learns_what_is_there_and_stops_before_it_overfits():
    found = validate()

    assert 0.7 < found.auc_mean < 0.95
    assert 0 < found.auc_spread < 0.1
    assert 10 < found.n_rounds < CONFIG.max_rounds


def test_no_fold_learns_from_itself():
    # Outcomes that nothing explains: a model that saw its own fold would rank them far better than chance.
    noise = np.random.default_rng(3).permutation(SAMPLE.is_default)

    assert validate(dataclasses.replace(SAMPLE, is_default=noise)).auc_mean < 0.56


def test_every_client_is_held_out_once_in_each_repeat():
    found = validate(repeats=2, max_rounds=30)

    assert found.margins.shape == (2, SAMPLE.n_clients)
    assert len(found.fold_aucs) == 2 * CONFIG.folds
    # Other folds in each repeat, so that the trees that rank a client are others too.
    assert (found.margins[0] != found.margins[1]).mean() > 0.99
    for margins in found.margins:
        assert roc_auc(is_default=SAMPLE.is_default, prob_default=margins) == pytest.approx(found.auc_mean, abs=0.02)


def test_the_log_loss_is_that_of_the_clients_held_out():
    found = validate(max_rounds=30)

    probs = probability(found.margins[0])
    by_hand = -np.log(np.where(SAMPLE.is_default, probs, 1 - probs))
    of_folds = [by_hand[SAMPLE.folds(CONFIG.folds, n_repeats=1)[0] == fold].mean() for fold in range(CONFIG.folds)]
    assert found.log_loss == pytest.approx(np.mean(of_folds), abs=1e-5)


def test_a_watcher_sees_every_round_and_may_end_the_search():
    seen = []

    def watch(iteration, log_loss):
        seen.append((iteration, log_loss))
        if iteration == 4:
            raise StopIteration

    with pytest.raises(StopIteration):
        cross_validate(SAMPLE, CONFIG, progress=Silent(), on_round=watch)

    assert [iteration for iteration, _ in seen] == [0, 1, 2, 3, 4]
    assert seen[0][1] > seen[4][1] > 0


def test_more_of_a_riskier_feature_never_lowers_the_risk():
    client = np.repeat(SAMPLE.X[:1], 8, axis=0)
    client[:, 0] = np.arange(8)

    margins = fit(200).margins_of(client)

    assert (np.diff(margins) >= 0).all()
    assert margins[-1] > margins[0]


def test_without_directions_the_same_sample_may_learn_otherwise():
    free = SAMPLE.without_directions()

    assert [feature.monotone for feature in SAMPLE.features][:2] == [1, 1]
    assert {feature.monotone for feature in free.features} == {0}
    assert fit_trees(free, 40, CONFIG, progress=Silent()).content() != fit().content()


def test_trees_score_rows_and_encoded_rows_alike():
    trees = fit()

    np.testing.assert_array_equal(trees.margins(ROWS), trees.margins_of(SAMPLE.X))


def test_one_few_and_many_clients_score_alike_to_the_last_bit():
    trees, many = fit(), np.tile(SAMPLE.X, (3, 1))
    assert len(many) > 2 * ALONE

    few = np.concatenate([trees.margins_of(many[begin : begin + ALONE]) for begin in range(0, len(many), ALONE)])
    one = np.concatenate([trees.margins_of(many[[place]]) for place in range(20)])

    np.testing.assert_array_equal(few, trees.margins_of(many))
    np.testing.assert_array_equal(one, few[:20])


@pytest.mark.parametrize(("enough", "n_folds"), [(10**6, 10), (1, 2)])
def test_folds_are_learned_until_enough_defaults_were_held_out_and_two_at_the_least(enough, n_folds):
    found = validate(repeats=2, max_rounds=5, enough_defaults=enough)

    assert len(found.fold_aucs) == n_folds
    assert np.isnan(found.margins).mean() == pytest.approx(1 - n_folds / 10, abs=0.02)


def test_the_fold_that_reaches_enough_defaults_is_the_last():
    folds = SAMPLE.folds(CONFIG.folds, n_repeats=1)[0]
    in_three = int(SAMPLE.is_default[folds < 3].sum())

    assert len(validate(max_rounds=5, enough_defaults=in_three).fold_aucs) == 3
    assert len(validate(max_rounds=5, enough_defaults=in_three + 1).fold_aucs) == 4

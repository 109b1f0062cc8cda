"""The search for parameters: never worse than where it began, resumable, and on folds inside train alone."""

import pytest

from builders import make_catalogue, make_rows, make_sample, training_config
from solvable.models.boosting import cross_validate
from solvable.models.encoding import learn_features
from solvable.models.tuning import SPACE, tune
from solvable.progress import Silent

CONFIG = training_config().boosting.model_copy(update={"max_rounds": 60, "learning_rate": 0.3, "folds": 2})
ROWS = make_rows(800)
SAMPLE = make_sample(ROWS, learn_features(ROWS, list(make_catalogue().features.values())))


def search(trials, n_more, config=CONFIG):
    """Search until so many trials were begun after the first."""
    left = [n_more]

    class Counting(Silent):
        def advance(self, amount=1):
            left[0] -= amount

    return tune(SAMPLE, config, trials=trials, time_is_up=lambda: left[0] <= 0, progress=Counting())


def test_the_parameters_found_are_never_worse_on_the_folds_than_those_of_the_configuration(tmp_path):
    best, account = search(tmp_path / "trials.journal", 6)

    before, found = (cross_validate(SAMPLE, config, progress=Silent()).log_loss for config in (CONFIG, best))
    assert account.log_loss_before == pytest.approx(before)
    assert account.log_loss == pytest.approx(found)
    assert found <= before


def test_without_any_time_the_configuration_stands(tmp_path):
    best, account = search(tmp_path / "trials.journal", 0)

    assert best == CONFIG
    assert (account.n_trials, account.n_given_up) == (1, 0)


def test_a_search_goes_on_where_it_stopped_and_keeps_its_trials(tmp_path):
    trials = tmp_path / "deep" / "trials.journal"
    _, first = search(trials, 2)
    _, second = search(trials, 3)

    assert (first.n_trials, second.n_trials) == (3, 6)
    assert second.log_loss_before == first.log_loss_before
    assert second.log_loss <= first.log_loss


def test_the_same_search_finds_the_same(tmp_path):
    one, other = (search(tmp_path / name, 4) for name in ("one.journal", "other.journal"))

    assert one == other


def test_a_trial_in_the_middle_of_which_the_time_is_up_is_given_up(tmp_path):
    calls = iter([False] * 10)  # Before the second trial, and after nine rounds of it.

    _, account = tune(
        SAMPLE, CONFIG, trials=tmp_path / "t.journal", time_is_up=lambda: next(calls, True), progress=Silent()
    )

    assert (account.n_trials, account.n_given_up) == (2, 1)


def test_parameters_stay_inside_what_the_configuration_allows(tmp_path):
    best, _ = search(tmp_path / "trials.journal", 5)

    assert type(best).model_validate_json(best.model_dump_json()) == best
    untouched = set(type(best).model_fields) - set(SPACE)
    assert {name: getattr(best, name) for name in untouched} == {name: getattr(CONFIG, name) for name in untouched}

"""Leaving features out: what tells nothing goes, what tells something stays."""

import numpy as np
import pyarrow as pa
import pytest

from builders import make_catalogue, make_feature, make_rows, make_sample, training_config
from solvable.models.elimination import _choose, eliminate
from solvable.models.encoding import learn_features
from solvable.progress import Silent

CONFIG = training_config().boosting.model_copy(update={"learning_rate": 0.1, "folds": 4, "feature_share": 0.5})


def noisy_sample(n_noise=20, n_clients=3000):
    """Return the usual rows with columns of mere noise before and after them."""
    rng, rows = np.random.default_rng(4), make_rows(n_clients)
    features = list(make_catalogue().features.values())
    for i in range(n_noise):
        rows = rows.append_column(f"noise_{i}", pa.array(rng.normal(size=n_clients)))
        features.insert(i % 2 * len(features), make_feature(f"noise_{i}"))
    return make_sample(rows, learn_features(rows, features))


def test_noise_is_left_out_and_what_makes_the_outcome_stays():
    sample = noisy_sample()

    kept, account = eliminate(sample, 60, CONFIG, progress=Silent())

    assert {"late_count", "score", "job"} <= set(kept)
    assert sum(name.startswith("noise") for name in kept) <= 5
    assert account.n_kept == len(kept) < 15
    assert account.sizes[0].n_features == len(sample.features)


def test_kept_features_stand_in_the_order_of_the_sample():
    sample = noisy_sample()

    kept, _ = eliminate(sample, 30, CONFIG, progress=Silent())

    places = [[feature.name for feature in sample.features].index(name) for name in kept]
    assert places == sorted(places)


def test_the_smallest_size_within_one_standard_error_worked_by_hand():
    # Sizes 8, 6, 4, 2 on two folds. Differences from the best (6): [.02, .00], 0, [.01, -.01], [.03, .01].
    losses = np.array([[0.32, 0.30, 0.31, 0.33], [0.30, 0.30, 0.29, 0.31]])

    found = _choose([8, 6, 4, 2], losses)

    # Means .01, 0, 0, .02; standard errors .01, 0, .01, .01 (half the gap of two folds): 4 is within, 2 is not.
    assert [size.behind_best for size in found.sizes] == pytest.approx([0.01, 0, 0, 0.02])
    assert [size.standard_error for size in found.sizes] == pytest.approx([0.01, 0, 0.01, 0.01])
    assert (found.n_best, found.n_kept) == (6, 4)


def test_of_few_features_none_is_left_out_below_the_fewest():
    rows = make_rows(1000)
    sample = make_sample(rows, learn_features(rows, list(make_catalogue().features.values())))

    kept, account = eliminate(sample, 20, CONFIG, progress=Silent())

    assert kept == tuple(feature.name for feature in sample.features)
    assert [size.n_features for size in account.sizes] == [len(sample.features)]

"""Fitting: the same from the same, early stopping inside train, directions kept."""

import numpy as np

from builders import make_catalogue, make_rows, training_config
from solvable.models.boosting import cross_validate, fit_booster, trees_matrix
from solvable.models.encoding import encode, learn_features
from solvable.models.splits import folds_of
from solvable.progress import Silent

CONFIG = training_config().boosting
ROWS = make_rows(3000)
FEATURES = learn_features(ROWS, list(make_catalogue().features.values()))
X, Y = encode(ROWS, FEATURES), ROWS["is_default"].to_numpy()


def fit(n_rounds=40):
    return fit_booster(X, Y, n_rounds, features=FEATURES, config=CONFIG, progress=Silent())


def test_the_same_clients_give_the_same_trees_to_the_byte():
    assert fit().save_raw("ubj") == fit().save_raw("ubj")


def test_cross_validation_learns_what_is_there_and_stops_before_it_overfits():
    folds = folds_of(ROWS["client_id"].to_pylist(), CONFIG.folds)

    found = cross_validate(X, Y, folds, features=FEATURES, config=CONFIG, progress=Silent())

    assert 0.7 < found.auc_mean < 0.95
    assert 0 < found.auc_spread < 0.1
    assert 10 < found.n_rounds < CONFIG.max_rounds


def test_no_fold_learns_from_itself():
    # Outcomes that nothing explains: a model that saw its own fold would rank them far better than chance.
    rng = np.random.default_rng(3)
    noise = rng.permutation(Y)
    folds = folds_of(ROWS["client_id"].to_pylist(), CONFIG.folds)

    found = cross_validate(X, noise, folds, features=FEATURES, config=CONFIG, progress=Silent())

    assert found.auc_mean < 0.56


def test_more_of_a_riskier_feature_never_lowers_the_risk():
    booster = fit(200)
    client = np.repeat(X[:1], 8, axis=0)
    client[:, 0] = np.arange(8)

    margins = booster.predict(trees_matrix(client, FEATURES), output_margin=True)

    assert (np.diff(margins) >= 0).all()
    assert margins[-1] > margins[0]

"""Proxies: what gives a protected ground away is found and named, and nothing is found where nothing is."""

import numpy as np
import pyarrow as pa
import pytest

from builders import make_catalogue, make_feature, make_rows, make_sample, training_config
from solvable.models.encoding import learn_features
from solvable.models.proxies import find_proxies
from solvable.progress import Silent
from solvable.vocabulary import Admissibility, Unit

CONFIG = training_config().boosting
ROWS = make_rows(3000, seed=6)
SAMPLE = make_sample(ROWS, learn_features(ROWS, [f for f in make_catalogue().features.values() if f.name != "age"]))
SEX = make_feature("sex", unit=Unit.CATEGORY, admissibility=Admissibility.PROTECTED)
AGE = make_feature("age", unit=Unit.YEARS, admissibility=Admissibility.PROTECTED)


def find(feature, values):
    return find_proxies(SAMPLE, pa.table({feature.name: values}), [feature], CONFIG, progress=Silent())


def test_a_ground_that_a_feature_gives_away_is_found_with_the_feature():
    # Older clients ask for more: nine in ten above the median age are above the median amount.
    rng, amount = np.random.default_rng(1), ROWS["amount"].to_numpy()
    age = 30 + 20 * (amount > np.median(amount)) + rng.normal(0, 8, amount.size)

    (found,) = find(AGE, age)

    assert found.auc > 0.8
    assert found.carriers[0].feature == "amount"
    assert found.carriers[0].gain_share > 0.5
    assert (found.feature, found.level, found.above) == ("age", None, pytest.approx(np.median(age)))
    assert found.share == pytest.approx(0.5, abs=0.01)


def test_a_ground_that_no_feature_knows_of_is_told_no_better_than_by_chance():
    (found,) = find(SEX, np.random.default_rng(2).choice(["F", "M"], ROWS.num_rows, p=[0.65, 0.35]))

    assert found.auc == pytest.approx(0.5, abs=0.04)
    assert (found.level, found.share) == ("F", pytest.approx(0.65, abs=0.03))


def test_clients_whose_ground_is_not_known_are_left_out():
    sex = np.where(ROWS["late_count"].to_numpy() > 0, "F", "M")
    known = np.random.default_rng(3).random(ROWS.num_rows) < 0.5

    (found,) = find(SEX, pa.array(sex, mask=~known))

    assert found.auc > 0.99
    assert found.share == pytest.approx(np.mean(sex[known] == "F"))


@pytest.mark.parametrize("values", [pa.array(["F"] * ROWS.num_rows), pa.nulls(ROWS.num_rows, pa.string())])
def test_a_ground_that_does_not_vary_needs_no_test(values):
    assert find(SEX, values) == ()


def test_the_same_clients_give_the_same_finding():
    sex = np.where(ROWS["score"].is_null().to_numpy(), "F", "M")

    assert find(SEX, sex) == find(SEX, sex)

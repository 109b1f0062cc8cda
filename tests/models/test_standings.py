"""Where clients stand: medians and most common levels of groups that are too large to tell on anybody."""

import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_bundle
from solvable.errors import BundleError
from solvable.models.encoding import encode
from solvable.models.manifest import ModelFeature
from solvable.models.sample import Sample
from solvable.models.standings import Standing, learn_standings, read_standings
from solvable.models.validation import FEWEST_CLIENTS

FEATURES = (
    ModelFeature(name="debt", unit="amount", levels=None, monotone=0),
    ModelFeature(name="job", unit="category", levels=("clerk", "smith"), monotone=0),
    ModelFeature(name="has_phone", unit="flag", levels=None, monotone=0),
)


def make_clients(debt, job, has_phone):
    rows = pa.table({
        "debt": pa.array(debt, pa.float64()), "job": pa.array(job, pa.string()), "has_phone": has_phone,
    })  # fmt: skip
    n = rows.num_rows
    return Sample(
        client_ids=np.arange(n), is_default=np.zeros(n, dtype=bool), exposure=np.zeros(n),
        X=encode(rows, FEATURES), features=FEATURES,
    )  # fmt: skip


def test_the_median_and_the_most_common_level_are_those_of_the_clients_from_a_score_on():
    # Ninety clients with scores 1 to 90: the thirty best owe 61 to 90, 20 of them are clerks, 24 have a phone.
    debt = [float(n) for n in range(1, 91)]
    job = ["smith"] * 60 + ["clerk"] * 20 + ["smith"] * 10
    phone = [0.0] * 66 + [1.0] * 24

    found = learn_standings([make_clients(debt, job, phone)], np.arange(1, 91))

    assert (found.scores_from, found.n_clients) == ((1, 31, 61), (90, 60, 30))
    best = found.from_score(61)
    assert best["debt"] == Standing(typical=75.5, share=None, known_share=1.0)
    assert best["job"] == Standing(typical="clerk", share=0.6667, known_share=1.0)
    assert best["has_phone"] == Standing(typical=1.0, share=0.8, known_share=1.0)
    assert found.from_score(1)["job"] == Standing(typical="smith", share=0.7778, known_share=1.0)
    assert found.from_score(1)["has_phone"] == Standing(typical=0.0, share=0.7333, known_share=1.0)


@pytest.mark.parametrize(
    ("score", "n"),
    [
        pytest.param(-500, 90, id="far below all"),
        pytest.param(30, 60, id="nearest above"),
        pytest.param(47, 30, id="nearest above, past the middle"),
        pytest.param(500, 30, id="far above all"),
    ],
)
def test_a_cutoff_between_two_steps_takes_the_nearest(score, n):
    found = learn_standings([make_clients([float(i) for i in range(90)], ["clerk"] * 90, [1.0] * 90)], np.arange(1, 91))

    assert found.from_score(score)["debt"].typical == 89 - (n - 1) / 2


def test_a_missing_value_counts_in_no_median_but_is_told():
    debt = [None] * 50 + [7.0] * 50

    found = learn_standings([make_clients(debt, ["clerk"] * 100, [1.0] * 100)], np.zeros(100, dtype=np.int64))

    assert found.from_score(0)["debt"] == Standing(typical=7.0, share=None, known_share=0.5)


def test_what_fewer_than_thirty_clients_have_is_not_told():
    debt = [None] * 71 + [7.0] * 29

    found = learn_standings([make_clients(debt, ["clerk"] * 100, [1.0] * 100)], np.zeros(100, dtype=np.int64))

    assert found.from_score(0)["debt"] == Standing(typical=None, share=None, known_share=0.29)


def test_of_fewer_than_thirty_clients_nothing_is_told_at_all():
    clients = make_clients([1.0] * 29, ["clerk"] * 29, [1.0] * 29)

    assert learn_standings([clients], np.arange(29)).from_score(0) == {}


@given(scores=st.lists(st.integers(0, 60), min_size=30, max_size=300))
@settings(max_examples=40, deadline=None)
def test_between_two_steps_stand_thirty_clients_or_more_and_the_lowest_step_is_everybody(scores):
    n = len(scores)

    found = learn_standings([make_clients([1.0] * n, ["clerk"] * n, [1.0] * n)], np.array(scores))

    assert found.n_clients[0] == n
    assert list(found.scores_from) == sorted(set(found.scores_from))
    assert min(np.diff([0, *found.n_clients[::-1]])) >= FEWEST_CLIENTS


def test_the_order_of_clients_never_matters():
    rng = np.random.default_rng(3)
    debt, scores = rng.lognormal(10, 1, 500), rng.integers(400, 700, 500)
    mixed = rng.permutation(500)

    def learned(order):
        return learn_standings([make_clients(debt[order], ["smith"] * 500, [0.0] * 500)], scores[order])

    assert learned(mixed) == learned(np.arange(500))


def test_a_median_is_rounded_so_that_it_is_nobodys_amount():
    found = learn_standings([make_clients([123_456.0] * 31, ["clerk"] * 31, [1.0] * 31)], np.zeros(31, dtype=np.int64))

    assert found.from_score(0)["debt"].typical == 123_500


def test_standings_that_are_not_there_or_lack_a_field_are_refused_by_their_file(tmp_path):
    with pytest.raises(BundleError, match=r"standings\.json: expected the standings of the model, found none"):
        read_standings(tmp_path)

    content = json.loads(make_bundle().standings.model_dump_json())
    (tmp_path / "standings.json").write_text(json.dumps({k: v for k, v in content.items() if k != "n_clients"}))
    with pytest.raises(BundleError, match=r"standings\.json: 1 fields are wrong(.|\n)*n_clients(.|\n)*Train again"):
        read_standings(tmp_path)

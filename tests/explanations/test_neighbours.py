"""Who is nearest: what a plain look at every client finds, whoever asks and in whatever order they stand."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_bundle, make_rows
from solvable.explanations.likeness import SCALE, NumberAxis
from solvable.explanations.neighbours import BLOCK, Neighbourhood, Usual

FEATURES = make_bundle().manifest.features
WEIGHTS = {"score": 5.0, "late_count": 3.0, "late_recently_count": 2.0, "job": 2.0, "amount": 2.5}


def build(rows):
    return Neighbourhood.build(rows, FEATURES, WEIGHTS)


def found(neighbourhood, row, k=40):
    """Numbers of the nearest clients, and their distances."""
    nearest = neighbourhood.nearest(
        neighbourhood.space.locate(row), k, client_id=row["client_id"][0].as_py()
    )  # fmt: skip
    return neighbourhood.client_ids[nearest.at].tolist(), nearest.distances.tolist()


@pytest.fixture(scope="module")
def rows():
    """Clients of whom every seventh has no known outcome yet."""
    rows = make_rows(600, seed=31)
    outcomes = pa.array(rows["is_default"].to_pylist(), mask=np.arange(600) % 7 == 0)
    return rows.set_column(1, "is_default", outcomes)


@pytest.fixture(scope="module")
def neighbourhood(rows):
    return build(rows)


def looked_at_one_by_one(neighbourhood, rows, client):
    """Numbers and distances of all others with an outcome, as the definition says, one feature after the other."""
    space, (own,) = neighbourhood.space, rows.filter(pa.compute.equal(rows["client_id"], client)).to_pylist()
    away = []
    for other in rows.to_pylist():
        if other["client_id"] == client or other["is_default"] is None:
            continue
        steps = 0
        for axis in space.widest(99):
            mine, theirs = own[axis.feature], other[axis.feature]
            if not isinstance(axis, NumberAxis):
                steps += axis.reach * (mine != theirs)
            elif mine is None or theirs is None:
                place = [axis.reach // 2 if v is None else int(axis.place(np.array([v]))[0]) for v in (mine, theirs)]
                steps += abs(place[0] - place[1]) + (axis.reach // 2 if mine is not theirs else 0)
            else:
                steps += abs(int(axis.place(np.array([mine]))[0]) - int(axis.place(np.array([theirs]))[0]))
        away.append((steps / SCALE, other["client_id"]))
    away.sort()
    return [client_id for _, client_id in away], [distance for distance, _ in away]


@pytest.mark.parametrize("place", [0, 1, 300], ids=["without an outcome", "with an outcome", "in the middle"])
def test_the_nearest_are_those_that_a_look_at_every_client_finds(neighbourhood, rows, place):
    client_ids, distances = looked_at_one_by_one(neighbourhood, rows, rows["client_id"][place].as_py())

    assert found(neighbourhood, rows.slice(place, 1)) == (client_ids[:40], distances[:40])


def test_a_client_is_not_among_their_own_neighbours(neighbourhood, rows):
    for place in range(0, 600, 25):
        client_ids, _ = found(neighbourhood, rows.slice(place, 1), k=neighbourhood.most)
        assert rows["client_id"][place].as_py() not in client_ids


def test_neighbours_are_clients_whose_outcome_is_known(neighbourhood, rows):
    known = {row["client_id"] for row in rows.to_pylist() if row["is_default"] is not None}

    assert neighbourhood.n_clients == len(known) == 514
    assert set(found(neighbourhood, rows.slice(0, 1), k=neighbourhood.most)[0]) <= known


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_the_rows_never_changes_who_is_nearest(neighbourhood, rows, seed):
    order = np.random.default_rng(seed).permutation(rows.num_rows)

    shuffled = build(rows.take(order))

    assert found(shuffled, rows.slice(44, 1)) == found(neighbourhood, rows.slice(44, 1))
    assert (shuffled.usual.farthest == neighbourhood.usual.farthest).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 500), st.integers(1, 500), st.integers(0, 599))
def test_more_neighbours_are_the_fewer_and_others(neighbourhood, rows, k, more, place):
    fewer, many = (found(neighbourhood, rows.slice(place, 1), k=n)[0] for n in sorted((k, more)))

    assert many[: len(fewer)] == fewer


def test_of_clients_at_the_same_distance_the_lowest_numbers_are_taken():
    rows = make_rows(200, seed=3)
    twins = pa.concat_tables([rows.slice(0, 1)] * 5).set_column(0, "client_id", pa.array([900, 700, 800, 600, 500]))

    client_ids, distances = found(build(pa.concat_tables([rows, twins])), twins.slice(0, 1), k=3)

    assert (client_ids, distances) == ([500, 600, 700], [0.0, 0.0, 0.0])


def test_a_value_that_only_this_client_lacks_puts_all_others_half_an_axis_away():
    rows = make_rows(100, seed=4)
    bare = rows.slice(0, 1).set_column(5, "amount", pa.array([None], pa.float64()))
    neighbourhood = build(rows)
    axis = next(axis for axis in neighbourhood.space.numbers if axis.feature == "amount")

    others = found(neighbourhood, bare, k=99)[1]

    assert min(others) * SCALE >= axis.reach // 2


def test_clients_of_every_block_are_searched():
    n_clients = BLOCK + 1500
    rows = make_rows(n_clients, seed=8)
    last = rows.slice(n_clients - 1, 1)
    twins = pa.concat_tables([last] * 2).set_column(0, "client_id", pa.array([1, 999_999_999]))

    client_ids, _ = found(build(pa.concat_tables([rows, twins])), last, k=2)

    assert client_ids == [1, 999_999_999]


def test_what_is_usual_is_counted_among_clients():
    usual = Usual(farthest=np.array([[0.1, 0.2], [0.15, 0.3], [0.15, 0.4], [0.2, 0.5]], np.float32), by_chance=0.4)

    assert usual.share_nearer(1, 0.15) == 0.25
    assert usual.share_nearer(2, 0.45) == 0.75
    assert usual.share_nearer(2, 0.1) == 0.0


def test_what_is_usual_is_what_clients_find(neighbourhood, rows):
    # Fewer than the 400 that are compared would be all; of 514, the first is among them.
    known = rows.filter(pa.compute.is_valid(rows["is_default"]))

    own = found(neighbourhood, known.slice(0, 1), k=neighbourhood.most)[1]

    assert neighbourhood.usual.farthest.shape == (400, 513)
    assert (np.diff(neighbourhood.usual.farthest, axis=0) >= 0).all()
    assert all(np.float32(distance) in neighbourhood.usual.farthest[:, k] for k, distance in enumerate(own))

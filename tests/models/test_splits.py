"""Each client is always on the same side."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvable.models.splits import Side, folds_of, sides_of

SHARES = {Side.TRAIN: 0.6, Side.CALIBRATE: 0.15, Side.CHOOSE: 0.1, Side.REPORT: 0.15}
KNOWN = [
    (100_001, "a8066492", "calibrate"),
    (100_002, "42782f73", "train"),
    (100_011, "ce0496f2", "choose"),
    (100_031, "e7c7bb68", "report"),
]


@pytest.mark.parametrize(("client_id", "digest", "side"), KNOWN)
def test_a_known_client_stands_where_the_hash_puts_it(client_id, digest, side):
    # The first eight digits of `printf side:100001 | md5sum`, as a fraction of 16^8, fall into the shares in order.
    assert hashlib.md5(f"side:{client_id}".encode()).hexdigest()[:8] == digest

    assert sides_of([client_id], SHARES).tolist() == [side]


@given(st.lists(st.integers(1, 2**31), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_a_client_keeps_side_and_fold_in_any_company(client_ids, random):
    alone = {i: (sides_of([i], SHARES)[0], folds_of([i], 5)[0]) for i in client_ids}
    random.shuffle(client_ids)

    together = list(zip(sides_of(client_ids, SHARES), folds_of(client_ids, 5), strict=True))

    assert together == [alone[i] for i in client_ids]


def test_sides_have_their_shares_and_folds_are_even_within_a_side():
    client_ids = range(100_001, 140_001)

    sides, folds = sides_of(client_ids, SHARES), folds_of(client_ids, 5)

    for side, share in SHARES.items():
        assert abs(np.mean(sides == side.value) - share) < 0.01
    in_train = folds[sides == Side.TRAIN.value]
    assert all(abs(np.mean(in_train == fold) - 0.2) < 0.01 for fold in range(5))

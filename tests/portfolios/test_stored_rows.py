"""What a sorted table says of its clients and keys."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from solvable.portfolios.stored_rows import read_stored_rows


@pytest.fixture
def read(tmp_path):
    """Return a function that stores rows of client, loan and month, two in a row group, and reads them."""

    def written(rows, key=("loan", "month")):
        columns = [pa.array(values, pa.int64()) for values in zip(*rows, strict=True)] or [pa.array([], pa.int64())] * 3
        pq.write_table(pa.table(columns, names=["client", "loan", "month"]), tmp_path / "t.parquet", row_group_size=2)
        return read_stored_rows(tmp_path / "t.parquet", "client", key)

    return written


def test_clients_are_told_once_each_in_order(read):
    stored = read([(1, 10, 1), (1, 10, 2), (1, 11, 1), (2, 12, 1), (5, 13, 1)])

    assert (stored.n_rows, stored.clients.to_pylist()) == (5, [1, 2, 5])
    assert not stored.key_may_repeat


@pytest.mark.parametrize("before", [pytest.param(1, id="across row groups"), pytest.param(2, id="within a row group")])
def test_a_key_that_comes_twice_is_noticed(read, before):
    others = [(1, 10, month) for month in range(before)]

    assert read([*others, (1, 10, 7), (1, 10, 7)]).key_may_repeat


def test_a_key_under_two_clients_is_noticed_though_its_rows_stand_apart(read):
    assert read([(1, 10, 1), (1, 11, 1), (2, 10, 1)]).key_may_repeat


def test_a_client_who_comes_twice_is_noticed_where_the_client_is_the_key(read):
    assert read([(1, 10, 1), (2, 10, 1), (2, 10, 1)], key=("client",)).key_may_repeat
    assert not read([(1, 10, 1), (2, 10, 1)], key=("client",)).key_may_repeat


def test_rows_without_a_key_may_be_equal(read):
    assert not read([(1, 10, 1), (1, 10, 1)], key=()).key_may_repeat


def test_an_empty_table_has_no_clients(read):
    stored = read([])

    assert (stored.n_rows, len(stored.clients), stored.key_may_repeat) == (0, 0, False)

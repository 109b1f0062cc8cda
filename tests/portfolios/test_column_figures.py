"""What is counted of a stored table, by hand on six rows of two stacked files."""

import duckdb
import pytest

from solvable.portfolios.column_figures import ColumnFigures, StoredFile, count_columns
from solvable.portfolios.contracts import ColumnContract, ColumnType, TableContract
from solvable.portfolios.reference import ReferenceColumn

CONTRACT = TableContract(
    name="accounts",
    files=("accounts_old", "accounts_new"),
    column_contracts={
        "client": ColumnContract(type=ColumnType.INTEGER),
        "amount": ColumnContract(type=ColumnType.NUMBER, least=0, greatest=100, none_values=("-1",)),
        "grade": ColumnContract(type=ColumnType.TEXT, none_values=("B",)),
        "outcome": ColumnContract(type=ColumnType.INTEGER),
    },
    key=(),
    optional={"accounts_new": frozenset({"outcome"})},
    client_column="client",
)
PUBLISHED = {
    "client": ReferenceColumn(),
    "amount": ReferenceColumn(quantiles={0.5: 20.0}),
    "grade": ReferenceColumn(levels=frozenset({"A", "B"})),
    "outcome": ReferenceColumn(levels=frozenset({"0.0", "1.0"})),
}
ROWS = """
    SELECT client::BIGINT AS client, amount::DOUBLE AS amount, grade, outcome::BIGINT AS outcome FROM (VALUES
    (1, 10, 'A', 0), (1, 20, 'A', 1), (2, 150, 'B', 0), (2, -1, 'Z', 0), (3, NULL, NULL, 0),
    (3, 30, 'it''s new', NULL)) AS rows(client, amount, grade, outcome)
"""


@pytest.fixture(scope="module")
def connection():
    return duckdb.connect()


@pytest.fixture(scope="module")
def path(connection, tmp_path_factory):
    path = tmp_path_factory.mktemp("stored") / "it's a table.parquet"
    connection.sql(ROWS).write_parquet(str(path))
    return path


def stored(path, name, contract=CONTRACT):
    return StoredFile(name=name, contract=contract, path=path, client_column="client")


@pytest.fixture(scope="module")
def old(connection, path):
    return count_columns(connection, stored(path, "accounts_old"), PUBLISHED)


def test_stacked_files_are_told_apart_by_what_one_lacks(connection, path, old):
    new = count_columns(connection, stored(path, "accounts_new"), PUBLISHED)

    assert (old.n_rows, old.n_clients) == (5, 3)
    assert (new.n_rows, new.n_clients) == (1, 1)
    assert old.columns.keys() == CONTRACT.columns.keys()
    assert new.columns.keys() == CONTRACT.columns.keys() - {"outcome"}


def test_a_number_is_counted_without_what_says_none(old):
    amount = old.columns["amount"]

    assert amount.missing_share == 0.2
    assert (amount.n_none, amount.n_out_of_range) == (1, 1)
    assert (amount.least, amount.greatest) == (10, 150)


def test_quantiles_and_shares_count_what_says_none_as_the_published_ones_do(old):
    amount = old.columns["amount"]

    # Of -1, 10, 20 and 150 two lie below 19, three up to 21: 20 give or take a twentieth.
    assert amount.quantiles == {0.5: 10}
    assert amount.shares_at == {0.5: (0.5, 0.75)}


def test_levels_are_counted_and_others_named(connection, path, old):
    grade = old.columns["grade"]

    assert grade.level_counts == {"A": 2, "B": 1}
    assert (grade.n_none, grade.n_unknown, grade.unknown_levels) == (1, 1, ("Z",))
    assert grade.level_share("A") == 0.4
    new = count_columns(connection, stored(path, "accounts_new"), PUBLISHED)
    assert new.columns["grade"].unknown_levels == ("it's new",)


def test_levels_of_a_number_are_compared_as_numbers(old):
    assert old.columns["outcome"].level_counts == {"0.0": 4, "1.0": 1}


def test_a_column_of_which_nothing_is_known_is_counted_all_the_same(old):
    client = old.columns["client"]

    assert (client.n_missing, client.least, client.greatest) == (0, 1, 3)
    assert (client.quantiles, client.level_counts, client.n_out_of_range) == ({}, {}, 0)


def test_an_empty_column_has_nothing_in_it(connection, tmp_path):
    connection.sql(
        "SELECT 1::BIGINT AS client, NULL::DOUBLE AS amount, NULL::VARCHAR AS grade, 0::BIGINT AS outcome"
    ).write_parquet(str(tmp_path / "empty.parquet"))

    columns = count_columns(connection, stored(tmp_path / "empty.parquet", "accounts_old"), PUBLISHED).columns

    assert columns["amount"] == ColumnFigures(n_rows=1, n_missing=1)
    assert columns["grade"] == ColumnFigures(n_rows=1, n_missing=1, level_counts={"A": 0, "B": 0})


def test_a_file_without_rows_has_no_columns(connection, tmp_path):
    connection.sql("SELECT 1::BIGINT AS client, 1.0 AS amount, 'A' AS grade, 1::BIGINT AS outcome").write_parquet(
        str(tmp_path / "one.parquet")
    )

    figures = count_columns(connection, stored(tmp_path / "one.parquet", "accounts_new"), PUBLISHED)

    assert (figures.n_rows, figures.n_clients, figures.columns) == (0, 0, {})


def test_quantiles_of_too_many_numbers_are_those_of_a_fixed_part_of_the_clients(connection, tmp_path):
    path = tmp_path / "many.parquet"
    connection.sql(
        "SELECT i AS client, i::DOUBLE AS amount, 'A' AS grade, 0::BIGINT AS outcome FROM range(1, 10001) AS t(i)"
    ).write_parquet(str(path))

    exact, part, again = (
        count_columns(connection, stored(path, "accounts_old"), PUBLISHED, quantile_cells=cells).columns["amount"]
        for cells in (10_000, 2_000, 2_000)
    )

    assert exact.quantiles == {0.5: 5000}
    # A fifth of 10,000: four standard errors of a median are 4 * 10,000 * sqrt(0.25 / 2,000) = 447.
    assert part.quantiles[0.5] != 5000
    assert part.quantiles[0.5] == pytest.approx(5000, abs=447)
    assert part == again
    assert part.shares_at == exact.shares_at

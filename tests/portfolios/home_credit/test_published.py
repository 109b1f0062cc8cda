"""The published statistics: complete enough to hold a delivery against, and never at odds with themselves."""

import pytest

from solvable.portfolios.contracts import ColumnType
from solvable.portfolios.home_credit.published import published
from solvable.portfolios.home_credit.tables import CONTRACTS

FILES = {stem: contract for contract in CONTRACTS.values() for stem in contract.files}


def test_every_published_file_is_described():
    assert published().keys() == FILES.keys()


@pytest.mark.parametrize("stem", FILES)
def test_every_column_of_a_file_is_described_and_no_other(stem):
    columns = FILES[stem].columns.keys() - FILES[stem].optional.get(stem, frozenset())

    assert published()[stem].columns.keys() == columns


@pytest.mark.parametrize("stem", FILES)
def test_quantiles_rise_and_shares_are_fractions_of_one_whole(stem):
    for name, column in published()[stem].columns.items():
        assert list(column.quantiles) == sorted(column.quantiles), name
        assert list(column.quantiles.values()) == sorted(column.quantiles.values()), name
        assert sum(column.level_shares.values()) <= 1.0001, name
        assert all(0 <= share <= 1 for share in (*column.level_shares.values(), *column.default_rates.values())), name
        assert column.auc is None or 0.5 <= column.auc < 1, name


@pytest.mark.parametrize("stem", FILES)
def test_shares_and_default_rates_are_of_known_levels(stem):
    for name, column in published()[stem].columns.items():
        assert column.level_shares.keys() | column.default_rates.keys() <= column.levels, name


@pytest.mark.parametrize("stem", [stem for stem in FILES if stem != "application_test"])
def test_every_text_has_known_levels(stem):
    for name, kind in FILES[stem].columns.items():
        assert (kind is not ColumnType.TEXT) or published()[stem].columns[name].levels, name


def test_the_share_of_clients_with_rows_is_known_for_either_client_file():
    assert published()["bureau"].clients_share == {"application_train": 0.856851, "application_test": 0.868209}
    assert published()["application_train"].clients_share == {}

"""That the contracts are the published tables."""

import csv
import gzip
from pathlib import Path

import pytest

from solvable.portfolios.contracts import ColumnType
from solvable.portfolios.home_credit.tables import CONTRACTS

REAL_DATA = Path(__file__).parents[3].parent / "shared" / "data"

PUBLISHED_COLUMNS = {
    "application": 122,
    "bureau": 17,
    "bureau_balance": 3,
    "previous_application": 37,
    "pos_cash_balance": 8,
    "installments_payments": 8,
    "credit_card_balance": 23,
}


def test_every_table_has_as_many_columns_as_were_published():
    assert {name: len(contract.columns) for name, contract in CONTRACTS.items()} == PUBLISHED_COLUMNS


def test_eight_files_feed_seven_tables():
    files = [stem for contract in CONTRACTS.values() for stem in contract.files]

    assert len(files) == len(set(files)) == 8
    assert CONTRACTS["application"].files == ("application_train", "application_test")
    assert all(stem == stem.lower() for stem in files)


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_keys_clients_and_parents_are_whole_numbers_of_their_table(contract):
    assert contract.required_cells
    assert {contract.columns[column] for column in contract.required_cells | contract.flags} == {ColumnType.INTEGER}
    assert (contract.client_column is None) == (contract.parent is not None)
    if contract.parent:
        assert contract.parent[1] in CONTRACTS[contract.parent[0]].columns


def test_only_the_file_without_outcomes_may_lack_the_outcome():
    assert CONTRACTS["application"].optional == {"application_test": {"TARGET"}}
    assert not any(contract.optional for name, contract in CONTRACTS.items() if name != "application")


@pytest.mark.skipif(not REAL_DATA.is_dir(), reason="real rows are not beside the repository")
@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_columns_stand_in_published_order(contract):
    sample = REAL_DATA / "home-credit-sample"
    found = [p for p in sample.rglob("*.csv.gz") if p.name.lower().removesuffix(".csv.gz") in contract.files]

    assert found
    for path in found:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            header = next(csv.reader(file))
        lacks = contract.optional.get(path.name.lower().removesuffix(".csv.gz"), frozenset())
        assert header == [column for column in contract.columns if column not in lacks]

"""That the contracts are the published tables."""

import csv
import gzip
from pathlib import Path

import pytest

from solvable.portfolios.contracts import ColumnContract, ColumnType
from solvable.portfolios.home_credit.published import published
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


@pytest.mark.parametrize(
    ("table", "column", "declared"),
    [
        ("application", "DAYS_EMPLOYED", ColumnContract(type=ColumnType.INTEGER, least=-25620, greatest=0,
                                                        none_values=("365243",))),
        ("application", "LANDAREA_MEDI", ColumnContract(type=ColumnType.NUMBER, least=0, greatest=1)),
        ("application", "AMT_CREDIT", ColumnContract(type=ColumnType.NUMBER, least=0)),
        ("bureau", "AMT_CREDIT_SUM_DEBT", ColumnContract(type=ColumnType.NUMBER)),
        ("previous_application", "CODE_REJECT_REASON", ColumnContract(type=ColumnType.TEXT,
                                                                      none_values=("XAP", "XNA"))),
    ],
)  # fmt: skip
def test_a_line_declares_type_range_and_none_values_of_its_columns(table, column, declared):
    assert CONTRACTS[table].column_contracts[column] == declared


@pytest.mark.parametrize("stem", published())
def test_the_bulk_of_what_is_published_lies_in_the_ranges(stem):
    (contract,) = (contract for contract in CONTRACTS.values() if stem in contract.files)
    for name, column in published()[stem].columns.items():
        declared = contract.column_contracts[name]
        for fraction, value in column.quantiles.items():
            if 0 < fraction < 1 and str(value) not in declared.none_values:
                assert declared.least is None or declared.least <= value, (name, fraction)
                assert declared.greatest is None or value <= declared.greatest, (name, fraction)


@pytest.mark.parametrize(
    ("stem", "column", "end"),
    [
        pytest.param("application_train", "AMT_INCOME_TOTAL", 1.0, id="an income of 117 million"),
        pytest.param("application_train", "OBS_30_CNT_SOCIAL_CIRCLE", 1.0, id="348 acquaintances"),
        pytest.param("application_test", "REGION_RATING_CLIENT_W_CITY", 0.0, id="a region rated -1"),
        pytest.param("bureau", "DAYS_CREDIT_ENDDATE", 0.0, id="a loan that ended a century ago"),
        pytest.param("bureau", "DAYS_CREDIT_ENDDATE", 1.0, id="a loan that ends in 85 years"),
        pytest.param("bureau", "DAYS_ENDDATE_FACT", 0.0, id="a loan that was closed a century ago"),
        pytest.param("bureau", "DAYS_CREDIT_UPDATE", 0.0, id="news of a century ago"),
        pytest.param("credit_card_balance", "AMT_DRAWINGS_ATM_CURRENT", 0.0, id="cash drawn below zero"),
        pytest.param("credit_card_balance", "AMT_PAYMENT_CURRENT", 1.0, id="a payment above 4 million"),
    ],
)
def test_the_known_mistakes_are_outside_the_ranges(stem, column, end):
    (contract,) = (contract for contract in CONTRACTS.values() if stem in contract.files)
    declared = contract.column_contracts[column]

    value = published()[stem].columns[column].quantiles[end]

    assert value < declared.least or (declared.greatest is not None and value > declared.greatest)


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)
def test_values_that_say_none_are_of_the_type_of_their_column(contract):
    for name, column in contract.column_contracts.items():
        for value in column.none_values:
            if column.type is ColumnType.TEXT:
                assert value in published()[contract.files[0]].columns[name].levels, name
            else:
                assert not column.least <= float(value) <= column.greatest, name


def test_what_rows_refer_to_is_a_column_of_both_tables():
    for contract in CONTRACTS.values():
        if contract.refers_to:
            table, column = contract.refers_to
            assert column in contract.columns
            assert CONTRACTS[table].key == (column,)


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

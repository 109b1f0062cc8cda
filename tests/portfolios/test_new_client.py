"""A client given as rows of the tables: taken as a file would be, or refused with table, column and row."""

import pytest

from solvable.errors import ClientRowsError
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.new_client import read_new_client

CLIENT = 500_000
ROWS = {
    "application_test": [{"SK_ID_CURR": CLIENT, "AMT_CREDIT": 1000, "NAME_CONTRACT_TYPE": "Cash loans"}],
    "bureau": [{"SK_ID_CURR": CLIENT, "SK_ID_BUREAU": 7, "DAYS_CREDIT": -100.0}],
    "bureau_balance": [{"SK_ID_BUREAU": 7, "MONTHS_BALANCE": -1, "STATUS": "0"}],
    "POS_CASH_balance": [],
}


def read(**changes):
    return read_new_client(home_credit(), ROWS | changes)


def test_rows_come_back_typed_under_the_names_of_the_stored_tables():
    tables = read()

    assert set(tables) == {"application", "bureau", "bureau_balance", "pos_cash_balance"}
    assert tables["application"]["AMT_CREDIT"].to_pylist() == [1000.0]
    assert tables["bureau"]["DAYS_CREDIT"].to_pylist() == [-100]
    assert tables["application"]["OCCUPATION_TYPE"].to_pylist() == [None]


def test_months_of_a_credit_elsewhere_find_their_client():
    assert read()["bureau_balance"]["SK_ID_CURR"].to_pylist() == [CLIENT]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"loans": []}, "Table loans: expected one of application", id="unknown table"),
        pytest.param({"application_test": []}, "found 0 rows of the client", id="no client"),
        pytest.param({"application": ROWS["application_test"]}, "each table once", id="a table under two names"),
        pytest.param({"application_test": [{"SK_ID_CURR": CLIENT, "AMT_CREDITS": 1}]},
                     "Table application, row 1: expected columns of the table, found AMT_CREDITS", id="unknown column"),
        pytest.param({"application_test": [{"SK_ID_CURR": CLIENT, "AMT_CREDIT": "much"}]},
                     "column AMT_CREDIT, row 1: expected a finite number", id="text for a number"),
        pytest.param({"application_test": [{"SK_ID_CURR": CLIENT, "AMT_CREDIT": float("inf")}]},
                     "column AMT_CREDIT, row 1: expected a finite number", id="no finite number"),
        pytest.param({"application_test": [{"SK_ID_CURR": CLIENT, "CNT_CHILDREN": 1.5}]},
                     "column CNT_CHILDREN, row 1: expected a whole number", id="half a child"),
        pytest.param({"application_test": [{"SK_ID_CURR": CLIENT, "DAYS_BIRTH": True}]},
                     "column DAYS_BIRTH, row 1: expected a whole number", id="a truth value for a number"),
        pytest.param({"application_test": [{"SK_ID_CURR": CLIENT, "TARGET": 2}]}, "expected 0 or 1", id="no outcome"),
        pytest.param({"application_test": [{"SK_ID_CURR": CLIENT, "CODE_GENDER": 1}]}, "expected text", id="no text"),
        pytest.param({"application_test": [{"AMT_CREDIT": 1.0}]}, "column SK_ID_CURR, row 1: expected a value",
                     id="no client number"),
        pytest.param({"bureau": [{"SK_ID_CURR": 1, "SK_ID_BUREAU": 7}]}, "expected rows of client 500000 only",
                     id="a row of somebody else"),
        pytest.param({"bureau": ROWS["bureau"] * 2},
                     "Table bureau, column SK_ID_BUREAU, row 2: expected one row for each SK_ID_BUREAU",
                     id="a credit elsewhere twice"),
        pytest.param({"bureau_balance": ROWS["bureau_balance"] * 2},
                     "Table bureau_balance, column MONTHS_BALANCE, row 2: expected one row for each",
                     id="a month twice"),
        pytest.param({"bureau": []}, "Table bureau_balance, column SK_ID_BUREAU, row 1: expected a row of bureau",
                     id="months of an unknown credit"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_its_place(changes, message):
    with pytest.raises(ClientRowsError, match=message):
        read(**changes)

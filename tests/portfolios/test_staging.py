"""What a single file must be: its columns, its cells, its form."""

import duckdb
import pytest

from portfolios.builders import make_row, make_tables, stored, take_in, write_delivery
from solvable.portfolios.workspace import Workspace

# Columns and cells


def test_a_missing_column_is_refused_by_name(refuses, tmp_path):
    tables = make_tables()
    tables["bureau"] = [{k: v for k, v in row.items() if k != "DAYS_CREDIT"} for row in tables["bureau"]]

    refuses(
        write_delivery(tmp_path / "lacking", tables),
        r"Table bureau, column DAYS_CREDIT: expected this column in bureau\.csv, found 16 columns without it",
        column="DAYS_CREDIT",
    )


def test_training_applications_without_the_outcome_are_refused(refuses, tmp_path):
    tables = make_tables()
    tables["application_train"] = tables["application_test"]

    refuses(write_delivery(tmp_path / "lacking", tables), "column TARGET: expected this column", column="TARGET")


def test_a_column_that_comes_twice_is_refused(refuses, folder):
    file = folder / "bureau_balance.csv"
    file.write_text(
        "\n".join(f"{line},0" for line in file.read_text().splitlines()).replace("STATUS,0", "STATUS,STATUS")
    )

    refuses(folder, "column STATUS: expected every column once")


@pytest.mark.parametrize(
    ("table", "column", "cell", "expected"),
    [
        pytest.param("bureau", "DAYS_CREDIT", "soon", "a whole number", id="text for a count"),
        pytest.param("bureau", "DAYS_CREDIT", "1.5", "a whole number", id="decimal for a count"),
        pytest.param("bureau", "DAYS_CREDIT", "99999999999999999999", "a whole number", id="count out of range"),
        pytest.param("bureau", "AMT_CREDIT_SUM", "12,5", "a finite number", id="decimal comma"),
        pytest.param("bureau", "AMT_CREDIT_SUM", "nan", "a finite number", id="nan"),
        pytest.param("bureau", "AMT_CREDIT_SUM", "-inf", "a finite number", id="infinity"),
        pytest.param("bureau", "AMT_CREDIT_SUM", "1e999", "a finite number", id="overflow"),
        pytest.param("bureau", "AMT_CREDIT_SUM", " ", "a finite number", id="blank"),
        pytest.param("bureau", "SK_ID_CURR", "", "a value in every row", id="no client"),
        pytest.param("bureau_balance", "SK_ID_BUREAU", "", "a value in every row", id="no parent"),
        pytest.param("application_train", "TARGET", "2", "0 or 1", id="an outcome that is neither"),
    ],
)
def test_a_cell_of_the_wrong_type_is_refused_at_its_row_and_not_repeated(
    refuses, tmp_path, table, column, cell, expected
):
    tables = make_tables()
    tables[table][2][column] = cell
    stored_name = "application" if table == "application_train" else table

    refuses(
        write_delivery(tmp_path / "wrong", tables),
        rf"^Table {stored_name}, column {column}, row 3: expected {expected} in {table}\.csv, found (?!.*12,5)",
        table=stored_name,
        column=column,
        row=3,
    )


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        pytest.param("9007199254740993", 9007199254740993, id="more than a float can tell"),
        pytest.param("12.0", 12, id="written with a decimal"),
        pytest.param("1e3", 1000, id="written with an exponent"),
    ],
)
def test_whole_numbers_are_stored_exactly_however_they_are_written(tmp_path, workspace, cell, number):
    tables = make_tables()
    tables["previous_application"][0]["SELLERPLACE_AREA"] = cell

    take_in(workspace, write_delivery(tmp_path / "written", tables))

    assert (number,) in stored(workspace, "previous_application", "SELLERPLACE_AREA")


def test_the_first_wrong_row_of_many_is_told(refuses, tmp_path):
    tables = make_tables()
    tables["bureau_balance"] = [
        make_row("bureau_balance", MONTHS_BALANCE="?" if n in (70_001, 199_999) else -n) for n in range(1, 200_001)
    ]

    refuses(write_delivery(tmp_path / "wrong", tables), "column MONTHS_BALANCE, row 70,001:", row=70_001)


def replaced(old, new):
    return lambda text: text.replace(old, new)


@pytest.mark.parametrize(
    ("broken", "match"),
    [
        pytest.param(
            replaced(",-1,0\n5000003", ",-1\n5000003"), "row 4: .* as many fields .* fewer", id="a field less"
        ),
        pytest.param(replaced(",-1,0\n5000003", ",-1,0,0\n5000003"), "row 4: .* as many .* more", id="a field more"),
        pytest.param(replaced(",-1,0\n5000003", ',-1,"0\n5000003'), "row 4: expected every quote", id="an open quote"),
        pytest.param(replaced(",", ";"), "expected commas between the columns .* semicolons", id="semicolons"),
        pytest.param(replaced(",", "\t"), "expected commas between the columns .* tabs", id="tabs"),
        pytest.param(replaced("-2,0\n", "-2,0\r\n"), "one kind of line ending", id="mixed line ends"),
        pytest.param(replaced("\n", "\r"), "header of UTF-8 text", id="line ends of another age"),
        pytest.param(lambda text: text[:-4], "row 8: expected as many fields", id="cut off"),
        pytest.param(lambda _: "", "expected a header and rows in .*, found an empty file", id="empty"),
        pytest.param(lambda _: "\n", "found an empty file", id="blank"),
    ],
)
def test_a_file_that_is_no_csv_is_refused(refuses, folder, broken, match):
    file = folder / "bureau_balance.csv"
    file.write_bytes(broken(file.read_text()).encode())

    refuses(folder, match, table="bureau_balance")


@pytest.mark.parametrize(
    ("fill", "is_last"),
    [
        pytest.param(b"A", False, id="text between others"),
        pytest.param(b"A", True, id="text at the end"),
        pytest.param(b"0,", False, id="numbers"),
        pytest.param(b"\0", True, id="nothing at all"),
    ],
)
def test_a_line_that_does_not_end_is_refused_at_its_row(refuses, folder, fill, is_last):
    """A reader that left such a row out would lose a client without a word."""
    file = folder / "bureau_balance.csv"
    header, *rows = file.read_bytes().splitlines(keepends=True)
    before, after = (rows, []) if is_last else (rows[:3], rows[3:])
    line = b"5000002,-1," + fill * (40_000_000 // len(fill)) + (b"" if is_last else b"\n")
    file.write_bytes(b"".join([header, *before, line, *after]))

    row = len(before) + 1
    refuses(folder, f"row {row}: expected lines of a readable length in bureau_balance", row=row)


def test_ten_gigabytes_without_a_line_end_are_refused_at_once(refuses, folder):
    with (folder / "bureau_balance.csv").open("ab") as file:
        file.truncate(10_000_000_000)  # A hole: it takes no room on the disk, and reads as nothing but zeros.

    refuses(folder, "row 9: expected lines of a readable length", table="bureau_balance")


def test_text_that_is_not_utf8_is_refused_at_its_row(refuses, folder):
    file = folder / "bureau_balance.csv"
    file.write_bytes(file.read_bytes().replace(b"5000002,-1,0", b"5000002,-1,\xe9"))

    refuses(folder, r"row 4: expected UTF-8 text in bureau_balance\.csv", row=4)


def test_a_header_that_is_not_utf8_is_refused(refuses, folder):
    file = folder / "bureau_balance.csv"
    file.write_bytes(b"\xff\xfe" + file.read_bytes())

    refuses(folder, "expected a header of UTF-8 text")


# Parquet


def parquet_of(folder, table, query):
    """Replace a CSV file by Parquet with what a query makes of it."""
    source, target = folder / f"{table}.csv", folder / f"{table}.parquet"
    duckdb.connect().execute(f"COPY ({query.format(f'read_csv({str(source)!r})')}) TO '{target}' (FORMAT parquet)")
    source.unlink()
    return folder


@pytest.mark.parametrize(
    ("query", "match"),
    [
        pytest.param("SELECT * EXCLUDE STATUS FROM {}", "column STATUS: expected this column", id="a column less"),
        pytest.param(
            "SELECT * REPLACE (if(MONTHS_BALANCE = -1, -1.5, -2) AS MONTHS_BALANCE) FROM {}",
            "column MONTHS_BALANCE, row 2: expected a whole number", id="decimals for months",
        ),
        pytest.param(
            "SELECT * REPLACE (DATE '2020-01-01' AS MONTHS_BALANCE) FROM {}",
            "column MONTHS_BALANCE, row 1: expected a whole number", id="dates for months",
        ),
        pytest.param(
            "SELECT * REPLACE (0.5::DOUBLE AS STATUS) FROM {}", "column STATUS, row 1: expected text",
            id="decimals for text",
        ),
        pytest.param(
            "SELECT * REPLACE ('soon' AS MONTHS_BALANCE) FROM {}",
            "column MONTHS_BALANCE, row 1: expected a whole number", id="words for months",
        ),
    ],
)  # fmt: skip
def test_parquet_must_keep_the_same_contract(refuses, folder, query, match):
    refuses(parquet_of(folder, "bureau_balance", query), match, table="bureau_balance")


def test_parquet_from_data_frames_is_read_with_their_ways_to_write_missing(tmp_path, workspace, folder):
    before = take_in(workspace, folder).fingerprint
    written = (
        "SELECT * REPLACE ('NaN'::DOUBLE AS AMT_CREDIT_SUM, DAYS_CREDIT::FLOAT AS DAYS_CREDIT, '' AS CREDIT_TYPE, "
        "NULL::INTEGER AS CREDIT_ACTIVE, NULL::VARCHAR AS CREDIT_CURRENCY) FROM {}"
    )

    after = take_in(Workspace(tmp_path / "other"), parquet_of(folder, "bureau", written)).fingerprint

    assert after == before


def test_an_infinite_amount_in_parquet_is_refused(refuses, folder):
    query = "SELECT * REPLACE ('inf'::DOUBLE AS AMT_CREDIT_SUM) FROM {}"

    refuses(parquet_of(folder, "bureau", query), "column AMT_CREDIT_SUM, row 1: expected a finite number")


@pytest.mark.parametrize("damage", ["cut off", "scrambled", "empty"])
def test_damaged_parquet_is_refused(refuses, folder, damage):
    file = parquet_of(folder, "bureau", "FROM {}") / "bureau.parquet"
    whole = file.read_bytes()
    file.write_bytes(
        {"cut off": whole[:-9], "scrambled": whole[:4] + b"\xff" * 300 + whole[304:], "empty": b""}[damage]
    )

    refuses(folder, r"expected bureau\.parquet to be a whole Parquet file", table="bureau")

"""What of a delivery is taken in, whose rows they are, and that all of it is or nothing."""

import resource
import zipfile
from pathlib import Path

import duckdb
import pytest

from portfolios.builders import (
    BUREAU_LOAN_ID,
    CLIENT_ID,
    LOAN_ID,
    compress,
    contents,
    csv_text,
    make_portfolio,
    make_row,
    make_tables,
    stored,
    take_in,
    write_delivery,
    zipped,
)
from solvable.errors import StorageError
from solvable.portfolios.intake import import_tables
from solvable.portfolios.workspace import Workspace
from solvable.progress import Silent

REAL_DATA = Path(__file__).parents[2].parent / "shared" / "data"


class Watching(Silent):
    """Remember what was finished, step by step."""

    def __init__(self):
        self.steps = {}
        self.current = ""

    def start(self, step, **_):
        self.current = step

    def finish(self, detail=""):
        self.steps[self.current] = detail


def as_parquet(folder):
    connection = duckdb.connect()
    for file in folder.glob("*.csv"):
        target = str(file.with_suffix(".parquet"))
        connection.execute(f"COPY (FROM read_csv('{file}', sample_size = -1)) TO '{target}' (FORMAT parquet)")
        file.unlink()
    return folder


# What is taken in


def test_every_table_is_stored_typed_with_its_rows_and_clients(workspace, folder):
    manifest = take_in(workspace, folder, currency="EUR")

    assert {table.name: (table.n_rows, table.n_clients) for table in manifest.tables} == {
        "application": (4, 4),
        "bureau": (5, 3),
        "bureau_balance": (8, 3),
        "previous_application": (4, 4),
        "pos_cash_balance": (8, 4),
        "installments_payments": (8, 4),
        "credit_card_balance": (8, 4),
    }
    assert (manifest.not_available, manifest.currency) == ((), "EUR")
    assert stored(workspace, "application", "SK_ID_CURR, TARGET, AMT_CREDIT, NAME_CONTRACT_TYPE")[0] == (
        CLIENT_ID, 0, 500_000.0, None,
    )  # fmt: skip
    assert workspace.tables() == manifest


def test_the_outcome_of_clients_without_one_is_stored_as_missing(workspace, folder):
    take_in(workspace, folder)

    assert stored(workspace, "application", "TARGET") == [(0,), (1,), (0,), (None,)]


def test_all_forms_of_the_same_delivery_give_the_same_stored_rows(tmp_path, folder):
    def fingerprint(name, source):
        return take_in(Workspace(tmp_path / name), source).fingerprint

    found = {
        "folder": fingerprint("1", folder),
        "files": fingerprint("2", sorted(folder.iterdir())),
        "zip": fingerprint("3", zipped(folder, tmp_path / "a.zip")),
        "zip with a folder in it": fingerprint("4", zipped(folder, tmp_path / "b.zip", inside="home/credit/")),
        "zip called csv": fingerprint("5", zipped(folder, tmp_path / "application_train.csv")),
        "gzip": fingerprint("6", compress(folder)),
        "gzip in a zip": fingerprint("7", zipped(folder, tmp_path / "c.zip", compression=zipfile.ZIP_STORED)),
        "parquet": fingerprint("8", as_parquet(write_delivery(tmp_path / "again", make_tables()))),
    }

    assert len(set(found.values())) == 1, found


def test_neither_the_order_of_rows_nor_of_columns_changes_what_is_stored(tmp_path, workspace, folder):
    turned = {stem: [dict(reversed(row.items())) for row in reversed(rows)] for stem, rows in make_tables().items()}
    other = Workspace(tmp_path / "other")

    assert (
        take_in(workspace, folder).fingerprint
        == take_in(other, write_delivery(tmp_path / "turned", turned)).fingerprint
    )


def test_rows_that_are_set_aside_leave_the_table_that_would_be_there_without_them(tmp_path, workspace, folder):
    tables = make_tables()
    for table in ("bureau", "installments_payments", "credit_card_balance"):
        unknown = tables[table][0] | {"SK_ID_CURR": 7, "SK_ID_PREV": 99, "SK_ID_BUREAU": 99}
        tables[table].insert(1, {column: unknown[column] for column in tables[table][0]})
    other = Workspace(tmp_path / "other")

    with_others = take_in(other, write_delivery(tmp_path / "with", tables), set_aside_unknown_clients=True)

    assert with_others.fingerprint == take_in(workspace, folder).fingerprint


def test_loan_numbers_may_have_more_digits_than_fit_into_32_bits(tmp_path, workspace):
    tables = make_tables()
    tables["installments_payments"][0]["SK_ID_PREV"] = 2**40
    take_in(workspace, write_delivery(tmp_path / "long", tables))

    assert (2**40,) in stored(workspace, "installments_payments", "SK_ID_PREV")


def test_another_cell_changes_the_fingerprint(tmp_path, workspace, folder):
    before = take_in(workspace, folder).fingerprint
    tables = make_tables()
    tables["bureau"][0]["AMT_CREDIT_SUM"] = 1.0

    assert take_in(workspace, write_delivery(tmp_path / "other", tables)).fingerprint != before


def test_rows_are_sorted_by_client_and_bureau_months_get_theirs(workspace, folder):
    take_in(workspace, folder)

    rows = stored(workspace, "bureau_balance", "SK_ID_CURR, SK_ID_BUREAU, MONTHS_BALANCE")
    assert rows == sorted(rows)
    assert rows[:3] == [
        (CLIENT_ID, BUREAU_LOAN_ID, -2), (CLIENT_ID, BUREAU_LOAN_ID, -1), (CLIENT_ID, BUREAU_LOAN_ID + 3, -2),
    ]  # fmt: skip


def test_tables_that_were_not_delivered_are_not_available(workspace, folder):
    manifest = take_in(workspace, folder / "application_train.csv")

    assert [table.name for table in manifest.tables] == ["application"]
    assert manifest.not_available == (
        "bureau", "bureau_balance", "previous_application", "pos_cash_balance", "installments_payments",
        "credit_card_balance",
    )  # fmt: skip


def test_a_table_without_rows_is_available_and_empty(tmp_path, workspace):
    folder = write_delivery(tmp_path / "delivery", {"application_train": [make_row("application")]})
    (folder / "bureau.csv").write_text(csv_text([make_row("bureau")]).splitlines()[0] + "\n")

    manifest = take_in(workspace, folder)

    assert [(table.name, table.n_rows) for table in manifest.tables] == [("application", 1), ("bureau", 0)]


def test_months_of_bureau_loans_are_not_available_without_the_loans(workspace, folder):
    (folder / "bureau.csv").unlink()
    watching = Watching()

    manifest = import_tables(make_portfolio(), folder, workspace, progress=watching)

    assert manifest.not_available == ("bureau", "bureau_balance")
    assert "bureau was not delivered" in watching.steps["import bureau_balance"]


def test_months_of_an_unknown_bureau_loan_are_set_aside_and_counted(workspace, folder):
    with (folder / "bureau_balance.csv").open("a") as file:
        file.write("9999999,-1,C\n9999999,-2,C\n")

    manifest = take_in(workspace, folder)

    assert manifest.tables[2].n_set_aside == {"SK_ID_BUREAU not in bureau": 2}
    assert manifest.tables[2].n_rows == 8


def test_columns_that_nobody_published_are_left_out_and_named(tmp_path, workspace):
    rows = [make_row("application") | {"SHOE_SIZE": 43, "target": 7}]

    manifest = take_in(workspace, write_delivery(tmp_path / "delivery", {"application_train": rows}))

    assert manifest.tables[0].ignored_columns == ("SHOE_SIZE", "target")
    assert stored(workspace, "application", "TARGET") == [(0,)]


def test_files_of_no_table_are_left_alone_and_named(workspace, folder):
    (folder / "application_train_24_columns.csv.gz").write_bytes(b"anything")
    watching = Watching()

    import_tables(make_portfolio(), folder, workspace, progress=watching)

    assert watching.steps["look for tables"] == "8 files of tables; ignored: application_train_24_columns.csv.gz"
    assert watching.steps["import bureau"] == "5 rows, 3 clients"


@pytest.mark.parametrize(
    "rewritten",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="lines end as on Windows"),
        pytest.param(lambda text: "\ufeff" + text, id="with a byte order mark"),
        pytest.param(lambda text: text.replace(",25000.0,", ',"25000.0",').replace(",,", ',"",'), id="quoted"),
        pytest.param(lambda text: text.rstrip("\n"), id="no end of the last line"),
        pytest.param(lambda text: text.replace(",-1000,", ",-1000.0,"), id="whole numbers with a zero decimal"),
    ],
)
def test_usual_ways_to_write_csv_give_the_same_rows(tmp_path, workspace, folder, rewritten):
    before = take_in(workspace, folder).fingerprint
    file = folder / "application_train.csv"
    file.write_bytes(rewritten(file.read_text()).encode())

    assert take_in(Workspace(tmp_path / "other"), folder).fingerprint == before


def test_a_new_import_replaces_the_old_one_and_leaves_no_trace_of_it(tmp_path, workspace, folder):
    take_in(workspace, folder)
    take_in(workspace, write_delivery(tmp_path / "new", {"application_train": [make_row("application")]}))

    assert [path.name for path in workspace.root.glob("tables-*")] == [workspace.tables().folder]
    assert list(workspace.table_paths()) == ["application"]
    assert [path.name for path in (workspace.root / workspace.tables().folder).iterdir()] == ["application.parquet"]


# Clients


def test_a_client_that_no_application_has_is_refused_with_what_may_be_missing(refuses, folder):
    (folder / "application_test.csv").unlink()

    refuses(
        folder,
        r"Table previous_application, column SK_ID_CURR, row 4: expected clients of the application table, "
        r"found 1 rows .*application_test missing\?.*--set-aside-unknown-clients",
        table="previous_application",
        column="SK_ID_CURR",
        row=4,
    )


def test_rows_of_unknown_clients_can_be_set_aside_and_are_counted(workspace, folder):
    (folder / "application_test.csv").unlink()

    manifest = take_in(workspace, folder, set_aside_unknown_clients=True)

    aside = {table.name: dict(table.n_set_aside) for table in manifest.tables}
    assert aside["credit_card_balance"] == {"SK_ID_CURR not in application": 2}
    assert aside["bureau"] == {}
    assert (CLIENT_ID + 3,) not in stored(workspace, "credit_card_balance", "SK_ID_CURR")


def test_a_delivery_without_any_application_is_refused(refuses, folder):
    (folder / "application_train.csv").unlink()
    (folder / "application_test.csv").unlink()

    refuses(folder, "application_train or application_test .* found none", table="application")


def test_applications_without_a_row_are_refused(refuses, tmp_path):
    header = csv_text([make_row("application")]).splitlines()[0]
    (tmp_path / "application_train.csv").write_text(header + "\n")

    refuses(tmp_path / "application_train.csv", "expected at least one client", table="application")


# Keys


def test_a_loan_that_comes_twice_is_refused_at_its_second_row(refuses, tmp_path):
    tables = make_tables()
    tables["previous_application"].append(make_row("previous_application", SK_ID_PREV=LOAN_ID + 1))

    refuses(
        write_delivery(tmp_path / "twice", tables),
        r"Table previous_application, column SK_ID_PREV, row 5: expected each value once",
        row=5,
    )


def test_a_month_that_comes_twice_is_refused(refuses, tmp_path):
    tables = make_tables()
    tables["POS_CASH_balance"].insert(1, tables["POS_CASH_balance"][0])

    refuses(write_delivery(tmp_path / "twice", tables), "column SK_ID_PREV, MONTHS_BALANCE, row 2: expected each")


def test_a_month_of_one_loan_under_two_clients_is_refused(refuses, tmp_path):
    tables = make_tables()
    first, second, *_ = tables["POS_CASH_balance"]
    tables["POS_CASH_balance"].append({**first, "SK_ID_CURR": second["SK_ID_CURR"]})
    row = len(tables["POS_CASH_balance"])

    refuses(write_delivery(tmp_path / "twice", tables), f"row {row}: expected each value once", row=row)


def test_a_month_that_comes_twice_is_refused_also_of_a_credit_nobody_has(refuses, tmp_path):
    tables = make_tables()
    tables["bureau_balance"] += 2 * [make_row("bureau_balance", SK_ID_BUREAU=1, MONTHS_BALANCE=-1)]
    row = len(tables["bureau_balance"])

    refuses(write_delivery(tmp_path / "twice", tables), f"row {row}: expected each value once", row=row)


def test_a_client_in_both_application_files_is_refused(refuses, tmp_path):
    tables = make_tables()
    tables["application_test"][0]["SK_ID_CURR"] = CLIENT_ID

    refuses(
        write_delivery(tmp_path / "twice", tables),
        r"column SK_ID_CURR, row 1: expected each value once, found one of application_test\.csv",
    )


def test_an_instalment_paid_in_two_equal_parts_is_no_mistake(tmp_path, workspace):
    tables = make_tables()
    tables["installments_payments"].append(tables["installments_payments"][0])

    assert take_in(workspace, write_delivery(tmp_path / "parts", tables)).tables[5].n_rows == 9


# Interruptions


@pytest.mark.parametrize(
    ("raised", "seen"),
    [
        pytest.param(KeyboardInterrupt(), KeyboardInterrupt, id="between two queries"),
        pytest.param(RuntimeError("Query interrupted"), KeyboardInterrupt, id="within a query of DuckDB"),
        pytest.param(RuntimeError("anything else"), RuntimeError, id="a defect"),
    ],
)
def test_an_import_that_ends_early_leaves_the_earlier_one_and_nothing_else(workspace, folder, raised, seen):
    take_in(workspace, folder)
    before = contents(workspace)

    class Interrupting(Silent):
        def start(self, step, **_):
            if step == "import previous_application":
                raise raised

    with pytest.raises(seen):
        import_tables(make_portfolio(), folder, workspace, progress=Interrupting())

    assert contents(workspace) == before


# Disks


@pytest.fixture
def small_disk():
    """Let no file grow beyond so many bytes, as a disk without more room would, until the test ends."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda n_bytes: resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("packed", [True, False], ids=["while a file is unpacked", "while a table is written"])
def test_a_disk_that_is_full_is_told_and_leaves_the_earlier_import(tmp_path, workspace, folder, small_disk, packed):
    take_in(workspace, folder)
    before = contents(workspace)
    many = make_tables()
    many["bureau_balance"] = [make_row("bureau_balance", MONTHS_BALANCE=-n) for n in range(1, 20_001)]
    source = write_delivery(tmp_path / "many", many)
    if packed:
        compress(source)

    small_disk(20_000)
    with pytest.raises(StorageError, match=r"Expected to write into .*, found: .*File too large.* Nothing was changed"):
        take_in(workspace, source)

    assert contents(workspace) == before
    assert sorted(path.name for path in workspace.root.glob("tables-*")) == [workspace.tables().folder]


def test_a_workspace_that_cannot_be_is_told(tmp_path, folder):
    (tmp_path / "a file").touch()

    with pytest.raises(StorageError, match="found: Not a directory"):
        take_in(Workspace(tmp_path / "a file" / "workspace"), folder)


# Real rows


@pytest.mark.skipif(not REAL_DATA.is_dir(), reason="real rows are not beside the repository")
def test_the_real_sample_is_taken_in_whole(workspace):
    manifest = take_in(workspace, REAL_DATA / "home-credit-sample")

    assert {table.name: table.n_rows for table in manifest.tables} == {
        "application": 4_041 + 5_000,
        "bureau": 44_914,
        "bureau_balance": 1_161_520,
        "previous_application": 44_807,
        "pos_cash_balance": 262_058,
        "credit_card_balance": 102_760,
    }
    assert manifest.not_available == ("installments_payments",)
    assert not any(table.n_set_aside or table.ignored_columns for table in manifest.tables)


@pytest.mark.skipif(not REAL_DATA.is_dir(), reason="real rows are not beside the repository")
def test_the_real_instalments_are_taken_in_whole(workspace):
    manifest = take_in(workspace, REAL_DATA / "home-credit-sample" / "with-installments")

    assert {table.name: table.n_rows for table in manifest.tables}["installments_payments"] == 21_486
    assert manifest.not_available == ("bureau_balance",)

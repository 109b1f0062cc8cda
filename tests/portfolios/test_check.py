"""The check of what was imported: on a made-up delivery, and on real rows where they are beside the repository."""

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from portfolios.builders import CLIENT_ID, LOAN_ID, make_portfolio, make_row, make_tables, take_in, write_delivery
from solvable.errors import NotReadyError
from solvable.portfolios.check import check_tables
from solvable.portfolios.findings import Orphans, Severity
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.reference import ReferenceColumn, ReferenceTable
from solvable.portfolios.workspace import Workspace
from solvable.progress import Silent

REAL_ROWS = Path(__file__).parents[2].parent / "shared" / "data" / "home-credit-sample"


def check(workspace, **published):
    return check_tables(replace(make_portfolio(), published=lambda: published), workspace, Silent())


def by_file(found):
    return {table.file: table for table in found.tables}


def column(table, name):
    return next(column for column in table.columns if column.name == name)


def where(found):
    return {(table.file, finding.column) for table in found.tables for finding in table.all_findings}


def test_every_delivered_file_is_looked_at_by_itself(imported):
    found = check(Workspace(imported))

    assert {table.file: (table.n_rows, table.n_clients) for table in found.tables} == {
        "application_train": (3, 3),
        "application_test": (1, 1),
        "bureau": (5, 3),
        "bureau_balance": (8, 3),
        "previous_application": (4, 4),
        "pos_cash_balance": (8, 4),
        "installments_payments": (8, 4),
        "credit_card_balance": (8, 4),
    }
    assert found.not_available == ()
    files = by_file(found)
    assert "TARGET" in {c.name for c in files["application_train"].columns}
    assert "TARGET" not in {c.name for c in files["application_test"].columns}


def test_before_an_import_there_is_nothing_to_check(workspace):
    with pytest.raises(NotReadyError, match="Run `solvable data import PATH` first"):
        check(workspace)


def test_checking_changes_nothing(imported):
    before = sorted(imported.rglob("*"))

    check(Workspace(imported))

    assert sorted(imported.rglob("*")) == before


def test_a_value_out_of_range_is_taken_in_and_told(workspace, tmp_path):
    tables = make_tables()
    tables["application_train"][0]["DAYS_BIRTH"] = 14_600
    take_in(workspace, write_delivery(tmp_path / "delivery", tables))

    clients = by_file(check(workspace))["application_train"]

    birth = column(clients, "DAYS_BIRTH")
    assert (birth.figures.n_out_of_range, birth.figures.greatest) == (1, 14_600)
    assert [finding.severity for finding in birth.findings] == [Severity.WARNING]
    assert clients.all_findings[0] == birth.findings[0]


def test_a_level_known_of_one_client_file_is_known_of_the_other(workspace, tmp_path):
    tables = make_tables()
    tables["application_train"][0]["CODE_GENDER"] = "F"
    tables["application_test"][0]["CODE_GENDER"] = "f"
    take_in(workspace, write_delivery(tmp_path / "delivery", tables))
    known = ReferenceTable(n_rows=1, columns={"CODE_GENDER": ReferenceColumn(levels=frozenset({"F", "M"}))})

    found = check(workspace, application_train=known)

    assert where(found) >= {("application_test", "CODE_GENDER")}
    assert ("application_train", "CODE_GENDER") not in where(found)
    assert column(by_file(found)["application_test"], "CODE_GENDER").figures.unknown_levels == ("f",)


def test_loans_that_nobody_applied_for_are_orphans_and_kept(workspace, tmp_path):
    tables = make_tables()
    stray = [make_row("pos_cash_balance", SK_ID_PREV=LOAN_ID + 99, MONTHS_BALANCE=month) for month in (-3, -2)]
    tables["POS_CASH_balance"] += stray
    take_in(workspace, write_delivery(tmp_path / "delivery", tables))

    balances = by_file(check(workspace))["pos_cash_balance"]

    assert balances.orphans == Orphans(
        column="SK_ID_PREV", table="previous_application", n_rows=2, n_loans=1, n_loans_in_all=5
    )
    assert balances.n_rows == 10
    assert [f.column for f in balances.findings] == ["SK_ID_PREV"]


def test_without_the_table_that_loans_are_in_nobody_can_say_which_are_orphans(workspace, tmp_path):
    tables = make_tables()
    del tables["previous_application"]
    take_in(workspace, write_delivery(tmp_path / "delivery", tables))

    found = check(workspace)

    assert found.not_available == ("previous_application",)
    assert by_file(found)["pos_cash_balance"].orphans is None


def test_rows_that_import_set_aside_are_counted(workspace, tmp_path):
    tables = make_tables()
    tables["bureau_balance"] += [make_row("bureau_balance", SK_ID_BUREAU=1)]
    tables["bureau"] += [make_row("bureau", SK_ID_CURR=CLIENT_ID + 99, SK_ID_BUREAU=2)]
    take_in(workspace, write_delivery(tmp_path / "delivery", tables), set_aside_unknown_clients=True)

    files = by_file(check(workspace))

    assert (files["bureau_balance"].n_set_aside, files["bureau"].n_set_aside) == (1, 1)
    assert [f.column for f in files["bureau_balance"].findings] == ["SK_ID_BUREAU"]
    assert [f.column for f in files["bureau"].findings] == ["SK_ID_CURR"]
    assert "in application, found 1 row " in files["bureau"].findings[0].sentence.en


def test_a_table_without_rows_is_told_by_the_clients_who_ought_to_have_some(workspace, tmp_path):
    tables = make_tables()
    folder = write_delivery(tmp_path / "delivery", tables)
    header = (folder / "bureau.csv").read_text().splitlines()[0]
    (folder / "bureau.csv").write_text(f"{header}\n")
    take_in(workspace, folder)
    shares = {"application_train": 0.86, "application_test": 0.87}

    found = check(workspace, bureau=ReferenceTable(n_rows=9, columns={}, clients_share=shares))

    bureau = by_file(found)["bureau"]
    assert (bureau.n_rows, bureau.columns) == (0, ())
    # Of three clients 0.86 may by chance be as low as 0.06, of one as low as nothing.
    assert [finding.severity for finding in bureau.findings] == [Severity.NOTE]
    assert "86% of the clients of application_train" in bureau.findings[0].sentence.en


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    """Return a workspace with real applications, bureau loans and earlier applications of 9,041 clients."""
    if not REAL_ROWS.is_dir():
        pytest.skip("real rows are not beside the repository")
    stems = ("application_train", "application_test", "bureau", "previous_application", "credit_card_balance")
    workspace = Workspace(tmp_path_factory.mktemp("real") / "workspace")
    take_in(workspace, [REAL_ROWS / f"{stem}.csv.gz" for stem in stems])
    return workspace


def test_real_rows_have_their_known_mistakes_and_next_to_nothing_else(real):
    found = check_tables(home_credit(), real, Silent())

    assert where(found) == {
        ("bureau", "DAYS_CREDIT_ENDDATE"),
        ("bureau", "DAYS_ENDDATE_FACT"),
        # More than half of these clients have no outcome, and those are told more annuities.
        ("bureau", "AMT_ANNUITY"),
        ("credit_card_balance", "SK_ID_PREV"),
    }
    assert found.n_findings(Severity.WARNING) == 1


def test_a_broken_delivery_has_many_warnings(real, tmp_path):
    broken = Workspace(tmp_path / "workspace")
    shutil.copytree(real.root, broken.root)
    changes = {
        "bureau": "-DAYS_CREDIT AS DAYS_CREDIT, upper(CREDIT_ACTIVE) AS CREDIT_ACTIVE, NULL AS AMT_CREDIT_SUM_DEBT",
        "previous_application": "AMT_CREDIT / 1000 AS AMT_CREDIT, coalesce(DAYS_DECISION // 30, 0) AS DAYS_DECISION",
    }
    for table, change in changes.items():
        stored = duckdb.read_parquet(str(real.table_paths()[table]))
        stored.project(f"* REPLACE ({change})").write_parquet(str(broken.table_paths()[table]))

    found = check_tables(home_credit(), broken, Silent())

    wrong = {("bureau", "DAYS_CREDIT"), ("bureau", "CREDIT_ACTIVE"), ("bureau", "AMT_CREDIT_SUM_DEBT"),
             ("previous_application", "AMT_CREDIT"), ("previous_application", "DAYS_DECISION")}  # fmt: skip
    warned = {
        (table.file, finding.column)
        for table in found.tables
        for finding in table.all_findings
        if finding.severity is Severity.WARNING
    }
    assert warned == {*wrong, ("bureau", "AMT_ANNUITY")}

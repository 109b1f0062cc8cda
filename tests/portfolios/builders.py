"""Made-up rows of the published tables, and deliveries of them: what does not matter has a default."""

import csv
import gzip
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from solvable.portfolios.catalogue import Catalogue
from solvable.portfolios.contracts import ColumnType
from solvable.portfolios.home_credit.tables import CONTRACTS
from solvable.portfolios.intake import import_tables
from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.sources import Source
from solvable.portfolios.workspace import TablesManifest, Workspace
from solvable.progress import Silent

Cell = int | float | str | None
Row = dict[str, Cell]

CLIENT_ID = 100_001
LOAN_ID = 1_000_001
BUREAU_LOAN_ID = 5_000_001

_DEFAULTS: Row = {
    "SK_ID_CURR": CLIENT_ID,
    "SK_ID_PREV": LOAN_ID,
    "SK_ID_BUREAU": BUREAU_LOAN_ID,
    "MONTHS_BALANCE": -1,
    "DAYS_BIRTH": -14_600,
    "DAYS_EMPLOYED": -1_000,
    "DAYS_CREDIT": -500,
    "DAYS_DECISION": -500,
    "NUM_INSTALMENT_NUMBER": 1,
    "AMT_INCOME_TOTAL": 150_000.0,
    "AMT_CREDIT": 500_000.0,
    "AMT_ANNUITY": 25_000.0,
    "STATUS": "0",
}


def make_row(table: str, **cells: Cell) -> Row:
    """Return a valid row of a stored table: flags and counts 0, amounts and texts missing, the rest as given."""
    columns = CONTRACTS[table].columns
    unknown = cells.keys() - columns.keys()
    assert not unknown, f"{table} has no column {unknown}"
    row = {
        column: _DEFAULTS.get(column, 0 if wanted is ColumnType.INTEGER else None) for column, wanted in columns.items()
    }
    return row | cells


def make_tables() -> dict[str, list[Row]]:
    """Return rows of all eight files: three clients with an outcome, one without, each with some history."""
    clients = [make_row("application", SK_ID_CURR=CLIENT_ID + n, TARGET=n % 2) for n in range(4)]
    bureau = [make_row("bureau", SK_ID_CURR=CLIENT_ID + n % 3, SK_ID_BUREAU=BUREAU_LOAN_ID + n) for n in range(5)]
    loans = [make_row("previous_application", SK_ID_CURR=CLIENT_ID + n, SK_ID_PREV=LOAN_ID + n) for n in range(4)]
    months = [(loan, month) for loan in range(4) for month in (-2, -1)]
    return {
        "application_train": clients[:3],
        "application_test": [{name: cell for name, cell in clients[3].items() if name != "TARGET"}],
        "bureau": bureau,
        "bureau_balance": [
            make_row("bureau_balance", SK_ID_BUREAU=BUREAU_LOAN_ID + n, MONTHS_BALANCE=m) for n, m in months
        ],
        "previous_application": loans,
        "POS_CASH_balance": _by_month("pos_cash_balance", months),
        "installments_payments": [
            make_row(
                "installments_payments", SK_ID_CURR=CLIENT_ID + n, SK_ID_PREV=LOAN_ID + n, DAYS_INSTALMENT=m * 30.0
            )
            for n, m in months
        ],
        "credit_card_balance": _by_month("credit_card_balance", months),
    }


def write_delivery(folder: Path, tables: Mapping[str, Sequence[Row]]) -> Path:
    """Write a CSV file per table into a folder, which is made; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, rows in tables.items():
        (folder / f"{stem}.csv").write_text(csv_text(rows), encoding="utf-8")
    return folder


def csv_text(rows: Sequence[Row]) -> str:
    """Return rows as the published files write them: a header, commas, missing as nothing."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def compress(folder: Path) -> Path:
    """Replace every CSV file of a folder by its gzip."""
    for file in folder.glob("*.csv"):
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    return folder


def make_portfolio() -> Portfolio:
    """Return a portfolio with the Home Credit tables and no features, for what only reads tables."""

    def refuse(*_arguments: object) -> None:
        raise AssertionError("this portfolio has tables only")

    nothing = Catalogue(features={}, themes={}, reasons={}, profile_groups={}, levels={})
    return Portfolio(
        name="home_credit",
        client_table="application",
        contracts=CONTRACTS,
        catalogue=nothing,
        build_histories=refuse,
        join_histories=refuse,
        build_changed=refuse,
        simulated={},
        generate=refuse,
    )


def _by_month(table: str, months: Sequence[tuple[int, int]]) -> list[Row]:
    return [
        make_row(table, SK_ID_CURR=CLIENT_ID + n, SK_ID_PREV=LOAN_ID + n, MONTHS_BALANCE=month) for n, month in months
    ]


def take_in(workspace: Workspace, source: Source, **options: Any) -> TablesManifest:
    """Import a delivery of Home Credit tables with nobody watching."""
    return import_tables(make_portfolio(), source, workspace, progress=Silent(), **options)


def stored(workspace: Workspace, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
    """Return columns of an imported table, row by row."""
    return duckdb.connect().read_parquet(str(workspace.table_paths()[table])).project(columns).fetchall()


def contents(workspace: Workspace) -> dict[Path, bytes]:
    """Return every file of a workspace, to compare before and after."""
    return {path.relative_to(workspace.root): path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}


def zipped(folder: Path, path: Path, *, inside: str = "", compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write the files of a folder into a zip, where ``inside`` stands before their names; return the zip."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, inside + file.name)
    return path

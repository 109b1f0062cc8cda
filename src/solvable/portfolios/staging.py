"""One delivered file, CSV or Parquet, into typed rows, or a refusal that says where.

Cells are converted in one query. It ends at the first wrong cell, or marks the first thing wrong in each
row: then rows keep the order of the file, so that whatever is found can be told by its row, DuckDB's own
row number.
Names and paths in SQL are quoted by ``sql_name`` and ``sql_text``: no parameter can stand in their place.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from solvable.errors import ImportRefusedError, listed
from solvable.portfolios.contracts import ColumnType, TableContract
from solvable.portfolios.sources import DeliveredFile, unpack

__all__ = ["StagedFile", "sound_rows", "sql_name", "sql_text", "stage_file"]

# The longest published header has 2,100 characters.
MAX_HEADER_BYTES = 1 << 20
# A published line has some 1,000 bytes. One of twice this fills a block, and DuckDB reads no line of 2,000,000.
BLOCK_BYTES = 1 << 19
CSV_FORMAT = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', strict_mode = true"
# A delimiter that a spreadsheet may have chosen, by the name to tell it.
OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# What DuckDB calls a line that it cannot read, as what was expected and found.
UNREADABLE = {
    "MISSING COLUMNS": ("as many fields as the header has", "fewer"),
    "TOO MANY COLUMNS": ("as many fields as the header has", "more"),
    "UNQUOTED VALUE": ("every quote to be closed", "one that is not"),
    "INVALID ENCODING": ("UTF-8 text", "other bytes"),
    "LINE SIZE OVER MAXIMUM": ("lines of a readable length", "one that does not end"),
}
# Reserved in staged files: which check a row fails first.
PROBLEM = "#problem"


# From here on a float no longer tells every whole number from the next.
INEXACT_FROM = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedFile:
    """A delivered file as a table (its name as SQL) with the columns of its contract, in the order of its rows."""

    name: str
    table: str
    n_rows: int
    ignored_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Check:
    column: str
    fails: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a file is scanned: the FROM clause, and each published column's cells as SQL."""

    scan: str
    cells: Mapping[str, str]
    ignored_columns: tuple[str, ...]
    # Whether the cells of whole numbers come as floats.
    as_floats: bool = False
    # Columns that are not of a kind that converts: whatever they hold is wrong.
    unconvertible: frozenset[str] = frozenset()


def stage_file(
    connection: duckdb.DuckDBPyConnection, file: DeliveredFile, contract: TableContract, work: Path
) -> StagedFile:
    """Read one delivered file by its contract; what is compressed is unpacked into ``work``.

    Raises
    ------
    ImportRefusedError
        The file cannot be read, lacks a column, or has a cell that is not of the column's type.
    """
    plain = unpack(file, work, table=contract.name)
    staged = sql_name(f"staged {file.stem}")
    for reading in _readings(connection, file, contract, plain):
        checks = _checks(contract, reading)
        try:
            _fill(connection, staged, contract, reading=reading, checks=checks)
            break
        except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.InterruptException):
            raise  # this machine's trouble and not the file's
        except duckdb.Error as error:
            if not reading.as_floats:
                raise _unreadable(connection, file, contract, reading) from error
    if plain != file.path:
        plain.unlink()
    _check_cells(connection, file, contract, checks=checks, staged=staged)
    [(n_rows,)] = connection.execute(f"SELECT count(*) FROM {staged}").fetchall()  # noqa: S608 quoted
    return StagedFile(name=file.name, table=staged, n_rows=n_rows, ignored_columns=reading.ignored_columns)


def sound_rows(
    connection: duckdb.DuckDBPyConnection, file: DeliveredFile, contract: TableContract, plain: Path
) -> tuple[str, tuple[str, ...]]:
    """Return the typed rows of an unpacked file as SQL, and its columns that are ignored.

    Whoever runs it gets a ``duckdb.Error`` where a cell is wrong: :func:`stage_file` can say which.

    Raises
    ------
    ImportRefusedError
        The file has no header, or lacks a column.
    """
    reading = next(_readings(connection, file, contract, plain))
    fails = [*_inexact(contract, reading), *(check.fails for check in _checks(contract, reading))]
    rows = f"SELECT {_typed(contract, reading)} FROM {reading.scan} WHERE {_none_of(fails)}"  # noqa: S608 quoted
    return rows, reading.ignored_columns


def sql_name(name: str) -> str:
    """Quote a name for SQL, whatever characters a delivered header has."""
    return '"' + name.replace('"', '""') + '"'


def sql_text(value: str | Path) -> str:
    """Quote a text for the places in SQL that take no parameter."""
    return "'" + str(value).replace("'", "''") + "'"


def _readings(
    connection: duckdb.DuckDBPyConnection, file: DeliveredFile, contract: TableContract, plain: Path
) -> Iterator[_Reading]:
    """Give the ways to read a file, the fastest first; the last can say what is wrong with any cell."""
    if file.is_parquet:
        yield _parquet_reading(connection, file, contract, plain)
    else:
        header = _read_header(plain, file, contract)
        _check_lines_end(plain, file, contract)
        # Numbers read as such take half the time of texts that are converted, and stop at the first that is
        # none. As floats, since DuckDB rounds 1.5 where it reads a whole number.
        yield _csv_reading(header, contract, plain, as_floats=True)
        yield _csv_reading(header, contract, plain, as_floats=False)


def _fill(
    connection: duckdb.DuckDBPyConnection, staged: str, contract: TableContract, *,
    reading: _Reading, checks: list[_Check],
) -> None:  # fmt: skip
    problem = " ".join(f"WHEN {check.fails} THEN {number}" for number, check in enumerate(checks))
    connection.execute(
        f"CREATE TABLE {staged} AS SELECT {_typed(contract, reading)}, CASE {problem} END AS {sql_name(PROBLEM)} "  # noqa: S608 quoted
        f"FROM {reading.scan} WHERE {_none_of(_inexact(contract, reading))}"
    )


def _csv_reading(header: list[str], contract: TableContract, plain: Path, *, as_floats: bool) -> _Reading:
    def kind(name: str) -> str:
        is_number = contract.columns.get(name, ColumnType.TEXT) is not ColumnType.TEXT
        return "DOUBLE" if as_floats and is_number else "VARCHAR"

    # DuckDB's names ignore case, and a header may repeat a name it does not publish: places do neither.
    places = {name: f"c{place}" for place, name in enumerate(header)}
    types = ", ".join(f"'c{place}': '{kind(name)}'" for place, name in enumerate(header))
    return _Reading(
        scan=f"read_csv({sql_text(plain)}, {CSV_FORMAT}, columns = {{{types}}})",
        cells={column: places[column] for column in contract.columns if column in places},
        ignored_columns=_unpublished(header, contract),
        as_floats=as_floats,
    )


def _read_header(plain: Path, file: DeliveredFile, contract: TableContract) -> list[str]:
    with plain.open("rb") as content:
        line = content.readline(MAX_HEADER_BYTES)
    if not line.strip():
        raise _refused(contract, f"a header and rows in {file.name}", "an empty file")
    try:
        header = next(csv.reader([line.decode("utf-8-sig").rstrip("\r\n")], strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _refused(contract, f"a header of UTF-8 text in {file.name}", "something else") from error
    _check_columns(header, file, contract)
    return header


def _check_lines_end(plain: Path, file: DeliveredFile, contract: TableContract) -> None:
    """Refuse a line that fills a whole block, before anything else reads it.

    DuckDB would search a line of gigabytes for its end, and where that is the end of the file, leave the row out
    without a word. A block of sound lines is told by its last few bytes, so that this costs one reading of the file.
    """
    with plain.open("rb") as content:
        while len(block := content.read(BLOCK_BYTES)) == BLOCK_BYTES:
            if block.rfind(b"\n") < 0:
                row = _count_line_ends(plain, n_blocks=content.tell() // BLOCK_BYTES - 1)
                expected, found = UNREADABLE["LINE SIZE OVER MAXIMUM"]
                raise _refused(contract, f"{expected} in {file.name}", found, row=row)


def _count_line_ends(plain: Path, *, n_blocks: int) -> int:
    """Count the line ends in the first blocks of a file: that of the header makes up for the row being the next."""
    with plain.open("rb") as content:
        return sum(content.read(BLOCK_BYTES).count(b"\n") for _ in range(n_blocks))


def _parquet_reading(
    connection: duckdb.DuckDBPyConnection, file: DeliveredFile, contract: TableContract, plain: Path
) -> _Reading:
    scan = f"read_parquet({sql_text(plain)}, binary_as_string = true)"
    try:
        described = connection.execute(f"DESCRIBE FROM {scan}").fetchall()
    except duckdb.InvalidInputException as error:
        raise _refused(contract, f"{file.name} to be a whole Parquet file", "it cut off or damaged") from error
    kinds = {name: kind for name, kind, *_ in described}
    _check_columns(list(kinds), file, contract)
    cells = {column: _parquet_cell(column, kinds[column]) for column in contract.columns if column in kinds}
    return _Reading(
        scan=scan,
        cells=cells,
        ignored_columns=_unpublished(list(kinds), contract),
        unconvertible=frozenset(column for column in cells if not _converts(kinds[column], contract.columns[column])),
    )


def _parquet_cell(column: str, kind: str) -> str:
    """Read what data frames write for "missing" as missing: an empty text, a float that is no number."""
    if kind in ("FLOAT", "DOUBLE"):
        return f"CASE WHEN NOT isnan({sql_name(column)}) THEN {sql_name(column)} END"
    return f"NULLIF({sql_name(column)}, '')" if kind == "VARCHAR" else sql_name(column)


def _converts(kind: str, wanted: ColumnType) -> bool:
    # A column of codes that happen to be digits is written as integers; that loses nothing.
    if kind == "VARCHAR" or kind.endswith("INT") or kind in ("INTEGER", "UINTEGER"):
        return True
    return wanted is not ColumnType.TEXT and (kind in ("FLOAT", "DOUBLE", "BOOLEAN") or kind.startswith("DECIMAL"))


def _check_columns(header: list[str], file: DeliveredFile, contract: TableContract) -> None:
    may_lack = contract.optional.get(file.stem, frozenset())
    missing = [column for column in contract.columns if column not in header and column not in may_lack]
    repeated = [column for column in contract.columns if header.count(column) > 1]
    if repeated:
        raise _refused(contract, f"every column once in {file.name}", "this one again", column=repeated[0])
    if len(missing) == len(contract.columns) - len(may_lack) and len(header) == 1:
        for delimiter, name in OTHER_DELIMITERS.items():
            if delimiter in header[0]:
                raise _refused(contract, f"commas between the columns of {file.name}", name, column=missing[0])
    if missing:
        found = f"{len(header)} columns without it" + (f" (nor {listed(missing[1:])})" if len(missing) > 1 else "")
        raise _refused(contract, f"this column in {file.name}", found, column=missing[0])


def _unpublished(header: list[str], contract: TableContract) -> tuple[str, ...]:
    return tuple(name or "(no name)" for name in header if name not in contract.columns)


def _typed(contract: TableContract, reading: _Reading) -> str:
    return ", ".join(f"{_converted(contract, reading, column)} AS {sql_name(column)}" for column in contract.columns)


def _converted(contract: TableContract, reading: _Reading, column: str) -> str:
    kind = {ColumnType.INTEGER: "BIGINT", ColumnType.NUMBER: "DOUBLE", ColumnType.TEXT: "VARCHAR"}
    sql_type = kind[contract.columns[column]]
    if column not in reading.cells or column in reading.unconvertible:
        return f"NULL::{sql_type}"
    return f"TRY_CAST({reading.cells[column]} AS {sql_type})"


def _inexact(contract: TableContract, reading: _Reading) -> list[str]:
    """List as SQL where the float of a cell may be of another whole number than the cell."""
    whole = [cell for column, cell in reading.cells.items() if contract.columns[column] is ColumnType.INTEGER]
    return [f"abs({cell}) >= {INEXACT_FROM}" for cell in whole] if reading.as_floats else []


def _none_of(fails: list[str]) -> str:
    """Return a condition that all rows meet; one that fails in any way is an error, and ends the query."""
    if not fails:
        return "true"
    some = " OR ".join(f"({fail})" for fail in fails)
    return f"CASE WHEN {some} THEN CAST(error('a wrong cell') AS BOOLEAN) ELSE true END"


def _checks(contract: TableContract, reading: _Reading) -> list[_Check]:
    """List what may be wrong with a row, each as SQL that is true where it is."""
    checks = []
    for column, cell in reading.cells.items():
        wanted = contract.columns[column]
        as_number, as_integer = f"TRY_CAST({cell} AS DOUBLE)", f"TRY_CAST({cell} AS BIGINT)"
        if column in contract.required_cells:
            checks.append(_Check(column, f"{cell} IS NULL", "a value in every row", "an empty cell"))
        if column in reading.unconvertible:
            checks.append(_Check(column, f"{cell} IS NOT NULL", _IN_WORDS[wanted], "another type"))
        elif wanted is ColumnType.NUMBER:
            wrong = f"{cell} IS NOT NULL AND NOT coalesce(isfinite({as_number}), false)"
            checks.append(_Check(column, wrong, _IN_WORDS[wanted], "something else"))
        elif wanted is ColumnType.INTEGER:
            # DuckDB rounds 1.5 to 2 when it casts, hence the comparison.
            wrong = f"{cell} IS NOT NULL AND NOT coalesce({as_number} = {as_integer}, false)"
            checks.append(_Check(column, wrong, _IN_WORDS[wanted], "something else"))
        if column in contract.flags:
            checks.append(_Check(column, f"{as_integer} NOT IN (0, 1)", "0 or 1", "another number"))
    return checks


_IN_WORDS = {
    ColumnType.INTEGER: "a whole number",
    ColumnType.NUMBER: "a finite number",
    ColumnType.TEXT: "text",
}


def _check_cells(
    connection: duckdb.DuckDBPyConnection, file: DeliveredFile, contract: TableContract, *,
    checks: list[_Check], staged: str,
) -> None:  # fmt: skip
    found = connection.execute(
        f"SELECT rowid + 1, {sql_name(PROBLEM)} FROM {staged} "  # noqa: S608 quoted
        f"WHERE {sql_name(PROBLEM)} IS NOT NULL ORDER BY 1 LIMIT 1"
    ).fetchone()
    if found:
        row, number = found
        check = checks[number]
        raise _refused(contract, f"{check.expected} in {file.name}", check.found, column=check.column, row=row)


def _unreadable(
    connection: duckdb.DuckDBPyConnection, file: DeliveredFile, contract: TableContract, reading: _Reading
) -> ImportRefusedError:
    """Read a file that failed again, setting bad lines aside, to tell which one was the first."""
    if file.is_parquet:
        return _refused(contract, f"{file.name} to be a whole Parquet file", "it cut off or damaged")
    scan = reading.scan.removesuffix(")") + ", store_rejects = true)"
    try:
        read_all = ", ".join(f"max({cell})" for cell in reading.cells.values())
        connection.execute(f"SELECT {read_all} FROM {scan}").fetchall()  # noqa: S608 quoted
        # The header is line 1, so the line of a row is one more than its number.
        rejected = connection.execute("SELECT line - 1, error_type FROM reject_errors ORDER BY 1 LIMIT 1").fetchone()
    except duckdb.Error:
        rejected = None
    if rejected is None or rejected[1] not in UNREADABLE:
        return _refused(contract, f"{file.name} to be CSV with one kind of line ending", "something else")
    expected, found = UNREADABLE[rejected[1]]
    return _refused(contract, f"{expected} in {file.name}", found, row=rejected[0])


def _refused(
    contract: TableContract, expected: str, found: str, *, column: str | None = None, row: int | None = None
) -> ImportRefusedError:
    return ImportRefusedError(
        f"expected {expected}, found {found}. Correct the file, then import again.",
        table=contract.name,
        column=column,
        row=row,
    )

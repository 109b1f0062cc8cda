"""Taking in a delivery: published files to typed tables in the workspace, all of them or none.

A table in which nothing is wrong goes straight from its files into its stored form, sorted by client; keys
and clients are looked at there, where equal ones stand together. Else, and where rows have to be set aside,
it goes three steps: its files are staged as typed rows in file order, the rows are checked against each other
and against the clients, and what may stay is written. The second way says what is wrong, and in which row.
Names and paths in SQL are quoted by ``sql_name`` and ``sql_text``: no parameter can stand in their place.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq

from solvable.errors import ImportRefusedError
from solvable.portfolios.bench import Bench, open_bench
from solvable.portfolios.contracts import TableContract
from solvable.portfolios.download import download, without_secrets
from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.sources import (
    DeliveredFile,
    Delivery,
    Source,
    each_source,
    find_files,
    is_url,
    source_fingerprint,
    unpack,
)
from solvable.portfolios.staging import StagedFile, sound_rows, sql_name, stage_file
from solvable.portfolios.stored_rows import StoredRows, read_stored_rows, write_sorted_rows
from solvable.portfolios.workspace import TablesManifest, TableSummary, Workspace, file_checksum
from solvable.progress import Progress

__all__ = ["import_tables", "source_fingerprint"]


def import_tables(
    portfolio: Portfolio, source: Source, workspace: Workspace, *, progress: Progress, currency: str | None = None,
    set_aside_unknown_clients: bool = False,
) -> TablesManifest:  # fmt: skip
    """Take a delivery in and make it the current tables of the workspace.

    Parameters
    ----------
    source
        A zip, a folder, a file, several of these, or http addresses of them; CSV or Parquet, plain
        or gzip. Files of no table are ignored and named through ``progress``.
    currency
        Of the amounts, where the lender knows it.
    set_aside_unknown_clients
        Leave out rows whose client is in no application file, and count them; else they are refused.

    Returns
    -------
    TablesManifest
        What is current now. Tables without a file are in ``not_available``.

    Raises
    ------
    ImportRefusedError
        A file is missing, cannot be read or breaks its contract. What was imported before stays.
    StorageError
        The disk is full, or may not be written to; the same holds.
    """
    fingerprint = source_fingerprint(source)
    places = [
        download(str(place), workspace.downloads, progress=progress) if is_url(place) else place
        for place in each_source(source)
    ]
    stems = {stem: contract.name for contract in portfolio.contracts.values() for stem in contract.files}
    with workspace.writing_aside("tables") as folder, find_files(places, stems) as delivery:
        progress.start("look for tables")
        _check_clients_come_along(portfolio, delivery)
        progress.finish(_found_in_words(delivery))
        with open_bench(portfolio, folder, set_aside_unknown_clients=set_aside_unknown_clients) as bench:
            summaries = _take_in_all(delivery, bench, progress)
        manifest = TablesManifest(
            portfolio=portfolio.name,
            source=", ".join(without_secrets(str(p)) if is_url(p) else str(p) for p in each_source(source)),
            source_fingerprint=fingerprint,
            fingerprint=_fingerprint(folder, summaries),
            currency=currency,
            tables=tuple(summaries[name] for name in portfolio.contracts if name in summaries),
            not_available=tuple(name for name in portfolio.contracts if name not in summaries),
            folder=folder.name,
        )
        workspace.commit("tables", manifest)
    return manifest


def _check_clients_come_along(portfolio: Portfolio, delivery: Delivery) -> None:
    stems = portfolio.contracts[portfolio.client_table].files
    if not any(stem in delivery.files for stem in stems):
        raise ImportRefusedError(
            f"expected at least one file of {' or '.join(stems)} (.csv or .parquet, plain or .gz), found none. "
            "No other table can be used without its clients: deliver the applications too.",
            table=portfolio.client_table,
        )


def _found_in_words(delivery: Delivery) -> str:
    found = f"{len(delivery.files)} files of tables"
    return f"{found}; ignored: {', '.join(delivery.ignored)}" if delivery.ignored else found


def _take_in_all(delivery: Delivery, bench: Bench, progress: Progress) -> Mapping[str, TableSummary]:
    summaries: dict[str, TableSummary] = {}
    # Clients first, and parents before the tables that find their clients through them.
    in_order = sorted(
        bench.portfolio.contracts.values(),
        key=lambda contract: (contract is not bench.client_table, bool(contract.parent)),
    )
    for contract in in_order:
        if not any(stem in delivery.files for stem in contract.files):
            continue
        progress.start(f"import {contract.name}")
        if contract.parent and contract.parent[0] not in summaries:
            progress.finish(f"not available: it names no client, and {contract.parent[0]} was not delivered")
            continue
        summary = _take_in(contract, delivery, bench)
        summaries[contract.name] = summary
        progress.finish(_summary_in_words(summary))
    return summaries


def _summary_in_words(summary: TableSummary) -> str:
    parts = [f"{summary.n_rows:,} rows, {summary.n_clients:,} clients"]
    parts += [f"{count:,} rows set aside: {why}" for why, count in summary.n_set_aside.items()]
    parts += [f"columns ignored: {', '.join(summary.ignored_columns)}"] if summary.ignored_columns else []
    return "; ".join(parts)


def _take_in(contract: TableContract, delivery: Delivery, bench: Bench) -> TableSummary:
    files = [delivery.files[stem] for stem in contract.files if stem in delivery.files]
    return _take_in_straight(contract, files, bench) or _take_in_staged(contract, files, bench)


def _take_in_straight(contract: TableContract, files: list[DeliveredFile], bench: Bench) -> TableSummary | None:
    """Write the table without keeping its rows in between, a quarter less work; return None if anything is wrong.

    What is wrong, and in which row, is then found out from staged files.
    """
    if contract.parent:
        return None  # rows without a client must be counted, and their keys looked at: they have to be kept
    plain = [unpack(file, bench.work, table=contract.name) for file in files]
    try:
        read = [sound_rows(bench.connection, file, contract, path) for file, path in zip(files, plain, strict=True)]
        rows = f"({' UNION ALL '.join(rows for rows, _ in read)})"
        _write(contract, rows, bench)
    except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.InterruptException):
        raise  # this machine's trouble and not the file's
    except (ImportRefusedError, duckdb.Error):
        return None
    finally:
        for file, path in zip(files, plain, strict=True):
            if path != file.path:
                path.unlink()
    stored = _read_stored(contract, bench)
    if stored.key_may_repeat or not _are_clients(stored, contract, bench):
        return None
    return _summary(contract, stored, ignored=[names for _, names in read])


def _take_in_staged(contract: TableContract, files: list[DeliveredFile], bench: Bench) -> TableSummary:
    staged = [stage_file(bench.connection, file, contract, bench.work) for file in files]
    rows = _numbered(staged)
    if contract is bench.client_table:
        _check_not_empty(contract, staged)
    elif contract.client_column and not bench.set_aside_unknown_clients:
        _check_clients_known(contract, staged, rows, bench)
    _write(contract, _of_clients(contract, rows, bench), bench)
    stored = _read_stored(contract, bench)
    n_left_out = sum(file.n_rows for file in staged) - stored.n_rows
    if stored.key_may_repeat:
        _check_key(contract, staged, rows, bench)
    elif contract.key and n_left_out:
        _check_key(contract, staged, _left_out(contract, rows, bench), bench)
    for file in staged:
        bench.connection.execute(f"DROP TABLE {file.table}")
    column, table = contract.parent[::-1] if contract.parent else (contract.client_column, bench.client_table.name)
    set_aside = {f"{column} not in {table}": n_left_out} if n_left_out else {}
    return _summary(contract, stored, ignored=[file.ignored_columns for file in staged], set_aside=set_aside)


def _summary(
    contract: TableContract, stored: StoredRows, *, ignored: Iterable[tuple[str, ...]],
    set_aside: Mapping[str, int] | None = None,
) -> TableSummary:  # fmt: skip
    return TableSummary(
        name=contract.name,
        n_rows=stored.n_rows,
        n_clients=len(stored.clients),
        n_set_aside=set_aside or {},
        ignored_columns=tuple(dict.fromkeys(name for names in ignored for name in names)),
    )


def _write(contract: TableContract, rows: str, bench: Bench) -> None:
    file, client = bench.file(contract.name), bench.client_column(contract)
    write_sorted_rows(bench.connection, rows, file, contract=contract, client=client)


def _read_stored(contract: TableContract, bench: Bench) -> StoredRows:
    return read_stored_rows(bench.file(contract.name), bench.client_column(contract), contract.key)


def _are_clients(stored: StoredRows, contract: TableContract, bench: Bench) -> bool:
    """Return whether all clients of a table are in the client table, which itself must have one."""
    if contract is bench.client_table:
        return stored.n_rows > 0
    column = str(bench.client_table.client_column)
    known = pq.read_table(bench.file(bench.client_table.name), columns=[column])[column]
    return bool(pc.all(pc.is_in(stored.clients, value_set=known), min_count=0).as_py())


def _numbered(staged: list[StagedFile]) -> str:
    """Return the stacked rows of a table as SQL, with the number of their file and row."""
    parts = (
        f'SELECT *, {number} AS "#file", rowid + 1 AS "#row" FROM {file.table}'  # noqa: S608 quoted
        for number, file in enumerate(staged)
    )
    return f"({' UNION ALL '.join(parts)})"


def _left_out(contract: TableContract, rows: str, bench: Bench) -> str:
    """Return the rows without a client as SQL, and all rows where a key may be both of these and of others."""
    if not contract.parent or contract.parent[1] not in contract.key:
        return rows
    link = sql_name(contract.parent[1])
    parents = f"{bench.table(contract.parent[0])} AS p ON r.{link} = p.{link}"
    return f"(SELECT r.* FROM {rows} AS r ANTI JOIN {parents})"  # noqa: S608 quoted


def _check_key(contract: TableContract, staged: list[StagedFile], rows: str, bench: Bench) -> None:
    key = ", ".join(sql_name(column) for column in contract.key)
    found = bench.connection.execute(
        f"WITH repeated AS (SELECT {key} FROM {rows} GROUP BY {key} HAVING count(*) > 1), "  # noqa: S608 quoted
        f'placed AS (SELECT "#file", "#row", row_number() OVER (PARTITION BY {key} ORDER BY "#file", "#row") AS nth '
        f"FROM {rows} SEMI JOIN repeated USING ({key})) "
        'SELECT "#file", "#row" FROM placed WHERE nth = 2 ORDER BY "#file", "#row" LIMIT 1'
    ).fetchone()
    if found:
        raise ImportRefusedError(
            f"expected each value once, found one of {staged[found[0]].name} that came before. "
            "Remove the row that should not be there, then import again.",
            table=contract.name,
            column=", ".join(contract.key),
            row=found[1],
        )


def _check_not_empty(contract: TableContract, staged: list[StagedFile]) -> None:
    if not any(file.n_rows for file in staged):
        raise ImportRefusedError(
            f"expected at least one client, found no row in {', '.join(file.name for file in staged)}. "
            "Deliver the applications with their rows.",
            table=contract.name,
        )


def _check_clients_known(contract: TableContract, staged: list[StagedFile], rows: str, bench: Bench) -> None:
    count, first = bench.connection.execute(
        'SELECT count(*), min(("#file", "#row")) '  # noqa: S608 quoted
        f"FROM {rows} AS r ANTI JOIN {_clients(contract, bench)}"
    ).fetchall()[0]
    if count:
        file, row = first
        raise ImportRefusedError(
            f"expected clients of the {bench.client_table.name} table, found {count:,} rows of another client, "
            f"this one of {staged[file].name} the first. Is one of {' and '.join(bench.client_table.files)} missing? "
            "Deliver it too, or leave such rows out with --set-aside-unknown-clients.",
            table=contract.name,
            column=contract.client_column,
            row=row,
        )


def _clients(contract: TableContract, bench: Bench) -> str:
    """Return the client table as SQL to join the rows of another table to."""
    clients = bench.client_table
    return f"{bench.table(clients.name)} AS c ON r.{bench.client(contract)} = c.{bench.client(clients)}"


def _of_clients(contract: TableContract, rows: str, bench: Bench) -> str:
    """Return the rows that have a client as SQL, with their client."""
    if contract.parent:
        parent, link = bench.portfolio.contracts[contract.parent[0]], sql_name(contract.parent[1])
        client = f"p.{bench.client(parent)} AS {bench.client(contract)}"
        parents = f"{bench.table(parent.name)} AS p ON r.{link} = p.{link}"
        return f"(SELECT {client}, r.* FROM {rows} AS r JOIN {parents})"  # noqa: S608 quoted
    if contract is bench.client_table:
        return rows
    return f"(SELECT r.* FROM {rows} AS r SEMI JOIN {_clients(contract, bench)})"  # noqa: S608 quoted


def _fingerprint(folder: Path, summaries: Mapping[str, TableSummary]) -> str:
    """Equal rows give equal files: they are sorted, and the writer cuts them at fixed places."""
    stored = {name: file_checksum(folder / f"{name}.parquet") for name in sorted(summaries)}
    return hashlib.sha256(repr(stored).encode()).hexdigest()

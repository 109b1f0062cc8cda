"""The made-up portfolio: files like the published ones, with nobody in them.

Clients are made in chunks, and every chunk and table draws from a random stream of its own. So memory
does not grow with the portfolio, a change to one table leaves the others as they were, and a client's
rows do not depend on how many chunks follow.
"""

from collections.abc import Collection, Iterator, Mapping, Set
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from solvable.errors import ConfigError
from solvable.portfolios.contracts import ColumnType
from solvable.portfolios.home_credit.made_up.application import make_application
from solvable.portfolios.home_credit.made_up.balances import make_loan_balances
from solvable.portfolios.home_credit.made_up.bureau import make_bureau, make_bureau_balances
from solvable.portfolios.home_credit.made_up.cards import make_card_balances
from solvable.portfolios.home_credit.made_up.draws import Column, Columns
from solvable.portfolios.home_credit.made_up.people import People, make_people
from solvable.portfolios.home_credit.made_up.previous import make_previous_applications
from solvable.portfolios.home_credit.made_up.repayment import make_instalments, make_payments
from solvable.portfolios.home_credit.tables import CLIENT_TABLE, CONTRACTS
from solvable.progress import Progress

__all__ = ["FILES", "files_named", "generate_portfolio"]

# Some 900 MB at the peak: the next chunk is made while the last is still there.
CHUNK_CLIENTS = 10_000

# The published files, spelled as published; their contracts name them in lower case.
FILES = (
    "application_train",
    "application_test",
    "bureau",
    "bureau_balance",
    "previous_application",
    "POS_CASH_balance",
    "installments_payments",
    "credit_card_balance",
)
LENDER_FILES = {"previous_application", "POS_CASH_balance", "installments_payments", "credit_card_balance"}
ARROW_TYPES = {ColumnType.INTEGER: pa.int64(), ColumnType.NUMBER: pa.float64(), ColumnType.TEXT: pa.string()}

FIRST_PREV_ID = 1_000_001
FIRST_BUREAU_ID = 5_000_001


def generate_portfolio(
    folder: Path, n_clients: int, seed: int, progress: Progress, *, tables: Collection[str] = FILES
) -> None:
    """Write published files as Parquet, for clients who do not exist.

    About 86 % of the clients stand in ``application_train`` with their outcome, the others in
    ``application_test``. The same number of clients and seed give the same files, and each file is the
    same whichever others are written.

    Parameters
    ----------
    folder
        Made where it is not there; files of the same names are replaced.
    n_clients
        At least 1. The first client is number 100001, as published.
    seed
        0 or more.
    tables
        Which files to write, beside those of the applications, which always are: names of published
        files or of stored tables, in any case.

    Raises
    ------
    ConfigError
        The number of clients or the seed is too small, or a table is unknown.
    """
    if n_clients < 1:
        raise ConfigError(f"A portfolio must have at least 1 client, found {n_clients}. Ask for 1 or more clients.")
    if seed < 0:
        raise ConfigError(f"The seed must be 0 or more, found {seed}. Choose another whole number.")
    files = files_named(tables)
    folder.mkdir(parents=True, exist_ok=True)
    n_rows = dict.fromkeys(files, 0)
    progress.start("make up clients and their history", total=n_clients)
    with ExitStack() as stack:
        writers = {
            file: stack.enter_context(pq.ParquetWriter(folder / f"{file}.parquet", _schema(file), compression="zstd"))
            for file in files
        }
        for n_chunk, made_up in _chunks(n_clients, seed, frozenset(files)):
            for file in files:
                columns = made_up[file]
                writers[file].write_table(_arrow_table(columns, writers[file].schema))
                n_rows[file] += len(next(iter(columns.values())))
            progress.advance(n_chunk)
    progress.finish(", ".join(f"{file} {rows:,} rows" for file, rows in n_rows.items()))


def files_named(tables: Collection[str]) -> tuple[str, ...]:
    """Return the files of these tables in published order, those of the applications always among them.

    Raises
    ------
    ConfigError
        A name is none of a published file or a stored table.
    """
    stored = {file.lower(): contract.name for contract in CONTRACTS.values() for file in contract.files}
    wanted = {CLIENT_TABLE, *(name.lower() for name in tables)}
    if unknown := wanted - stored.keys() - set(stored.values()):
        raise ConfigError(
            f"Expected tables among {', '.join(FILES)}, found {', '.join(sorted(unknown))}. "
            "Name others, or none for all."
        )
    return tuple(file for file in FILES if {file.lower(), stored[file.lower()]} & wanted)


def _chunks(n_clients: int, seed: int, files: Set[str]) -> Iterator[tuple[int, Mapping[str, Columns]]]:
    """Make up one chunk of clients after another, with the number of its clients."""
    n_chunks = -(-n_clients // CHUNK_CLIENTS)
    prev_id, bureau_id = FIRST_PREV_ID, FIRST_BUREAU_ID
    for position, chunk_seed in enumerate(np.random.SeedSequence(seed).spawn(n_chunks)):
        first = position * CHUNK_CLIENTS
        n_chunk = min(CHUNK_CLIENTS, n_clients - first)
        streams = _Streams(*(np.random.default_rng(child) for child in chunk_seed.spawn(len(_Streams._fields))))
        people = make_people(streams.people, first=first, n_clients=n_chunk)
        yield n_chunk, _chunk(streams, people, files, prev_id=prev_id, bureau_id=bureau_id)
        prev_id += int(people.n_previous.sum())
        bureau_id += int(people.n_bureau.sum())


class _Streams(NamedTuple):
    """A random stream for each thing that is drawn on its own."""

    people: np.random.Generator
    application: np.random.Generator
    bureau: np.random.Generator
    months: np.random.Generator
    previous: np.random.Generator
    instalments: np.random.Generator
    payments: np.random.Generator
    balances: np.random.Generator
    cards: np.random.Generator


def _chunk(
    streams: _Streams, people: People, files: Set[str], *, prev_id: int, bureau_id: int
) -> Mapping[str, Columns]:
    """Make up what each table sees of some clients; what no wanted table needs is left out."""
    applications = make_application(streams.application, people)
    made_up = {
        "application_train": _rows(applications, people.is_train),
        "application_test": _rows(applications, ~people.is_train),
    }
    if files & {"bureau", "bureau_balance"}:
        made_up["bureau"], bureau_credits = make_bureau(streams.bureau, people, first_id=bureau_id)
        if "bureau_balance" in files:
            made_up["bureau_balance"] = make_bureau_balances(streams.months, people, bureau_credits)
    if files & LENDER_FILES:
        made_up |= _lender_tables(streams, people, files, first_id=prev_id)
    return made_up


def _lender_tables(streams: _Streams, people: People, files: Set[str], *, first_id: int) -> Mapping[str, Columns]:
    """Make up the lender's own history: applications, and how their loans and cards were paid."""
    made_up: dict[str, Columns] = {}
    made_up["previous_application"], loans, cards = make_previous_applications(
        streams.previous, people, first_id=first_id
    )
    if files & {"POS_CASH_balance", "installments_payments"}:
        instalments = make_instalments(streams.instalments, people, loans)
    if "POS_CASH_balance" in files:
        made_up["POS_CASH_balance"] = make_loan_balances(streams.balances, people, loans, instalments)
    if files & {"installments_payments", "credit_card_balance"}:
        made_up["credit_card_balance"], card_payments = make_card_balances(streams.cards, people, cards)
    if "installments_payments" in files:
        loan_payments = make_payments(streams.payments, people, loans, instalments)
        made_up["installments_payments"] = _stacked(loan_payments, card_payments)
    return made_up


def _rows(columns: Columns, inside: Column) -> Columns:
    return {name: values[inside] for name, values in columns.items()}


def _stacked(first: Columns, second: Columns) -> Columns:
    """Put the rows of two tables together, by client and otherwise in the order they come in."""
    order = np.argsort(np.concatenate([first["SK_ID_CURR"], second["SK_ID_CURR"]]), kind="stable")
    return {name: np.concatenate([first[name], second[name]])[order] for name in first}


def _schema(file: str) -> pa.Schema:
    """Return the columns and types of a published file, in published order."""
    contract = next(contract for contract in CONTRACTS.values() if file.lower() in contract.files)
    # What a file may lack, a made-up one does lack: the outcome of clients who just applied.
    lacking = contract.optional.get(file.lower(), frozenset())
    return pa.schema([(name, ARROW_TYPES[kind]) for name, kind in contract.columns.items() if name not in lacking])


def _arrow_table(columns: Columns, schema: pa.Schema) -> pa.Table:
    """Turn columns into the rows of a file; NaN and "" become missing."""

    def array(name: str, kind: pa.DataType) -> pa.Array:
        values = columns[name]
        if pa.types.is_string(kind):
            return pa.array(values, type=kind, mask=values == "")
        return pa.array(values, from_pandas=True).cast(kind)

    return pa.table([array(field.name, field.type) for field in schema], schema=schema)

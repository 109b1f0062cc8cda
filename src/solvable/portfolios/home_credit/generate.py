"""The made-up portfolio: files like the published ones, with nobody in them.

Clients are made in chunks, and every chunk and table draws from a random stream of its own. So memory
does not grow with the portfolio, a change to one table leaves the others as they were, and a client's
rows do not depend on how many chunks follow.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from solvable.errors import ConfigError
from solvable.portfolios.contracts import ColumnType
from solvable.portfolios.home_credit.made_up.application import make_application
from solvable.portfolios.home_credit.made_up.bureau import make_bureau, make_bureau_balances
from solvable.portfolios.home_credit.made_up.cards import make_card_balances
from solvable.portfolios.home_credit.made_up.draws import Column, Columns
from solvable.portfolios.home_credit.made_up.people import make_people
from solvable.portfolios.home_credit.made_up.previous import make_previous_applications
from solvable.portfolios.home_credit.made_up.repayment import make_instalments, make_loan_balances, make_payments
from solvable.portfolios.home_credit.tables import CONTRACTS
from solvable.progress import Progress

__all__ = ["FILES", "generate_portfolio"]

# Some 700 MB at the peak: the next chunk is made while the last is still there.
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
ARROW_TYPES = {ColumnType.INTEGER: pa.int64(), ColumnType.NUMBER: pa.float64(), ColumnType.TEXT: pa.string()}

FIRST_PREV_ID = 1_000_001
FIRST_BUREAU_ID = 5_000_001


def generate_portfolio(folder: Path, n_clients: int, seed: int, progress: Progress) -> None:
    """Write the eight published files as Parquet, for clients who do not exist.

    About 86 % of the clients stand in ``application_train`` with their outcome, the others in
    ``application_test``. The same number of clients and seed give the same files.

    Parameters
    ----------
    folder
        Made where it is not there; files of the same names are replaced.
    n_clients
        At least 1. The first client is number 100001, as published.
    seed
        0 or more.

    Raises
    ------
    ConfigError
        The number of clients or the seed is too small.
    """
    if n_clients < 1:
        raise ConfigError(f"A portfolio must have at least 1 client, found {n_clients}. Ask for 1 or more clients.")
    if seed < 0:
        raise ConfigError(f"The seed must be 0 or more, found {seed}. Choose another whole number.")
    folder.mkdir(parents=True, exist_ok=True)
    n_rows = dict.fromkeys(FILES, 0)
    progress.start("make up clients and their history", total=n_clients)
    with ExitStack() as files:
        writers = {
            file: files.enter_context(pq.ParquetWriter(folder / f"{file}.parquet", _schema(file), compression="zstd"))
            for file in FILES
        }
        for n_chunk, tables in _chunks(n_clients, seed):
            for file, columns in tables.items():
                writers[file].write_table(_arrow_table(columns, writers[file].schema))
                n_rows[file] += len(next(iter(columns.values())))
            progress.advance(n_chunk)
    progress.finish(", ".join(f"{file} {rows:,} rows" for file, rows in n_rows.items()))


def _chunks(n_clients: int, seed: int) -> Iterator[tuple[int, Mapping[str, Columns]]]:
    """Make up one chunk of clients after another, with the number of its clients."""
    n_chunks = -(-n_clients // CHUNK_CLIENTS)
    prev_id, bureau_id = FIRST_PREV_ID, FIRST_BUREAU_ID
    for position, chunk_seed in enumerate(np.random.SeedSequence(seed).spawn(n_chunks)):
        first = position * CHUNK_CLIENTS
        n_chunk = min(CHUNK_CLIENTS, n_clients - first)
        tables = _chunk(chunk_seed, first=first, n_clients=n_chunk, prev_id=prev_id, bureau_id=bureau_id)
        prev_id += len(tables["previous_application"]["SK_ID_PREV"])
        bureau_id += len(tables["bureau"]["SK_ID_BUREAU"])
        yield n_chunk, tables


def _chunk(
    seed: np.random.SeedSequence, *, first: int, n_clients: int, prev_id: int, bureau_id: int
) -> Mapping[str, Columns]:
    """Make up clients and all their rows: first who they are, then what each table sees of them."""
    streams = [np.random.default_rng(child) for child in seed.spawn(7)]
    for_people, for_application, for_bureau, for_months, for_previous, for_repayment, for_cards = streams
    people = make_people(for_people, first=first, n_clients=n_clients)
    applications = make_application(for_application, people)
    bureau, bureau_credits = make_bureau(for_bureau, people, first_id=bureau_id)
    previous, loans, cards = make_previous_applications(for_previous, people, first_id=prev_id)
    instalments = make_instalments(for_repayment, people, loans)
    loan_payments = make_payments(for_repayment, people, loans, instalments)
    card_balances, card_payments = make_card_balances(for_cards, people, cards)
    return {
        "application_train": _rows(applications, people.is_train),
        "application_test": _rows(applications, ~people.is_train),
        "bureau": bureau,
        "bureau_balance": make_bureau_balances(for_months, people, bureau_credits),
        "previous_application": previous,
        "POS_CASH_balance": make_loan_balances(for_repayment, people, loans, instalments),
        "installments_payments": _stacked(loan_payments, card_payments),
        "credit_card_balance": card_balances,
    }


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

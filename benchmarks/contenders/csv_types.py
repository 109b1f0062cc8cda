"""How the published columns are typed: told to every contender, so that none has to guess."""

from collections.abc import Mapping
from typing import TypeVar

from solvable.portfolios.contracts import ColumnType
from solvable.portfolios.home_credit.tables import CONTRACTS

Kind = TypeVar("Kind")


def csv_types(file: str, *, integer: Kind, number: Kind, text: Kind) -> Mapping[str, Kind]:
    """Return the type of each column of a published file, in published order."""
    contract = next(contract for contract in CONTRACTS.values() if file.lower() in contract.files)
    lacking = contract.optional.get(file.lower(), frozenset())
    kinds = {ColumnType.INTEGER: integer, ColumnType.NUMBER: number, ColumnType.TEXT: text}
    return {name: kinds[kind] for name, kind in contract.columns.items() if name not in lacking}

"""What a portfolio gives: the contracts of its tables, its features and their catalogue."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from solvable.portfolios.catalogue import Catalogue
from solvable.portfolios.contracts import TableContract
from solvable.progress import Progress

if TYPE_CHECKING:
    # For its types only: Ibis takes longest to load, and serving makes no expressions.
    import ibis.expr.types as ir

__all__ = ["CLIENT_ID", "IS_DEFAULT", "Generate", "Portfolio"]

# Columns that every feature table has beside its features.
CLIENT_ID = "client_id"
IS_DEFAULT = "is_default"


class Generate(Protocol):
    """Writes made-up files; see :class:`Portfolio`."""

    def __call__(
        self, folder: Path, n_clients: int, seed: int, progress: Progress, *, tables: Collection[str] = ()
    ) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """A lender's kind of records, and all that solvable knows about them.

    Attributes
    ----------
    contracts
        The stored tables by name; ``client_table`` is the one with a row per client.
    build_features
        From the available tables (by stored name; an absent one is simply not in the mapping) to
        one row per client: ``client_id`` int64, ``is_default`` boolean or missing, and every
        feature of the catalogue in its order, float64 or string. Features over a table that is
        absent are missing, not zero. A client's row depends on that client's rows alone.
    generate
        ``(folder, n_clients, seed, progress)``: writes made-up published files into a folder; with the
        keyword ``tables``, only those and the client table.
    """

    name: str
    client_table: str
    contracts: Mapping[str, TableContract]
    catalogue: Catalogue
    build_features: "Callable[[Mapping[str, ir.Table]], ir.Table]"
    generate: Generate

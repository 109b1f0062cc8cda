"""What a portfolio gives: the contracts of its tables, its features and their catalogue."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from solvable.portfolios.catalogue import Catalogue, Value
from solvable.portfolios.contracts import TableContract
from solvable.portfolios.loan import Loan
from solvable.portfolios.reference import ReferenceTable
from solvable.portfolios.search import SearchFields
from solvable.portfolios.segments import Segment
from solvable.portfolios.story import StoryChapter
from solvable.progress import Progress
from solvable.vocabulary import Text

if TYPE_CHECKING:
    # For its types only: Ibis takes longest to load, and serving makes no expressions.
    import ibis.expr.types as ir

__all__ = ["CLIENT_ID", "IS_DEFAULT", "Generate", "Portfolio"]

# Columns that every feature table has beside its features.
CLIENT_ID = "client_id"
# The largest number that a column of numbers holds.
LARGEST_CLIENT_ID = 2**63 - 1
IS_DEFAULT = "is_default"


class Generate(Protocol):
    """Writes made-up files; see :class:`Portfolio`."""

    def __call__(
        self, folder: Path, n_clients: int, seed: int, progress: Progress, *, tables: Collection[str] = ()
    ) -> None: ...


def _no_loan(_application: Mapping[str, Value]) -> Loan | None:
    """Say that nothing is known of loans."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """A lender's kind of records, and all that solvable knows about them.

    Attributes
    ----------
    contracts
        The stored tables by name; ``client_table`` is the one with a row per client.
    build_histories
        From the available tables (by stored name; an absent one is simply not in the mapping) to the
        features that each table other than the client table gives, by its name: one row per client
        who has rows there, under ``client_id``.
    join_histories
        ``(tables, histories)``: one row per client: ``client_id`` int64, ``is_default`` boolean or
        missing, and every feature of the catalogue in its order, float64 or string. Features over a
        table that is absent are missing, not zero. A client's row depends on that client's rows alone.
    build_changed
        ``(applications, stored)``: the features that follow from an application that may be changed,
        for each row of ``applications``; histories are taken from the only row of ``stored``, which
        has the columns of the feature table. ``client_id`` and the features that ``simulated`` reaches.
    simulated
        What a person may change to see what follows: features by name, and the column of the client
        table that each of them is.
    read_loan, loan_columns
        The loan that a row of the client table asks for, None where that row does not say enough; by
        default for every row. And the columns that tell it.
    term_readings
        The features in which a longer term shows as such, and not as the lighter burden that it brings.
    exposure
        The feature that is the amount asked for, None where there is none: what a loss is a share of.
    generate
        ``(folder, n_clients, seed, progress)``: writes made-up published files into a folder; with the
        keyword ``tables``, only those and the client table.
    published
        What is known of the tables from elsewhere, by file stem; nothing where nobody described them.
    segments
        The ways to tell clients apart that reports show, in their order.
    protected_grounds
        The ways to tell clients apart that the law protects: fairness is audited by them.
    comparisons
        The ways to tell clients apart by which one is compared with others, in their order.
    search
        What clients are found by; its choices are comparisons.
    table_labels
        What people call the stored tables; one without a label goes by its name.
    story
        The chapters of a client's credit story, in the order in which they are told.
    """

    name: str
    client_table: str
    contracts: Mapping[str, TableContract]
    catalogue: Catalogue
    build_histories: "Callable[[Mapping[str, ir.Table]], Mapping[str, ir.Table]]"
    join_histories: "Callable[[Mapping[str, ir.Table], Mapping[str, ir.Table]], ir.Table]"
    build_changed: "Callable[[ir.Table, ir.Table], ir.Table]"
    simulated: Mapping[str, str]
    read_loan: Callable[[Mapping[str, Value]], Loan | None] = _no_loan
    loan_columns: tuple[str, ...] = ()
    term_readings: tuple[str, ...] = ()
    exposure: str | None = None
    generate: Generate
    published: Callable[[], Mapping[str, ReferenceTable]] = dict
    segments: tuple[Segment, ...] = ()
    protected_grounds: tuple[Segment, ...] = ()
    comparisons: tuple[Segment, ...] = ()
    search: SearchFields = field(default_factory=SearchFields)
    table_labels: Mapping[str, Text] = field(default_factory=dict)
    story: tuple[StoryChapter, ...] = ()

    def build_features(self, tables: "Mapping[str, ir.Table]") -> "ir.Table":
        """Return one row per client with all features, as one expression over the available tables."""
        return self.join_histories(tables, self.build_histories(tables))

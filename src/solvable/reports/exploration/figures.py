"""What an exploration finds, as counts: nothing here names a client."""

from dataclasses import dataclass

from solvable.metrics import information_by_chance, information_value, wilson_interval
from solvable.portfolios.catalogue import Feature
from solvable.portfolios.check import PortfolioCheck
from solvable.portfolios.segments import Segment
from solvable.vocabulary import Text

__all__ = [
    "ClientGroup", "ColumnGap", "EmptyColumn", "Exploration", "Fences", "Histogram", "NoneValue", "Relation",
    "SegmentRates", "TableSize", "Variable",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientGroup:
    """Clients whose outcome is known, and how many of them defaulted."""

    label: Text
    n_clients: int
    n_defaults: int

    @property
    def n_repaid(self) -> int:
        """How many did not default."""
        return self.n_clients - self.n_defaults

    @property
    def default_rate(self) -> float | None:
        """The share that defaulted, None of nobody."""
        return self.n_defaults / self.n_clients if self.n_clients else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of that share, None of nobody."""
        return wilson_interval(self.n_defaults, self.n_clients) if self.n_clients else None

    def differs_from(self, share: float) -> bool:
        """Tell whether a share lies outside what chance leaves to this group's."""
        interval = self.interval
        return interval is not None and not interval[0] <= share <= interval[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSize:
    """A stored table: its rows, its clients, and the outcomes of those with rows there and of the others.

    ``rows_median`` and ``rows_most`` are of the clients who have any.
    """

    name: str
    label: Text
    n_rows: int
    n_clients: int
    rows_median: float
    rows_most: int
    with_rows: ClientGroup
    without_rows: ClientGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGap:
    """Columns of the client table that are empty for the same number of clients: who lacks them and who has them.

    Columns of the same counts, of clients and of defaults, are taken to be empty for the same clients.
    """

    columns: tuple[str, ...]
    lacking: ClientGroup
    having: ClientGroup

    @property
    def information(self) -> float:
        """What the gap alone tells of default, beyond chance."""
        return _beyond_chance((self.lacking, self.having))


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyColumn:
    """A column of a stored table, and the share of its rows without a value."""

    table: str
    column: str
    missing_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneValue:
    """Values of a column that say "none" or "does not apply", and how many rows have them.

    ``saying`` and ``others`` are outcomes of clients: None where the table is not that of the clients.
    """

    table: str
    column: str
    values: tuple[str, ...]
    n_rows: int
    n_rows_in_all: int
    saying: ClientGroup | None = None
    others: ClientGroup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """How repaid and defaulted clients spread over bins of one width.

    ``edges`` has one more than the shares, which are of all who have a value: those beyond the ends,
    the 1st and the 99th percentile, are in no bin. Medians are said with their unit.
    """

    edges: tuple[float, ...]
    repaid: tuple[float, ...]
    defaulted: tuple[float, ...]
    median_repaid: Text
    median_defaulted: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fences:
    """How far the values of a variable go, with their unit, and how many lie three interquartile ranges outside.

    Tukey (1977), Exploratory Data Analysis, chapter 2: "far out". None of a variable whose quartiles are equal.
    """

    least: Text
    lower_quartile: Text
    upper_quartile: Text
    greatest: Text
    n_far_out: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A feature and the outcomes of clients by bands of it; those without a value are a band of their own, the last.

    ``histogram`` and ``fences`` are None of categories, and of numbers with few different values.
    """

    feature: Feature
    bands: tuple[ClientGroup, ...]
    lacking: ClientGroup
    histogram: Histogram | None = None
    fences: Fences | None = None

    @property
    def groups(self) -> tuple[ClientGroup, ...]:
        """The bands, and those without a value where there are any."""
        return (*self.bands, self.lacking) if self.lacking.n_clients else self.bands

    @property
    def information(self) -> float:
        """The information value, less what chance alone would give: it may be below nothing."""
        return _beyond_chance(self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Rank correlations between numeric variables; None where two have too few clients in common."""

    features: tuple[Feature, ...]
    correlations: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRates:
    """A segment of the portfolio and the outcomes of its members; ``beside`` are those who belong to none."""

    segment: Segment
    members: tuple[ClientGroup, ...]
    beside: ClientGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """Everything that was found in a workspace.

    Attributes
    ----------
    n_clients
        All clients, those without a known outcome included; ``everyone`` are those with one.
    emptiest
        Every column with a row without a value, the emptiest first.
    n_features, n_compared
        Features that were looked at, and those of them with any value.
    variables
        The most telling feature of each reason of the catalogue, most telling first.
    """

    check: PortfolioCheck
    currency: str | None
    n_clients: int
    everyone: ClientGroup
    tables: tuple[TableSize, ...]
    emptiest: tuple[EmptyColumn, ...]
    gaps: tuple[ColumnGap, ...]
    none_values: tuple[NoneValue, ...]
    n_features: int
    n_compared: int
    variables: tuple[Variable, ...]
    relation: Relation
    segments: tuple[SegmentRates, ...]

    @property
    def default_rate(self) -> float:
        """The share of all known outcomes that are defaults."""
        return self.everyone.n_defaults / self.everyone.n_clients


def _beyond_chance(groups: tuple[ClientGroup, ...]) -> float:
    held = [group for group in groups if group.n_clients]
    n_good, n_bad = [group.n_repaid for group in held], [group.n_defaults for group in held]
    return information_value(n_good=n_good, n_bad=n_bad) - information_by_chance(
        len(held), n_good=sum(n_good), n_bad=sum(n_bad)
    )

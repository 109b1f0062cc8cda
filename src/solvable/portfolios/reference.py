"""What is known of a kind of table from elsewhere: statistics that a delivery can be held against."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["ReferenceColumn", "ReferenceTable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceColumn:
    """One column of a table that others have described; what they did not tell is None or empty.

    Attributes
    ----------
    missing_share
        Fraction of the rows without a value.
    quantiles
        Values at fractions of the rows, 0 for the least and 1 for the greatest.
    levels
        For a category, every level that it is known to have.
    level_shares, default_rates
        The fraction of the rows at a level, and of defaults among them, for the levels of which it is known.
    auc
        How well the column alone separates defaults, 0.5 or more, rows without a value left out.
    """

    missing_share: float | None = None
    mean: float | None = None
    quantiles: Mapping[float, float] = field(default_factory=dict)
    levels: frozenset[str] = frozenset()
    level_shares: Mapping[str, float] = field(default_factory=dict)
    default_rates: Mapping[str, float] = field(default_factory=dict)
    auc: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceTable:
    """A published file: its rows, its columns, and what its clients have of it.

    ``clients_share`` is the fraction of the clients of a client file who have rows, by that file's
    stem, and ``rows_per_client`` the mean number of rows of a client with any.
    """

    n_rows: int
    columns: Mapping[str, ReferenceColumn]
    clients_share: Mapping[str, float] = field(default_factory=dict)
    rows_per_client: float | None = None

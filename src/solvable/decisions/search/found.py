"""What a search answers: a page of clients, counts, and where the neighbouring pages are."""

from collections.abc import Mapping
from dataclasses import dataclass

from solvable.decisions.search.query import Position
from solvable.vocabulary import Text, Unit, Verdict

__all__ = ["Column", "Fact", "Found", "Listed", "Row"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a list shows beside number, verdict and points; ``unit`` as in the catalogue."""

    key: str
    label: Text
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A client's own in one column: a number, the key of a member, or None where missing; and as said."""

    key: str
    value: float | str | None
    said: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One client of a list; verdict and score are None while the model has not scored everybody."""

    client_id: int
    verdict: Verdict | None
    score: int | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One client of an export: as listed, with a number or the name of a member in each column, and None for neither.

    Other than in a list nothing is said in words, which would take a portfolio minutes.
    """

    client_id: int
    verdict: Verdict | None
    score: int | None
    values: tuple[float | Text | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of the clients that meet some criteria.

    Attributes
    ----------
    n_clients
        How many meet them, on all pages; ``first`` is how many stand before this page.
    counts
        By choice and member, how many clients meet all criteria but those of that choice: what choosing
        the member would give. A choice that may not be told apart is missing: verdicts while the
        criteria name a protected ground, protected grounds while they go by the score, and either
        where there are no scores.
    is_scored
        Whether the model that serves has scored everybody.
    next, previous
        Where the neighbouring pages start and end; None where there is none.
    """

    clients: tuple[Listed, ...]
    n_clients: int
    first: int
    counts: Mapping[str, Mapping[str, int]]
    is_scored: bool
    next: Position | None
    previous: Position | None

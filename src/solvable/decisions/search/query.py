"""What is asked of a search: criteria, an order, and from where in it."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from solvable.errors import SearchError

__all__ = [
    "BY_NUMBER",
    "DEFAULT_LIMIT",
    "MOST_PER_PAGE",
    "NUMBER",
    "SCORE",
    "Criteria",
    "Order",
    "Position",
    "Query",
    "Range",
]

# What every list can be sorted by, beside the portfolio's numbers.
NUMBER, SCORE = "client_id", "score"
DEFAULT_LIMIT = 50
# A page is for reading; whoever wants all clients exports them, or follows the cursor.
MOST_PER_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Numbers between two ends, both included; None where there is no end. Who has no number is not in it."""

    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """Which clients are sought; all that is given must hold, and nothing given is everybody.

    Attributes
    ----------
    choices
        By key of a choice, the members that a client may belong to: one of them is enough.
    ranges
        By number, or ``score``, between what it may lie.
    """

    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[str]:
        """What clients are sought by."""
        return frozenset(self.choices) | frozenset(self.ranges)

    @property
    def fingerprint(self) -> str:
        """Tells these criteria from others; the same for the same ones in any order."""
        said = [
            sorted((key, sorted(members)) for key, members in self.choices.items()),
            sorted((key, one.at_least, one.at_most) for key, one in self.ranges.items()),
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a list is sorted by: those without a value last, those level by number, whichever way it goes."""

    by: str = NUMBER
    is_descending: bool = False


BY_NUMBER = Order()


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place between two clients of a list, told by one of them: what a cursor stands for.

    Attributes
    ----------
    order, criteria
        Of the list, the criteria by their fingerprint: a position in one list means nothing in another.
    value
        What the list is sorted by, of the client at the position; None where missing.
    is_before
        Whether the page ends before that client, or else starts after.
    """

    order: Order
    criteria: str
    value: float | None
    client_id: int
    is_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One page of a search.

    Raises
    ------
    SearchError
        A page of too few or too many; a range without numbers in it; a position in another list.
    """

    criteria: Criteria = field(default_factory=Criteria)
    order: Order = BY_NUMBER
    position: Position | None = None
    limit: int = DEFAULT_LIMIT

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST_PER_PAGE:
            raise SearchError(
                f"A page has from 1 to {MOST_PER_PAGE} clients, found {self.limit}. Ask for a number within these "
                "bounds.",
                field="limit",
            )
        for key, one in self.criteria.ranges.items():
            _check_range(key, one)
        place = self.position
        if place is not None and (place.order, place.criteria) != (self.order, self.criteria.fingerprint):
            raise SearchError(
                "Expected a cursor of the same criteria and order, found one of another list. Start again without it.",
                field="cursor",
            )


def _check_range(key: str, one: Range) -> None:
    ends = [end for end in (one.at_least, one.at_most) if end is not None]
    if not all(math.isfinite(end) for end in ends):
        raise SearchError(f"The ends of {key} must be finite numbers, found {ends}. Correct them.", field=key)
    if ends != sorted(ends):
        raise SearchError(
            f"{key} must go from the lower number to the higher, found {ends[0]:g} to {ends[1]:g}. Exchange them.",
            field=key,
        )

"""With whom a client is compared: closed choices only, each declared by the portfolio or named here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from solvable.vocabulary import Text, Verdict

__all__ = ["FilterOption", "Filters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which other clients a client is compared with; all that is given must hold, and nothing given is everybody.

    Attributes
    ----------
    same
        Keys of the portfolio's comparisons in which the others are to be like the client: the same
        occupation, the same band of income.
    members
        By key, the one member that the others are to belong to, whatever the client's own; its place
        among ``FilterOption.members``.
    verdict
        What is proposed for the others under the present policy.
    similar
        Only these clients, by number: those found similar. None for no such limit.
    """

    same: frozenset[str] = frozenset()
    members: Mapping[str, int] = field(default_factory=dict)
    verdict: Verdict | None = None
    similar: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterOption:
    """One thing that others can be chosen by, and its members in their order.

    ``is_same_only`` where the law protects the ground: one may look at clients like this one, and not
    go from one sex or age to the next to see how each repays.
    """

    key: str
    label: Text
    members: tuple[Text, ...]
    is_same_only: bool

"""Reasons summed by theme: the score in a handful of numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solvable.explanations.reasons import Reason
from solvable.vocabulary import Text

__all__ = ["ThemeSum", "sum_by_theme"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSum:
    """One theme and what its reasons come to.

    Attributes
    ----------
    points
        The sum of the reasons' whole points, so that base and themes sum to the score as base and reasons do.
    exact_points
        The same before rounding.
    reasons
        The most harmful first.
    """

    key: str
    label: Text
    points: int
    exact_points: float
    reasons: tuple[Reason, ...]


def sum_by_theme(reasons: Sequence[Reason], themes: Mapping[str, Text]) -> tuple[ThemeSum, ...]:
    """Return the themes that have reasons, in the catalogue's order; reasons stay in theirs."""
    members: dict[str, list[Reason]] = {key: [] for key in themes}
    for reason in reasons:
        members[reason.theme].append(reason)
    return tuple(
        ThemeSum(
            key=key,
            label=themes[key],
            points=sum(reason.points for reason in found),
            exact_points=sum(reason.exact_points for reason in found),
            reasons=tuple(found),
        )
        for key, found in members.items()
        if found
    )

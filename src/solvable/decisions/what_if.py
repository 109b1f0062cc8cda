"""Trying another loan: what would be decided, and which reasons would change."""

from dataclasses import dataclass

from solvable.decisions.decision import Decision
from solvable.portfolios.loan import Loan
from solvable.vocabulary import Text

__all__ = ["ReasonChange", "WhatIf", "compare_reasons"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonChange:
    """One reason before and after, in whole points, and the value it would then rest on."""

    key: str
    label: Text
    points_before: int
    points_after: int
    sentence: Text

    @property
    def difference(self) -> int:
        """Points gained; negative where they are lost."""
        return self.points_after - self.points_before


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A client as they stand, and as they would if they asked differently.

    Attributes
    ----------
    loan_before, loan_after
        None where the application does not say enough for a loan.
    changes
        The reasons whose points would change, those that change most first. Together they are the
        difference of the two scores.
    """

    before: Decision
    after: Decision
    loan_before: Loan | None
    loan_after: Loan | None
    changes: tuple[ReasonChange, ...]

    def __post_init__(self) -> None:
        explained = sum(change.difference for change in self.changes)
        if explained != self.after.score - self.before.score:
            raise ValueError(
                f"Changed reasons must sum to the difference {self.after.score - self.before.score}, found {explained}."
            )


def compare_reasons(before: Decision, after: Decision) -> tuple[ReasonChange, ...]:
    """Return the reasons whose points differ between two decisions of one model.

    A reason that stands in one of the two only, since a value was missing there or came to be known, has no
    points in the other.
    """
    stood, then = ({reason.key: reason for reason in decision.reasons} for decision in (before, after))
    changes = []
    for key, reason in {**stood, **then}.items():
        points_before = stood[key].points if key in stood else 0
        points_after = then[key].points if key in then else 0
        if points_before != points_after:
            changes.append(
                ReasonChange(
                    key=key,
                    label=reason.label,
                    points_before=points_before,
                    points_after=points_after,
                    sentence=reason.sentence,
                )
            )
    return tuple(sorted(changes, key=lambda change: (-abs(change.difference), change.key)))

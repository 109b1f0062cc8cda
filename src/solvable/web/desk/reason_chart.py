"""From the base to the score: every reason as a bar and a row, with sums that a reader can check."""

from dataclasses import dataclass

from solvable.decisions.decision import Decision
from solvable.explanations.reasons import Reason

__all__ = ["ReasonBar", "ReasonChart", "draw_reason_chart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonBar:
    """One reason and where its bar starts and how long it is, in percent of the width."""

    reason: Reason
    x: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonChart:
    """All reasons that count, the most harmful first, and those that do not.

    ``base_points`` + ``points_against`` + ``points_in_favour`` = ``score``.
    """

    base_points: int
    points_against: int
    points_in_favour: int
    score: int
    zero: str
    bars: tuple[ReasonBar, ...]
    without_effect: tuple[Reason, ...]


def draw_reason_chart(decision: Decision) -> ReasonChart:
    """Lay out the bars around a common zero, as wide as the widest reasons on either side need."""
    counting = [reason for reason in decision.reasons if reason.points]
    lowest = min((reason.points for reason in counting), default=0)
    highest = max((reason.points for reason in counting), default=0)
    low, high = min(lowest, 0), max(highest, 0)
    span = (high - low) or 1

    def at(points: int) -> float:
        return 100 * (points - low) / span

    bars = tuple(
        ReasonBar(
            reason=reason,
            x=f"{at(min(reason.points, 0)):.2f}%",
            width=f"{100 * abs(reason.points) / span:.2f}%",
        )
        for reason in counting
    )
    return ReasonChart(
        base_points=decision.base_points,
        points_against=sum(reason.points for reason in decision.against),
        points_in_favour=sum(reason.points for reason in decision.in_favour),
        score=decision.score,
        zero=f"{at(0):.2f}%",
        bars=bars,
        without_effect=tuple(reason for reason in decision.reasons if reason.points == 0),
    )

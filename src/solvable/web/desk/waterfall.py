"""From the base to the score, theme by theme: where each bar hangs, and sums that a reader can check."""

from dataclasses import dataclass

from solvable.decisions.decision import Decision
from solvable.explanations.reasons import Reason
from solvable.explanations.themes import ThemeSum

__all__ = ["Step", "Waterfall", "draw_waterfall"]

# Room left and right of the outermost figure, as a share of what lies between the two.
_MARGIN = 0.04


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One theme: its bar in percent of the width, the total behind it, and the reasons that it sums."""

    theme: ThemeSum
    x: str
    width: str
    total: int
    counting: tuple[Reason, ...]
    without_effect: tuple[Reason, ...]
    is_heaviest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """The whole picture, the themes that lower the score first, the most harmful of them foremost.

    ``base_points`` + ``points_against`` + ``points_in_favour`` = ``score``; ``lowest`` and ``highest`` are the themes
    that lower and raise it most, None where none does.
    """

    base_points: int
    points_against: int
    points_in_favour: int
    score: int
    base_x: str
    score_x: str
    accept_x: str
    accept_anchor: str
    steps: tuple[Step, ...]
    lowest: ThemeSum | None
    highest: ThemeSum | None


def draw_waterfall(decision: Decision) -> Waterfall:
    """Hang each theme's bar where the one before ended; the cutoff of acceptance is on the picture as well.

    Reasons stay in their order, the most harmful first, those without a point apart.
    """
    themes = sorted(decision.themes, key=lambda theme: theme.points)
    totals = [decision.base_points]
    for theme in themes:
        totals.append(totals[-1] + theme.points)
    marks = [*totals, decision.cutoffs.accept_from]
    low, span = min(marks), (max(marks) - min(marks)) or 1

    def at(points: float) -> float:
        return 100 * ((points - low) / span + _MARGIN) / (1 + 2 * _MARGIN)

    heaviest = max(themes, key=lambda theme: abs(theme.points), default=None)
    steps = tuple(
        Step(
            theme=theme,
            x=_percent(at(min(before, after))),
            width=_percent(at(max(before, after)) - at(min(before, after))),
            total=after,
            counting=tuple(reason for reason in theme.reasons if reason.points),
            without_effect=tuple(reason for reason in theme.reasons if not reason.points),
            is_heaviest=theme is heaviest,
        )
        for theme, before, after in zip(themes, totals, totals[1:], strict=False)
    )
    accept_x = at(decision.cutoffs.accept_from)
    return Waterfall(
        base_points=decision.base_points,
        points_against=sum(theme.points for theme in themes if theme.points < 0),
        points_in_favour=sum(theme.points for theme in themes if theme.points > 0),
        score=decision.score,
        base_x=_percent(at(decision.base_points)),
        score_x=_percent(at(decision.score)),
        accept_x=_percent(accept_x),
        accept_anchor="start" if accept_x < 50 else "end",
        steps=steps,
        lowest=themes[0] if themes and themes[0].points < 0 else None,
        highest=themes[-1] if themes and themes[-1].points > 0 else None,
    )


def _percent(x: float) -> str:
    # Written here and not by the template, which would set a decimal comma in French.
    return f"{x:.2f}%"

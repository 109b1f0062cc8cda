"""Where a score stands between the cutoffs, as positions that a template draws."""

from dataclasses import dataclass

from solvable.decisions.decision import Cutoffs
from solvable.vocabulary import Verdict

__all__ = ["Mark", "ScoreScale", "Zone", "draw_score_scale"]

# Nearer to an end of the scale than this, in percent, a label is set flush with the end.
_FLUSH = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A labelled position: ``x`` in percent of the width, ``anchor`` as SVG's ``text-anchor``."""

    points: int
    x: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Scores of one verdict: from ``first`` to ``last`` points, None where the scale goes on."""

    verdict: Verdict
    first: int | None
    last: int | None
    x: str
    width: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreScale:
    """The whole picture, zones from declined to accepted."""

    zones: tuple[Zone, ...]
    cutoffs: tuple[Mark, ...]
    ends: tuple[Mark, ...]
    client: Mark


def draw_score_scale(score: int, cutoffs: Cutoffs, score_range: tuple[int, int]) -> ScoreScale:
    """Place a score, the cutoffs and the zones on a line; the line grows to hold all of them.

    Examples
    --------
    >>> cutoffs = Cutoffs(accept_from=600, decline_below=500, accept_below_prob=0.05, decline_from_prob=0.2)
    >>> scale = draw_score_scale(650, cutoffs, (400, 800))
    >>> scale.client.x, [zone.width for zone in scale.zones]
    ('62.50%', ['25.00%', '25.00%', '50.00%'])
    """
    decline_below, accept_from = cutoffs.decline_below, cutoffs.accept_from
    low = min(score_range[0], score, decline_below)
    high = max(score_range[1], score, accept_from, low + 1)

    def at(points: int) -> float:
        return 100 * (points - low) / (high - low)

    verdict = cutoffs.verdict(score)
    limits = [
        (Verdict.DECLINE, None, decline_below - 1, low, decline_below),
        (Verdict.REFER, decline_below, accept_from - 1, decline_below, accept_from),
        (Verdict.ACCEPT, accept_from, None, accept_from, high),
    ]
    zones = tuple(
        Zone(
            verdict=zone, first=first, last=last, x=_percent(at(start)), width=_percent(at(end) - at(start)),
            is_current=zone is verdict,
        )
        for zone, first, last, start, end in limits
        if zone is not Verdict.REFER or decline_below < accept_from
    )  # fmt: skip
    return ScoreScale(
        zones=zones,
        cutoffs=_cutoff_marks(cutoffs, at(decline_below), at(accept_from)),
        ends=_end_marks(low, high, at(decline_below), at(accept_from)),
        client=Mark(points=score, x=_percent(at(score)), anchor=_anchor(at(score))),
    )


def _cutoff_marks(cutoffs: Cutoffs, decline_x: float, accept_x: float) -> tuple[Mark, ...]:
    """Labels that grow away from each other, so that two near cutoffs do not write over one another."""
    accept = Mark(points=cutoffs.accept_from, x=_percent(accept_x), anchor="start")
    if cutoffs.decline_below == cutoffs.accept_from:
        return (Mark(points=cutoffs.accept_from, x=_percent(accept_x), anchor=_anchor(accept_x)),)
    return (Mark(points=cutoffs.decline_below, x=_percent(decline_x), anchor="end"), accept)


def _end_marks(low: int, high: int, decline_x: float, accept_x: float) -> tuple[Mark, ...]:
    """The ends of the scale, where no cutoff stands in their way."""
    ends = []
    if decline_x >= 2 * _FLUSH:
        ends.append(Mark(points=low, x=_percent(0), anchor="start"))
    if accept_x <= 100 - 2 * _FLUSH:
        ends.append(Mark(points=high, x=_percent(100), anchor="end"))
    return tuple(ends)


def _anchor(x: float) -> str:
    return "start" if x < _FLUSH else "end" if x > 100 - _FLUSH else "middle"


def _percent(x: float) -> str:
    # Written here and not by the template, which would set a decimal comma in French.
    return f"{x:.2f}%"

"""A picture of earlier applications: when each was decided, for how much, and what came of it."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from solvable import wording
from solvable.portfolios.story import DatedOutcomes, StoryTable
from solvable.vocabulary import Language, Text
from solvable.web.desk.story_months import PLOT_HEIGHT, Tick, number, percent, rise, rises_of
from solvable.web.desk.story_timeline import LEAST_DAYS, DaysScale

__all__ = ["Came", "OutcomeMark", "OutcomesPicture", "draw_outcomes"]


class Came(StrEnum):
    """What came of an application, as it is drawn."""

    GRANTED = "granted"
    REFUSED = "refused"
    NO_FURTHER = "no_further"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeMark:
    """One application: its mark stands as high as its amount; x in percent, y in pixels from the top."""

    came: Came
    x: str
    y: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomesPicture:
    """The whole picture, with what its summary and its legend say.

    ``most`` is the largest amount in words, empty where none is known; ``n_without_amount`` stand on the floor.
    """

    label: Text
    marks: tuple[OutcomeMark, ...]
    rises: tuple[Tick, ...]
    times: tuple[Tick, ...]
    n: int
    n_granted: int
    n_refused: int
    n_no_further: int
    n_without_amount: int
    oldest: str
    most: str
    template: str = "desk/parts/story_outcomes.html"


def draw_outcomes(
    table: StoryTable, picture: DatedOutcomes, language: Language, *, currency: str | None
) -> OutcomesPicture | None:  # fmt: skip
    """Lay the marks out, the oldest first; None where no day is known."""
    dated = [
        (days, number(row[picture.amount]) or 0.0, _came(row[picture.outcome], picture))
        for row in reversed(table.rows)
        if (days := number(row[picture.decided])) is not None
    ]
    if not dated:
        return None
    oldest, most = max(days for days, _, _ in dated), max(amount for _, amount, _ in dated)
    top, scale = most or 1.0, DaysScale(past=max(oldest, LEAST_DAYS), ahead=0.0)
    counts = Counter(came for _, _, came in dated)

    def said(value: float) -> str:
        return wording.amount(value, language, currency=currency)

    return OutcomesPicture(
        label=picture.label,
        marks=tuple(
            OutcomeMark(came=came, x=percent(scale.at(days)), y=rise(amount, top)[0] if amount else f"{PLOT_HEIGHT}")
            for days, amount, came in dated
        ),
        rises=rises_of(top, said) if most else (),
        times=scale.ticks(language),
        n=len(dated),
        n_granted=counts[Came.GRANTED],
        n_refused=counts[Came.REFUSED],
        n_no_further=counts[Came.NO_FURTHER],
        n_without_amount=sum(not amount for _, amount, _ in dated),
        oldest=wording.duration(oldest, language),
        most=said(most) if most else "",
    )


def _came(outcome: float | str | None, picture: DatedOutcomes) -> Came:
    if outcome in picture.granted:
        return Came.GRANTED
    return Came.REFUSED if outcome in picture.refused else Came.NO_FURTHER

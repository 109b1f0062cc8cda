"""A picture of credits over time: when each began and ended, what goes on, and what went wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from solvable import wording
from solvable.portfolios.catalogue import Value
from solvable.portfolios.story import StoryTable, Timeline
from solvable.vocabulary import Language, Text
from solvable.web.desk.story_months import Tick, number, percent, times_ago

__all__ = ["FIRST_CREDITS", "LEAST_DAYS", "CreditSpan", "DaysScale", "TimelinePicture", "draw_timeline"]

# More stand behind a click.
FIRST_CREDITS = 12
# A picture of a few weeks would say that they were long.
LEAST_DAYS = 365.0
# What is still to come takes at most this share of what was: a mortgage of 20 years would leave no room for the rest.
MOST_AHEAD = 0.4
_NOT_KNOWN = Text(fr="type non connu", en="kind not known")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditSpan:
    """One credit; places in percent of the width.

    Attributes
    ----------
    begin
        None where the day is not known: then nothing is drawn.
    end
        Where it ended, or now where it goes on; None where it is over and nobody knows since when.
    ahead
        To where it still goes; None where nothing is ahead, or nobody knows how much.
    """

    kind: str
    state: str
    facts: tuple[str, ...]
    begin: str | None
    end: str | None
    ahead: str | None
    is_running: bool
    is_troubled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePicture:
    """The whole picture: the first credits, and those that stand behind a click."""

    label: Text
    first: tuple[CreditSpan, ...]
    more: tuple[CreditSpan, ...]
    now: str
    times: tuple[Tick, ...]
    n: int
    n_running: int
    n_troubled: int
    oldest: str
    has_ahead: bool
    template: str = "desk/parts/story_timeline.html"


def draw_timeline(
    table: StoryTable, picture: Timeline, language: Language, *, currency: str | None
) -> TimelinePicture | None:  # fmt: skip
    """Lay the credits out, in the table's order; None where no beginning is known."""
    began = [days for row in table.rows if (days := number(row[picture.began])) is not None]
    if not began:
        return None
    past = max(*began, LEAST_DAYS)
    left = [days for row in table.rows if (days := _ahead(row, picture)) is not None]
    scale = DaysScale(past=past, ahead=min(max(left, default=0.0), MOST_AHEAD * past))
    spans = tuple(_span(table, row, picture, scale, language, currency=currency) for row in table.rows)
    return TimelinePicture(
        label=picture.label,
        first=spans[:FIRST_CREDITS],
        more=spans[FIRST_CREDITS:],
        now=percent(scale.at(0)),
        times=scale.ticks(language),
        n=len(spans),
        n_running=sum(span.is_running for span in spans),
        n_troubled=sum(span.is_troubled for span in spans),
        oldest=wording.duration(max(began), language),
        has_ahead=any(span.ahead for span in spans),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysScale:
    """From the first beginning to what lies ahead, in days around the application."""

    past: float
    ahead: float

    def at(self, days_before: float) -> float:
        """Return a place in percent; what lies farther ahead than the picture stands at its end."""
        return 100 * (self.past - max(days_before, -self.ahead)) / (self.past + self.ahead)

    def ticks(self, language: Language) -> tuple[Tick, ...]:
        """Return a few round times with their places."""
        return times_ago(
            self.past / wording.DAYS_PER_MONTH, lambda month: self.at(month * wording.DAYS_PER_MONTH), language
        )


Row = Mapping[str, Value]


def _span(
    table: StoryTable, row: Row, picture: Timeline, scale: DaysScale, language: Language, *, currency: str | None
) -> CreditSpan:  # fmt: skip
    def said(key: str) -> str:
        return table.column(key).said(row[key], language, currency=currency)

    began, ended, ahead = number(row[picture.began]), number(row[picture.ended]), _ahead(row, picture)
    is_running = row[picture.state] in picture.running
    end = ended if ended is not None else 0.0 if is_running else None
    colon = "\u00a0: " if language is Language.FR else ": "
    return CreditSpan(
        kind=said(picture.kind) or _NOT_KNOWN.in_language(language),
        state=said(picture.state),
        facts=tuple(
            f"{table.column(key).label.in_language(language)}{colon}{said(key)}"
            for key in (picture.amount, picture.owed, picture.overdue)
            if row[key] is not None and (key == picture.amount or row[key])
        ),
        begin=None if began is None else percent(scale.at(began)),
        end=None if end is None else percent(scale.at(end)),
        ahead=percent(scale.at(-ahead)) if ahead and ended is None else None,
        is_running=is_running,
        is_troubled=row[picture.state] in picture.troubled or bool(row[picture.overdue]),
    )


def _ahead(row: Row, picture: Timeline) -> float | None:
    return number(row[picture.remaining]) if row[picture.state] in picture.running else None

"""Pictures of months: an amount and how much of it is taken up, how late each was, how many credits were in arrears."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from solvable import wording
from solvable.portfolios.catalogue import Value
from solvable.portfolios.story import MonthlyAmounts, MonthlyArrears, MonthlyDelays, StoryTable
from solvable.reports.scales import nice_ticks
from solvable.vocabulary import Language, Text
from solvable.wording import DAYS_PER_MONTH

__all__ = [
    "AmountColumn",
    "AmountsPicture",
    "ArrearsPicture",
    "DelayColumn",
    "DelaysPicture",
    "Tick",
    "draw_amounts",
    "draw_arrears",
    "draw_delays",
    "number",
    "percent",
    "rise",
    "rises_of",
    "times_ago",
]

# The plot in pixels, and how few months make a width of their own: two months are no two halves of a picture.
PLOT_HEIGHT = 150
FEWEST_MONTHS = 12
# What is there is seen, however small beside the rest, in pixels.
LEAST_HEIGHT = 3.0
# Each month has a place; the outline takes so much of it, what is inside so much.
_WHOLE, _PART = 0.86, 0.5
_STEPS_MONTHS = (3, 6, 12, 24, 36, 60, 120, 240, 600)
# So many labels fit beside each other on a telephone; one nearer to the end than this would be cut off there.
_MOST_TICKS, _LAST_TICK, _FIRST_TICK = 2, 86.0, 12.0
_AGO = Text(fr="il y a {}", en="{} ago")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A labelled place: ``at`` in percent of the width, or in pixels from the top; ``anchor`` as SVG has it."""

    label: str
    at: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountColumn:
    """One month: the outline of the whole and the part inside it; x and width in percent, y and height in pixels."""

    x: str
    width: str
    y: str
    height: str
    part_x: str
    part_width: str
    part_y: str
    part_height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayColumn:
    """One month with something to pay: a bar of its delay, or a dot at ``centre`` where it was on time."""

    is_late: bool
    x: str
    width: str
    centre: str
    y: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountsPicture:
    """The whole picture, with what its summary says: how many months, and the largest of either."""

    label: Text
    whole_label: Text
    part_label: Text
    columns: tuple[AmountColumn, ...]
    rises: tuple[Tick, ...]
    times: tuple[Tick, ...]
    n_months: int
    most_whole: str
    most_part: str
    template: str = "desk/parts/story_amounts.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class _LateMonths:
    """Months with something to pay, and how many of them were late."""

    label: Text
    columns: tuple[DelayColumn, ...]
    rises: tuple[Tick, ...]
    times: tuple[Tick, ...]
    n_months: int
    n_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DelaysPicture(_LateMonths):
    """How late each month was, with the longest delay in words."""

    longest: str
    template: str = "desk/parts/story_delays.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrearsPicture(_LateMonths):
    """How many credits were in arrears in each month, with the most at once."""

    most: str
    template: str = "desk/parts/story_arrears.html"


def draw_amounts(
    table: StoryTable, picture: MonthlyAmounts, language: Language, *, currency: str | None
) -> AmountsPicture | None:  # fmt: skip
    """Lay the columns out; None where no amount is known."""
    whole, part = (_by_month(table, picture.month, key, sum) for key in (picture.whole, picture.part))
    if not whole and not part:
        return None
    top = max([*whole.values(), *part.values()]) or 1.0
    place = _Months.of({*whole, *part})
    columns = []
    for month in sorted({*whole, *part}, reverse=True):
        (x, width), (part_x, part_width) = place.span(month, _WHOLE), place.span(month, _PART)
        y, height = rise(whole.get(month, 0.0), top)
        part_y, part_height = rise(part.get(month, 0.0), top)
        columns.append(
            AmountColumn(
                x=x, width=width, y=y, height=height, part_x=part_x, part_width=part_width, part_y=part_y,
                part_height=part_height,
            )
        )  # fmt: skip

    def said(value: float) -> str:
        return wording.amount(value, language, currency=currency)

    return AmountsPicture(
        label=picture.label,
        whole_label=table.column(picture.whole).label,
        part_label=table.column(picture.part).label,
        columns=tuple(columns),
        rises=rises_of(top, said),
        times=place.ticks(language),
        n_months=len(columns),
        most_whole=said(max(whole.values(), default=0.0)),
        most_part=said(max(part.values(), default=0.0)),
    )


def draw_delays(table: StoryTable, picture: MonthlyDelays, language: Language) -> DelaysPicture | None:
    """Lay the columns out; None where nothing is known of any month."""
    days = _by_month(table, picture.month, picture.late_days, max)
    if not days:
        return None
    return DelaysPicture(
        label=picture.label,
        columns=_late_columns(days),
        rises=rises_of(max(days.values()) or 1.0, lambda value: wording.count(value, language)),
        times=_Months.of(days).ticks(language),
        n_months=len(days),
        n_late=sum(late > 0 for late in days.values()),
        longest=wording.duration(max(days.values()), language),
    )


def draw_arrears(table: StoryTable, picture: MonthlyArrears, language: Language) -> ArrearsPicture | None:
    """Lay the columns out; None where no month is known to be late or on time."""
    counts: dict[int, float] = defaultdict(float)
    for row in table.rows:
        when = number(row[picture.month])
        if when is not None and row[picture.state] in picture.late | picture.on_time:
            counts[int(when)] += row[picture.state] in picture.late
    if not counts:
        return None
    most = max(counts.values())
    ticks = (tick for tick in nice_ticks(0.0, most or 1.0, n=3) if tick.is_integer())
    return ArrearsPicture(
        label=picture.label,
        columns=_late_columns(counts),
        rises=tuple(
            Tick(label=wording.count(tick, language), at=_height_of(tick, most or 1.0)) for tick in ticks
        ),
        times=_Months.of(counts).ticks(language),
        n_months=len(counts),
        n_late=sum(n > 0 for n in counts.values()),
        most=wording.count(most, language),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Months:
    """Months before the application from left to right, each with a place of the same width."""

    oldest: int
    latest: int

    @classmethod
    def of(cls, months: Mapping[int, float] | set[int]) -> "_Months":
        # Up to the application, so that it is seen how long ago the last month was.
        latest = min(1, *months)
        return cls(oldest=max(*months, latest + FEWEST_MONTHS - 1), latest=latest)

    @property
    def step(self) -> float:
        return 100 / (self.oldest - self.latest + 1)

    def centre(self, month: float) -> float:
        return (self.oldest - month + 0.5) * self.step

    def span(self, month: int, taken: float) -> tuple[str, str]:
        width = taken * self.step
        return percent(self.centre(month) - width / 2), percent(width)

    def ticks(self, language: Language) -> tuple[Tick, ...]:
        return times_ago(self.oldest, self.centre, language)


def times_ago(n_months: float, place: Callable[[float], float], language: Language) -> tuple[Tick, ...]:
    """Return a few round times before the application, up to so many months, where ``place`` puts them in percent."""
    step = next(step for step in _STEPS_MONTHS if n_months / step <= _MOST_TICKS + 1)
    places = ((month, place(month)) for month in range(step, int(n_months) + 1, step))
    return tuple(
        Tick(
            label=_AGO.in_language(language).format(wording.duration(month * DAYS_PER_MONTH, language)),
            at=percent(x),
            anchor="start" if x < _FIRST_TICK else "middle",
        )
        for month, x in places
        if x <= _LAST_TICK
    )


def _late_columns(late: Mapping[int, float]) -> tuple[DelayColumn, ...]:
    """Return a bar for each month that was late, by how much, and a dot for each that was not."""
    place, top = _Months.of(late), max(late.values()) or 1.0
    columns = []
    for month, value in sorted(late.items(), reverse=True):
        x, width = place.span(month, _WHOLE)
        y, height = rise(value, top)
        columns.append(
            DelayColumn(is_late=value > 0, x=x, width=width, centre=percent(place.centre(month)), y=y, height=height)
        )
    return tuple(columns)


def _by_month(
    table: StoryTable, month: str, key: str, join: Callable[[Sequence[float]], float]
) -> Mapping[int, float]:  # fmt: skip
    """Return what is known of each month, that of several rows joined."""
    found: dict[int, list[float]] = defaultdict(list)
    for row in table.rows:
        when, value = number(row[month]), number(row[key])
        if when is not None and value is not None:
            found[int(when)].append(value)
    return {when: join(values) for when, values in found.items()}


def number(value: Value) -> float | None:
    """Return what can be drawn: None for words and for what is not known."""
    return None if value is None or isinstance(value, str) else float(value)


def rise(value: float, top: float) -> tuple[str, str]:
    """Return y and height of a bar that stands on the floor of the plot."""
    height = max(PLOT_HEIGHT * value / top, LEAST_HEIGHT) if value > 0 else 0.0
    return f"{PLOT_HEIGHT - height:.1f}", f"{height:.1f}"


def rises_of(top: float, said: Callable[[float], str]) -> tuple[Tick, ...]:
    """Return the labelled heights of a plot that reaches up to ``top``."""
    ticks = nice_ticks(0.0, top, n=3)
    return tuple(Tick(label=said(tick), at=_height_of(tick, top)) for tick in ticks)


def _height_of(value: float, top: float) -> str:
    return f"{PLOT_HEIGHT * (1 - value / top):.1f}"


def percent(x: float) -> str:
    """Write a place in the width: here and not in the template, which would set a decimal comma in French."""
    return f"{x:.2f}%"

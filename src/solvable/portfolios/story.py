"""A client's credit story: what the tables say happened, as chapters of a few sentences, figures and tidy tables."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from solvable import wording
from solvable.portfolios.catalogue import Value
from solvable.vocabulary import Language, Text, Unit

__all__ = [
    "Chapter",
    "ChapterState",
    "CreditStory",
    "DatedOutcomes",
    "MonthlyAmounts",
    "MonthlyArrears",
    "MonthlyDelays",
    "Row",
    "StoryChapter",
    "StoryColumn",
    "StoryFigure",
    "StoryPicture",
    "StoryTable",
    "Timeline",
    "Told",
]

# A row as it is stored, by column.
Row = Mapping[str, int | float | str | None]


class ChapterState(StrEnum):
    """Whether there is something to tell; a table that was not delivered is not the same as none."""

    TOLD = "told"
    NOTHING = "nothing"
    NOT_AVAILABLE = "not_available"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryColumn:
    """One column of a story's table.

    Attributes
    ----------
    unit
        What its values count. Of a category, ``levels`` has the words for each; without levels the
        values are numbers of contracts, shown as they are.
    """

    key: str
    label: Text
    unit: Unit
    levels: Mapping[str, Text] = field(default_factory=dict)

    def said(self, value: Value, language: Language, *, currency: str | None) -> str:
        """Write a value with its unit; nothing where there is none."""
        if value is None:
            return ""
        if isinstance(value, str):
            return self.levels[value].in_language(language) if self.levels else value
        return wording.in_unit(value, self.unit, language, currency=currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyAmounts:
    """A picture of an amount and how much of it is taken up, month by month; all fields name columns of the table.

    Several rows of one month, as of two cards, are added up.
    """

    label: Text
    month: str
    whole: str
    part: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return (self.month, self.whole, self.part)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyDelays:
    """A picture of the longest delay of each month, in days; all fields name columns of the table."""

    label: Text
    month: str
    late_days: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return (self.month, self.late_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyArrears:
    """A picture of how many rows of each month, a credit each, are in arrears; the last two are levels of ``state``.

    Months with neither, as when all credits are closed or nothing is reported, have no mark.
    """

    label: Text
    month: str
    state: str
    late: frozenset[str]
    on_time: frozenset[str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return (self.month, self.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedOutcomes:
    """A picture of when each row was decided, about which amount, and what came of it.

    Attributes
    ----------
    decided, amount, outcome
        Columns of the table: days before the application, the amount, and what came of it.
    granted, refused
        Levels of ``outcome``; all others went no further.
    """

    label: Text
    decided: str
    amount: str
    outcome: str
    granted: frozenset[str]
    refused: frozenset[str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return (self.decided, self.amount, self.outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A picture of when each row's credit began and ended; but for the last two, fields name columns of the table.

    Attributes
    ----------
    began, ended, remaining
        Days before the application, and days that are left after it.
    amount, owed
        What was lent, and what is still owed.
    overdue
        What is owed and late.
    running, troubled
        Levels of ``state`` for those that go on, and for those that went wrong.
    """

    label: Text
    kind: str
    state: str
    began: str
    ended: str
    remaining: str
    amount: str
    owed: str
    overdue: str
    running: frozenset[str]
    troubled: frozenset[str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return (
            self.kind, self.state, self.began, self.ended, self.remaining, self.amount, self.owed, self.overdue,
        )  # fmt: skip


# What may be drawn of a table; how is up to whoever shows it.
StoryPicture = DatedOutcomes | MonthlyAmounts | MonthlyArrears | MonthlyDelays | Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTable:
    """Tidy rows: one per event or per month, the latest first, each with every column.

    Raises
    ------
    ValueError
        A row has other columns than the table, a level without words, or a picture of a column that there is not.
    """

    key: str
    label: Text
    columns: tuple[StoryColumn, ...]
    rows: tuple[Mapping[str, Value], ...]
    pictures: tuple[StoryPicture, ...] = ()

    @classmethod
    def of(
        cls, key: str, label: Text, columns: tuple[StoryColumn, ...], rows: Iterable[Sequence[Value]],
        *, pictures: tuple[StoryPicture, ...] = (),
    ) -> Self:  # fmt: skip
        """Return a table from rows as values in the order of the columns."""
        keys = [column.key for column in columns]
        named = tuple(dict(zip(keys, row, strict=True)) for row in rows)
        return cls(key=key, label=label, columns=columns, rows=named, pictures=pictures)

    def column(self, key: str) -> StoryColumn:
        """Return one of the columns."""
        return next(column for column in self.columns if column.key == key)

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if undrawn := {key for picture in self.pictures for key in picture.columns} - set(keys):
            raise ValueError(f"Pictures of {self.key} need columns that it has, found {sorted(undrawn)}.")
        for row in self.rows:
            if list(row) != keys:
                raise ValueError(f"Rows of {self.key} must have the columns {keys}, found {list(row)}.")
        for column in self.columns:
            if column.levels:
                unknown = {row[column.key] for row in self.rows} - column.levels.keys() - {None}
                if unknown:
                    raise ValueError(f"{self.key}.{column.key} needs words for every level, found none for {unknown}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFigure:
    """One figure of a chapter; ``feature`` is the entry of the catalogue that it equals for this client."""

    feature: str
    label: Text
    value: Value
    said: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What one table says of a client.

    Attributes
    ----------
    summary
        One or two sentences with the client's own numbers, or that there is nothing, or that nobody knows.
    figures, tables
        Empty unless there is something to tell.
    """

    key: str
    label: Text
    state: ChapterState
    summary: Text
    figures: tuple[StoryFigure, ...] = ()
    tables: tuple[StoryTable, ...] = ()

    def __post_init__(self) -> None:
        if (self.state is ChapterState.TOLD) != bool(self.tables):
            raise ValueError(f"Chapter {self.key} has tables exactly when something is told, found {self.state}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditStory:
    """All chapters of one client, in the portfolio's order; ``currency`` is that of every amount, if known."""

    client_id: int
    currency: str | None
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a chapter makes of a client's rows: the sentences, figures by feature, and tables."""

    summary: Text
    figures: Mapping[str, Value]
    tables: tuple[StoryTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryChapter:
    """How a portfolio tells one chapter.

    Attributes
    ----------
    table, columns
        The stored table that it reads, and the columns.
    dated_by
        The column with the day or month of a row; rows that are dated after the application are left out.
    nothing
        What is said of a client who has no rows.
    tell
        From the client's rows, one or more, and the currency, to what is told. Their order does not matter.
    """

    key: str
    label: Text
    table: str
    columns: tuple[str, ...]
    dated_by: str
    nothing: Text
    tell: Callable[[Sequence[Row], str | None], Told]

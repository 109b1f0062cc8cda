"""The form by which clients are found: what was typed, what it means, and what cannot be used of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from solvable.decisions.search import NUMBER, SCORE, Choice, Criteria, Directory, Order, Query, Range
from solvable.decisions.search.choices import VERDICT
from solvable.errors import NotReadyError, SearchError
from solvable.vocabulary import Text
from solvable.web.cursors import read_cursor
from solvable.web.desk.language import spoken_language
from solvable.web.desk.numbers import read_number

__all__ = ["ChoiceField", "Option", "RangeField", "SearchForm"]

# What one looks through before one would rather narrow it down.
PER_PAGE = 25
SORT, CURSOR, LIMIT = "sort", "cursor", "limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One member of a choice; ``n`` is how many clients choosing it would find, None where that is not told."""

    key: str
    label: Text
    n: int | None
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceField:
    """A choice as it is drawn."""

    key: str
    label: Text
    options: tuple[Option, ...]
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeField:
    """Two ends as they are drawn, as they were typed."""

    key: str
    label: Text
    low: str
    high: str
    problem: str


class SearchForm:
    """What was typed, read once.

    Attributes
    ----------
    problems
        By field, what is wrong with it in the language of the request; nothing where all is well.
    """

    def __init__(self, typed: QueryDict, directory: Directory) -> None:
        self._typed, self._directory = typed, directory
        self.problems: dict[str, str] = {}
        self.criteria = Criteria(choices=dict(self._read_choices()), ranges=dict(self._read_ranges()))
        self.sort = typed.get(SORT, "")
        self.order = Order(by=self.sort.removeprefix("-") or NUMBER, is_descending=self.sort.startswith("-"))

    @property
    def query(self) -> Query:
        """The page that is asked for; SearchError."""
        cursor = self._typed.get(CURSOR)
        return replace(self.first_page, position=read_cursor(cursor)) if cursor else self.first_page

    @property
    def first_page(self) -> Query:
        """The page that the list starts with; SearchError."""
        limit = self._typed.get(LIMIT, "")
        per_page = int(limit) if re.fullmatch(r"[0-9]{1,4}", limit) else PER_PAGE
        return Query(criteria=self.criteria, order=self.order, limit=per_page)

    def note(self, error: SearchError | NotReadyError) -> None:
        """Say in words, at its field, what the search refused."""
        if isinstance(error, NotReadyError):
            self.problems[VERDICT] = _(
                "Verdicts and points are not computed yet for all clients. "
                "Take these criteria away, or come back later."
            )
            return
        choices = {choice.key: choice for choice in self._directory.choices}
        if error.field in choices and error.field in self.criteria.choices and choices[error.field].is_protected:
            label = choices[error.field].label.in_language(spoken_language())
            self.problems[error.field] = _(
                "“%(label)s” cannot be combined with verdict, risk or points: the law forbids to judge by it. "
                "Take one or the other away."
            ) % {"label": label}
        elif error.field in self.criteria.ranges:
            self.problems[error.field] = _("The first number must not be above the second.")
        else:
            self.problems[error.field] = _("This list cannot be shown as the address asks for it. Clear all criteria.")

    def address(self, **changes: str | None) -> str:
        """Return the query of this list without its place in it, some things changed; None leaves one out."""
        return f"?{urlencode([*self._kept(changes), *((key, new) for key, new in changes.items() if new)])}"

    def address_without(self, key: str, member: str | None = None) -> str:
        """Return the query without one criterion, or one member of it."""
        dropped = {key, f"{key}_from", f"{key}_to"}
        pairs = [(k, v) for k, v in self._kept({}) if k not in dropped or (member is not None and v != member)]
        return f"?{urlencode(pairs)}"

    def choice_fields(self, counts: Mapping[str, Mapping[str, int]]) -> list[ChoiceField]:
        """Return all choices, in their order, with what each member would find."""
        return [self._choice_field(choice, counts.get(choice.key, {})) for choice in self._directory.choices]

    def range_fields(self) -> list[RangeField]:
        """Return all ranges: points first, then the portfolio's."""
        labels = {SCORE: Text(fr="Points", en="Points")}
        labels |= {number.key: number.label for number in self._directory.numbers}
        return [
            RangeField(
                key=key,
                label=label,
                low=self._typed.get(f"{key}_from", ""),
                high=self._typed.get(f"{key}_to", ""),
                problem=self.problems.get(key, ""),
            )
            for key, label in labels.items()
        ]

    def _choice_field(self, choice: Choice, counts: Mapping[str, int]) -> ChoiceField:
        chosen = self.criteria.choices.get(choice.key, frozenset())
        options = (
            Option(key=member.key, label=member.label, n=counts.get(member.key), is_chosen=member.key in chosen)
            for member in choice.members
        )
        # A member that nobody belongs to, whatever else is chosen, would only lengthen the list.
        shown = tuple(option for option in options if option.n != 0 or option.is_chosen or choice.key == VERDICT)
        return ChoiceField(key=choice.key, label=choice.label, options=shown, problem=self.problems.get(choice.key, ""))

    def _read_choices(self) -> Iterator[tuple[str, frozenset[str]]]:
        for choice in self._directory.choices:
            given = [member for member in self._typed.getlist(choice.key) if member]
            # Verdicts are boxes to tick; of the others a list gives one.
            members = frozenset(given if choice.key == VERDICT else given[-1:])
            if members - choice.places.keys():
                self.problems[choice.key] = _("Choose one of the list.")
            elif members:
                yield choice.key, members

    def _read_ranges(self) -> Iterator[tuple[str, Range]]:
        for key in self._directory.orders[1:]:
            low, high = (self._typed.get(f"{key}_{end}", "").strip() for end in ("from", "to"))
            ends = [read_number(end) for end in (low, high)]
            if any(end is None for end, typed in zip(ends, (low, high), strict=True) if typed):
                self.problems[key] = _("Type digits only, such as 200,000.")
            elif low or high:
                yield key, Range(at_least=ends[0], at_most=ends[1])

    def _kept(self, changes: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
        known = [choice.key for choice in self._directory.choices]
        known += [f"{key}_{end}" for key in self._directory.orders[1:] for end in ("from", "to")]
        for key in (*known, SORT, LIMIT):
            for value in self._typed.getlist(key) if key not in changes else ():
                if value.strip():
                    yield key, value.strip()

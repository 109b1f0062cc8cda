"""The list of clients as the page draws it: heads that sort, criteria that can be taken away, and the pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from solvable import wording
from solvable.decisions.search import NUMBER, SCORE, Directory, Found
from solvable.decisions.search.choices import VERDICT
from solvable.vocabulary import Language, Text, Unit
from solvable.web.cursors import write_cursor
from solvable.web.desk.language import spoken_language
from solvable.web.desk.numbers import read_number
from solvable.web.desk.search_form import ChoiceField, RangeField, SearchForm

__all__ = ["Chip", "Head", "chips", "heads", "pages", "problems_said"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a column; ``sort`` is the order it asks for, ``address`` the list in it: empty where it has none."""

    key: str
    label: str
    sort: str = ""
    address: str = ""
    aria_sort: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A criterion in words, and the list without it."""

    words: str
    address: str


def heads(directory: Directory, form: SearchForm, *, sorts_by_score: bool) -> list[Head]:
    """Return the head of each column; by points one cannot sort where they are not there, or may not be compared."""
    language = spoken_language()
    shown = ((c.key, c.label.in_language(language), c.unit is not Unit.CATEGORY) for c in directory.columns)
    labels = [(NUMBER, _("Number"), False), (VERDICT, _("Verdict"), False), (SCORE, _("Points"), True), *shown]
    sortable = set(directory.orders) - (set() if sorts_by_score else {SCORE})
    return [_head(form, key, label, is_number, key in sortable) for key, label, is_number in labels]


def chips(form: SearchForm, choices: list[ChoiceField], ranges: list[RangeField]) -> Iterator[Chip]:
    """Give every criterion that is in force, in words."""
    language = spoken_language()
    for choice in choices:
        for option in choice.options:
            if option.is_chosen:
                words = _colon(choice.label, option.label.in_language(language))
                yield Chip(words=words, address=form.address_without(choice.key, option.key))
    for one in ranges:
        low, high = (_said_end(end, language) for end in (one.low, one.high))
        if (low or high) and not one.problem:
            yield Chip(words=_colon(one.label, _said_range(low, high)), address=form.address_without(one.key))


def problems_said(form: SearchForm, fields: Sequence[ChoiceField | RangeField]) -> list[str]:
    """Say everything that cannot be used, with the name of its field; what stands in no field without one."""
    labels = {field.key: field.label for field in fields}
    return [_colon(labels[key], problem) if key in labels else problem for key, problem in form.problems.items()]


def pages(form: SearchForm, found: Found) -> dict[str, str]:
    """Return the addresses of the pages beside this one; empty where there is none."""
    return {
        "previous": form.address(cursor=write_cursor(found.previous)) if found.previous else "",
        "next": form.address(cursor=write_cursor(found.next)) if found.next else "",
    }


def _head(form: SearchForm, key: str, label: str, is_number: bool, is_sortable: bool) -> Head:
    is_current = form.order.by == key
    is_ascending = is_current and not form.order.is_descending
    sort = (f"-{key}" if is_ascending else key) if is_sortable else ""
    return Head(
        key=key,
        label=label,
        sort=sort,
        address=form.address(sort=sort) if sort else "",
        aria_sort=("ascending" if is_ascending else "descending") if is_current else "",
        is_number=is_number,
    )


def _said_end(typed: str, language: Language) -> str:
    number = read_number(typed.strip())
    return "" if number is None else wording.decimal(number, language)


def _said_range(low: str, high: str) -> str:
    if not high:
        return _("%(low)s or more") % {"low": low}
    if not low:
        return _("up to %(high)s") % {"high": high}
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _colon(label: Text, said: str) -> str:
    return _("%(label)s: %(said)s") % {"label": label.in_language(spoken_language()), "said": said}

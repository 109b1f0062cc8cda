"""The clients of a search as a file for a spreadsheet, in the language of the desk."""

import csv
import io
import logging
from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from solvable.decisions.search import Directory, Row
from solvable.errors import NotReadyError, SearchError
from solvable.vocabulary import VERDICT_WORDS, Language, Text
from solvable.web.desk.language import spoken_language
from solvable.web.desk.search_form import SearchForm
from solvable.web.services import scoring_service

__all__ = ["export_clients", "spreadsheet_text"]

# A French spreadsheet reads a comma as that of decimals, and parts columns at semicolons.
_SEPARATOR = {Language.FR: ";", Language.EN: ","}
# Without it a spreadsheet takes the accents for something else.
_BYTE_ORDER_MARK = "\ufeff"
# What starts like this is computed by a spreadsheet that opens the file.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

logger = logging.getLogger(__name__)


@require_safe
def export_clients(request: HttpRequest) -> HttpResponseBase:
    """Stream all clients that meet the criteria of the address; where these cannot be used, the page says why."""
    directory = scoring_service().directory
    form = SearchForm(request.GET, directory)
    try:
        rows = None if form.problems else directory.export(form.criteria, form.order)
    except (SearchError, NotReadyError):
        rows = None
    if rows is None:
        return redirect(f"{reverse('desk:search')}?{request.GET.urlencode()}")
    logger.info("Person %s exports the clients of a search.", request.user.pk)
    language = spoken_language()
    # Worded here: the lines are made after the answer has left, when the person's language is no longer spoken.
    lines = _lines(_heads(directory, language), rows, language)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="clients.csv"'
    return answer


def spreadsheet_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> spreadsheet_text("=1+1"), spreadsheet_text("ouvrier")
    ("'=1+1", 'ouvrier')
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _heads(directory: Directory, language: Language) -> list[str]:
    labels = (column.label.in_language(language) for column in directory.columns)
    return [spreadsheet_text(head) for head in (_("Number"), _("Verdict"), _("Points"), *labels)]


def _lines(heads: list[str], some_rows: Iterator[list[Row]], language: Language) -> Iterator[str]:
    yield _BYTE_ORDER_MARK + _written([heads], language)
    for rows in some_rows:
        yield _written([_cells(row, language) for row in rows], language)


def _cells(row: Row, language: Language) -> list[str]:
    verdict = "" if row.verdict is None else VERDICT_WORDS[row.verdict].in_language(language)
    score = "" if row.score is None else str(row.score)
    return [str(row.client_id), verdict, score, *(_cell(value, language) for value in row.values)]


def _cell(value: float | Text | None, language: Language) -> str:
    if isinstance(value, Text):
        return spreadsheet_text(value.in_language(language))
    if value is None:
        return ""
    number = f"{value:.15g}"
    return number.replace(".", ",") if language is Language.FR else number


def _written(lines: Sequence[Sequence[str]], language: Language) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=_SEPARATOR[language]).writerows(lines)
    return text.getvalue()

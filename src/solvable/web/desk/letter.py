"""The letter about a recorded decision, to print, sign and hand over."""

from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from solvable.errors import RecordStateError, UnknownRecordError, listed
from solvable.vocabulary import Language
from solvable.web.desk.language import spoken_language
from solvable.web.journal.histories import client_of
from solvable.web.journal.ledger import find_record
from solvable.web.journal.records import Decision
from solvable.web.letters import answer_with_letter

__all__ = ["letter_page"]


@require_safe
def letter_page(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Show the letter in the language that ``lang`` names, else in the desk's; say so where there is none to send."""
    try:
        return answer_with_letter(decision_id, _asked_language(request))
    except UnknownRecordError as error:
        raise Http404 from error
    except RecordStateError:
        context = {"decision_id": decision_id, "client_id": client_of(find_record(Decision, decision_id))}
        return render(request, "desk/no_letter.html", context, status=HTTPStatus.CONFLICT)


def _asked_language(request: HttpRequest) -> Language:
    asked = request.GET.get("lang", spoken_language().value)
    if asked not in {language.value for language in Language}:
        raise BadRequest(f"Expected one of {listed([*Language])} as lang, found something else.")
    return Language(asked)

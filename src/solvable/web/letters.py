"""The letter about a recorded decision, for the desk and for programs alike."""

from django.conf import settings
from django.http import HttpResponse

from solvable.reports.letter import read_stationery, write_letter
from solvable.vocabulary import Language
from solvable.web.journal.letters import letter_facts

__all__ = ["CONTENT_TYPE", "answer_with_letter"]

CONTENT_TYPE = "application/pdf"
FOLDER = "letters"


def answer_with_letter(decision_id: int, language: Language) -> HttpResponse:
    """Return the letter as an answer.

    Raises
    ------
    UnknownRecordError
        There is no such decision, or it was erased.
    RecordStateError
        The decision does not hold.
    ConfigError
        A text of the letters is not what it must be.
    LetterTemplateError
        The template has a mistake, or a text has a character that no font can show.
    """
    # Read each time, so that the bank's people see in the next letter what they changed.
    stationery = read_stationery(settings.CONFIG / FOLDER)
    pdf = write_letter(letter_facts(decision_id), stationery, language=language)
    answer = HttpResponse(pdf, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'inline; filename="decision-{decision_id}-{language.value}.pdf"'
    answer["Content-Language"] = language.value
    return answer

"""In which language the desk speaks: French, until a person chooses English."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from solvable.vocabulary import Language
from solvable.web.answers import Answer

__all__ = ["in_chosen_language", "spoken_language"]


def in_chosen_language(get_response: Answer) -> Answer:
    """Speak the language that the person chose, whatever their browser was installed in.

    The desk of a bank is in one language for everybody who sits at it; a browser's own preference says
    how a computer was bought, not who uses it.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Content-Language", language)
        return response

    return answer


def spoken_language() -> Language:
    """Return the language of the request at hand."""
    return Language(translation.get_language() or settings.LANGUAGE_CODE)

"""The words of the desk that need explaining: `lexicon.toml`, its page, and the notes behind words on other pages."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from pydantic import ConfigDict

from solvable.documents import Document, read_document
from solvable.vocabulary import Language, Text
from solvable.web.desk.language import spoken_language

__all__ = ["Lexicon", "Term", "lexicon", "lexicon_page"]


class Term(Document):
    """One word: how it stands on the pages, what it means in a sentence, and what else there is to know."""

    label: Text
    short: Text
    long: Text


class Lexicon(Document):
    """Every word that is explained, by the key that templates and addresses name it by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    terms: Mapping[str, Term]

    def in_order(self, language: Language) -> list[tuple[str, Term]]:
        """Return keys and terms as a reader of the language would look for them."""
        return sorted(self.terms.items(), key=lambda entry: _sorted_by(entry[1].label.in_language(language)))


@cache
def lexicon() -> Lexicon:
    """Return the words of the desk."""
    return read_document(Path(__file__).with_name("lexicon.toml"), Lexicon)


@require_safe
def lexicon_page(request: HttpRequest) -> HttpResponse:
    """Explain every word, in the order of the alphabet."""
    return render(request, "desk/lexicon.html", {"terms": lexicon().in_order(spoken_language())})


def _sorted_by(label: str) -> str:
    """Take the accents off, without which É would come after Z."""
    return "".join(sign for sign in unicodedata.normalize("NFD", label) if not unicodedata.combining(sign)).casefold()

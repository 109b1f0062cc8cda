"""Words that explain themselves: a note from the lexicon behind a word on a page."""

from typing import Any

from django import template

from solvable.web.desk.language import spoken_language
from solvable.web.desk.lexicon import lexicon

__all__ = ["term"]

register = template.Library()


@register.inclusion_tag("desk/parts/term.html")
def term(key: str, word: str = "") -> dict[str, Any]:
    """Write a word that opens a note on what it means, without script and without leaving the page.

    A page explains a word where it first stands, and once: the note's id is the word's key.

    Parameters
    ----------
    key
        Of the lexicon; one that it does not have is a mistake in the template, and KeyError.
    word
        How the word stands in the sentence; its label without it.
    """
    explained, language = lexicon().terms[key], spoken_language()
    return {
        "key": key,
        "word": word or explained.label.in_language(language),
        "short": explained.short.in_language(language),
    }

"""Texts and numbers in templates, in the language of the request."""

from django import template
from django.utils.translation import ngettext

from solvable import wording
from solvable.vocabulary import Text
from solvable.web.desk.language import spoken_language

__all__ = ["said", "signed_points", "whole", "word_of_points"]

register = template.Library()


@register.filter
def said(text: Text) -> str:
    """Return the words of a text in the language of the request."""
    return text.in_language(spoken_language())


@register.filter
def signed_points(value: int) -> str:
    """Write points with their sign."""
    return wording.points(value, spoken_language())


@register.filter
def word_of_points(value: int) -> str:
    """Return the word that is read aloud after so many points, whatever their sign."""
    return ngettext("point", "points", abs(value))


@register.filter
def whole(value: int) -> str:
    """Write a whole number."""
    return wording.count(value, spoken_language())

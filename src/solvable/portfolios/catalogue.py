"""What every feature is called, means and may be used for: the catalogue of a portfolio."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from solvable import wording
from solvable.vocabulary import Admissibility, HigherIs, Language, Text, Unit

__all__ = ["Catalogue", "Feature", "Sentence", "ShownFacts", "Value", "is_missing"]

Value = float | str | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One language's way to state a client's value; ``{value}`` is where it goes."""

    many: str
    zero: str | None = None
    one: str | None = None

    def for_value(self, value: Value) -> str:
        """Return the words for this value, which has words of its own where it is none, one or all."""
        if value == 0 and self.zero is not None:
            return self.zero
        if value == 1 and self.one is not None:
            return self.one
        return self.many


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One entry: a column of the feature table and all that is said about it.

    Attributes
    ----------
    family
        The entry of the catalogue that it was expanded from; features that differ only in a window or
        a subset share one. Its own name where it stands alone.
    theme, reason
        Keys into the catalogue's themes and reasons. Features of one reason are what a person would
        call one thing, and are explained together.
    sources
        ``table.COLUMN`` of every raw column that the feature reads.
    admissibility_reason
        Why it may not be used; given whenever ``admissibility`` is not ``allowed``.
    is_actionable
        Whether the client can change it before the decision: the amount, the term, the goods price.
    """

    name: str
    family: str
    label: Text
    unit: Unit
    theme: str
    reason: str
    higher_is: HigherIs
    sources: tuple[str, ...]
    admissibility: Admissibility
    admissibility_reason: Text | None
    is_actionable: bool
    sentence: Mapping[Language, Sentence]

    @property
    def is_category(self) -> bool:
        """Whether values are text levels and not numbers."""
        return self.unit is Unit.CATEGORY


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFacts:
    """A group of features that the desk shows as part of who the client is, in this order."""

    label: Text
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All features of a portfolio in their order, with the words they share."""

    features: Mapping[str, Feature]
    themes: Mapping[str, Text]
    reasons: Mapping[str, Text]
    profile_groups: Mapping[str, ShownFacts]
    levels: Mapping[str, Mapping[str, Text]]

    def value_in_words(self, name: str, value: Value, language: Language, *, currency: str | None) -> str:
        """Say a client's value of a feature with its unit; a missing one is said as missing."""
        if value is None or is_missing(value):
            return "non renseigné" if language is Language.FR else "not available"
        feature = self.features[name]
        if isinstance(value, str):
            level = self.levels.get(name, {}).get(value)
            return level.in_language(language) if level else value
        return wording.in_unit(value, feature.unit, language, currency=currency)

    def said(self, name: str, value: Value, *, currency: str | None) -> Text:
        """Say a client's value of a feature in both languages."""
        fr, en = (self.value_in_words(name, value, language, currency=currency) for language in Language)
        return Text(fr=fr, en=en)

    def sentence(self, name: str, value: Value, language: Language, *, currency: str | None) -> str:
        """State a client's value in a sentence that one can repeat to the client."""
        feature = self.features[name]
        said = self.value_in_words(name, value, language, currency=currency)
        if is_missing(value):
            colon = "\u00a0: " if language is Language.FR else ": "
            return feature.label.in_language(language) + colon + said
        words = feature.sentence[language].for_value(value)
        if feature.unit is Unit.TIMES and isinstance(value, int | float) and value < wording.SAID_AS_TIMES_FROM:
            words = wording.of_part(words, language)
        return words.replace("{value}", said)

    def states_value(self, name: str, value: Value) -> bool:
        """Whether the sentence has the value in it, or says of nothing, all or a yes what it comes to."""
        return "{value}" in self.features[name].sentence[Language.FR].for_value(value)


def is_missing(value: Value) -> bool:
    """Whether a client does not have this value."""
    return value is None or (isinstance(value, float) and math.isnan(value))

"""What every feature is called, means and may be used for: the catalogue of a portfolio.

The entries stand in a TOML file beside the portfolio, where a risk analyst can read them. This module
reads such a file and refuses one with a gap: no entry, no model.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solvable import wording
from solvable.errors import CatalogueError, listed
from solvable.vocabulary import Admissibility, HigherIs, Language, Text, Unit

__all__ = ["Catalogue", "Feature", "Sentence", "Value", "load_catalogue"]

Value = float | str | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One language's way to state a client's value; ``{value}`` is where it goes."""

    many: str
    zero: str | None = None
    one: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One entry: a column of the feature table and all that is said about it.

    Attributes
    ----------
    theme, reason
        Keys into the catalogue's themes and reasons. Features of one reason are what a person would
        call one thing, and are explained together.
    sources
        ``table.COLUMN`` of every raw column that the feature reads.
    admissibility_reason
        Why it may not be used; given whenever ``admissibility`` is not ``allowed``.
    is_actionable
        Whether the client can change it before the decision: the amount, the term, the goods price.
    profile
        Key into the catalogue's profile groups where the desk shows the value as part of who the
        client is, else None.
    """

    name: str
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
    profile: str | None = None

    @property
    def is_category(self) -> bool:
        """Whether values are text levels and not numbers."""
        return self.unit is Unit.CATEGORY


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All features of a portfolio in their order, with the words they share."""

    features: Mapping[str, Feature]
    themes: Mapping[str, Text]
    reasons: Mapping[str, Text]
    profile_groups: Mapping[str, Text]
    levels: Mapping[str, Mapping[str, Text]]

    def value_in_words(self, name: str, value: Value, language: Language, *, currency: str | None) -> str:
        """Say a client's value of a feature with its unit; a missing one is said as missing."""
        if value is None or is_missing(value):
            return "non renseigné" if language is Language.FR else "not available"
        feature = self.features[name]
        if isinstance(value, str):
            level = self.levels.get(name, {}).get(value)
            return level.in_language(language) if level else value
        match feature.unit:
            case Unit.AMOUNT:
                return wording.amount(value, language, currency=currency)
            case Unit.SHARE:
                return wording.percent(value, language)
            case Unit.COUNT:
                return wording.count(value, language)
            case Unit.DAYS:
                return wording.duration(value, language)
            case Unit.MONTHS:
                return wording.duration(value * wording.DAYS_PER_MONTH, language)
            case Unit.YEARS:
                return wording.duration(value * wording.DAYS_PER_YEAR, language)
            case Unit.FLAG:
                return {Language.FR: ("non", "oui"), Language.EN: ("no", "yes")}[language][value >= 0.5]
            case _:
                return wording.decimal(value, language)

    def sentence(self, name: str, value: Value, language: Language, *, currency: str | None) -> str:
        """State a client's value in a sentence that one can repeat to the client."""
        feature = self.features[name]
        said = self.value_in_words(name, value, language, currency=currency)
        if is_missing(value):
            colon = "\u00a0: " if language is Language.FR else ": "
            return feature.label.in_language(language) + colon + said
        sentence = feature.sentence[language]
        template = sentence.many
        if value == 0 and sentence.zero is not None:
            template = sentence.zero
        elif value == 1 and sentence.one is not None:
            template = sentence.one
        return template.replace("{value}", said)


def is_missing(value: Value) -> bool:
    """Whether a client does not have this value."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def load_catalogue(path: Path) -> Catalogue:
    """Read a catalogue file and check every entry.

    Raises
    ------
    CatalogueError
        An entry lacks a field, has an unknown one, or names a theme, reason, group or level that is
        not declared. The message names the entry and the field.
    """
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    themes, reasons, groups = (_texts(document, part) for part in ("themes", "reasons", "profile_groups"))
    levels = {
        name: {level: _text(words, f"levels.{name}.{level}") for level, words in entries.items()}
        for name, entries in document.get("levels", {}).items()
    }
    features = {
        name: _feature(name, fields, themes=themes, reasons=reasons, groups=groups)
        for name, fields in document.get("features", {}).items()
    }
    strange = [name for name in levels if name not in features or not features[name].is_category]
    if strange:
        raise CatalogueError(f"Levels must belong to a feature of unit category, found levels of {listed(strange)}.")
    return Catalogue(features=features, themes=themes, reasons=reasons, profile_groups=groups, levels=levels)


_FIELDS = {
    "label", "unit", "theme", "reason", "higher_is", "sources", "admissibility", "admissibility_reason",
    "is_actionable", "sentence", "profile",
}  # fmt: skip
_OPTIONAL = {"admissibility_reason", "profile"}


def _feature(
    name: str, fields: Mapping[str, Any], *, themes: Mapping[str, Text], reasons: Mapping[str, Text],
    groups: Mapping[str, Text],
) -> Feature:  # fmt: skip
    missing = sorted(_FIELDS - _OPTIONAL - fields.keys())
    unknown = sorted(fields.keys() - _FIELDS)
    if missing or unknown:
        raise CatalogueError(
            f"Feature {name} needs every field of an entry. Missing: {listed(missing)}; not known: {listed(unknown)}. "
            f"The fields are {listed(sorted(_FIELDS), limit=len(_FIELDS))}."
        )
    for field, declared in (("theme", themes), ("reason", reasons), ("profile", groups)):
        if field in fields and fields[field] not in declared:
            raise CatalogueError(
                f"Feature {name}: {field} must be one of {listed(list(declared), limit=40)}, found {fields[field]!r}."
            )
    try:
        admissibility = Admissibility(fields["admissibility"])
        unit, higher_is = Unit(fields["unit"]), HigherIs(fields["higher_is"])
    except ValueError as error:
        raise CatalogueError(f"Feature {name}: {error}. See solvable.vocabulary for the words.") from error
    why = fields.get("admissibility_reason")
    if (admissibility is Admissibility.ALLOWED) == (why is not None):
        raise CatalogueError(
            f"Feature {name}: admissibility_reason must be given exactly where admissibility is not allowed, "
            f"found {admissibility} {'with' if why else 'without'} a reason."
        )
    if not fields["sources"]:
        raise CatalogueError(f"Feature {name}: sources must name at least one table.COLUMN, found none.")
    return Feature(
        name=name,
        label=_text(fields["label"], f"{name}.label"),
        unit=unit,
        theme=fields["theme"],
        reason=fields["reason"],
        higher_is=higher_is,
        sources=tuple(fields["sources"]),
        admissibility=admissibility,
        admissibility_reason=_text(why, f"{name}.admissibility_reason") if why else None,
        is_actionable=bool(fields["is_actionable"]),
        sentence=_sentences(name, fields["sentence"]),
        profile=fields.get("profile"),
    )


def _sentences(name: str, words: Mapping[str, str]) -> Mapping[Language, Sentence]:
    allowed = {f"{language}{form}" for language in Language for form in ("", "_zero", "_one")}
    if not {str(language) for language in Language} <= words.keys() <= allowed:
        raise CatalogueError(
            f"{name}.sentence must give fr and en, and may give _zero and _one, found {listed(words)}."
        )
    for language in Language:
        if "{value}" not in words[language]:
            raise CatalogueError(f"{name}.sentence.{language} must state the value with {{value}}, found none.")
    return {
        language: Sentence(words[language], words.get(f"{language}_zero"), words.get(f"{language}_one"))
        for language in Language
    }


def _texts(document: Mapping[str, Any], part: str) -> Mapping[str, Text]:
    return {key: _text(words, f"{part}.{key}") for key, words in document.get(part, {}).items()}


def _text(words: Any, where: str) -> Text:
    if not isinstance(words, Mapping) or words.keys() != {"fr", "en"}:
        raise CatalogueError(f"{where} must be {{ fr = ..., en = ... }}, found {words!r}.")
    return Text(fr=words["fr"], en=words["en"])

"""Reading a catalogue: the TOML file beside a portfolio, where a risk analyst can read it.

Features that differ only in a window, a subset or a kind are one entry, a family: its name has the axis in
braces (``late_payments_share_{window}``), ``each`` says which members there are, and the axis has words
for each of them, which stand wherever the label and the sentences name the axis. A file with a gap is
refused: no entry, no model.
"""

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solvable.errors import CatalogueError, listed
from solvable.portfolios.catalogue import Catalogue, Feature, Sentence, ShownFacts
from solvable.vocabulary import Admissibility, HigherIs, Language, Text, Unit

__all__ = ["load_catalogue"]

_FIELDS = {
    "label", "unit", "theme", "reason", "higher_is", "sources", "admissibility", "admissibility_reason",
    "is_actionable", "sentence", "each",
}  # fmt: skip
_OPTIONAL = {"admissibility_reason", "each"}
_AXIS = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declared:
    """The words that entries refer to."""

    themes: Mapping[str, Text]
    reasons: Mapping[str, Text]
    axes: Mapping[str, Mapping[str, Text]]


def load_catalogue(path: Path) -> Catalogue:
    """Read a catalogue file, expand its families and check every entry.

    Raises
    ------
    CatalogueError
        An entry lacks a field, has an unknown one, or names a theme, reason, axis, member, group or
        level that is not declared. The message names the entry and the field.
    """
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    declared = _Declared(
        themes=_texts(document, "themes"),
        reasons=_texts(document, "reasons"),
        axes={axis: _texts(document["axes"], axis) for axis in document.get("axes", {})},
    )
    levels = {name: _texts(document["levels"], name) for name in document.get("levels", {})}
    features: dict[str, Feature] = {}
    for entry, fields in document.get("features", {}).items():
        for feature in _family(entry, fields, declared):
            if feature.name in features:
                raise CatalogueError(f"Feature {feature.name} must have one entry, found a second one: {entry}.")
            features[feature.name] = feature
    strange = [name for name in levels if name not in features or not features[name].is_category]
    if strange:
        raise CatalogueError(f"Levels must belong to a feature of unit category, found levels of {listed(strange)}.")
    groups = {key: _shown(key, group, features) for key, group in document.get("profile_groups", {}).items()}
    return Catalogue(
        features=features, themes=declared.themes, reasons=declared.reasons, profile_groups=groups, levels=levels
    )


def _family(entry: str, fields: Mapping[str, Any], declared: _Declared) -> Iterator[Feature]:
    """Yield the features of an entry: one for every combination of the members of its axes."""
    _check_fields(entry, fields, declared)
    each = fields.get("each", {})
    if set(_AXIS.findall(entry)) != each.keys():
        raise CatalogueError(
            f"Feature {entry}: the axes in its name must be those of each, found {listed(sorted(each))} there."
        )
    for axis, members in each.items():
        known = declared.axes.get(axis, {})
        unknown = [member for member in members if member not in known]
        if unknown or not members:
            raise CatalogueError(
                f"Feature {entry}: each.{axis} must name members of the axis ({listed(list(known))}), "
                f"found {listed(unknown)}."
            )
    for members in itertools.product(*each.values()):
        chosen = dict(zip(each, members, strict=True))
        name = entry.format_map(chosen)
        yield _feature(name, entry, fields, {axis: declared.axes[axis][member] for axis, member in chosen.items()})


def _check_fields(entry: str, fields: Mapping[str, Any], declared: _Declared) -> None:
    missing = sorted(_FIELDS - _OPTIONAL - fields.keys())
    unknown = sorted(fields.keys() - _FIELDS)
    if missing or unknown:
        raise CatalogueError(
            f"Feature {entry} needs every field of an entry. Missing: {listed(missing)}; not known: {listed(unknown)}. "
            f"The fields are {listed(sorted(_FIELDS), limit=len(_FIELDS))}."
        )
    for field, words in (("theme", declared.themes), ("reason", declared.reasons)):
        if fields[field] not in words:
            raise CatalogueError(
                f"Feature {entry}: {field} must be one of {listed(list(words), limit=60)}, found {fields[field]!r}."
            )
    why = fields.get("admissibility_reason")
    if (fields["admissibility"] == Admissibility.ALLOWED) == (why is not None):
        raise CatalogueError(
            f"Feature {entry}: admissibility_reason must be given exactly where admissibility is not allowed, "
            f"found {fields['admissibility']} {'with' if why else 'without'} a reason."
        )
    if not fields["sources"]:
        raise CatalogueError(f"Feature {entry}: sources must name at least one table.COLUMN, found none.")


def _feature(name: str, entry: str, fields: Mapping[str, Any], words: Mapping[str, Text]) -> Feature:
    try:
        admissibility = Admissibility(fields["admissibility"])
        unit, higher_is = Unit(fields["unit"]), HigherIs(fields["higher_is"])
    except ValueError as error:
        raise CatalogueError(f"Feature {entry}: {error}. See solvable.vocabulary for the words.") from error
    why = fields.get("admissibility_reason")
    label = _text(fields["label"], f"{entry}.label")
    return Feature(
        name=name,
        family=entry,
        label=Text(*(_filled(label.in_language(language), words, language) for language in Language)),
        unit=unit,
        theme=fields["theme"],
        reason=fields["reason"],
        higher_is=higher_is,
        sources=tuple(fields["sources"]),
        admissibility=admissibility,
        admissibility_reason=_text(why, f"{entry}.admissibility_reason") if why else None,
        is_actionable=bool(fields["is_actionable"]),
        sentence=_sentences(entry, fields["sentence"], words),
    )


def _sentences(entry: str, forms: Mapping[str, str], words: Mapping[str, Text]) -> Mapping[Language, Sentence]:
    allowed = {f"{language}{form}" for language in Language for form in ("", "_zero", "_one")}
    if not {str(language) for language in Language} <= forms.keys() <= allowed:
        raise CatalogueError(
            f"{entry}.sentence must give fr and en, and may give _zero and _one, found {listed(forms)}."
        )
    for language in Language:
        if "{value}" not in forms[language]:
            raise CatalogueError(f"{entry}.sentence.{language} must state the value with {{value}}, found none.")

    def form(language: Language, ending: str) -> str | None:
        found = forms.get(f"{language}{ending}")
        return None if found is None else _filled(found, words, language)

    return {
        language: Sentence(
            _filled(forms[language], words, language), zero=form(language, "_zero"), one=form(language, "_one")
        )
        for language in Language
    }


def _filled(text: str, words: Mapping[str, Text], language: Language) -> str:
    """Put the words of the members where the text names their axes."""
    for axis, member in words.items():
        text = text.replace(f"{{{axis}}}", member.in_language(language))
    return text[0].upper() + text[1:]


def _shown(key: str, group: Mapping[str, Any], features: Mapping[str, Feature]) -> ShownFacts:
    unknown = [name for name in group.get("features", ()) if name not in features]
    if unknown or not group.get("features"):
        raise CatalogueError(
            f"profile_groups.{key} must list features of the catalogue, found {listed(unknown)}. Correct their names."
        )
    return ShownFacts(label=_text(group.get("label"), f"profile_groups.{key}.label"), features=tuple(group["features"]))


def _texts(document: Mapping[str, Any], part: str) -> Mapping[str, Text]:
    return {key: _text(words, f"{part}.{key}") for key, words in document.get(part, {}).items()}


def _text(words: Any, where: str) -> Text:
    if not isinstance(words, Mapping) or words.keys() != {"fr", "en"}:
        raise CatalogueError(f"{where} must be {{ fr = ..., en = ... }}, found {words!r}.")
    return Text(fr=words["fr"], en=words["en"])

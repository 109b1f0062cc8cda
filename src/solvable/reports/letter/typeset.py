"""Set a template with Typst into a tagged PDF (PDF/UA-1), from values alone."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from solvable.errors import LetterTemplateError

__all__ = ["OWN_FONTS", "typeset"]

OWN_FONTS = Path(__file__).with_name("fonts")
INPUT = "letter"
# C0 and C1 controls, and what turns the direction of writing: nothing of it can be seen, and all of it can mislead.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_PLACE = re.compile(r"┌─ (?P<file>[^\n]+?):(?P<line>\d+):\d+")
_NO_GLYPH = "could not be displayed with font"


def typeset(template: Path, values: Mapping[str, Any], *, fonts: Path, at: datetime) -> bytes:
    """Return the PDF of a template; the same bytes for the same files and values.

    Parameters
    ----------
    values
        What the template reads from ``sys.inputs``: texts, lists and mappings. None of it is ever read as markup.
    fonts
        A folder of fonts beside our own, which need not be there. The machine's fonts are never used: a letter must
        not look otherwise on another server.
    at
        The moment that the document says it was made at, with its time zone.

    Raises
    ------
    LetterTemplateError
        The template has a mistake, or a text has a character that no font can show.
    """
    try:
        return typst.compile(
            template,
            root=template.parent,
            font_paths=_fonts(fonts if fonts.is_dir() else None),
            sys_inputs={INPUT: json.dumps(_seen(values), ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=at.replace(microsecond=0),
            format="pdf",
        )
    except typst.TypstError as error:
        raise _explained(error, fonts) from error


@lru_cache(maxsize=4)
def _fonts(folder: Path | None) -> typst.Fonts:
    """Return the fonts of a folder, ours, and those that come with Typst for scripts that ours do not write."""
    folders = [OWN_FONTS] if folder is None else [OWN_FONTS, folder]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def _seen(value: Any) -> Any:
    """Take from every text what a reader could not see."""
    if isinstance(value, str):
        return _UNSEEN.sub(" ", value)
    if isinstance(value, Mapping):
        return {name: _seen(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_seen(part) for part in value]
    return value


def _explained(error: typst.TypstError, fonts: Path) -> LetterTemplateError:
    """Say where the mistake is and what to do about it."""
    place = _PLACE.search(error.diagnostic)
    mend = f"Put a font that has it into {fonts}." if _NO_GLYPH in error.message else "Correct the template there."
    return LetterTemplateError(
        f"expected a template that can be set as PDF/UA, found: {error.message}. {mend}",
        file=Path(place["file"]).name if place else None,
        line=int(place["line"]) if place else None,
    )

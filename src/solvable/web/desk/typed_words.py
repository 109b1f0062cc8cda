"""The words that people type into a form: how many there may be, and how they are read wherever they are measured."""

from collections.abc import Mapping

from django.utils.text import normalize_newlines

__all__ = ["LONGEST_WORDS", "read_words"]

# Characters, with a line end as one of them: so a browser counts them as well.
LONGEST_WORDS = 4000


def read_words(sent: Mapping[str, str], name: str) -> str:
    """Return what was typed, with plain line ends and without what no database takes."""
    return str(normalize_newlines(sent.get(name, ""))).replace("\x00", "").strip()

"""The French of the desk is whole: every text has it, none is guessed, and what is compiled is what is written."""

import io
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import solvable.web

WEB = Path(solvable.web.__file__).parent
CATALOGUE = WEB / "desk" / "locale" / "fr" / "LC_MESSAGES" / "django.po"
KEYWORDS = {"gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2)}


@pytest.fixture(scope="module")
def french():
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="fr")


def every_message():
    """Return each text that templates and modules want translated, with the file that wants it."""
    sources = {path: templatize(path.read_text("utf-8"), origin=str(path)) for path in WEB.rglob("*.html")}
    sources |= {path: path.read_text("utf-8") for path in WEB.rglob("*.py")}
    return {
        message: path.name
        for path, source in sources.items()
        for _, message, _, _ in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)
    }


def test_every_text_of_the_desk_has_its_french(french):
    missing = {
        text: where
        for text, where in every_message().items()
        if (found := french.get(text[0] if isinstance(text, tuple) else text)) is None or not all(_forms(found.string))
    }

    assert not missing, f"Add these to {CATALOGUE.name}, then run pybabel compile as its first line says."


def test_no_french_is_left_that_nothing_says(french):
    said = {text[0] if isinstance(text, tuple) else text for text in every_message()}

    assert not {_forms(message.id)[0] for message in french if message.id} - said


def test_no_french_is_a_guess_and_placeholders_are_kept(french):
    for message in french:
        assert not message.fuzzy or not message.id, message.id
        assert not list(message.check(french)), message.id


def test_french_is_set_with_its_own_apostrophes_and_spaces(french):
    for message in french:
        for text in _forms(message.string) if message.id else ():
            assert "'" not in text, text
            for sign in ":?!;»":
                assert f" {sign}" not in text, text
            assert "« " not in text, text


def test_what_is_compiled_is_what_is_written(french):
    compiled = io.BytesIO()
    write_mo(compiled, french)

    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled.getvalue()


def _forms(text):
    return text if isinstance(text, tuple | list) else (text,)

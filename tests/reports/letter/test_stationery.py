"""What a bank may change of its letters, and what it is told where that cannot be printed."""

import shutil

import pytest

from reports.letter.samples import BANK, SHIPPED, make_facts, make_stationery
from solvable.errors import ConfigError, LetterTemplateError
from solvable.reports.letter import read_stationery, write_letter
from solvable.vocabulary import Language, Verdict

DECLINE = Verdict.DECLINE


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped folder, to change."""
    return shutil.copytree(SHIPPED, tmp_path / "letters")


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def set_letter(folder):
    return write_letter(make_facts(DECLINE), make_stationery(folder=folder), language=Language.FR)


def test_the_shipped_bank_is_a_placeholder_in_every_field():
    assert set(read_stationery(SHIPPED).bank.placeholders) == set(BANK.model_dump())


def test_both_languages_tell_the_same_rights_after_the_same_decisions():
    french, english = (read_stationery(SHIPPED).texts[language] for language in Language)

    assert [right.after for right in french.rights] == [right.after for right in english.rights]


def test_a_text_that_the_bank_changed_is_in_the_next_letter(folder):
    before = set_letter(folder)
    change(folder / "fr.toml", "Madame, Monsieur,", "Chère cliente, cher client,")

    assert set_letter(folder) != before


@pytest.mark.parametrize("braces", ["{nom}", "{bank.name}", "{bank!r}", "{review_days:>9}", "{}"])
def test_a_text_may_name_only_what_a_letter_knows(folder, braces):
    change(folder / "en.toml", "Dear Sir or Madam,", f"Dear {braces},")

    with pytest.raises(ConfigError, match=r"en\.toml .*only bank, client, data_contact.*may stand in braces"):
        read_stationery(folder)


def test_a_brace_that_does_not_close_is_named(folder):
    change(folder / "en.toml", "Dear Sir or Madam,", "Dear {client,")

    with pytest.raises(ConfigError, match=r"braces must open and close.*Dear \{client"):
        read_stationery(folder)


def test_each_ground_of_a_departure_needs_its_words(folder):
    change(folder / "fr.toml", "guarantee = ", "# guarantee = ")

    with pytest.raises(ConfigError, match="every ground, found none for guarantee"):
        read_stationery(folder)


@pytest.mark.parametrize("name", ["bank.toml", "fr.toml", "letter.typ"])
def test_a_file_that_is_not_there_is_named(folder, name):
    (folder / name).unlink()

    with pytest.raises(ConfigError, match=name):
        read_stationery(folder)


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        pytest.param("#letter.recipient", "does not contain key", id="a value that there is not"),
        pytest.param("#let x = (", "unclosed delimiter", id="no Typst"),
        pytest.param('#image("logo.png")', "file not found", id="a picture that is not there"),
        pytest.param('#read("../../policy.toml")', "escape", id="a file outside the folder"),
    ],
)
def test_a_mistake_in_the_template_is_told_with_file_and_line(folder, mistake, words):
    template = folder / "letter.typ"
    n_lines = len(template.read_text(encoding="utf-8").splitlines())
    with template.open("a", encoding="utf-8") as file:
        file.write(f"{mistake}\n")

    with pytest.raises(LetterTemplateError, match=words) as refused:
        set_letter(folder)

    assert (refused.value.file, refused.value.line) == ("letter.typ", n_lines + 1)
    assert f"letter.typ, line {n_lines + 1}: " in str(refused.value)


def test_a_template_that_cannot_be_read_aloud_is_refused(folder):
    change(folder / "letter.typ", "title: letter.subject, ", "")

    with pytest.raises(LetterTemplateError, match="PDF/UA"):
        set_letter(folder)


def test_a_package_from_the_network_is_refused_with_its_line(folder):
    (folder / "parts.typ").write_text('// ours\n#import "@preview/letter-pro:3.0.0": *\n', encoding="utf-8")

    with pytest.raises(LetterTemplateError, match=r'parts\.typ, line 2: .*"@preview/letter-pro:3\.0\.0"'):
        read_stationery(folder)


def test_a_character_that_no_font_has_is_told_with_the_folder_for_fonts(folder):
    stationery = make_stationery(folder=folder, place="里昂")

    with pytest.raises(LetterTemplateError, match=r"could not be displayed.*Put a font that has it into .*fonts"):
        write_letter(make_facts(DECLINE), stationery, language=Language.FR)

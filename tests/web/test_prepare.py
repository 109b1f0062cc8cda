import gzip
import json
from hashlib import sha256
from pathlib import Path

import pytest

import solvable.web
from solvable.errors import ConfigError
from solvable.web.prepare import collect_static_files, prepare_web

FONTS = Path(solvable.web.__file__).parent / "desk" / "static" / "desk" / "fonts"


def test_static_files_are_collected_once_and_whole(tmp_path):
    target = tmp_path / "static"

    collect_static_files(target)
    first = target.stat().st_ino
    collect_static_files(target)

    assert target.stat().st_ino == first
    assert [path.name for path in tmp_path.iterdir()] == ["static"]
    names = json.loads((target / "staticfiles.json").read_text())["paths"]
    style = target / names["desk/desk.css"]
    assert gzip.decompress(style.with_name(style.name + ".gz").read_bytes()) == style.read_bytes()
    assert names["desk/fonts/figtree-latin-wght-normal.woff2"].split("/")[-1] in style.read_text()


def test_what_was_collected_from_other_files_is_replaced(tmp_path):
    target = tmp_path / "static"
    collect_static_files(target)
    (target / ".collected-from").write_text("other files", encoding="ascii")
    (target / "left over").touch()

    collect_static_files(target)

    assert not (target / "left over").exists()


def test_the_font_is_the_one_that_its_note_names():
    [font] = FONTS.glob("*.woff2")

    assert sha256(font.read_bytes()).hexdigest() in (FONTS / "README.md").read_text("utf-8")


@pytest.mark.django_db
def test_a_workspace_that_cannot_be_written_is_refused_in_words(settings, tmp_path):
    settings.WORKSPACE = tmp_path / "a file"
    settings.WORKSPACE.touch()

    with pytest.raises(ConfigError, match=r"that can be written, found: .*a file"):
        prepare_web()

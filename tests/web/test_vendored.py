"""What the desk ships of others is what their package has, unchanged, and says whose it is."""

import hashlib
import re
from pathlib import Path

import pytest

import solvable.web.desk

STATIC = Path(solvable.web.desk.__file__).parent / "static" / "desk"
_ENTRY = re.compile(r"^`(?P<name>[^`]+)`:.*?\(`(?P<licence>[^`]+)`\)\.\s+SHA-256 `(?P<sum>[0-9a-f]{64})`", re.S | re.M)
VENDORED = [
    (folder, *entry)
    for folder in ("fonts", "vendor")
    for entry in _ENTRY.findall((STATIC / folder / "README.md").read_text("utf-8"))
]


@pytest.mark.parametrize(("folder", "name", "licence", "checksum"), VENDORED)
def test_a_file_of_others_has_its_checksum_and_its_licence(folder, name, licence, checksum):
    assert hashlib.sha256((STATIC / folder / name).read_bytes()).hexdigest() == checksum
    assert (STATIC / folder / licence).read_text("utf-8").strip()


def test_every_file_of_others_is_declared():
    shipped = {
        (folder, path.name)
        for folder in ("fonts", "vendor")
        for path in (STATIC / folder).iterdir()
        if path.suffix not in (".md", ".txt")
    }

    assert shipped == {(folder, name) for folder, name, _, _ in VENDORED}

"""Where files are found, and what an archive may not do."""

import gzip
import zipfile

import pytest

from portfolios.builders import (
    compress,
    take_in,
    zipped,
)
from solvable.portfolios import sources
from solvable.portfolios.intake import source_fingerprint


def test_two_forms_of_one_file_are_refused_with_both_names(refuses, folder):
    (folder / "BUREAU.csv.gz").write_bytes(gzip.compress((folder / "bureau.csv").read_bytes()))

    refuses(folder, r"expected one file of bureau, found BUREAU\.csv\.gz and bureau\.csv", table="bureau")


def test_a_path_with_nothing_there_is_refused(refuses, tmp_path):
    refuses(tmp_path / "nowhere", "found nothing at .*nowhere")


def test_a_file_of_no_table_is_refused_with_the_names_that_are(refuses, tmp_path):
    (tmp_path / "clients.csv").write_text("a\n1\n")

    refuses(tmp_path / "clients.csv", r"found clients\.csv.*application_train.*credit_card_balance.*\.parquet\.gz")


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_truncated_gzip_is_refused(refuses, folder, kept):
    file = compress(folder) / "bureau.csv.gz"
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * kept)])

    refuses(folder, r"expected bureau\.csv\.gz to be a whole compressed file", table="bureau")


def test_a_file_that_is_only_called_gz_is_refused(refuses, folder):
    (folder / "bureau.csv").rename(folder / "bureau.csv.gz")

    refuses(folder, r"expected bureau\.csv\.gz to be a whole compressed file")


def test_a_truncated_zip_is_refused(refuses, tmp_path, folder):
    archive = zipped(folder, tmp_path / "home.zip")
    archive.write_bytes(archive.read_bytes()[:3_000])

    refuses(archive, r"expected home\.zip to be a whole zip, found it cut off or damaged")


def test_a_zip_that_is_none_is_refused(refuses, tmp_path):
    (tmp_path / "home.zip").write_text("<html>please log in</html>")

    refuses(tmp_path / "home.zip", r"expected home\.zip to be a whole zip")


def test_a_zip_with_a_damaged_member_is_refused(refuses, tmp_path, folder):
    archive = zipped(folder, tmp_path / "home.zip", compression=zipfile.ZIP_STORED)
    archive.write_bytes(archive.read_bytes().replace(b"5000002,-1,0", b"5000002,-1,1"))

    refuses(archive, r"expected bureau_balance\.csv to be a whole compressed file", table="bureau_balance")


def test_an_encrypted_zip_is_refused(refuses, tmp_path, folder):
    archive = zipped(folder, tmp_path / "home.zip")
    content = bytearray(archive.read_bytes())
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(start)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(start, place + 4)
    archive.write_bytes(bytes(content))

    refuses(archive, r"expected .* without a password, found it encrypted")


def test_a_file_that_unpacks_beyond_measure_is_refused(refuses, folder, monkeypatch):
    monkeypatch.setattr(sources, "RATIO_MATTERS_FROM_BYTES", 100_000)
    (folder / "bureau.csv").unlink()
    (folder / "bureau.csv.gz").write_bytes(gzip.compress(b"0" * 2_000_000))

    refuses(folder, r"expected bureau\.csv\.gz to unpack to at most .* bytes, found more", table="bureau")


def test_a_zip_that_unpacks_beyond_measure_is_refused(refuses, tmp_path, folder, monkeypatch):
    monkeypatch.setattr(sources, "MAX_UNPACKED_BYTES", 1_000)

    refuses(zipped(folder, tmp_path / "home.zip"), "to unpack to at most 1,000 bytes, found more")


def test_a_zip_cannot_choose_where_its_files_go(tmp_path, workspace, folder):
    archive = tmp_path / "home.zip"
    with zipfile.ZipFile(archive, "w") as writing:
        writing.write(folder / "application_train.csv", "../../../application_train.csv")
        writing.write(folder / "application_test.csv", "/etc/application_test.csv")

    take_in(workspace, archive)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["delivery", "home.zip", "workspace"]
    assert [path.name for path in (workspace.root / workspace.tables().folder).iterdir()] == ["application.parquet"]


# Whether anything changed


def test_the_same_source_has_the_same_fingerprint_and_a_changed_one_another(tmp_path, folder):
    archive = zipped(folder, tmp_path / "home.zip")
    of_folder, of_zip = source_fingerprint(folder), source_fingerprint(archive)

    assert (source_fingerprint(folder), source_fingerprint(archive)) == (of_folder, of_zip)
    with (folder / "bureau.csv").open("a") as file:
        file.write(" ")
    assert source_fingerprint(folder) != of_folder
    assert source_fingerprint(zipped(folder, tmp_path / "home.zip")) != of_zip


def test_the_manifest_has_the_fingerprint_of_its_source(workspace, folder):
    assert take_in(workspace, folder).source_fingerprint == source_fingerprint(folder)


def test_other_files_beside_a_delivery_change_nothing(folder):
    before = source_fingerprint(folder)
    (folder / "notes.zip").write_text("not even a zip")

    assert source_fingerprint(folder) == before


def test_several_places_make_one_source(tmp_path, folder):
    both = [folder / "application_train.csv", zipped(folder, tmp_path / "home.zip")]

    assert len({source_fingerprint(source) for source in (both, both[0], both[1], both[::-1])}) == 4

"""A file of decisions appears whole or not at all."""

import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest

from builders import make_applied, make_bundle, make_catalogue, make_rows
from solvable.decisions.decide import decide
from solvable.errors import ConfigError
from solvable.progress import Silent
from solvable.reports.scores import write_scores
from solvable.vocabulary import Language


@pytest.fixture(scope="module")
def decisions():
    return decide(make_rows(30), bundle=make_bundle(), policy=make_applied(), catalogue=make_catalogue(), currency=None)


def write(batches, path, language=Language.FR):
    write_scores(batches, path, language=language, n_clients=30, progress=Silent())


@pytest.mark.parametrize(("name", "read"), [("s.csv", pv.read_csv), ("s.parquet", pq.read_table)])
def test_every_decision_is_a_line_with_its_strongest_reasons(tmp_path, decisions, name, read):
    write(iter([decisions[:10], decisions[10:]]), tmp_path / name)

    lines = read(tmp_path / name).to_pylist()
    assert [line["client_id"] for line in lines] == [d.client_id for d in decisions]
    assert [line["prob_default"] for line in lines] == [d.prob_default for d in decisions]
    assert [line["n_alike"] for line in lines] == [d.frequency and d.frequency.n for d in decisions]
    assert {line["policy_checksum"] for line in lines} == {"5e" * 32}
    harmed = next(i for i, d in enumerate(decisions) if len(d.against) >= 2)
    assert lines[harmed]["against_2"] == decisions[harmed].against[1].sentence.fr


def test_the_language_of_the_reasons_is_the_one_asked_for(tmp_path, decisions):
    write(iter([decisions]), tmp_path / "s.parquet", Language.EN)

    favoured = next(i for i, d in enumerate(decisions) if d.in_favour)
    line = pq.read_table(tmp_path / "s.parquet").to_pylist()[favoured]
    assert line["in_favour_1"] == decisions[favoured].in_favour[0].sentence.en


@pytest.mark.parametrize("name", ["s.xlsx", "no such folder/s.csv"])
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_scored(tmp_path, name):
    def batches():
        raise AssertionError("nothing may be scored for a file that cannot be written")
        yield

    with pytest.raises(ConfigError, match=r"ending in \.csv or \.parquet in a folder that exists"):
        write(batches(), tmp_path / name)


def test_work_that_breaks_off_leaves_the_earlier_file_as_it_was(tmp_path, decisions):
    write(iter([decisions]), tmp_path / "s.csv")
    before = (tmp_path / "s.csv").read_bytes()

    def broken():
        yield decisions[:5]
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        write(broken(), tmp_path / "s.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["s.csv"]
    assert (tmp_path / "s.csv").read_bytes() == before

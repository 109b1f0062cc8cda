"""The command line: what a caller can mend ends in one message and exit code 2, never in a traceback."""

import dataclasses
import json
import subprocess
import sys
from dataclasses import dataclass

import pytest

from builders import REPOSITORY, make_bundle
from portfolios.builders import make_tables, take_in, write_delivery
from solvable import __version__
from solvable.cli import main
from solvable.models.manifest import SideCount
from solvable.models.shelf import current_version, put_on_shelf
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def solvable(monkeypatch, capsys):
    """Run a command as its program does, in this process: libraries are loaded once for all commands."""

    def run(folder, *arguments):
        monkeypatch.setenv("SOLVABLE_WORKSPACE", str(folder))
        monkeypatch.setenv("SOLVABLE_CONFIG", str(REPOSITORY / "config"))
        monkeypatch.setattr(sys, "argv", ["solvable", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Done(returncode=ended.value.code or 0, stdout=printed.out, stderr=printed.err)

    return run


def start(folder, *arguments, secret_key="x" * 50):
    """Run a command in a process of its own, as those need which set up the web, and any other may."""
    done = subprocess.run(
        [sys.executable, "-m", "solvable.cli", *arguments],
        env={
            "SOLVABLE_WORKSPACE": str(folder), "SOLVABLE_CONFIG": str(REPOSITORY / "config"), "PATH": "",
            "SOLVABLE_SECRET_KEY": secret_key,
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Done(returncode=done.returncode, stdout=done.stdout, stderr=done.stderr)


def test_the_program_tells_its_version(solvable, tmp_path):
    told = solvable(tmp_path, "--version")

    assert (told.returncode, told.stdout) == (0, f"solvable {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["score", "100001"], "Run `solvable features build` first", id="score before there are features"),
        pytest.param(["simulate", "1"], "either changes or --way, found both or neither", id="simulate nothing"),
        pytest.param(["simulate", "1", "--way", "--term", "9"], "found both or neither", id="a way with a change"),
        pytest.param(["simulate", "1", "--way"], "Run `solvable features build` first", id="a way before features"),
        pytest.param(["score"], "either client numbers or --all, found both or neither", id="score nobody"),
        pytest.param(["score", "1", "--all"], "found both or neither", id="score one and all"),
        pytest.param(["score", "--all"], "Name the file to write", id="score all without a file"),
        pytest.param(["story", "100001"], "Run `solvable data import PATH` first", id="a story before tables"),
        pytest.param(["story", "1", "--output", "story.csv"], "ending in .json", id="a story into no document"),
        pytest.param(["features", "build"], "Run `solvable data import PATH` first", id="features before tables"),
        pytest.param(["data", "check"], "Run `solvable data import PATH` first", id="check before tables"),
        pytest.param(["data", "check", "--output", "check.pdf"], "ending in .html", id="check into no page"),
        pytest.param(["report", "explore"], "Run `solvable data import PATH` first", id="explore before tables"),
        pytest.param(["report", "explore", "--output", "a.pdf"], "ending in .html", id="explore into no page"),
        pytest.param(["train"], "Run `solvable features build` first", id="train before features"),
        pytest.param(["train", "--tune", "a while"], "Write it as 90s, 10m or 2h", id="tune for no time"),
        pytest.param(["bundle", "show", "fair"], "names none of none", id="show a model that is not there"),
        pytest.param(["bundle", "import", "no.zip"], "expected a file, found none", id="import no model"),
        pytest.param(
            ["train", "--scorecard", "--eliminate"], "Expected --scorecard alone", id="a scorecard with a search"
        ),
        pytest.param(
            ["report", "scorecard"],
            "Run `solvable train --scorecard` first",
            id="report a scorecard before there is one",
        ),
        pytest.param(
            ["report", "scorecard", "--output", "card.pdf"], "ending in .html or .csv", id="a card into no page"
        ),
        pytest.param(
            ["report", "scorecard", "--model", "fair"], "Expected the version of one model", id="no such card"
        ),
        pytest.param(["data", "import", "no/such/folder"], "no/such/folder", id="import what is not there"),
        pytest.param(
            ["data", "generate", "made-up", "--tables", "wages"], "found wages", id="make up a table that is not there"
        ),
    ],
)
def test_a_step_that_cannot_be_taken_says_what_to_do(solvable, tmp_path, arguments, message):
    done = solvable(tmp_path / "workspace", *arguments)

    assert done.returncode == 2
    assert message in done.stdout


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format_version": 1}', "\ufffd"])
@pytest.mark.parametrize(
    ("file", "arguments"),
    [
        ("tables.json", ["features", "build"]),
        ("features.json", ["score", "100001"]),
        ("bundles/current.json", ["bundle", "list"]),
    ],
)
def test_a_damaged_file_of_the_workspace_is_named(solvable, tmp_path, file, arguments, content):
    damaged = tmp_path / file
    damaged.parent.mkdir(exist_ok=True)
    damaged.write_text(content, encoding="utf-8")

    done = solvable(tmp_path, *arguments)

    assert done.returncode == 2
    assert str(damaged) in done.stdout


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), RuntimeError("Query interrupted")])
def test_ctrl_c_ends_a_command_in_one_line(solvable, tmp_path, monkeypatch, interruption):
    def interrupted(*_arguments):
        raise interruption

    monkeypatch.setattr("solvable.portfolios.engine.write_features", interrupted)

    done = solvable(tmp_path, "features", "build")

    assert done.returncode == 130
    assert done.stderr.split() == ["Stopped."]


@pytest.mark.parametrize(
    "arguments",
    [
        ["score", "1", "--output"], ["data", "check", "--output"], ["report", "explore", "--output"],
        ["bundle", "export", "fair"], ["client", "export", "1"], ["audit", "export"],
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["no folder/a.html", "a folder.html"])
def test_a_file_that_cannot_be_written_is_refused_first(solvable, tmp_path, arguments, place):
    (tmp_path / "a folder.html").mkdir()

    done = solvable(tmp_path / "workspace", *arguments, str(tmp_path / place))

    assert done.returncode == 2
    assert place in done.stdout
    assert not (tmp_path / "workspace").exists()


def test_an_output_without_our_letters_gets_question_marks(tmp_path):
    program = "import sys; from solvable.cli import main; sys.argv = ['solvable', 'settings']; main()"

    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"SOLVABLE_WORKSPACE": str(tmp_path / "é"), "PYTHONIOENCODING": "ascii", "COLUMNS": "400"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert "?" in done.stdout


@pytest.mark.parametrize("arguments", [["verify"], ["export", "copy.zip"], ["replay", "1"]])
def test_records_that_are_not_there_are_not_audited_as_whole(solvable, tmp_path, monkeypatch, arguments):
    monkeypatch.setenv("DATABASE_URL", "")

    done = solvable(tmp_path, "audit", *arguments)

    assert done.returncode == 2
    assert f"Expected the records in {tmp_path / 'journal.sqlite3'}, found no such file" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_damaged_records_are_named(tmp_path):
    (tmp_path / "journal.sqlite3").write_bytes(b"not a database, long enough for a header" * 100)

    done = start(tmp_path, "audit", "verify")

    assert (done.returncode, done.stderr) == (2, "")
    assert "journal.sqlite3, found something else" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["score", "100001"], "Run `solvable features build` first", id="score before there are features"),
        pytest.param(["serve"], "Run `solvable features build` first", id="serve nothing"),
        pytest.param(["key", "revoke", "solvable_000000"], "no such key", id="revoke a key that is not there"),
    ],
)
def test_nobody_sees_a_traceback_in_its_place(tmp_path, arguments, message):
    done = start(tmp_path / "workspace", *arguments)

    assert done.returncode == 2
    assert message in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_nothing_is_served_without_a_secret_and_one_sentence_says_how_to_make_it(tmp_path):
    done = start(tmp_path / "workspace", "serve", secret_key="short")

    assert (done.returncode, done.stderr) == (2, "")
    assert "at least 32 characters, found 5. Make one with `python3 -c" in done.stdout


def test_only_the_tables_that_were_named_are_made_up(solvable, tmp_path):
    folder = tmp_path / "made-up"

    done = solvable(tmp_path, "data", "generate", str(folder), "--clients", "20", "--tables", "bureau")

    assert done.returncode == 0
    assert {file.name for file in folder.iterdir()} == {
        "application_train.parquet", "application_test.parquet", "bureau.parquet",
    }  # fmt: skip


def test_made_up_tables_are_written_as_csv_where_that_is_asked_for(solvable, tmp_path):
    folder = tmp_path / "made-up"

    done = solvable(
        tmp_path, "data", "generate", str(folder), "--clients", "20", "--tables", "bureau", "--format", "csv"
    )

    assert done.returncode == 0
    assert {file.name for file in folder.iterdir()} == {
        "application_train.csv", "application_test.csv", "bureau.csv",
    }  # fmt: skip


def test_a_key_is_printed_once_and_kept_hashed(tmp_path):
    done = start(tmp_path, "key", "create", "a program", "--scope", "score")

    clear_key = done.stdout.strip()
    assert clear_key.startswith("solvable_")
    assert clear_key.encode() not in b"".join(p.read_bytes() for p in tmp_path.glob("journal.sqlite3*"))


def test_every_setting_is_listed_and_the_secret_is_not_shown(solvable, tmp_path):
    done = solvable(tmp_path, "settings")

    assert "SOLVABLE_SECRET_KEY" in done.stdout
    assert "not set" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "is_every_column_shown"),
    [
        pytest.param([], 0, False, id="as it is"),
        pytest.param(["--strict", "--all"], 1, True, id="strict, and every column"),
    ],
)
def test_a_check_shows_what_it_found_and_only_a_strict_one_fails(
    solvable, tmp_path, arguments, code, is_every_column_shown
):
    tables = make_tables()
    tables["application_train"][0]["DAYS_BIRTH"] = 14_600
    take_in(Workspace(tmp_path / "workspace"), write_delivery(tmp_path / "delivery", tables))
    page = tmp_path / "check.html"

    done = solvable(
        tmp_path / "workspace", "data", "check", "--language", "en", "--output", str(page), *arguments
    )  # fmt: skip

    assert done.returncode == code
    assert "DAYS_BIRTH  Expected values from −25,620 to −6,570, found 1 row outside" in done.stdout
    assert ("FLAG_DOCUMENT_21" in done.stdout) is is_every_column_shown
    assert "DAYS_<wbr>BIRTH" in page.read_text(encoding="utf-8")


def test_a_story_is_printed_in_words_and_written_whole_as_a_document(solvable, tmp_path):
    take_in(Workspace(tmp_path / "workspace"), write_delivery(tmp_path / "delivery", make_tables()))
    file = tmp_path / "story.json"

    words = solvable(tmp_path / "workspace", "story", "100001", "--language", "en", "--rows", "1")
    printed = solvable(tmp_path / "workspace", "story", "100001", "--json")
    written = solvable(tmp_path / "workspace", "story", "100001", "--output", str(file))

    assert (words.returncode, printed.returncode, written.returncode) == (0, 0, 0), words.stdout + words.stderr
    assert "You had 1 instalment with us before this application" in words.stdout
    assert "… 1 row more" in words.stdout
    assert "Decided, before the application" in words.stdout  # Nobody looks: no head is cut at a window's width.
    story = json.loads(file.read_text(encoding="utf-8"))
    assert story == json.loads(printed.stdout)
    chapters = {chapter["key"]: chapter for chapter in story["chapters"]}
    assert (story["client_id"], chapters["card_use"]["state"]) == (100_001, "told")
    assert [row["months_before"] for row in chapters["card_use"]["tables"][0]["rows"]] == [1, 2]
    assert set(chapters["card_use"]["summary"]) == {"fr", "en"}


def of_home_credit(importance):
    """Return an importance whose features, reasons and themes the catalogue of the command line has."""
    catalogue = home_credit().catalogue
    names = {"job": "occupation", "amount": "credit_amount"}
    return importance.model_copy(
        update={
            "features": tuple(
                feature.model_copy(update={"name": names[feature.name]})
                for feature in importance.features
                if feature.name in names
            ),
            "reasons": tuple(
                group.model_copy(update={"key": key})
                for group, key in zip(importance.reasons, catalogue.reasons, strict=False)
            ),
            "themes": tuple(
                group.model_copy(update={"key": key})
                for group, key in zip(importance.themes, catalogue.themes, strict=False)
            ),
        }
    )


@pytest.mark.parametrize(("page", "title"), [("validate", "Validation du modèle"), ("card", "Fiche du modèle")])
def test_a_model_is_reported_on_by_version_or_as_the_one_that_serves(solvable, tmp_path, page, title):
    bundle = make_bundle()
    put_on_shelf(
        dataclasses.replace(bundle, importance=of_home_credit(bundle.importance)), Workspace(tmp_path / "workspace")
    )

    for model in ((), ("--model", "fair")):
        file = tmp_path / f"{page}{len(model)}.html"
        done = solvable(tmp_path / "workspace", "report", page, "--output", str(file), *model)
        assert done.returncode == 0, done.stdout + done.stderr
        assert title in file.read_text()

    wrong = solvable(tmp_path / "workspace", "report", page, "--model", "full", "--output", str(tmp_path / "w.html"))
    assert wrong.returncode == 2
    assert "found 'full', which names none of" in wrong.stdout


def test_models_are_listed_shown_compared_moved_and_let_serve(solvable, tmp_path):
    workspace = tmp_path / "workspace"
    for version in ("fair-aa", "full-bb"):
        manifest = make_bundle().manifest.model_copy(
            update={"version": version, "sides": {"report": SideCount(n_clients=1000, n_defaults=80)}}
        )
        put_on_shelf(dataclasses.replace(make_bundle(), manifest=manifest), Workspace(workspace))

    def printed(*arguments, folder=workspace):
        done = solvable(folder, "bundle", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "full-bb" in next(line for line in printed("list").splitlines() if "serves" in line)
    assert "clients on report" in printed("show", "fair")
    assert "AUC" in printed("compare", "fair", "full")
    printed("export", "fair", str(tmp_path / "model.zip"))
    assert "fair-aa is here" in printed("import", str(tmp_path / "model.zip"), folder=tmp_path / "other")
    served = start(tmp_path / "other", "bundle", "serve", "fair")
    assert "fair-aa serves" in served.stdout
    assert "No client is scored by it yet: there are no features." in served.stdout
    assert current_version(Workspace(tmp_path / "other")) == "fair-aa"


def test_what_draws_and_what_computes_is_loaded_by_what_does_it_alone():
    slow = {"altair", "vl_convert", "jinja2", "xgboost", "sklearn", "pandas", "ibis", "duckdb"}
    asked = f"import sys, solvable.cli.commands; print({slow} & sys.modules.keys())"

    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "set()"

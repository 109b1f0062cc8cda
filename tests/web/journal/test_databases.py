"""The journal where it runs: several processes at once, killed at any moment, in SQLite and in PostgreSQL."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from postgres import find_programs, running_postgresql

from builders import REPOSITORY

HERE = Path(__file__).parent
# What the other tests of this folder say of the journal, said on PostgreSQL as well.
SPECIFICATIONS = sorted(
    str(path) for path in HERE.glob("test_*.py") if path.stem not in ("test_chain", "test_commands", "test_databases")
)
# And what is said of who may enter. A test that commits is left out: the guards refuse to empty their tables after it.
SPECIFICATIONS += [str(HERE.parent / name) for name in ("test_keys.py", "test_people.py", "test_lockout.py")]
COMMITTING = "test_many_attempts_at_once_are_counted_one_by_one"
N_ROUNDS, N_WRITERS, N_EACH = 10, 3, 20


def served():
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with running_postgresql(programs) as server:
        yield server.url


@pytest.fixture(scope="module")
def postgresql():
    yield from served()


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request, tmp_path):
    """The environment of a process with an empty journal in one of the two databases."""
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    return {"SOLVABLE_WORKSPACE": str(tmp_path / "workspace"), "DATABASE_URL": url}


def run(arguments, environment):
    done = subprocess.run(
        [sys.executable, *arguments], env=os.environ | environment, cwd=REPOSITORY, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def write(environment, *options):
    return json.loads(run(["benchmarks/journal.py", *map(str, options)], environment).splitlines()[-1])


def test_several_processes_that_write_at_once_make_one_chain(environment):
    before = write(environment, "--each", 0, "--rounds", 0)

    found = write(environment, "--each", N_EACH, "--writers", N_WRITERS)

    assert (found["lost"], found["breaks"]) == (0, 0)
    assert found["acknowledged"] == N_WRITERS * N_EACH
    assert found["recorded"] - before["recorded"] == N_WRITERS * N_EACH
    assert found["links"] == 2 * found["recorded"]  # a scoring and a decision each


def test_what_was_acknowledged_survives_a_kill_at_any_moment_and_the_chain_holds(environment):
    found = write(environment, "--rounds", N_ROUNDS)

    assert (found["lost"], found["breaks"]) == (0, 0)
    assert found["recorded"] >= found["acknowledged"] >= N_ROUNDS


def test_the_journal_does_on_postgresql_what_it_does_on_sqlite(postgresql, tmp_path):
    environment = {"SOLVABLE_WORKSPACE": str(tmp_path), "DATABASE_URL": postgresql}

    shown = run(
        ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", "-k", f"not {COMMITTING}", *SPECIFICATIONS],
        environment,
    )

    assert "passed" in shown.splitlines()[-1]
    assert "skipped" not in shown.splitlines()[-1]


@pytest.fixture
def empty_postgresql():
    yield from served()


def test_the_records_of_a_workspace_move_to_postgresql_whole_and_go_on_there(empty_postgresql, tmp_path):
    workspace = {"SOLVABLE_WORKSPACE": str(tmp_path / "workspace"), "DATABASE_URL": ""}
    write(workspace, "--each", 12, "--writers", 2)
    run(["-m", "solvable.cli", "key", "create", "a program", "--scope", "score"], workspace)
    head = run(["-m", "solvable.cli", "audit", "verify"], workspace).splitlines()[-1]
    moved = workspace | {"DATABASE_URL": empty_postgresql}

    shown = run(["-m", "solvable.cli", "audit", "move"], moved)

    assert shown.splitlines()[-1] == head
    assert "a program" in run(["-m", "solvable.cli", "key", "list"], moved)
    found = write(moved, "--each", 3, "--writers", 2)
    assert (found["lost"], found["breaks"], found["recorded"]) == (0, 0, 30)
    run(["-m", "solvable.cli", "audit", "verify", "--head", head], moved)
    again = start("audit", "move", environment=moved)
    assert again.returncode == 2
    assert "Expected an empty database in DATABASE_URL, found" in again.stdout
    assert run(["-m", "solvable.cli", "audit", "verify"], workspace).splitlines()[-1] == head


def test_records_are_moved_from_a_workspace_that_has_some_to_a_database_that_is_named(postgresql, tmp_path):
    nowhere = {"SOLVABLE_WORKSPACE": str(tmp_path / "empty"), "DATABASE_URL": postgresql}

    assert "found no such file" in start("audit", "move", environment=nowhere).stdout
    assert "found it unset" in start("audit", "move", environment=nowhere | {"DATABASE_URL": ""}).stdout


def start(*arguments, environment):
    return subprocess.run(
        [sys.executable, "-m", "solvable.cli", *arguments], env=os.environ | environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip

from pathlib import Path

import pytest
from django.db import connection

from solvable.errors import ConfigError
from solvable.web.database import read_database

EMBEDDED = Path("workspace/journal.sqlite3")


def test_without_an_address_the_records_are_in_the_workspace():
    found = read_database("", embedded=EMBEDDED)

    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", EMBEDDED)


def test_an_address_names_host_port_user_password_and_database():
    found = read_database(
        "postgresql://ban%6B:s%3Acr%40t@db.bank.example:5433/records?sslmode=verify-full", embedded=EMBEDDED
    )

    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.bank.example", "5433", "records")
    assert (found["USER"], found["PASSWORD"]) == ("bank", "s:cr@t")
    assert found["OPTIONS"]["sslmode"] == "verify-full"


def test_a_folder_of_sockets_may_stand_for_the_host():
    assert read_database("postgres://me@/records?host=/run/postgresql", embedded=EMBEDDED)["HOST"] == "/run/postgresql"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        pytest.param("mysql://a:secret@host/name", "found the scheme 'mysql'", id="another database"),
        pytest.param("a:secret@host", "found the scheme", id="no address"),
        pytest.param("postgresql://a:secret@host/", "found no name of a database", id="no name"),
        pytest.param("postgresql://a:secret@host:port/name", "cannot be read", id="a port that is no number"),
        pytest.param("postgresql://a:secret@host/name?dbname=x", "found the option 'dbname'", id="an unknown option"),
    ],
)
def test_an_address_of_anything_else_is_refused_without_repeating_the_password(url, found):
    with pytest.raises(ConfigError, match=found) as refusal:
        read_database(url, embedded=EMBEDDED)

    assert "secret" not in str(refusal.value)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="these are SQLite's")
def test_what_sqlite_acknowledged_is_on_the_disk():
    with connection.cursor() as cursor:
        pragmas = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
        waits = cursor.execute("PRAGMA busy_timeout").fetchone()[0]

    assert pragmas == {"journal_mode": "wal", "synchronous": 2}
    assert waits >= 20_000
    assert connection.transaction_mode == "IMMEDIATE"

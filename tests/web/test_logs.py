"""The log finds a request by its number, and tells nothing of people, whatever goes wrong."""

import io
import logging
import time

import pytest
from django.db import IntegrityError, OperationalError

from solvable.errors import UnknownClientError
from solvable.web.logs import WITHHELD, DiscreetLine
from web.made_up import DECLINED, FakeScoringService, open_nothing

PERSONAL = "Jeanne Dupont, 202500"
SCORE = f"/v1/clients/{DECLINED}/score"


@pytest.fixture
def log():
    """What the server writes, as it writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(DiscreetLine())
    names = ("django", "solvable")
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield written
    for name in names:
        logging.getLogger(name).removeHandler(handler)


def test_every_line_of_the_server_is_written_so(settings):
    assert settings.LOGGING["formatters"] == {"line": {"()": "solvable.web.logs.DiscreetLine"}}
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}


def test_a_line_bears_the_time_of_the_records_whatever_the_clock_of_the_machine(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        record = logging.makeLogRecord({"msg": "Up.", "created": 1_795_917_600.25, "msecs": 250.0})
        assert DiscreetLine().format(record).startswith("2026-11-29T02:00:00.250Z ")
    finally:
        monkeypatch.undo()
        time.tzset()


class Talkative(FakeScoringService):
    """Fails with words that repeat a client's data, as a database or a parser does."""

    def decide(self, client_ids):
        """Fail twice over."""
        try:
            raise ValueError(f"cannot read {PERSONAL}")
        except ValueError as error:
            raise IntegrityError(f"DETAIL: Key (name)=({PERSONAL}) of {client_ids}") from error


@pytest.mark.parametrize("path", [f"/clients/{DECLINED}/", SCORE])
def test_a_failure_is_told_with_place_type_and_number_and_without_its_words(desk, program, log, settings, path):
    settings.SCORING_SERVICE = lambda: Talkative()
    visitor = program if path == SCORE else desk

    answer = visitor.get(path, headers={"X-Request-ID": "request-4711"})

    assert answer.status_code == 500
    for told in (log.getvalue(), answer.content.decode()):
        assert "Dupont" not in told
        assert "202500" not in told
    assert "Traceback" not in answer.content.decode()
    assert all("[request-4711]" in line for line in log.getvalue().splitlines() if " ERROR " in line)
    assert "in decide" in log.getvalue()
    assert log.getvalue().index("builtins.ValueError") < log.getvalue().index("django.db.utils.IntegrityError")
    assert WITHHELD in log.getvalue()


def test_what_people_type_never_reaches_the_log(desk, stranger, program, log, settings):
    stranger.post("/connexion/", {"username": PERSONAL, "password": PERSONAL})
    for _ in range(6):
        stranger.post("/connexion/", {"username": "dupont", "password": "Jeanne"})
    desk.get("/", {"client": PERSONAL})
    desk.get("/nulle-part", {"q": PERSONAL})
    desk.post("/connexion/", {"username": PERSONAL}, headers={"Referer": "https://elsewhere.example/"})
    program.get(SCORE, {"limit": PERSONAL})
    program.post(SCORE, data={"name": PERSONAL}, content_type="application/json")
    program.get(SCORE, headers={"X-API-Key": PERSONAL, "X-Request-ID": PERSONAL})
    settings.SCORING_SERVICE = open_nothing
    program.get(SCORE, {"name": PERSONAL})

    told = log.getvalue()
    assert "too many attempts" in told
    assert "cannot be served yet" in told
    for personal in ("Dupont", "dupont", "Jeanne", "202500"):
        assert personal not in told


def test_our_own_errors_keep_their_words_for_they_are_written_to_be_read_in_logs():
    try:
        raise UnknownClientError(DECLINED)
    except UnknownClientError as error:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "failed", (), (type(error), error, error.__traceback__))

    assert "Check the number" in DiscreetLine().format(record)


def test_a_line_outside_of_any_request_has_a_dash_for_its_number():
    record = logging.LogRecord("solvable.web", logging.WARNING, "x", 1, "starting", (), None)

    assert DiscreetLine().format(record).endswith("WARNING solvable.web [-] starting")


def test_without_its_records_the_gate_lets_nobody_in_and_says_come_back(desk, program, monkeypatch):
    def gone(*_args, **_kwargs):
        raise OperationalError("the database is gone")

    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", gone)

    page, document = desk.get("/"), program.get(SCORE)

    assert (page.status_code, document.status_code) == (503, 503)
    assert document["Content-Type"] == "application/problem+json"
    assert document["Retry-After"] == "30"

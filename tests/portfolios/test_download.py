"""Fetching over http from a real server, which cuts off, changes its mind and forgets."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portfolios.builders import make_portfolio, make_row, write_delivery
from solvable.errors import ImportRefusedError
from solvable.portfolios import download as module
from solvable.portfolios.download import download, without_secrets
from solvable.portfolios.intake import import_tables
from solvable.portfolios.workspace import Workspace
from solvable.progress import Silent

CONTENT = bytes(range(256)) * 4_000


class Server(ThreadingHTTPServer):
    """Serve one content; ``cuts`` are the sizes after which the next answers break off."""

    def __init__(self, content):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.tag, self.cuts, self.statuses, self.requests = content, '"one"', [], [], []
        self.knows_ranges = True

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/files/application_train.csv"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        server.requests.append(dict(self.headers))
        if server.statuses:
            self.send_response(server.statuses.pop(0))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if server.tag and self.headers.get("If-None-Match") == server.tag:
            self.send_response(304)
            self.end_headers()
            return
        start = 0
        if server.knows_ranges and "Range" in self.headers and self.headers.get("If-Range") == server.tag:
            start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        body = server.content[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(server.content) - 1}/{len(server.content)}")
        self.send_header("Content-Length", str(len(body)))
        if server.tag:
            self.send_header("ETag", server.tag)
        self.end_headers()
        self.wfile.write(body[: server.cuts.pop(0)] if server.cuts else body)
        self.close_connection = True

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def server():
    with Server(CONTENT) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Watching(Silent):
    """Add up what is said about a step."""

    def __init__(self):
        self.step, self.total, self.done, self.detail = "", None, 0, ""

    def start(self, step, *, total=None):
        self.step, self.total, self.done = step, total, 0

    def advance(self, amount=1):
        self.done += amount

    def finish(self, detail=""):
        self.detail = detail


def fetch(server, folder, progress=None, waits=None):
    waits = [] if waits is None else waits
    return download(server.url, folder, progress=progress or Silent(), wait=waits.append)


def test_a_file_arrives_whole_under_its_name_with_its_checksum_shown(server, tmp_path):
    watching = Watching()

    file = fetch(server, tmp_path, watching)

    assert (file.name, file.read_bytes()) == ("application_train.csv", CONTENT)
    assert watching.step == f"download {server.url}"
    assert watching.detail == f"1,024,000 bytes, SHA-256 {hashlib.sha256(CONTENT).hexdigest()}"
    assert watching.done == watching.total == len(CONTENT)


def test_a_cut_off_download_continues_where_it_ended(server, tmp_path):
    server.cuts = [300_000, 200_000]
    waits, watching = [], Watching()

    file = fetch(server, tmp_path, watching, waits)

    assert file.read_bytes() == CONTENT
    assert [request.get("Range") for request in server.requests] == [None, "bytes=300000-", "bytes=500000-"]
    assert waits == [1.0, 2.0]
    assert watching.done == watching.total == len(CONTENT)


def test_a_download_that_never_ends_well_is_refused_and_continued_by_the_next_run(server, tmp_path):
    server.cuts = [100_000] * 5
    with pytest.raises(ImportRefusedError, match=r"cut off 5 times. What arrived is kept: run the same command again"):
        fetch(server, tmp_path)

    assert fetch(server, tmp_path).read_bytes() == CONTENT
    assert server.requests[-1]["Range"] == "bytes=500000-"


def test_a_file_that_changed_meanwhile_is_fetched_anew(server, tmp_path):
    server.cuts = [10_000] * 5
    with pytest.raises(ImportRefusedError):
        fetch(server, tmp_path)
    server.content, server.tag = CONTENT[::-1], '"two"'

    assert fetch(server, tmp_path).read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("forgetful", ["no ranges", "no tag"])
def test_a_server_that_cannot_continue_sends_the_whole_file_again(server, tmp_path, forgetful):
    server.knows_ranges = forgetful != "no ranges"
    server.tag = None if forgetful == "no tag" else server.tag
    server.cuts = [300_000]

    assert fetch(server, tmp_path).read_bytes() == CONTENT


def test_an_unchanged_file_is_not_fetched_twice(server, tmp_path):
    fetch(server, tmp_path)

    assert fetch(server, tmp_path).read_bytes() == CONTENT
    assert server.requests[-1]["If-None-Match"] == '"one"'


def test_a_server_in_trouble_is_asked_again(server, tmp_path):
    server.statuses = [503, 429]

    assert fetch(server, tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("status", [403, 404])
def test_a_server_that_says_no_is_not_asked_again(server, tmp_path, status):
    server.statuses = [status]

    with pytest.raises(ImportRefusedError, match=f"the server answers {status}. Check the address"):
        fetch(server, tmp_path)
    assert len(server.requests) == 1


def test_nobody_at_the_address_is_refused_after_some_attempts(tmp_path):
    waits = []

    with pytest.raises(ImportRefusedError, match="cut off 5 times"):
        download("http://127.0.0.1:1/a.zip", tmp_path, progress=Silent(), wait=waits.append)
    assert waits == [1.0, 2.0, 4.0, 8.0]


def test_more_than_can_be_wanted_is_refused(server, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_DOWNLOAD_BYTES", 1_000)

    with pytest.raises(ImportRefusedError, match="at most 1,000 bytes, found more"):
        fetch(server, tmp_path)


def test_an_address_cannot_choose_where_its_file_goes(server, tmp_path):
    url = server.url.replace("/files/application_train.csv", "/..%2f..%2f.bashrc")

    file = download(url, tmp_path / "downloads", progress=Silent())

    assert file.name == "_2f.._2f.bashrc"
    assert file.parent.parent == tmp_path / "downloads"


def test_secrets_of_an_address_are_neither_shown_nor_stored():
    assert without_secrets("http://me:pw@h:8080/a.zip?key=1#x") == "http://h:8080/a.zip"


def test_tables_are_imported_from_an_address(server, tmp_path, monkeypatch):
    rows = {"application_train": [make_row("application")]}
    server.content = (write_delivery(tmp_path / "delivery", rows) / "application_train.csv").read_bytes()
    server.cuts = [200]
    workspace = Workspace(tmp_path / "workspace")
    monkeypatch.setattr(module, "FIRST_WAIT_SECONDS", 0.0)

    manifest = import_tables(make_portfolio(), f"{server.url}?token=secret", workspace, progress=Silent())

    assert [(table.name, table.n_rows) for table in manifest.tables] == [("application", 1)]
    assert manifest.source == server.url
    assert server.requests[-1]["Range"] == "bytes=200-"

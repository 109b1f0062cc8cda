"""The audit of locked packages: it fails on what is known and not accepted, and says so where it cannot tell."""

import importlib.util
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from builders import REPOSITORY

_spec = importlib.util.spec_from_file_location("audit", REPOSITORY / ".ci" / "audit.py")
audit = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(audit)

KNOWN = {"id": "GHSA-abcd-abcd-abcd", "aliases": ["CVE-2026-1"], "package": "leaky"}
TODAY = datetime.now(UTC).date()


class Database(BaseHTTPRequestHandler):
    """Knows of one package with a vulnerability, and tells it as OSV does."""

    def do_POST(self):
        """Answer one question about one version of one package."""
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = {
            "id": KNOWN["id"], "aliases": KNOWN["aliases"], "summary": "leaks", "published": "2026-01-01T00:00:00Z",
            "affected": [{
                "package": {"name": KNOWN["package"], "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}],
            }],
        }  # fmt: skip
        found = question["package"]["name"] == KNOWN["package"]
        body = json.dumps({"vulns": [known]} if found else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture(scope="module")
def database():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Database)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    server.server_close()


def run(tmp_path, address, *packages):
    lock, accepted = tmp_path / "some.lock", tmp_path / "accepted.toml"
    lock.write_text("".join(f"{package} --hash=sha256:{'0' * 64}\n" for package in packages))
    accepted.touch()
    return audit.main(["--lock", str(lock), "--accepted", str(accepted), "--osv-url", address])


def accepted_as(tmp_path, number=KNOWN["id"], until=TODAY, ground="Nothing here calls it."):
    path = tmp_path / "accepted.toml"
    path.write_text(f'[[accepted]]\nid = "{number}"\npackage = "leaky"\nground = "{ground}"\nuntil = {until}\n')
    return audit.read_accepted(path)


def test_packages_of_which_nothing_is_known_pass(database, tmp_path, capsys):
    assert run(tmp_path, database, "sound==1.0", "solid==2.0") == 0
    assert "2 locked packages, 0 known vulnerabilities" in capsys.readouterr().out


def test_a_known_vulnerability_fails_with_its_names_and_where_it_is_fixed(database, tmp_path, capsys):
    assert run(tmp_path, database, "sound==1.0", "leaky==1.0") == 1

    told = capsys.readouterr().out
    assert "leaky 1.0: CVE-2026-1, GHSA-abcd-abcd-abcd, fixed in 2.0." in told
    assert "accept it with a ground" in told


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        pytest.param({}, 0, id="accepted until today"),
        pytest.param({"number": "CVE-2026-1"}, 0, id="accepted by its other name"),
        pytest.param({"until": TODAY - timedelta(days=1)}, 1, id="accepted until yesterday"),
        pytest.param({"number": "CVE-2026-2"}, 1, id="another one accepted"),
    ],
)
def test_one_that_is_accepted_with_a_ground_passes_until_its_last_day(tmp_path, capsys, accepted, code):
    names = frozenset({KNOWN["id"], *KNOWN["aliases"]})
    finding = audit.Finding(package="leaky", version="1.0", names=names, fixed_in=[])

    assert audit.judge([finding], accepted_as(tmp_path, **accepted), n_packages=1, on=TODAY) == code
    assert ("Remove it." in capsys.readouterr().out) is (code == 1)


def test_nothing_is_accepted_without_a_ground(tmp_path):
    with pytest.raises(SystemExit, match="accepted without a ground"):
        accepted_as(tmp_path, ground=" ")


def test_where_the_database_cannot_be_reached_it_says_so_and_does_not_look_audited(tmp_path, capsys):
    assert run(tmp_path, "http://127.0.0.1:9/v1/query", "leaky==1.0") == 0

    told = capsys.readouterr().out
    assert "NOT AUDITED" in told
    assert "locked packages" not in told


def test_a_lock_file_that_cannot_be_read_is_no_pass(database, tmp_path, capsys):
    assert run(tmp_path, database, "not a requirement ==") == 2
    assert "ended without a report" in capsys.readouterr().out

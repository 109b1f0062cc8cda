"""Kill a serving server, or an import, at random moments, and look whether anything acknowledged is lost.

    python benchmarks/kills.py server WORKSPACE --rounds 50                  # records in SQLite
    python benchmarks/kills.py server WORKSPACE --rounds 50 --postgresql     # in a PostgreSQL of its own
    python benchmarks/kills.py import --rounds 100

*server*: the workspace is copied and served with two workers; four threads record decisions by the API, each under an
Idempotency-Key. At a random moment server and workers are killed (SIGKILL) and the server is started again. Then every
decision that was sent in the round is sent again: one that was acknowledged must be answered as it was, as a
repetition; one that was not is recorded now or known. In the end the chain is verified, and each decision that was
ever acknowledged is read. *import*: two deliveries are imported in turn into one workspace, each import killed at a
random moment; after each kill the tables must be, to the byte, those of one delivery or of the other.
Prints what it found as JSON, and ends with exit code 1 where anything is lost, half written or answered otherwise.
"""

import argparse
import hashlib
import json
import math
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from postgres import find_programs, running_postgresql
from running import Answer, Server, running_server

N_SENDERS = 4
# Between the first acknowledgement of a round and the kill.
LONGEST_ROUND_S = 1.0
MOST_DECISIONS = 4000
CONFIG = Path(__file__).parents[1] / "config"


@dataclass(kw_only=True)
class Sent:
    """A decision that was sent, and what came back; nothing where the server was killed before it could answer."""

    key: str
    client: int
    body: Mapping[str, Any]
    acknowledged: bytes | None = None

    def send(self, server: Server) -> Answer:
        """Send it, once more or for the first time."""
        path = f"/v1/clients/{self.client}/decisions"
        return server.ask(path, body=self.body, headers={"Idempotency-Key": self.key})


@dataclass(kw_only=True)
class Found:
    """What the rounds came to."""

    rounds: int = 0
    sent: list[Sent] = field(default_factory=list)
    starts_s: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    """Kill, look, tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=("server", "import"))
    options.add_argument("workspace", type=Path, nargs="?")
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--minutes", type=float, default=1e6, help="begin no round later than that")
    options.add_argument("--postgresql", action="store_true")
    options.add_argument("--seed", type=int, default=1)
    told = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    rng = random.Random(told.seed)  # noqa: S311 - moments, no secrets.
    if told.what == "import":
        found = kill_imports(told.rounds, told.minutes, rng)
    elif told.workspace is None:
        sys.exit("Name the workspace whose copy is to be served.")
    else:
        found = kill_servers(told.workspace, told.rounds, told.minutes, rng, in_postgresql=told.postgresql)
    print(json.dumps(found))
    return 1 if found["wrong"] else 0


def kill_servers(
    source: Path, rounds: int, minutes: float, rng: random.Random, *, in_postgresql: bool, workers: int = 2
) -> dict[str, Any]:
    """Kill a server under load as often as told, and return what it found."""
    found = Found()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kills-")))
        workspace = folder / "workspace"
        shutil.copytree(source, workspace, ignore=shutil.ignore_patterns("journal.sqlite3*", "static"))
        url = stack.enter_context(running_postgresql(_programs())).url if in_postgresql else ""
        server = stack.enter_context(
            running_server(workspace, CONFIG, database_url=url, workers=workers, log=folder / "log")
        )
        undecided = proposals(server, workspace)
        ends_at = time.monotonic() + 60 * minutes
        while found.rounds < rounds and time.monotonic() < ends_at:
            _round(server, undecided, rng, found)
        for sent in found.sent:
            _check_kept(server, sent, found)
        server.stop()
        verified = server.command("audit", "verify").splitlines()
    acknowledged = [sent for sent in found.sent if sent.acknowledged is not None]
    return {
        "database": "postgresql" if in_postgresql else "sqlite", "rounds": found.rounds, "sent": len(found.sent),
        "acknowledged": len(acknowledged), "chain": " ".join(verified)[:200], "wrong": found.wrong,
        "starts_s": [round(seconds, 2) for seconds in found.starts_s],
        "start_s_median": round(median(found.starts_s), 2),
        "start_s_95_of_100": round(_of_100(found.starts_s, 95), 2), "start_s_longest": round(max(found.starts_s), 2),
    }  # fmt: skip


def _of_100(seconds: list[float], n: int) -> float:
    """Return the shortest time that so many of 100 did not exceed."""
    return sorted(seconds)[max(0, math.ceil(n / 100 * len(seconds)) - 1)]


def _programs() -> Path:
    programs = find_programs()
    if programs is None:
        sys.exit("PostgreSQL is not installed (Debian: apt-get install postgresql).")
    return programs


def proposals(server: Server, workspace: Path) -> Iterator[tuple[int, str]]:
    """Give clients, each once, with what is proposed: a second decision on one would have to name the first."""
    from solvable.portfolios.feature_table import FeatureTable
    from solvable.portfolios.workspace import Workspace

    clients = FeatureTable(Workspace(workspace).features_path()).first_clients(MOST_DECISIONS)
    lines = server.ask("/v1/scores", body=clients).body.splitlines()
    return iter([(line["client_id"], line["verdict"]) for line in map(json.loads, lines)])


def _round(server: Server, undecided: Iterator[tuple[int, str]], rng: random.Random, found: Found) -> None:
    """Record decisions, kill the server among them, start it again, and send all of them once more."""
    sent: list[Sent] = []
    first_came, ended = threading.Event(), threading.Event()

    def send(draw: random.Random) -> None:
        while not ended.is_set():
            client, verdict = next(undecided)
            body = {"proposed": verdict, "taken": verdict, "decided_by": "c.martin"}
            one = Sent(key=f"kill-{draw.getrandbits(64):016x}", client=client, body=body)
            sent.append(one)
            answer = one.send(server)
            if answer.status == 201:
                one.acknowledged = answer.body
                first_came.set()
            elif answer.status:
                found.wrong.append(f"status {answer.status} while recording")
            if answer.status != 201:
                return

    senders = [threading.Thread(target=send, args=(random.Random(rng.getrandbits(64)),)) for _ in range(N_SENDERS)]  # noqa: S311
    for sender in senders:
        sender.start()
    first_came.wait(60)
    time.sleep(rng.uniform(0, LONGEST_ROUND_S))
    server.kill()
    ended.set()
    for sender in senders:
        sender.join()
    found.starts_s.append(server.start())
    for one in sent:
        _send_again(server, one, found)
    found.sent += sent
    found.rounds += 1


def _send_again(server: Server, one: Sent, found: Found) -> None:
    again = one.send(server)
    replayed = again.headers.get("idempotency-replayed")
    if again.status != 201:
        found.wrong.append(f"{one.key} sent again: status {again.status}")
    elif one.acknowledged is None:
        one.acknowledged = again.body
    elif (again.body, replayed) != (one.acknowledged, "true"):
        found.wrong.append(f"{one.key} sent again is answered otherwise")


def _check_kept(server: Server, sent: Sent, found: Found) -> None:
    if sent.acknowledged is None:
        return
    number = json.loads(sent.acknowledged)["decision_id"]
    answer = server.ask(f"/v1/decisions/{number}")
    if answer.status != 200 or answer.json()["client_id"] != sent.client:
        found.wrong.append(f"decision {number} was acknowledged, and is answered with {answer.status}")


def kill_imports(rounds: int, minutes: float, rng: random.Random) -> dict[str, Any]:
    """Kill imports as often as told, and return what it found."""
    from solvable.portfolios.home_credit import home_credit
    from solvable.progress import Silent

    wrong: list[str] = []
    n_killed, ends = 0, {"the new one": 0, "the one before": 0}
    with tempfile.TemporaryDirectory(prefix="kills-") as place:
        folder = Path(place)
        workspace, sources = folder / "workspace", [folder / "a", folder / "b"]
        for seed, source in enumerate(sources):
            home_credit().generate(source, 1000, seed, Silent())
        whole, took = [], []
        for source in sources:
            began = time.monotonic()
            _import(workspace, source).wait()
            took.append(time.monotonic() - began)
            whole.append(_content(workspace))
        ends_at, n_imports = time.monotonic() + 60 * minutes, 0
        while n_imports < rounds and time.monotonic() < ends_at:
            place_of_round, n_imports = n_imports, n_imports + 1
            before, wanted = _content(workspace), whole[place_of_round % 2]
            importing = _import(workspace, sources[place_of_round % 2])
            time.sleep(rng.uniform(0, 1.1 * max(took)))
            n_killed += importing.poll() is None
            importing.kill()
            importing.wait()
            found = _content(workspace)
            if found not in (before, wanted):
                wrong.append(f"round {place_of_round}: the tables are neither those before nor those imported")
            ends["the new one" if found == wanted else "the one before"] += 1
        _import(workspace, sources[0]).wait()
        if _content(workspace) != whole[0] or len(list(workspace.glob("tables-*"))) != 1:
            wrong.append("an import after the kills does not leave its own tables alone")
    return {"imports": n_imports, "killed": n_killed, **ends, "import_s": round(max(took), 2), "wrong": wrong}


def _import(workspace: Path, source: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own program.
        [sys.executable, "-m", "solvable.cli", "data", "import", str(source)],
        env=os.environ | {"SOLVABLE_WORKSPACE": str(workspace)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _content(workspace: Path) -> dict[str, str]:
    """Return the checksum of every table that the manifest names; its own words apart."""
    from solvable.portfolios.workspace import Workspace

    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in Workspace(workspace).table_paths().items()
    }


if __name__ == "__main__":
    sys.exit(main())

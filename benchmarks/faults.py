"""Take the disk or the database away from a serving server, and look what it answers and what is left behind.

    python benchmarks/faults.py WORKSPACE                # as root: file systems are mounted

A copy of the workspace is served with two workers while decisions are recorded and scores asked for. *Disk full*: the
workspace's file system is filled to its last byte. *Read-only*: it is mounted for reading alone. *Database gone*: the
PostgreSQL of the records is ended as a crash would end it, and started again. Each time answers must be what they
were, or 503 as a problem document (a page for people); once the fault is mended, decisions must be recorded again
without a restart; in the end every acknowledged decision is there and the chain verifies. Prints what it found as
JSON; exit code 1 where not.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from kills import CONFIG, Sent, proposals
from postgres import Postgresql, find_programs, running_postgresql
from running import Server, running_server

N_ASKED = 20
LONGEST_RECOVERY_S = 60
DISK_MB = 200
_numbers = count()


class Watch:
    """What a server answers before, during and after a fault."""

    def __init__(self, server: Server, clients: list[int], undecided: Iterator[tuple[int, str]]) -> None:
        self.server, self.clients, self.undecided = server, clients, undecided
        self.acknowledged: list[Sent] = []
        self.wrong: list[str] = []

    def ask(self, n: int) -> dict[str, dict[str, int]]:
        """Ask so often for each kind of answer, and return how often each status came."""
        came: dict[str, Counter[str]] = {kind: Counter() for kind in ("score", "decision", "page")}
        for place in range(n):
            client = self.clients[place % len(self.clients)]
            came["score"][self._note(self.server.ask(f"/v1/clients/{client}/score"))] += 1
            came["decision"][self._note(self._decide())] += 1
            came["page"][str(self.server.ask("/connexion/").status)] += 1
        return {kind: dict(counted) for kind, counted in came.items()}

    def recovers(self) -> float:
        """Return after how many seconds a decision is recorded again."""
        began = time.monotonic()
        while time.monotonic() - began < LONGEST_RECOVERY_S:
            if self._decide().status == 201:
                return round(time.monotonic() - began, 2)
            time.sleep(0.05)
        self.wrong.append("it does not recover by itself")
        return float("inf")

    def check_kept(self) -> int:
        """Read every acknowledged decision, and return how many there are."""
        for sent in self.acknowledged:
            number = json.loads(sent.acknowledged or b"{}")["decision_id"]
            if self.server.ask(f"/v1/decisions/{number}").status != 200:
                self.wrong.append(f"decision {number} was acknowledged and is not there")
        return len(self.acknowledged)

    def _decide(self) -> Any:
        client, proposed = next(self.undecided)
        body = {"proposed": proposed, "taken": proposed, "decided_by": "c.martin"}
        sent = Sent(key=f"fault-{os.getpid()}-{next(_numbers)}", client=client, body=body)
        answer = sent.send(self.server)
        if answer.status == 201:
            sent.acknowledged = answer.body
            self.acknowledged.append(sent)
        return answer

    def _note(self, answer: Any) -> str:
        """Return an answer's status and type, and note one that tells of no fault in the way it must."""
        if answer.status in (200, 201):
            return str(answer.status)
        kind = answer.json()["type"].rpartition(":")[2] if answer.body else "no answer"
        if answer.status != 503 or answer.headers.get("retry-after") is None:
            self.wrong.append(f"answered {answer.status} {kind}")
        return f"{answer.status} {kind}"


def main() -> int:
    """Break, look, mend, tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("workspace", type=Path)
    options.add_argument("--only", choices=("disk", "readonly", "database"))
    told = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    faults = {"disk": disk_full, "readonly": read_only, "database": database_gone}
    is_right = True
    for name, fault in faults.items():
        if told.only in (None, name):
            found = fault(told.workspace)
            print(json.dumps({name: found}), flush=True)
            is_right = is_right and not found["wrong"]
    return 0 if is_right else 1


def disk_full(source: Path) -> dict[str, Any]:
    """Fill the file system of the workspace."""

    def fill(workspace: Path) -> None:
        with suppress(OSError), (workspace / "filling").open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)

    return _with_disk(source, fill, lambda workspace: (workspace / "filling").unlink())


def read_only(source: Path) -> dict[str, Any]:
    """Let nothing be written into the workspace any more: a view of it is served that is then mounted for reading."""

    def remounted(how: str) -> Callable[[Path], None]:
        return lambda workspace: _run_in_the_end("mount", "-o", f"remount,bind,{how}", str(workspace))

    return _with_disk(source, remounted("ro"), remounted("rw"))


def database_gone(source: Path) -> dict[str, Any]:
    """End PostgreSQL as a crash would, and start it again."""
    programs = find_programs()
    if programs is None:
        sys.exit("PostgreSQL is not installed (Debian: apt-get install postgresql).")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
        _copy(source, folder / "workspace")
        database: Postgresql = stack.enter_context(running_postgresql(programs))
        server = stack.enter_context(
            running_server(folder / "workspace", CONFIG, database_url=database.url, log=folder / "log")
        )
        return _watched(server, folder / "workspace", lambda _: database.stop(), lambda _: database.start())


def _with_disk(source: Path, spoil: Callable[[Path], None], mend: Callable[[Path], None]) -> dict[str, Any]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faults-")))
        workspace = stack.enter_context(_small_disk(folder))
        _copy(source, workspace)
        server = stack.enter_context(running_server(workspace, CONFIG, log=folder / "log"))
        return _watched(server, workspace, spoil, mend)


def _watched(
    server: Server, workspace: Path, spoil: Callable[[Path], None], mend: Callable[[Path], None]
) -> dict[str, Any]:
    from solvable.portfolios.feature_table import FeatureTable
    from solvable.portfolios.workspace import Workspace

    clients = FeatureTable(Workspace(workspace).features_path()).first_clients(10)
    watch = Watch(server, clients, proposals(server, workspace))
    before = watch.ask(N_ASKED)
    spoil(workspace)
    during = watch.ask(N_ASKED)
    mend(workspace)
    recovered = watch.recovers()
    after = watch.ask(N_ASKED)
    kept = watch.check_kept()
    verified = server.command("audit", "verify").splitlines()
    return {
        "before": before, "during": during, "recovered_after_s": recovered, "after": after, "kept": kept,
        "chain": " ".join(verified)[:200], "wrong": watch.wrong,
    }  # fmt: skip


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(
        source, target, ignore=shutil.ignore_patterns("journal.sqlite3*", "static"), dirs_exist_ok=True
    )  # fmt: skip


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    """Give a folder on a file system of its own, seen through a second mount."""
    disk, view = folder / "disk", folder / "view"
    disk.mkdir()
    view.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(disk))
    try:
        _run("mount", "--bind", str(disk), str(view))
        try:
            yield view
        finally:
            _run("umount", "-l", str(view))
    finally:
        _run("umount", "-l", str(disk))


def _run_in_the_end(*command: str) -> None:
    """Try again while a request holds a file open for writing, during which nothing is mounted for reading."""
    for _ in range(600):
        if subprocess.run(command, check=False, capture_output=True).returncode == 0:  # noqa: S603 - our own words.
            return
        time.sleep(0.05)
    _run(*command)


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - our own words.


if __name__ == "__main__":
    sys.exit(main())

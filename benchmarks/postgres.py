"""A PostgreSQL of the tests' and measurements' own: Debian's programs, in a folder that goes with it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["Postgresql", "find_programs", "running_postgresql"]

# PostgreSQL refuses to run as root; Debian's package brings this user.
ACCOUNT = "postgres"


def find_programs() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl`, of the newest version; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    elsewhere = shutil.which("initdb")
    return found[-1].parent if found else Path(elsewhere).parent if elsewhere else None


class Postgresql:
    """A database server in a folder, which is stopped and started again."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder = programs, folder
        self._account: dict[str, Any] = {}
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT, ACCOUNT)
            self._account = {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []}
        self._run("initdb", "-A", "trust", "-U", "bank", "--no-sync", "-E", "UTF8", "--locale=C")

    @property
    def url(self) -> str:
        """The address of its one database."""
        return f"postgresql://bank@/postgres?host={self._folder}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._run("pg_ctl", "-w", "-o", f"-c listen_addresses='' -c unix_socket_directories='{self._folder}'", "start")

    def stop(self) -> None:
        """End it at once, as a crash would."""
        self._run("pg_ctl", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - PostgreSQL's own programs.
            [self._programs / program, "-D", self._folder / "data", *arguments], check=True, cwd=self._folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self._account,
        )  # fmt: skip


@contextmanager
def running_postgresql(programs: Path) -> Iterator[Postgresql]:
    """Give a running server with an empty database; it ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        server = Postgresql(programs, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)

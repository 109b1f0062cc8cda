"""A PostgreSQL of the tests' own: Debian's programs, in a folder that goes with the tests."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["find_programs", "running_postgresql"]

# PostgreSQL refuses to run as root; Debian's package brings this user.
ACCOUNT = "postgres"


def find_programs() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl`, of the newest version; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    elsewhere = shutil.which("initdb")
    return found[-1].parent if found else Path(elsewhere).parent if elsewhere else None


@contextmanager
def running_postgresql(programs: Path) -> Iterator[str]:
    """Give the address of an empty database; its server ends with the block."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT, ACCOUNT)
        account = {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []}

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, "-D", folder / "data", *arguments], check=True, cwd=folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **account,
        )  # fmt: skip

    try:
        run("initdb", "-A", "trust", "-U", "bank", "--no-sync", "-E", "UTF8", "--locale=C")
        run("pg_ctl", "-w", "-o", f"-c listen_addresses='' -c unix_socket_directories='{folder}'", "start")
        try:
            yield f"postgresql://bank@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)

"""A server of the product in processes of its own, for what is timed, killed and watched here."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

__all__ = ["Answer", "Server", "free_port", "running_server"]

SECRET = "only-for-measurements-" + "x" * 40
# A machine that has other work to do is slow, which is no fault of the server.
LONGEST_START_S = 400


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a server answered; status 0 where it did not. Names of headers are in small letters."""

    status: int
    body: bytes = b""
    seconds: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """Return what it says."""
        return json.loads(self.body)


@dataclass(kw_only=True)
class Server:
    """A server over a workspace; its environment also runs the command line."""

    environment: Mapping[str, str]
    port: int
    key: str = ""
    process: "subprocess.Popen[bytes] | None" = None
    log: Path | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def command(self, *arguments: object, typed: str = "") -> str:
        """Run the command line beside it, and return what it prints."""
        done = subprocess.run(  # noqa: S603 - our own program.
            [sys.executable, "-m", "solvable.cli", *map(str, arguments)], env=self.environment, capture_output=True,
            input=typed, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"solvable {' '.join(map(str, arguments))}: {done.stdout}{done.stderr}")
        return done.stdout

    def make_key(self) -> str:
        """Make a key for everything."""
        scopes = [part for scope in ("score", "decide") for part in ("--scope", scope)]
        shown = self.command("key", "create", "measurements", "--days", 7, *scopes)
        self.key = re.search(r"solvable_[0-9a-f]{6}_[A-Za-z0-9_-]{43}", shown)[0]  # type: ignore[index]
        return self.key

    def start(self) -> float:
        """Start it, and return after how many seconds it answered that it is ready."""
        began = time.monotonic()
        self.launch()
        while time.monotonic() - began < LONGEST_START_S:
            if self.ask("/readyz", timeout=2).status == 200:
                return time.monotonic() - began
            if self.process is not None and self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"The server did not start: {self.log.read_text()[-3000:] if self.log else ''}")

    def launch(self) -> None:
        """Start it, and do not wait."""
        with (self.log or Path(os.devnull)).open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "solvable.cli", "serve"], env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """End the server and all its workers at once, as a power cut would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator does."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def ask(
        self, path: str, *, body: Mapping[str, Any] | Sequence[int] | None = None,
        headers: Mapping[str, str] | None = None, timeout: float = 60,
    ) -> Answer:  # fmt: skip
        """Ask for a path with the key, and return what comes."""
        sent = {"X-API-Key": self.key, "Connection": "close", **(headers or {})}
        data = None
        if body is not None:
            data, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = urllib.request.Request(self.address + path, data=data, headers=sent)  # noqa: S310 - our own address.
        began = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:  # noqa: S310
                content = response.read()
                return Answer(
                    status=response.status, body=content, seconds=time.monotonic() - began,
                    headers=_named(response.headers),
                )  # fmt: skip
        except urllib.error.HTTPError as error:
            return Answer(
                status=error.code, body=error.read(), seconds=time.monotonic() - began, headers=_named(error.headers)
            )
        except OSError:
            return Answer(status=0, seconds=time.monotonic() - began)

    def processes(self) -> list[int]:
        """Return the server's process and its workers."""
        group = self.process.pid if self.process else -1
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group:
                found.append(int(stat.parent.name))
        return found

    def memory_mb(self) -> float:
        """Return the memory that its processes have for themselves, and their part of what they share."""
        total = 0
        for process in self.processes():
            try:
                rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        return total / 1024


def _named(headers: Message) -> Mapping[str, str]:
    """Return headers by name in small letters: servers write them as they like."""
    return {name.lower(): value for name, value in headers.items()}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running_server(
    workspace: Path, config: Path, *, database_url: str = "", workers: int = 2, log: Path | None = None,
    more: Mapping[str, str] | None = None,
) -> Iterator[Server]:  # fmt: skip
    """Give a server that is ready, with a key; it ends with the block."""
    port = free_port()
    environment = os.environ | {
        "SOLVABLE_WORKSPACE": str(workspace), "SOLVABLE_CONFIG": str(config), "DATABASE_URL": database_url,
        "SOLVABLE_SECRET_KEY": SECRET, "SOLVABLE_PORT": str(port), "SOLVABLE_WORKERS": str(workers),
        "OMP_WAIT_POLICY": "PASSIVE", **(more or {}),
    }  # fmt: skip
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # It would have each start compile all modules anew.
    server = Server(environment=environment, port=port, log=log)
    try:
        server.make_key()
        server.start()
        yield server
    finally:
        server.stop()

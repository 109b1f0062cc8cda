"""Ask a server for scores as fast as it answers, beside the smallest endpoint of its stack and a Flask one.

    apt-get install wrk && make benchmarks
    python benchmarks/load.py WORKSPACE --seconds 10

All are served by granian with two processes of four threads, one after the other, and asked by wrk over 1, 8 and 32
connections, each request for a client drawn at random: the constant of contenders/constant_ninja.py, ours (the
probability, the proposal, the score with four reasons on either side, and the health check, which is a constant
behind all that our requests go through but the key), and contenders/pandas_flask.py. Prints a table; `× constant`
and `× Flask` are throughput over that of the same connections.
"""

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from running import free_port, running_server

CONNECTIONS = (1, 8, 32)
HERE = Path(__file__).parent
CONFIG = HERE.parent / "config"
_SCRIPT = """
local ids = {%s}
math.randomseed(%d)
function request()
  return wrk.format("GET", string.format("%s", ids[math.random(#ids)]), {["X-API-Key"] = "%s"})
end
function done(summary, latency, requests)
  io.write(string.format("FOUND %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""
# Requests a second, and the middle and the 99th of a hundred answers in milliseconds.
Measured = tuple[float, float, float, int]


def main() -> int:
    """Serve, ask, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("workspace", type=Path)
    options.add_argument("--seconds", type=int, default=10)
    told = options.parse_args()
    found: dict[str, dict[int, Measured]] = {}
    with _contender("contenders.constant_ninja") as address:
        found["constant (Ninja alone)"] = _asked(f"{address}/constant/%d", range(100_001, 101_001), "", told.seconds)
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        workspace = Path(folder) / "workspace"
        show_again(told.workspace, workspace)
        clients = _clients(workspace)
        with running_server(workspace, CONFIG, log=Path(folder) / "log") as server:
            time.sleep(20)  # What is computed ahead is no part of this.
            for name, path in {
                "health (a constant of ours)": "/healthz?%d",
                "GET /credit/{id}": "/credit/%d",
                "GET …/proposal": "/v1/clients/%d/proposal",
                "GET …/score, with reasons": "/v1/clients/%d/score",
            }.items():
                found[name] = _asked(server.address + path, clients, server.key, told.seconds)
    with _contender("contenders.pandas_flask") as address:
        found["Flask, pandas, predict_proba"] = _asked(
            f"{address}/credit/%d", range(100_001, 105_001), "", told.seconds
        )
    _print(found)
    return 1 if any(errors for by in found.values() for *_, errors in by.values()) else 0


def show_again(source: Path, workspace: Path) -> None:
    """Link what is served into a folder of its own: records are written beside it."""
    workspace.mkdir()
    for path in source.iterdir():
        if not path.name.startswith(("journal", "static")):
            (workspace / path.name).symlink_to(path.resolve())


def _clients(workspace: Path) -> list[int]:
    from solvable.portfolios.feature_table import FeatureTable
    from solvable.portfolios.portfolio import CLIENT_ID
    from solvable.portfolios.workspace import Workspace

    all_clients = FeatureTable(Workspace(workspace).features_path()).columns([CLIENT_ID])[CLIENT_ID].to_pylist()
    return [int(client) for client in all_clients]


@contextmanager
def _contender(module: str) -> Iterator[str]:
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--port", str(port), "--workers", "2",
        "--blocking-threads", "4", "--log-level", "warning", f"{module}:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=HERE, env=os.environ | {"OMP_NUM_THREADS": "1"}, start_new_session=True)  # noqa: S603
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1200):
            if process.poll() is not None:
                sys.exit(f"{module} did not start: `make benchmarks` installs what it needs.")
            if _listens(port):
                break
            time.sleep(0.1)
        yield address
    finally:
        # Killed and not asked: granian waits for connections that wrk has left open, and workers are processes too.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(2)
        return client.connect_ex(("127.0.0.1", port)) == 0


def _asked(address: str, clients: "range | list[int]", key: str, seconds: int) -> dict[int, Measured]:
    """Ask over each number of connections, after a second of warming up."""
    _wrk(address, clients, key, connections=8, seconds=2)
    return {n: _wrk(address, clients, key, connections=n, seconds=seconds) for n in CONNECTIONS}


def _wrk(address: str, clients: "range | list[int]", key: str, *, connections: int, seconds: int) -> Measured:
    base, _, path = address.removeprefix("http://").partition("/")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_SCRIPT % (",".join(map(str, clients)), connections, "/" + path, key))
        script.flush()
        threads = min(connections, 2)
        shown = subprocess.run(  # noqa: S603 - a program of Debian's.
            [str(shutil.which("wrk")), "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s",
             "--timeout", "60s", "-s", script.name, f"http://{base}"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    n, duration, middle, slowest, errors = map(int, re.findall(r"^FOUND (.+)$", shown, re.MULTILINE)[0].split())
    return n / duration * 1e6, middle / 1000, slowest / 1000, errors


def _print(found: dict[str, dict[int, Measured]]) -> None:
    constant, flask = found["constant (Ninja alone)"], found["Flask, pandas, predict_proba"]
    print("| | connections | requests/s | × constant | × Flask | median ms | p99 ms | errors |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, by in found.items():
        for n, (rate, middle, slowest, errors) in by.items():
            print(
                f"| {name} | {n} | {rate:,.0f} | {rate / constant[n][0]:.2f} | {rate / flask[n][0]:.1f} "
                f"| {middle:.1f} | {slowest:.1f} | {errors} |"
            )


if __name__ == "__main__":
    sys.exit(main())

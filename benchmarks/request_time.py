"""How much processor time one request takes in a server process, without network, other processes or waiting.

    python benchmarks/request_time.py WORKSPACE [--clients 300]

The application is called as granian calls it, by one thread, each time for a client drawn at random, and the time that
this thread had the processor is added up: on a machine that others use it says more than the clock of `load.py`. The
peer is the constant of contenders/constant_ninja.py, in a process of its own. Prints the median, and times the peer's.
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from load import CONFIG, HERE, show_again

PROPOSAL = "GET …/proposal"
NEEDED_LAYERS = ["solvable.web.answers.with_request_id", "solvable.web.services.one_for_each_request"]
PATHS = {
    "health (a constant of ours)": "/healthz",
    "GET /credit/{id}": "/credit/%d",
    PROPOSAL: "/v1/clients/%d/proposal",
    "GET …/score, with reasons": "/v1/clients/%d/score",
}
# What is computed at the first question, and what a processor has to read first.
WARMING_UP = 20


def main() -> None:
    """Call, and print a line for each path."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path, nargs="?")
    parser.add_argument("--clients", type=int, default=300)
    options = parser.parse_args()
    if options.workspace is None:  # The peer's own process.
        from contenders.constant_ninja import application

        print(milliseconds(application, ["/constant/100002"] * options.clients, key=""))
        return
    command = [sys.executable, __file__, "--clients", str(options.clients)]
    constant = float(subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE).stdout)  # noqa: S603
    print(f"{'constant (Ninja alone)':<30} {constant:>7.2f} ms  1.0")
    with tempfile.TemporaryDirectory(prefix="request-time-") as folder:
        workspace = Path(folder) / "workspace"
        show_again(options.workspace, workspace)
        application, key, ids = open_server(workspace)
        drawn = np.random.default_rng(1).choice(ids, options.clients + WARMING_UP)
        for name, path in PATHS.items():
            paths = [path % client if "%" in path else path for client in drawn]
            _tell(name, milliseconds(application, paths, key=key), constant)
        paths = [PATHS[PROPOSAL] % client for client in drawn]
        _tell("proposal without our layers", milliseconds(without_layers(), paths, key=key), constant)


def _tell(name: str, found: float, constant: float) -> None:
    print(f"{name:<30} {found:>7.2f} ms {found / constant:>4.1f}", flush=True)


def without_layers() -> Callable:
    """Return the application without what every request goes through, but for what an operation cannot do without."""
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler

    settings.MIDDLEWARE = NEEDED_LAYERS
    return WSGIHandler()


def open_server(workspace: Path) -> tuple[Callable, str, Sequence[int]]:
    """Return the application over a workspace, a key, and whom to ask for."""
    os.environ |= {
        "SOLVABLE_WORKSPACE": str(workspace),
        "SOLVABLE_CONFIG": str(CONFIG),
        "SOLVABLE_SECRET_KEY": "x" * 50,
    }
    from solvable.web.prepare import prepare_web

    prepare_web()
    from django.conf import settings

    settings.KEEPS_UP = False  # Nothing else is to happen meanwhile.
    from solvable.web.access import Scope
    from solvable.web.journal.keys import create_key
    from solvable.web.services import scoring_service
    from solvable.web.wsgi import create_application

    return (
        create_application(),
        create_key("measurements", 1, scopes=list(Scope))[1],
        scoring_service().clients.client_ids,
    )


def milliseconds(application: Callable, paths: Sequence[str], *, key: str) -> float:
    """Return the median of the processor times of requests for some paths, but for the first ones."""
    found = []
    for path in paths:
        environment = {
            "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1:8000", "HTTP_X_API_KEY": key, "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        }  # fmt: skip
        statuses: list[str] = []
        began = time.thread_time()
        response = application(environment, lambda status, _headers, _=None, to=statuses: to.append(status))
        b"".join(response)
        response.close()
        found.append(time.thread_time() - began)
        if statuses != ["200 OK"]:
            sys.exit(f"{path} was answered {statuses}.")
    return float(np.median(found[WARMING_UP:])) * 1000


if __name__ == "__main__":
    main()

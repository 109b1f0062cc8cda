"""Two servers on one PostgreSQL: do they answer alike, is the chain whole, and does a release drop a request?

    python benchmarks/servers.py WORKSPACE

Two copies of the workspace are served, each with one process, over one database. Every tenth client's score is asked
of both; four threads record decisions through both at once. Then a second model (the first with another intercept) is
proposed and approved by the command line of one of them while scores are asked of both without a pause. Every answer
must be 200, and its score that of the model that it names; both servers must take the release up. Prints what it
found as JSON, and ends with exit code 1 where not.
"""

import argparse
import dataclasses
import json
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kills import CONFIG, Sent
from postgres import find_programs, running_postgresql
from running import Server, running_server

N_COMPARED, N_WRITERS, N_EACH = 50, 4, 15
LONGEST_S = 180
OTHER = "fair-other"


def main() -> int:
    """Serve twice, compare, release, tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("workspace", type=Path)
    told = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    programs = find_programs()
    if programs is None:
        sys.exit("PostgreSQL is not installed (Debian: apt-get install postgresql).")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="servers-")))
        workspaces = [folder / "a", folder / "b"]
        for workspace in workspaces:
            shutil.copytree(told.workspace, workspace, ignore=shutil.ignore_patterns("journal.sqlite3*", "static"))
            _add_another_model(workspace)
        url = stack.enter_context(running_postgresql(programs)).url
        servers = [
            stack.enter_context(running_server(workspace, CONFIG, database_url=url, workers=1, log=folder / "log"))
            for workspace in workspaces
        ]
        found = _look(servers, workspaces[0])
    print(json.dumps(found))
    return 1 if found["wrong"] else 0


def _add_another_model(workspace: Path) -> None:
    """Put the model that serves on the shelf once more, its calibration shifted, under another name."""
    from solvable.models.bundle import load_bundle
    from solvable.models.shelf import current_bundle, put_on_shelf
    from solvable.portfolios.workspace import Workspace

    bundle = load_bundle(current_bundle(Workspace(workspace)))
    calibration = bundle.manifest.calibration
    shifted = calibration.model_copy(update={"intercept": calibration.intercept + 0.25})
    manifest = bundle.manifest.model_copy(update={"version": OTHER, "calibration": shifted})
    put_on_shelf(dataclasses.replace(bundle, manifest=manifest), Workspace(workspace), serves=False)


def _look(servers: list[Server], workspace: Path) -> dict[str, Any]:
    from solvable.models.bundle import load_bundle
    from solvable.models.shelf import bundles_on_shelf
    from solvable.portfolios.feature_table import FeatureTable
    from solvable.portfolios.workspace import Workspace

    wrong: list[str] = []
    clients = FeatureTable(Workspace(workspace).features_path())
    some = clients.first_clients(10 * N_COMPARED)[::10]
    for client in some:
        one, other = (server.ask(f"/v1/clients/{client}/score") for server in servers)
        if (one.status, one.body) != (other.status, other.body):
            wrong.append(f"client {client} is answered otherwise by the other server")
    acknowledged = _record_at_once(servers, clients.first_clients(N_WRITERS * N_EACH), wrong)
    bundles = [load_bundle(path) for path in bundles_on_shelf(Workspace(workspace))]
    expected = {
        bundle.version: dict(
            zip(some, bundle.manifest.training.points.score(bundle.log_odds(clients.rows(some))).tolist(), strict=True)
        )
        for bundle in bundles
    }
    came, seconds = _release(servers, some, expected, wrong)
    verified = servers[0].command("audit", "verify").splitlines()
    return {
        "compared": len(some), "acknowledged": acknowledged, "chain": " ".join(verified)[:200],
        "asked during the change": sum(came.values()), "answered by": dict(came),
        "taken up by both after s": seconds, "wrong": wrong,
    }  # fmt: skip


def _record_at_once(servers: list[Server], clients: list[int], wrong: list[str]) -> int:
    """Record decisions through both servers at once, and return how many were acknowledged."""
    acknowledged: list[int] = []

    def record(place: int) -> None:
        server = servers[place % 2]
        for n in range(N_EACH):
            client = clients[place * N_EACH + n]
            verdict = server.ask(f"/v1/clients/{client}/proposal").json()["verdict"]
            body = {"proposed": verdict, "taken": verdict, "decided_by": f"writer.{place}"}
            answer = Sent(key=f"two-servers-{place}-{n}", client=client, body=body).send(server)
            if answer.status == 201:
                acknowledged.append(answer.json()["decision_id"])
            else:
                wrong.append(f"a decision was answered with {answer.status}")

    _run_at_once([threading.Thread(target=record, args=(place,)) for place in range(N_WRITERS)])
    wrong += [
        f"decision {number} is not read by both"
        for number in acknowledged
        if any(server.ask(f"/v1/decisions/{number}").status != 200 for server in servers)
    ]
    return len(acknowledged)


def _release(
    servers: list[Server], clients: list[int], expected: dict[str, dict[int, int]], wrong: list[str]
) -> tuple[Counter[str], float]:
    """Release the other model while scores are asked for, and return by which models, and after how many seconds."""
    came: Counter[str] = Counter()
    ended = threading.Event()

    def ask(server: Server) -> None:
        while not ended.is_set():
            for client in clients:
                answer = server.ask(f"/v1/clients/{client}/proposal")
                if answer.status != 200:
                    wrong.append(f"answered {answer.status} while models changed")
                    continue
                said = answer.json()
                came[said["model_version"]] += 1
                if said["score"] != expected[said["model_version"]][client]:
                    wrong.append(f"client {client} has a score that is not of {said['model_version']}")

    askers = [threading.Thread(target=ask, args=(server,)) for server in servers for _ in range(2)]
    for asker in askers:
        asker.start()
    for name, role in (("ana", "analyst"), ("paul", "approver")):
        servers[0].command("user", "create", name, "--role", role, typed="une-phrase-de-passe\n" * 2)
    shown = servers[0].command("release", "propose", OTHER, "--by", "ana")
    number = re.search(r"Release (\d+)", shown)
    servers[0].command(
        "release", "approve", number[1] if number else "", "--by", "paul", "--grounds", "Pour la mesure."
    )
    began = time.monotonic()
    while time.monotonic() - began < LONGEST_S:
        said = [server.ask(f"/v1/clients/{clients[0]}/proposal").json()["model_version"] for server in servers]
        if set(said) == {OTHER}:
            break
        time.sleep(0.1)
    else:
        wrong.append("the release is not taken up")
    seconds = round(time.monotonic() - began, 1)
    ended.set()
    for asker in askers:
        asker.join()
    return came, seconds


def _run_at_once(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    sys.exit(main())

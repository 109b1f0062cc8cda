"""Ask a server everything it answers for an hour, and watch its memory.

    python benchmarks/soak.py WORKSPACE --config config --minutes 60 --rate 20

The workspace is copied first, so that the decisions recorded here stay out of it. Requests of every kind go at a steady
rate: scores, stories, comparisons, changed applications, ways to a yes, similar clients, decisions (each then read
back), pages of the desk. Memory is the proportional set size (PSS) of all the server's processes, every ten seconds.
The answer, as JSON: how many of each kind, how long they took, what was not as expected, and the mean memory in the
first ten minutes after warming up and in the last ten. Exit code 1 where there was an error or memory grew by more
than 5 %.
"""

import argparse
import contextlib
import json
import random
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter, defaultdict
from http.cookiejar import CookieJar
from pathlib import Path
from queue import Empty, Queue
from statistics import quantiles

from running import Server, running_server

# What is asked how often, of a hundred and a half requests.
WEIGHTS = {
    "score": 45, "score of nobody": 2, "credit": 15, "description": 9, "story": 7, "decision": 6, "comparison": 5,
    "what if": 3, "page": 4, "search": 2, "similar": 1, "way to yes": 0.5, "readiness": 1,
}  # fmt: skip
WARM_AFTER_S = 300
AT_EITHER_END_S = 600
MOST_GROWTH = 0.05
# A machine that has other work to do is slow, which is no fault of the server.
LONGEST_WAIT_S = 300
PASSWORD = "une-phrase-de-passe"  # noqa: S105 - of a person who lives for an hour.
PERSON = "soak"


class Desk:
    """A relationship manager who logged in once, with several windows."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page, _ = self._read("/connexion/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = {"csrfmiddlewaretoken": token[1] if token else "", "username": PERSON, "password": PASSWORD}
        self._read("/connexion/", urllib.parse.urlencode(form).encode())

    def get(self, path: str) -> int:
        """Open a page, and return its status; 0 where it is the door once more."""
        _, address = self._read(path)
        return 0 if "/connexion/" in address else 200

    def _read(self, path: str, form: bytes | None = None) -> tuple[str, str]:
        request = urllib.request.Request(self._address + path, data=form, headers={"Referer": self._address})  # noqa: S310
        with self._browser.open(request, timeout=LONGEST_WAIT_S) as response:
            return str(response.read().decode()), str(response.url)


class Soak:
    """What was asked, and what came back."""

    def __init__(self, server: Server, clients: list[int], seed: int) -> None:
        self.server, self.clients = server, clients
        # Each is decided on once: a second decision would have to name the first.
        self.undecided = iter(random.Random(seed).sample(clients, len(clients)))  # noqa: S311 - no secrets.
        self.took: dict[str, list[float]] = defaultdict(list)
        self.wrong: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._rng = random.Random(seed)  # noqa: S311 - no secrets.

    def draw(self) -> tuple[str, int]:
        """Return what to ask next, and of whom."""
        [kind] = self._rng.choices(list(WEIGHTS), list(WEIGHTS.values()))
        return kind, self._rng.choice(self.clients)

    def ask(self, kind: str, client: int, desk: Desk) -> None:
        """Ask once, and note how long it took and whether it was as expected."""
        began = time.monotonic()
        try:
            found = self._asked(kind, client, desk)
        except Exception as error:
            found = f"{type(error).__name__}: {error}"[:120]
        with self._lock:
            self.took[kind].append(time.monotonic() - began)
            if found:
                self.wrong[f"{kind}: {found}"] += 1

    def _asked(self, kind: str, client: int, desk: Desk) -> str | None:
        path = f"/v1/clients/{client}"
        if kind in ("page", "search"):
            status = desk.get(f"/clients/{client}/" if kind == "page" else f"/?client={client}")
            return None if status == 200 else f"status {status}"
        if kind == "decision":
            return self._decide(next(self.undecided))
        body, expected = None, 200
        paths = {
            "score": f"{path}/score", "credit": f"/credit/{client}", "description": path, "story": f"{path}/story",
            "comparison": f"{path}/comparison?feature=income_amount", "way to yes": f"{path}/way-to-yes",
            "similar": f"{path}/similar?k=100", "readiness": "/readyz", "score of nobody": "/v1/clients/7/score",
            "what if": f"{path}/what-if",
        }  # fmt: skip
        if kind == "what if":
            body = {"changes": {"income_amount": 250_000}}
        if kind == "score of nobody":
            expected = 404
        answer = self.server.ask(paths[kind], body=body, timeout=LONGEST_WAIT_S)
        return None if answer.status == expected else f"status {answer.status} {answer.body[:80]!r}"

    def _decide(self, client: int) -> str | None:
        """Record what is proposed, twice under one key, and read it back."""
        proposed = self.server.ask(f"/v1/clients/{client}/score").json()["verdict"]
        body = {"proposed": proposed, "taken": proposed, "decided_by": "soak"}
        key = {"Idempotency-Key": f"soak-{client}-{time.monotonic_ns()}"}
        first, again = (
            self.server.ask(f"/v1/clients/{client}/decisions", body=body, headers=key) for _ in range(2)
        )  # fmt: skip
        if first.status != 201 or again.body != first.body:
            return f"status {first.status}, then {again.status} {first.body[:80]!r}"
        read = self.server.ask(f"/v1/decisions/{first.json()['decision_id']}")
        return None if read.status == 200 else f"read back with status {read.status}"


def main() -> int:
    """Ask, watch, tell."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("workspace", type=Path)
    options.add_argument("--config", type=Path, default=Path("config"))
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--rate", type=float, default=20, help="requests a second")
    options.add_argument("--askers", type=int, default=6)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--output", type=Path)
    told = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        workspace = Path(folder) / "workspace"
        shutil.copytree(told.workspace, workspace, ignore=shutil.ignore_patterns("journal.sqlite3*", "static"))
        with running_server(workspace, told.config, log=Path(folder) / "log") as server:
            server.command(
                "user", "create", PERSON, "--role", "relationship_manager", typed=f"{PASSWORD}\n{PASSWORD}\n"
            )
            soak = Soak(server, _clients(workspace), told.seed)
            memory = _run(soak, told.minutes * 60, told.rate, told.askers)
            verified = server.command("audit", "verify").splitlines()[-1][:12]
    found = _told(soak, memory) | {"chain ends at": verified, "minutes": told.minutes, "rate": told.rate}
    text = json.dumps(found, indent=2, ensure_ascii=False)
    print(text)
    if told.output:
        told.output.write_text(text + "\n", encoding="utf-8")
    return 1 if soak.wrong or found["memory_growth"] > MOST_GROWTH else 0


def _clients(workspace: Path) -> list[int]:
    from solvable.portfolios.feature_table import FeatureTable
    from solvable.portfolios.portfolio import CLIENT_ID
    from solvable.portfolios.workspace import Workspace

    return FeatureTable(Workspace(workspace).features_path()).columns([CLIENT_ID])[CLIENT_ID].to_pylist()


def _run(soak: Soak, seconds: float, rate: float, askers: int) -> list[tuple[float, float]]:
    """Ask at a steady rate, and return the memory by the second at which it was looked at."""
    waiting: Queue[tuple[str, int]] = Queue()
    ended = threading.Event()

    desk = Desk(soak.server.address)

    def work() -> None:
        while not ended.is_set():
            with contextlib.suppress(Empty):
                soak.ask(*waiting.get(timeout=0.2), desk)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(askers)]
    for thread in threads:
        thread.start()
    began, sent, memory = time.monotonic(), 0, []
    while (now := time.monotonic() - began) < seconds:
        if not memory or now - memory[-1][0] >= 10:
            memory.append((now, soak.server.memory_mb()))
            if len(memory) % 6 == 1:
                asked, wrong = sum(map(len, soak.took.values())), dict(soak.wrong)
                print(f"{now / 60:5.1f} min {memory[-1][1]:7.1f} MB {asked:7} requests, {wrong}", file=sys.stderr)
        # Never more than a second's worth waits: a slow machine lowers the rate and piles nothing up.
        while sent < now * rate and waiting.qsize() < rate:
            waiting.put(soak.draw())
            sent += 1
        sent = max(sent, int(now * rate - rate))
        time.sleep(0.02)
    ended.set()
    for thread in threads:
        thread.join()
    return memory


def _told(soak: Soak, memory: list[tuple[float, float]]) -> dict[str, object]:
    end = memory[-1][0]
    warm = min(WARM_AFTER_S, end / 4)
    length = min(AT_EITHER_END_S, (end - warm) / 2)
    first = [mb for at, mb in memory if warm <= at < warm + length]
    last = [mb for at, mb in memory if at > end - length]
    before, after = sum(first) / len(first), sum(last) / len(last)
    kinds = {}
    for kind, took in sorted(soak.took.items()):
        cut = quantiles(took, n=100) if len(took) > 1 else took * 99
        kinds[kind] = {"n": len(took), "median_ms": round(cut[49] * 1000, 1), "p99_ms": round(cut[98] * 1000, 1)}
    return {
        "requests": sum(map(len, soak.took.values())),
        "errors": sum(soak.wrong.values()),
        "wrong": dict(soak.wrong),
        "memory_mb_first": round(before, 1),
        "memory_mb_last": round(after, 1),
        "memory_growth": round(after / before - 1, 4),
        "memory_mb_by_minute": [round(mb) for _, mb in memory[::6]],
        "kinds": kinds,
    }


if __name__ == "__main__":
    sys.exit(main())

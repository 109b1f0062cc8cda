"""How fast the pages of the desk stand in a browser, what they weigh, and how fast they answer what is moved.

    python benchmarks/desk.py WORKSPACE [--clients 9]

WORKSPACE is trained. A server of two processes is started over it and asked by Debian's Chromium, logged in as a
relationship manager. *Cold* is a browser that kept nothing, *warm* the same page once more. A page stands when its
first content is painted; what is moved is answered when the new part stands, waiting for the last key included.
Weights are what came over the wire; the shift is the layout shift that browsers count.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from load import show_again
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from running import Server, running_server

from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.portfolio import CLIENT_ID
from solvable.portfolios.workspace import Workspace

CONFIG = Path(__file__).parents[1] / "config"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PASSWORD = "only for measurements"  # noqa: S105 - of a server that lives for minutes.
PAGES = {
    "clients": "/",
    "answer": "/clients/{}/",
    "understand": "/clients/{}/comprendre/",
    "profile": "/clients/{}/profil/",
    "compare": "/clients/{}/comparer/",
    "similar": "/clients/{}/similaires/",
    "history": "/clients/{}/historique/",
    "simulate": "/clients/{}/simuler/",
    "decide": "/clients/{}/decider/",
    "model": "/modele/",
}
_WATCH_SHIFT = """
window.shift = 0
new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) window.shift += e.value }))
  .observe({type: "layout-shift", buffered: true})
"""
_PAINTED = """() => new Promise(done => {
  const found = () => performance.getEntriesByName("first-contentful-paint")[0]
  const ask = () => found() ? done([found().startTime, performance.getEntriesByType("navigation")[0].responseStart -
    performance.getEntriesByType("navigation")[0].requestStart, window.shift]) : setTimeout(ask, 10)
  ask()
})"""
_MOVED = """([selector, value]) => new Promise(done => {
  const field = document.querySelector(selector), began = performance.now()
  document.body.addEventListener("htmx:afterSettle", () => done(performance.now() - began), {once: true})
  if (field.type === "checkbox") field.checked = !field.checked
  else field.value = value ?? [...field.options].find(o => !o.selected && o.value).value
  field.dispatchEvent(new Event("input", {bubbles: true}))
  field.dispatchEvent(new Event("change", {bubbles: true}))
})"""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One page seen once: milliseconds, bytes, and the layout shift."""

    painted: float
    server: float
    weight: int
    shift: float


def main() -> None:
    """Print a line for each page, and one for each thing that is moved."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--clients", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="desk-") as folder, sync_playwright() as playwright:
        workspace = Path(folder) / "workspace"
        show_again(options.workspace, workspace)
        table = FeatureTable(Workspace(workspace).features_path())
        ids = table.columns([CLIENT_ID])[CLIENT_ID].to_pylist()
        clients = ids[len(ids) // 2 :: max(len(ids) // (2 * options.clients), 1)][: options.clients]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with running_server(workspace, CONFIG, log=Path(folder) / "log") as server:
            logged_in = log_in(browser, server)
            wait_until_warm(browser, server, logged_in, clients[0])
            print(f"{table.n_clients:,} clients; each page for {len(clients)} of them; p50, the longest in brackets\n")
            print_pages(browser, server, logged_in, clients)
            print_moved(browser, server, logged_in, clients)
        browser.close()


def log_in(browser: Browser, server: Server) -> dict:
    """Log somebody in, and return what their browser keeps of it."""
    server.command("user", "create", "desk", "--role", "relationship_manager", typed=f"{PASSWORD}\n")
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.address}/connexion/")
    page.fill("[name=username]", "desk")
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_url(f"{server.address}/")
    return context.storage_state()


def wait_until_warm(browser: Browser, server: Server, logged_in: dict, client: int) -> None:
    """Open every page in each of the server's processes, so that what is computed once is no part of this."""
    context = browser.new_context(storage_state=logged_in)
    page = context.new_page()
    page.set_default_timeout(180_000)
    for _ in range(6):
        for path in PAGES.values():
            page.goto(server.address + path.format(client))
    context.close()


def print_pages(browser: Browser, server: Server, logged_in: dict, clients: Sequence[int]) -> None:
    """Open every page cold and warm."""
    print(f"{'page':<12} {'cold, ms':>14} {'server, ms':>14} {'warm, ms':>14}   cold, kB  warm, kB  shift")
    for name, path in PAGES.items():
        cold, warm = [], []
        for client in clients if "{}" in path else clients[:3]:
            context = browser.new_context(storage_state=logged_in)
            context.add_init_script(_WATCH_SHIFT)
            cold.append(visit(context, server.address + path.format(client)))
            warm.append(visit(context, server.address + path.format(client)))
            context.close()
        print(
            f"{name:<12} {spread([v.painted for v in cold])} {spread([v.server for v in cold])} "
            f"{spread([v.painted for v in warm])} {max(v.weight for v in cold) / 1000:>9.0f} "
            f"{max(v.weight for v in warm) / 1000:>9.0f} {max(v.shift for v in cold + warm):>6.3f}"
        )


def visit(context: BrowserContext, address: str) -> Visit:
    """Open a page, and return what it took."""
    page = context.new_page()
    received: list[int] = []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda told: received.append(int(told["encodedDataLength"])))
    page.goto(address, wait_until="networkidle")
    painted, server, shift = page.evaluate(_PAINTED)
    page.close()
    return Visit(painted=painted, server=server, weight=sum(received), shift=shift)


def print_moved(browser: Browser, server: Server, logged_in: dict, clients: Sequence[int]) -> None:
    """Move something on a page of each client, and time until the answer stands."""
    amount = ".trial-field:not(.following) input[name]"
    moves: dict[str, tuple[str, Callable[[Page], tuple[str, str | None]]]] = {
        "clients: a verdict": ("/", lambda _: ("#filters input[type=checkbox]", None)),
        "compare: another variable": (PAGES["compare"], lambda _: ("#variable", None)),
        "compare: similar clients": (PAGES["compare"], lambda _: ("#among", None)),
        "simulate: the amount": (PAGES["simulate"], lambda page: (amount, tenth_less(page, amount))),
    }
    print(f"\n{'moved':<28} {'answered, ms':>14}")
    for name, (path, choose) in moves.items():
        milliseconds = []
        for client in clients:
            context = browser.new_context(storage_state=logged_in)
            page = context.new_page()
            page.goto(server.address + path.format(client), wait_until="networkidle")
            milliseconds.append(page.evaluate(_MOVED, [*choose(page)]))
            context.close()
        print(f"{name:<28} {spread(milliseconds)}")


def tenth_less(page: Page, selector: str) -> str:
    """Return nine tenths of the amount that a field holds, in whole units."""
    typed = page.input_value(selector).split(",")[0]
    return str(int("".join(digit for digit in typed if digit.isdigit())) * 9 // 10)


def spread(milliseconds: Sequence[float]) -> str:
    """Write the median and the longest."""
    return f"{np.median(milliseconds):>6.0f} ({max(milliseconds):>5.0f})"


if __name__ == "__main__":
    main()

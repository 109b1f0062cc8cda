"""How fast the way to a yes is found, and for how many clients there is one.

    python benchmarks/way_to_yes.py WORKSPACE [--clients 200] [--one-by-one 3] [--terms]

WORKSPACE has tables, features and a model (`solvable train`). Clients are drawn among those who are not accepted.
The peer decides about every loan of the same ladders by itself, features included, as who has no batch would.
With --terms every client's estimated term is taken as stated, to see what a longer term would do.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from solvable.decisions.candidates import build_ladders
from solvable.decisions.decide import score
from solvable.decisions.policy import Policy
from solvable.decisions.service import ScoringService
from solvable.decisions.way_to_yes import WayToYes
from solvable.documents import read_document
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.simulation import ANNUITY, CREDIT, GOODS_PRICE, TERM
from solvable.portfolios.workspace import Workspace
from solvable.vocabulary import Verdict

Seconds = npt.NDArray[np.float64]
CONFIG = Path(__file__).parents[1] / "config"


def main() -> None:
    """Print times, the peer's times, and the share of clients who are told a way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--one-by-one", type=int, default=3)
    parser.add_argument("--terms", action="store_true")
    options = parser.parse_args()
    policy = read_document(CONFIG / "policy.toml", Policy)
    service = ScoringService.open(Workspace(options.workspace), home_credit(), policy)
    some = drawn(service, options.clients)
    started = time.perf_counter()
    service.way_to_yes(some[0])
    print(f"{service.clients.n_clients:,} clients, {len(some)} drawn; planned in {time.perf_counter() - started:.1f} s")

    ways: list[WayToYes] = []

    terms = {client_id: term_of(service, client_id) if options.terms else None for client_id in some}
    seconds = timed(lambda c: ways.append(service.way_to_yes(c, stated_months=terms[c])), some)
    report(f"a way, {np.median([way.n_loans for way in ways]):.0f} loans covered", seconds)
    for name, chosen in (("with a way", True), ("without", False)):
        is_chosen = [bool(way.alternatives) is chosen for way in ways]
        if any(is_chosen):
            report(f"  {name}, {sum(is_chosen)} clients", seconds[is_chosen])
    first = [(client_id, way) for client_id, way in zip(some, ways, strict=True) if way.loan][: options.one_by_one]
    if first:
        peer = timed(lambda pair: one_by_one(service, *pair), first)
        report(f"the same loans one by one, {len(first)} clients", peer)
        ours = seconds[[some.index(client_id) for client_id, _ in first]]
        print(f"  searched at once: {peer[:, 1].sum() / ours[:, 1].sum():.1f} times as fast by CPU, same clients")
    for verdict in (Verdict.REFER, Verdict.DECLINE):
        told = [way for way in ways if way.stood.verdict is verdict]
        if told:
            share = np.mean([bool(way.alternatives) for way in told])
            levers = Counter(alternative.lever.value for way in told for alternative in way.alternatives)
            print(f"  {verdict}: {share:.1%} of {len(told)} told a way; {dict(levers)}")


def drawn(service: ScoringService, n_clients: int) -> list[int]:
    """Return clients who are not accepted, drawn at random from five times as many of the smallest numbers."""
    missed: list[int] = []
    for rows in service.clients.batches(5000):
        is_missed = score(rows, service.bundle) < service.cutoffs.accept_from
        missed += rows["client_id"].filter(is_missed).to_pylist()
        if len(missed) >= 5 * n_clients:
            break
    return np.random.default_rng(7).permutation(missed)[:n_clients].tolist()


def term_of(service: ScoringService, client_id: int) -> float | None:
    """Return the term that a client's application is taken to have."""
    return next(askable.value for askable in service.askable(client_id) if askable.name == TERM)


def one_by_one(service: ScoringService, client_id: int, way: WayToYes) -> int:
    """Decide about every loan of the ladders by itself, and return how many would be accepted."""
    loan, bounds = way.loan, service.policy.way_to_yes
    if loan is None or bounds is None:
        return 0
    n_accepted, applicant = 0, service.asking.live.stored(client_id)
    for ladder in build_ladders(loan, bounds):
        for rung in ladder:
            price = {} if rung.loan.goods_price is None else {GOODS_PRICE: rung.loan.goods_price}
            change = {CREDIT: rung.loan.amount, ANNUITY: rung.loan.payment, **price}
            (decision,) = service.asking.decide(service.asking.live.changed(applicant, [change]))
            n_accepted += decision.verdict is Verdict.ACCEPT
    return n_accepted


def timed(compute: Callable[[Any], object], those: Sequence[Any]) -> Seconds:
    """Return the wall and the processor seconds of each call, shape (n, 2)."""
    seconds = []
    for one in those:
        wall, processor = time.perf_counter(), time.process_time()
        compute(one)
        seconds.append((time.perf_counter() - wall, time.process_time() - processor))
    return np.array(seconds)


def report(what: str, seconds: Seconds) -> None:
    """Print the median and the 95th percentile in milliseconds, wall and processor: others may hold the machine."""
    (wall, processor), (wall_95, processor_95) = np.quantile(seconds * 1000, (0.5, 0.95), axis=0)
    print(f"  {what:<44} p50 {wall:6.0f} ms, CPU {processor:4.0f}; p95 {wall_95:6.0f} ms, CPU {processor_95:4.0f}")


if __name__ == "__main__":
    main()

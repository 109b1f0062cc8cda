"""Kill writers of the journal at random moments, and look whether anything that they acknowledged is lost.

    SOLVABLE_WORKSPACE=/tmp/journal python benchmarks/journal.py --rounds 200
    DATABASE_URL=postgresql://… python benchmarks/journal.py --rounds 200
    python benchmarks/journal.py --each 500 --writers 4      # nobody is killed: they write at once

Each round starts writers that record decisions as fast as they can, and says of each on a pipe once it is written. At a
random moment all are killed (SIGKILL). In the end the chain is verified, and every acknowledged decision is looked up.
Prints what it found as JSON, and ends with exit code 1 where something is lost.
"""

import argparse
import json
import os
import random
import select
import signal
import sys
import time
from datetime import UTC, datetime

from solvable.web.prepare import prepare_web

# Between the first acknowledgement of a round and its end.
LONGEST_ROUND_S = 0.15


def main() -> int:
    """Write, kill, verify."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--writers", type=int, default=2)
    options.add_argument("--each", type=int, default=0, help="decisions of each writer; 0: until it is killed")
    options.add_argument("--seed", type=int, default=1)
    told = options.parse_args()
    prepare_web()
    from django.db import connection, connections

    import solvable.web.journal.decisions  # noqa: F401 - loaded once, before the writers are forked.

    rng, acknowledged, began = random.Random(told.seed), {}, time.monotonic()  # noqa: S311 - moments, no secrets.
    for _ in range(told.rounds):
        first_client = _first_client()
        connections.close_all()  # A forked writer must not share the socket.
        acknowledged |= _round(told.writers, told.each, rng, first_client=first_client)
    took = time.monotonic() - began

    from solvable.web.journal.audit import audit_journal
    from solvable.web.journal.records import Decision

    kept = dict(Decision.objects.values_list("pk", "commitment"))
    lost = [pk for pk, commitment in acknowledged.items() if kept.get(pk) != commitment]
    audit = audit_journal()
    found = {
        "database": connection.vendor,
        "rounds": told.rounds,
        "writers": told.writers,
        "acknowledged": len(acknowledged),
        "recorded": len(kept),
        "links": audit.n_links,
        "lost": len(lost),
        "breaks": len(audit.breaks),
        "decisions_per_second": round(len(kept) / took, 1),
    }
    print(json.dumps(found))
    return 1 if lost or audit.breaks else 0


def _first_client() -> int:
    """Return a number above those that were decided on: a second decision on a client would have to name the first."""
    from django.db.models import Max

    from solvable.web.journal.records import Decision

    return Decision.objects.aggregate(most=Max("client_id"))["most"] or 0


def _round(n_writers: int, each: int, rng: random.Random, *, first_client: int) -> dict[int, str]:
    """Start writers, end them, and return what they acknowledged: the checksum of each decision by its number."""
    writers = dict(_start_writer(place, each, first_client) for place in range(n_writers))
    told = dict.fromkeys(writers, b"")
    ends_at: float | None = None
    open_pipes = set(told)
    while open_pipes:
        wait = None if ends_at is None else max(0.0, ends_at - time.monotonic())
        ready, _, _ = select.select(list(open_pipes), [], [], wait)
        for pipe in ready:
            if block := os.read(pipe, 65536):
                told[pipe] += block
            else:
                open_pipes.discard(pipe)
        if not each and ends_at is None:
            ends_at = time.monotonic() + rng.uniform(0, LONGEST_ROUND_S)
        if ends_at is not None and time.monotonic() >= ends_at:
            for process in writers.values():
                os.kill(process, signal.SIGKILL)
            ends_at = float("inf")
            for pipe in open_pipes:  # What was said before the end counts.
                while block := os.read(pipe, 65536):
                    told[pipe] += block
            open_pipes = set()
    for pipe, process in writers.items():
        os.close(pipe)
        _, ended = os.waitpid(process, 0)
        if os.WIFEXITED(ended) and os.WEXITSTATUS(ended):
            raise SystemExit("A writer failed by itself, as it says above: nothing is measured.")
    # A line without its end was not said: the writer was killed in the middle of it.
    lines = [line.split() for text in told.values() for line in text.decode().split("\n")[:-1]]
    return {int(pk): commitment for pk, commitment in lines}


def _start_writer(place: int, each: int, first_client: int) -> tuple[int, int]:
    """Fork a writer, and return the pipe on which it acknowledges, and its process."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return reading, process
    os.close(reading)
    try:
        _write(writing, place, each, first_client)
    except BaseException as error:
        print(f"writer {place}: {error!r}", file=sys.stderr)
        os._exit(1)
    os._exit(0)


def _write(pipe: int, place: int, each: int, first_client: int) -> None:
    from solvable.decisions.oversight import TakenDecision
    from solvable.vocabulary import Verdict
    from solvable.web.journal.decisions import record_decision

    n = 0
    while not each or n < each:
        n += 1
        taken = TakenDecision(proposed=Verdict.ACCEPT, taken=Verdict.ACCEPT)
        decision = record_decision(
            _evidence(first_client + place * 1_000_000 + n), taken, by=f"person:writer{place}", at=datetime.now(UTC)
        )
        os.write(pipe, f"{decision.pk} {decision.commitment}\n".encode())


def _evidence(client_id: int):  # type: ignore[no-untyped-def]
    """Return evidence as large as a real one: 200 inputs."""
    from solvable.decisions.costs import RatioCosts
    from solvable.decisions.decision import Cutoffs, Decision
    from solvable.decisions.evidence import Evidence
    from solvable.decisions.policy import GreyZone, Policy
    from solvable.vocabulary import Verdict

    policy = Policy(
        version="kills",
        costs=RatioCosts(default_accepted=10.0, good_declined=1.0),
        grey_zone=GreyZone(referred_share=0.0),
    )
    decision = Decision(
        client_id=client_id, verdict=Verdict.ACCEPT, prob_default=0.05, score=560, base_points=560, reasons=(),
        themes=(),
        cutoffs=Cutoffs(accept_from=500, decline_below=500, accept_below_prob=0.09, decline_from_prob=0.09),
        frequency=None, model_version="kills", policy_version=policy.version, policy_checksum=policy.checksum,
    )  # fmt: skip
    inputs = {f"feature_{n}": client_id / (n + 1) for n in range(200)}
    return Evidence(
        decision=decision, inputs=inputs, currency=None, recipe="kills", model_checksum="0" * 64, policy=policy
    )


if __name__ == "__main__":
    sys.exit(main())

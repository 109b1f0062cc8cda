"""Evidence, people and times that the journal's tests share."""

import dataclasses
from datetime import UTC, datetime, timedelta
from functools import cache

from builders import make_bundle, make_catalogue, make_policy, make_rows
from solvable.decisions.evidence import Evidence, gather_evidence
from solvable.decisions.oversight import DepartureGround, FourEyes, TakenDecision
from solvable.decisions.policy import Policy
from solvable.vocabulary import Verdict
from solvable.web.journal.decisions import record_decision
from solvable.web.journal.records import Decision

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
CAMILLE, DOMINIQUE, SACHA = "person:camille", "person:dominique", "person:sacha"
BUNDLE_CHECKSUM = "b0" * 32
N_ROWS = 60


def at(minutes: float) -> datetime:
    """Return a time so many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def make_watched_policy() -> Policy:
    """Return the tests' policy, under which accepting what it would decline needs a second person."""
    return make_policy().model_copy(update={"four_eyes": FourEyes(accepting=(Verdict.DECLINE,))})


@cache
def all_evidence() -> tuple[Evidence, ...]:
    """Return the evidence of some made-up clients: real scores, every verdict among them."""
    bundle, rows = dataclasses.replace(make_bundle(), checksum=BUNDLE_CHECKSUM), make_rows(N_ROWS, seed=9)
    return tuple(
        gather_evidence(
            rows.slice(place, 1),
            bundle=bundle,
            policy=make_watched_policy(),
            catalogue=make_catalogue(),
            currency="EUR",
        )
        for place in range(N_ROWS)
    )


def evidence_proposing(verdict: Verdict, *, nth: int = 0) -> Evidence:
    """Return the evidence of a client for whom this is proposed."""
    return [evidence for evidence in all_evidence() if evidence.decision.verdict is verdict][nth]


def taken(proposed: Verdict, verdict: Verdict, **changes: object) -> TakenDecision:
    """Return a decision with grounds where it departs from its proposal."""
    grounds = {} if proposed is verdict else {"ground": DepartureGround.NEW_DOCUMENTS, "words": "Contrat vérifié."}
    shown = {"page": "client", "language": "fr", "reasons": 3}
    return TakenDecision(**({"proposed": proposed, "taken": verdict, "shown": shown} | grounds | changes))


def decide_as_proposed(verdict: Verdict = Verdict.ACCEPT, *, nth: int = 0, minutes: float = 0) -> Decision:
    """Record that Camille decided what was proposed."""
    return record_decision(evidence_proposing(verdict, nth=nth), taken(verdict, verdict), by=CAMILLE, at=at(minutes))

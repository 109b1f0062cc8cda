"""A client's records: a copy for them, and their erasure from all that the law lets go of.

Records belong together in a *case*: a decision, what it stands on, its confirmation, its corrections and its reviews.
A case is kept as a whole, until the last of its records may go.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from solvable.decisions.oversight import Retention
from solvable.errors import GroundsMissingError
from solvable.web.journal.ledger import append, turn
from solvable.web.journal.records import (
    RECORD_TYPES,
    Confirmation,
    Decision,
    Erasure,
    IdempotencyKey,
    Record,
    Review,
    ReviewStep,
    Scoring,
)

__all__ = ["Case", "ErasureReport", "cases", "client_records", "erase_client", "erase_expired"]

# In this order a record's case is known before the records that hang on it.
_OF_CLIENTS: tuple[type[Record], ...] = (Decision, Scoring, Confirmation, Review, ReviewStep)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Records that belong together, and until when they must be kept."""

    records: tuple[Record, ...]
    kept_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureReport:
    """What was erased, and the cases that must be kept still; ``erasure`` is None where nothing was to be erased."""

    erasure: Erasure | None
    n_erased: int
    kept: tuple[Case, ...]


def client_records(client_id: int) -> list[dict[str, Any]]:
    """Return everything that the journal holds about a client, in the order of writing."""
    found = [record for model in RECORD_TYPES.values() for record in model.objects.filter(client_id=client_id)]
    ordered = sorted(found, key=lambda record: (record.recorded_at, record.KIND, record.pk))
    return [{"kind": record.KIND, "id": record.pk, **json.loads(record.content or "{}")} for record in ordered]


def cases(retention: Retention, *, client_id: int) -> list[Case]:
    """Return a client's cases whose contents are there."""
    members: dict[int, list[Record]] = {}
    case_of: dict[tuple[str, int], int] = {}
    for model in _OF_CLIENTS:
        for record in model.objects.filter(content__isnull=False, client_id=client_id).order_by("id"):
            case = case_of[record.KIND, record.pk] = _case_of(record, case_of)
            members.setdefault(case, []).append(record)
    return [
        Case(records=tuple(records), kept_until=max(retention.kept_until(record.recorded_at) for record in records))
        for records in members.values()
    ]


def erase_client(client_id: int, *, retention: Retention, grounds: str, by: str, at: datetime) -> ErasureReport:
    """Erase a client's cases that need not be kept any more.

    What was answered to programs about them goes with the last one; while one is kept, what is sent again is answered
    as before and not done again.

    Raises
    ------
    GroundsMissingError
    """
    if not grounds.strip():
        raise GroundsMissingError(deed="Erasing a client's records", needed="grounds")
    with turn():
        report = _erase(cases(retention, client_id=client_id), grounds=grounds.strip(), by=by, at=at)
        if not report.kept:
            IdempotencyKey.objects.filter(client_id=client_id).delete()
        return report


def erase_expired(*, retention: Retention, by: str, at: datetime) -> ErasureReport:
    """Erase every case that is past its retention, whoever it is about."""
    with turn():
        # No case ends before its first decision does; a year never has fewer days.
        old = at - timedelta(days=365 * retention.years)
        decided = Decision.objects.filter(content__isnull=False, recorded_at__lte=old)
        clients = sorted(set(decided.values_list("client_id", flat=True)))
        found = [case for client_id in clients for case in cases(retention, client_id=client_id)]
        return _erase(found, grounds=f"retention of {retention.years} years is over", by=by, at=at)


def _erase(found: Iterable[Case], *, grounds: str, by: str, at: datetime) -> ErasureReport:
    """Write the erasure first: content that is gone is always named by a record."""
    found = list(found)
    kept = tuple(case for case in found if at < case.kept_until)
    gone = [record for case in found if at >= case.kept_until for record in case.records]
    if not gone:
        return ErasureReport(erasure=None, n_erased=0, kept=kept)
    named = sorted((record.KIND, record.pk) for record in gone)
    erasure = append(Erasure(), {"erased": [list(name) for name in named], "grounds": grounds}, by=by, at=at)
    for model in _OF_CLIENTS:
        ids = [record.pk for record in gone if isinstance(record, model)]
        # Past the records' own refusal; the database lets exactly this through.
        QuerySet(model).filter(pk__in=ids).update(content=None, salt=None, client_id=None)
    return ErasureReport(erasure=erasure, n_erased=len(gone), kept=kept)


def _case_of(record: Record, case_of: dict[tuple[str, int], int]) -> int:
    """Return the first decision of a record's case."""
    match record:
        case Decision():
            return case_of.get((Decision.KIND, record.corrects_id or 0), record.pk)
        case Scoring():
            decision = Decision.objects.filter(scoring_id=record.pk).values_list("pk", flat=True).first()
            # A proposal that nobody decided upon is a case of its own; numbers of decisions are positive.
            return case_of.get((Decision.KIND, decision or 0), -record.pk)
        case Confirmation() | Review():
            return case_of.get((Decision.KIND, record.decision_id), record.decision_id)
        case ReviewStep():
            return case_of[Review.KIND, record.review_id]
    raise AssertionError(f"{record.KIND} is about no client")

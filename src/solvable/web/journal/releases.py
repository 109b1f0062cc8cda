"""Which model and policy serve from when to when: proposed by one person, approved by another, rolled back at need."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import QuerySet

from solvable.decisions.policy import Policy
from solvable.decisions.release_checks import ReleaseCheck
from solvable.errors import GroundsMissingError, RecordStateError, SecondPersonError
from solvable.web.journal.ledger import append, find_record, turn
from solvable.web.journal.records import Release, ReleaseStep

__all__ = [
    "Candidate",
    "Served",
    "approve_release",
    "failed_checks",
    "history",
    "propose_release",
    "refuse_release",
    "release_before",
    "restore_release",
    "serving_release",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A model and a policy that may serve, and what checking them found."""

    model_version: str
    model_checksum: str
    policy: Policy
    checks: tuple[ReleaseCheck, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """From when to when a release served; ``until`` is None for the one that serves."""

    release: Release
    since: datetime
    until: datetime | None


def propose_release(candidate: Candidate, *, words: str, by: str, at: datetime) -> Release:
    """Record that a model and a policy are proposed to serve, with all that the policy says."""
    return append(
        Release(
            model_version=candidate.model_version,
            model_checksum=candidate.model_checksum,
            policy_version=candidate.policy.version,
            policy_checksum=candidate.policy.checksum,
        ),
        {
            "words": words.strip(),
            "policy": candidate.policy.model_dump_json(),
            "checks": [asdict(check) for check in candidate.checks],
        },
        by=by,
        at=at,
    )


def approve_release(release_id: int, *, grounds: str = "", by: str, at: datetime) -> ReleaseStep:
    """Let a release serve from now on.

    Raises
    ------
    UnknownRecordError
    RecordStateError
        It was approved or refused already.
    SecondPersonError
        Whoever proposed it approves it.
    GroundsMissingError
        A check had failed, and nothing is said why it serves all the same.
    """
    with turn():
        release = _proposed(release_id)
        if by == release.recorded_by:
            raise SecondPersonError(deed="Approving a release", first=by)
        failed = failed_checks(release)
        if failed and not grounds.strip():
            raise GroundsMissingError(deed=f"Approving a release that failed ({', '.join(failed)})", needed="grounds")
        return _step(release, ReleaseStep.APPROVED, grounds, by=by, at=at)


def refuse_release(release_id: int, *, grounds: str, by: str, at: datetime) -> ReleaseStep:
    """Record that a release does not serve; its proposer may take it back so.

    Raises
    ------
    UnknownRecordError
    RecordStateError
        It was approved or refused already.
    GroundsMissingError
    """
    if not grounds.strip():
        raise GroundsMissingError(deed="Refusing a release", needed="grounds")
    with turn():
        return _step(_proposed(release_id), ReleaseStep.REFUSED, grounds, by=by, at=at)


def restore_release(release: Release, *, grounds: str, by: str, at: datetime) -> ReleaseStep:
    """Let a release that was approved once serve again; one person may, for it is what one does at night.

    Raises
    ------
    GroundsMissingError
    RecordStateError
        It was never approved.
    """
    if not grounds.strip():
        raise GroundsMissingError(deed="Rolling back", needed="grounds")
    with turn():
        if not release.steps.filter(step=ReleaseStep.APPROVED).exists():
            raise RecordStateError(
                kind="release", record_id=release.pk, expected="was approved once", found="never served"
            )
        return _step(release, ReleaseStep.RESTORED, grounds, by=by, at=at)


def serving_release(at: datetime) -> Release | None:
    """Return which release served at a moment; None before the first."""
    step = _serving_steps().filter(recorded_at__lte=at).order_by("-recorded_at", "-id").first()
    return step.release if step else None


def release_before(release: Release) -> Release | None:
    """Return the release that one took the place of; None for the first."""
    others = _serving_steps().exclude(release_id=release.pk)
    first = _serving_steps().filter(release_id=release.pk).order_by("id").first()
    step = others.filter(pk__lt=first.pk).order_by("-id").first() if first else None
    return step.release if step else None


def history() -> list[Served]:
    """Return what served from when to when, the latest first."""
    steps = list(_serving_steps().order_by("recorded_at", "id"))
    served = [
        Served(release=step.release, since=step.recorded_at, until=after.recorded_at if after else None)
        for step, after in pairwise([*steps, None])
        if step is not None
    ]
    return served[::-1]


def failed_checks(release: Release) -> list[str]:
    """Return the names of the checks that a release had failed when it was proposed."""
    checks = json.loads(release.content or "{}").get("checks", ())
    return [check["name"] for check in checks if not check["passed"]]


def _serving_steps() -> "QuerySet[ReleaseStep]":
    return ReleaseStep.objects.filter(step__in=ReleaseStep.SERVES).select_related("release")


def _proposed(release_id: int) -> Release:
    """Return a release that nobody has approved or refused yet."""
    release = find_record(Release, release_id)
    step = release.steps.order_by("id").first()
    if step is not None:
        raise RecordStateError(
            kind="release", record_id=release_id, expected="waits for approval", found=f"was {step.step} already"
        )
    return release


def _step(release: Release, step: str, grounds: str, *, by: str, at: datetime) -> ReleaseStep:
    stated = {"grounds": grounds.strip(), "release_commitment": release.commitment}
    return append(ReleaseStep(release=release, step=step), stated, by=by, at=at)

"""What a model must show before it serves, beside the one that serves now."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solvable.decisions.policy import Policy

if TYPE_CHECKING:
    # For its type only: a bundle loads XGBoost.
    from solvable.models.bundle import Bundle

__all__ = ["ReleaseCheck", "check_release"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCheck:
    """One check: its name, whether it passed, and what was found in numbers."""

    name: str
    passed: bool
    found: str


def check_release(candidate: "Bundle", policy: Policy, *, serving: "Bundle | None") -> tuple[ReleaseCheck, ...]:
    """Check a model by what was measured on clients it never saw, and against the model that serves."""
    return tuple(_checks(candidate, policy, serving))


def _checks(candidate: "Bundle", policy: Policy, serving: "Bundle | None") -> Iterator[ReleaseCheck]:
    measured = candidate.validation
    yield ReleaseCheck(
        name="measured under this policy",
        passed=measured.policy_checksum == policy.checksum,
        found=f"policy {measured.policy_version} ({measured.policy_checksum[:12]}), "
        f"to serve is {policy.version} ({policy.checksum[:12]})",
    )
    slope = measured.calibration.slope
    yield ReleaseCheck(
        name="calibrated",
        passed=slope is not None and slope.low <= 1 <= slope.high,
        found=f"slope {slope.value:.3f}, between {slope.low:.3f} and {slope.high:.3f}" if slope else "no slope",
    )
    cost, blind = measured.cost.realised.value, min(measured.cost.accept_all, measured.cost.decline_all)
    yield ReleaseCheck(
        name="costs less than deciding without a model",
        passed=cost < blind,
        found=f"{cost:.4f} against {blind:.4f} for each application",
    )
    if serving is not None:
        auc, other = measured.ranking.auc, serving.validation.ranking.auc
        yield ReleaseCheck(
            name="ranks no worse than the model that serves",
            # Clearly worse is outside the interval: both are measured, none is the truth.
            passed=auc.high >= other.value,
            found=f"AUC {auc.value:.4f}, up to {auc.high:.4f}, against {other.value:.4f}",
        )

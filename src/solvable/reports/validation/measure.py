"""Everything that is measured of a model on *report*: arrays in, one document out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from solvable.decisions.decision import Cutoffs
from solvable.decisions.policy import Policy, apply_to_outcomes, policy_cost_curve, policy_costs
from solvable.metrics import (
    brier_decomposition,
    brier_score,
    calibration_error_by_chance,
    expected_calibration_error,
    fit_logistic_line,
    gains_table,
    logistic_line_intervals,
    mean_interval,
    probability,
    reliability_bands,
)
from solvable.models.bundle import Outcomes
from solvable.models.estimate import Estimate
from solvable.models.points import PointsScale
from solvable.models.validation import (
    Band,
    CalibrationFigures,
    CostFigures,
    CostPoint,
    Gain,
    GroupFigures,
    SegmentFigures,
    Validation,
    VerdictFigures,
)
from solvable.reports.validation.fairness import measure_fairness
from solvable.reports.validation.grouping import Grouping
from solvable.reports.validation.ranking import measure_ranking

__all__ = ["measure_validation"]

# A band of fewer clients says nothing that its interval does not swallow.
CLIENTS_PER_BAND, MOST_BANDS = 50, 10
# Fewer of an outcome carry no line.
FEWEST_FOR_A_LINE = 10
# An end of a band is one client's probability: rounded, it is nobody's.
END_DIGITS = 3
# As many points of a curve as a picture can show.
MOST_POINTS = 120

Flags = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    """Clients of *report* with what the policy proposes for each; every array of shape (n,)."""

    log_odds: Values
    prob_default: Values
    is_default: Flags
    is_accepted: Flags
    is_declined: Flags
    costs: Values

    def of(self, inside: Flags) -> Self:
        return type(self)(**{name: getattr(self, name)[inside] for name in self.__dataclass_fields__})


def measure_validation(
    *, policy: Policy, scale: PointsScale, currency: str | None, calibrate: Outcomes, choose: Outcomes,
    report: Outcomes, fold_aucs: Sequence[float], segments: Sequence[Grouping], protected: Sequence[Grouping],
    rng: np.random.Generator,
) -> Validation:  # fmt: skip
    """Measure a model on clients it never saw.

    Parameters
    ----------
    currency
        ISO code of the exposures, None where the tables name none.
    calibrate, choose
        Where calibration was fitted and where the policy's cutoffs are chosen.
    report
        Clients whose outcomes served for nothing else; the groups of ``segments`` and ``protected`` are theirs.
    fold_aucs
        Of cross-validation inside *train*.
    rng
        Draws the bootstraps: the same generator gives the same document.

    Raises
    ------
    ConfigError
        The policy's costs are in money, and the exposure of a client is not known.
    ValueError
        An outcome occurs less than twice on *report*.
    """
    cutoffs = apply_to_outcomes(policy, calibrate=calibrate, choose=choose, scale=scale).cutoffs
    cost, clients = _measure_cost(policy, choose, report, cutoffs, scale, currency)
    is_referred = ~clients.is_accepted & ~clients.is_declined
    return Validation(
        policy_version=policy.version,
        policy_checksum=policy.checksum,
        accept_from=cutoffs.accept_from,
        decline_below=cutoffs.decline_below,
        n_clients=clients.is_default.size,
        n_defaults=int(clients.is_default.sum()),
        ranking=measure_ranking(is_default=clients.is_default, prob_default=clients.prob_default, rng=rng),
        calibration=_measure_calibration(clients),
        gains=_measure_gains(clients),
        accepted=_count(clients, clients.is_accepted),
        referred=_count(clients, is_referred),
        declined=_count(clients, clients.is_declined),
        cost=cost,
        fold_aucs=tuple(fold_aucs),
        segments=tuple(_measure_segment(segment, clients, rng) for segment in segments),
        fairness=tuple(
            measure_fairness(
                ground, is_default=clients.is_default, prob_default=clients.prob_default,
                is_accepted=clients.is_accepted, is_declined=clients.is_declined, rng=rng,
            )
            for ground in protected
            if sum(1 for _ in ground.shown()) > 1
        ),
    )  # fmt: skip


def _measure_cost(
    policy: Policy, choose: Outcomes, report: Outcomes, cutoffs: Cutoffs, scale: PointsScale, currency: str | None
) -> tuple[CostFigures, _Report]:
    """Return what the policy costs, and the clients of *report* with what each costs at the cutoff of least cost."""
    curve = policy_cost_curve(policy, choose, scale)
    points = [
        CostPoint(
            cutoff=int(cutoff), prob_default=scale.prob_default_below(int(cutoff)),
            accepted_share=float(share), cost=float(cost),
        )
        for cutoff, share, cost in zip(curve.cutoffs, curve.accepted_shares, curve.costs, strict=True)
    ]  # fmt: skip
    chosen = points[curve.least]
    bad, scores = report.is_default, scale.score(report.log_odds)
    is_accepted = scores >= chosen.cutoff
    costs = policy_costs(policy, report, is_accepted)
    figures = CostFigures(
        kind=policy.costs.kind,
        currency=currency if policy.costs.kind == "money" else None,
        break_even=policy.costs.break_even,
        curve=tuple(points[i] for i in np.unique(np.linspace(0, len(points) - 1, MOST_POINTS).astype(int))),
        chosen=chosen,
        realised=Estimate.within(costs.mean(), mean_interval(costs)),
        realised_accepted_share=float(is_accepted.mean()),
        accept_all=float(policy_costs(policy, report, np.ones_like(bad)).mean()),
        decline_all=float(policy_costs(policy, report, np.zeros_like(bad)).mean()),
    )
    return figures, _Report(
        log_odds=report.log_odds,
        prob_default=probability(report.log_odds),
        is_default=bad,
        is_accepted=scores >= cutoffs.accept_from,
        is_declined=scores < cutoffs.decline_below,
        costs=costs,
    )


def _measure_gains(clients: _Report) -> tuple[Gain, ...]:
    return tuple(
        Gain(
            n_clients=band.n, n_defaults=band.n_defaults,
            looked_at_share=band.looked_at_share, captured_share=band.captured_share,
        )
        for band in gains_table(is_default=clients.is_default, prob_default=clients.prob_default)
    )  # fmt: skip


def _measure_calibration(clients: _Report) -> CalibrationFigures:
    y, p = clients.is_default, clients.prob_default
    bands = reliability_bands(
        is_default=y, prob_default=p, n_bands=int(np.clip(y.size // CLIENTS_PER_BAND, 1, MOST_BANDS))
    )
    parts = brier_decomposition(is_default=y, prob_default=p, bands=bands)
    slope, intercept = _measure_line(clients)
    return CalibrationFigures(
        bands=tuple(
            Band(
                n_clients=band.n, n_defaults=band.n_defaults, prob_mean=band.prob_mean,
                prob_least=round(band.prob_least, END_DIGITS),
                prob_greatest=round(band.prob_greatest, END_DIGITS),
                observed=Estimate.within(band.observed, band.interval()),
            )
            for band in bands
        ),
        slope=slope,
        intercept=intercept,
        error=expected_calibration_error(bands),
        error_by_chance=calibration_error_by_chance(bands),
        brier=brier_score(is_default=y, prob_default=p),
        reliability=parts.reliability,
        resolution=parts.resolution,
        uncertainty=parts.uncertainty,
        within_bands=parts.within_bands,
    )  # fmt: skip


def _measure_line(clients: _Report) -> tuple[Estimate | None, Estimate | None]:
    """Return slope and intercept, of groups that carry a line."""
    n_bad = int(clients.is_default.sum())
    if min(n_bad, clients.is_default.size - n_bad) < FEWEST_FOR_A_LINE or np.ptp(clients.log_odds) == 0:
        return None, None
    slope, intercept = fit_logistic_line(is_default=clients.is_default, odds_log=clients.log_odds)
    of_slope, of_intercept = logistic_line_intervals(odds_log=clients.log_odds, slope=slope, intercept=intercept)
    return Estimate.within(slope, of_slope), Estimate.within(intercept, of_intercept)


def _measure_segment(segment: Grouping, everybody: _Report, rng: np.random.Generator) -> SegmentFigures:
    groups = []
    for name, inside in segment.shown():
        clients = everybody.of(inside)
        n_bad = int(clients.is_default.sum())
        carries = min(n_bad, clients.is_default.size - n_bad) >= FEWEST_FOR_A_LINE
        groups.append(
            GroupFigures(
                label=name,
                n_clients=clients.is_default.size,
                n_defaults=n_bad,
                prob_mean=float(clients.prob_default.mean()),
                ranking=measure_ranking(is_default=clients.is_default, prob_default=clients.prob_default, rng=rng)
                if carries
                else None,
                calibration=_measure_calibration(clients),
                accepted_share=float(clients.is_accepted.mean()),
                declined_share=float(clients.is_declined.mean()),
                cost=float(clients.costs.mean()),
            )
        )
    return SegmentFigures(key=segment.key, label=segment.label, groups=tuple(groups), n_left_out=segment.n_left_out)


def _count(clients: _Report, inside: Flags) -> VerdictFigures:
    return VerdictFigures(n_clients=int(inside.sum()), n_defaults=int(clients.is_default[inside].sum()))

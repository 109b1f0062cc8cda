"""What each restriction costs: every profile, directions left free, and the scorecard, on the same clients."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from solvable.decisions.policy import Policy, policy_cost_curve, policy_costs
from solvable.metrics import gini, roc_auc
from solvable.models.alternatives import Alternative, Alternatives, Difference
from solvable.models.bundle import Bundle, Outcomes
from solvable.models.estimate import Estimate
from solvable.models.manifest import ModelKind
from solvable.models.proxies import ProxyTest, find_proxies
from solvable.models.sample import Sample
from solvable.models.scorecard import can_fit
from solvable.models.splits import Side
from solvable.models.training_config import TrainingConfig
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.portfolio import CLIENT_ID, Portfolio
from solvable.portfolios.workspace import Workspace
from solvable.progress import Progress
from solvable.train import Search, read_profile, train_on
from solvable.vocabulary import Admissibility

__all__ = ["measure_alternatives"]

N_BOOTSTRAPS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    key: str
    profile: str
    has_directions: bool = True
    kind: ModelKind = ModelKind.BOOSTING


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """A candidate with its bundle, and each figure with its bootstraps, of shape (n_bootstraps,)."""

    candidate: _Candidate
    bundle: Bundle
    figures: Mapping[str, tuple[float, npt.NDArray[np.float64]]]


def measure_alternatives(
    workspace: Workspace, portfolio: Portfolio, config: TrainingConfig, policy: Policy, *,
    measured_at: str, keep: Callable[[Bundle], object], progress: Progress,
) -> Alternatives:  # fmt: skip
    """Train every alternative, and measure each against the default profile on *report*.

    Parameters
    ----------
    measured_at : ISO 8601, recorded with the models as the day they were trained
    keep : called with every model that may serve; one without directions may not

    Notes
    -----
    Intervals are of bootstraps of the clients, the same for every model, so that those of differences are
    of pairs. Each model is used at its own cutoff of least cost.
    """
    draws: list[npt.NDArray[np.int64]] = []
    measured: list[_Measured] = []
    proxies: tuple[ProxyTest, ...] = ()
    n_report, n_defaults = 0, 0
    for profile, candidates in _candidates(config):
        sides = read_profile(workspace, portfolio, config, profile=profile, progress=progress)
        for candidate in candidates:
            bundle, report = train_on(
                _as_asked(sides, candidate), workspace, portfolio, config, policy, profile=profile,
                trained_at=measured_at, progress=progress, search=Search(kind=candidate.kind),
            )  # fmt: skip
            if candidate.has_directions:
                keep(bundle)
            draws = draws or list(_draws(report.is_default, config.boosting.seed))
            n_report, n_defaults = report.is_default.size, int(report.is_default.sum())
            progress.start(f"compare {candidate.key}")
            measured.append(_measure(candidate, bundle, report, policy, draws))
            progress.finish(f"AUC {measured[-1].figures['auc'][0]:.4f}")
        if profile == config.default_profile:
            proxies = _proxies(sides[Side.TRAIN], workspace, portfolio, config, progress)
    reference = next(found for found in measured if found.candidate.key == config.default_profile)
    return Alternatives(
        measured_at=measured_at,
        features_fingerprint=workspace.features().fingerprint,
        training_checksum=config.checksum,
        policy_version=policy.version,
        n_report=n_report,
        n_report_defaults=n_defaults,
        reference=reference.bundle.version,
        models=tuple(_alternative(found, reference) for found in measured),
        proxies=proxies,
    )


def _candidates(config: TrainingConfig) -> Iterator[tuple[str, list[_Candidate]]]:
    for profile in config.profiles:
        candidates = [_Candidate(key=profile, profile=profile)]
        if profile == config.default_profile:
            candidates.append(_Candidate(key=f"{profile}:free", profile=profile, has_directions=False))
            if can_fit():
                candidates.append(_Candidate(key=f"{profile}:scorecard", profile=profile, kind=ModelKind.SCORECARD))
        yield profile, candidates


def _as_asked(sides: Mapping[Side, Sample], candidate: _Candidate) -> Mapping[Side, Sample]:
    if candidate.has_directions:
        return sides
    return {side: sample.without_directions() for side, sample in sides.items()}


def _draws(is_default: npt.NDArray[np.bool_], seed: int) -> Iterator[npt.NDArray[np.int64]]:
    """Give bootstraps of the clients that have both outcomes."""
    rng, n_left = np.random.default_rng(seed), N_BOOTSTRAPS
    while n_left:
        clients = rng.integers(0, is_default.size, is_default.size)
        if 0 < is_default[clients].sum() < is_default.size:
            yield clients
            n_left -= 1


def _measure(
    candidate: _Candidate, bundle: Bundle, report: Outcomes, policy: Policy, draws: list[npt.NDArray[np.int64]]
) -> _Measured:
    bad, odds = report.is_default, report.log_odds
    auc = roc_auc(is_default=bad, prob_default=odds)
    aucs = np.array([roc_auc(is_default=bad[clients], prob_default=odds[clients]) for clients in draws])
    costs = 1000 * _costs(bundle, report, policy)
    return _Measured(
        candidate=candidate,
        bundle=bundle,
        figures={
            "auc": (auc, aucs),
            "gini": (gini(is_default=bad, prob_default=odds), 2 * aucs - 1),
            "cost_per_1000": (float(costs.mean()), np.array([costs[clients].mean() for clients in draws])),
        },
    )


def _costs(bundle: Bundle, report: Outcomes, policy: Policy) -> npt.NDArray[np.float64]:
    """Return what each decision at the cutoff of least cost on *choose* costs on *report*, shape (n,)."""
    scale = bundle.manifest.training.points
    curve = policy_cost_curve(policy, bundle.outcomes_of(Side.CHOOSE), scale)
    return policy_costs(policy, report, scale.score(report.log_odds) >= curve.cutoffs[curve.least])


def _alternative(found: _Measured, reference: _Measured) -> Alternative:
    estimates = {name: Estimate.of(value, drawn) for name, (value, drawn) in found.figures.items()}
    differences = {
        name: Estimate.of(value - reference.figures[name][0], drawn - reference.figures[name][1])
        for name, (value, drawn) in found.figures.items()
    }
    return Alternative(
        key=found.candidate.key,
        version=found.bundle.version,
        kind=found.candidate.kind,
        profile=found.candidate.profile,
        has_directions=found.candidate.has_directions,
        n_features=len(found.bundle.manifest.features),
        against_reference=None if found is reference else Difference(**differences),
        **estimates,
    )


def _proxies(
    sample: Sample, workspace: Workspace, portfolio: Portfolio, config: TrainingConfig, progress: Progress
) -> tuple[ProxyTest, ...]:
    kept = {feature.name for feature in sample.features}
    protected = [
        feature for feature in portfolio.catalogue.features.values()
        if feature.admissibility is Admissibility.PROTECTED and feature.name not in kept
    ]  # fmt: skip
    table = FeatureTable(workspace.features_path()).columns([CLIENT_ID, *(feature.name for feature in protected)])
    of_sample = np.isin(table[CLIENT_ID].to_numpy(), sample.client_ids)
    return find_proxies(sample, table.filter(pa.array(of_sample)), protected, config.boosting, progress=progress)

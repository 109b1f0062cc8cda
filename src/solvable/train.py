"""The way from a workspace to a bundle, on one page."""

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from solvable import __version__
from solvable.decisions.policy import Policy
from solvable.errors import ConfigError, TrainingError, listed
from solvable.explanations.importance import importance_of
from solvable.metrics import fit_logistic_line
from solvable.models.boosting import cross_validate, fit_trees
from solvable.models.bundle import OUTCOME_SCHEMA, Bundle, Outcomes
from solvable.models.elimination import eliminate
from solvable.models.held_out import HeldOut
from solvable.models.manifest import (
    FORMAT_VERSION,
    Calibration,
    Elimination,
    Figures,
    Manifest,
    ModelKind,
    SideCount,
    TrainingData,
    Tuning,
)
from solvable.models.model import ScoringModel
from solvable.models.sample import Sample, read_sides
from solvable.models.scorecard import check_can_fit, cross_validate_scorecard, fit_scorecard
from solvable.models.splits import Side
from solvable.models.standings import Standings, learn_standings
from solvable.models.training_config import TrainingConfig
from solvable.models.tuning import tune
from solvable.models.validation import Validation
from solvable.portfolios.catalogue import Feature
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.workspace import FeaturesManifest, Workspace
from solvable.progress import Progress
from solvable.reports.validation import MOST_CLIENTS, measure_reasons, measure_validation, read_groupings

__all__ = ["Search", "admissible_features", "read_profile", "train", "train_on"]

# Fewer than this many of either outcome on a side say nothing; folds need a few each.
MIN_OUTCOMES_PER_SIDE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is searched for before the model is fitted, beside the number of trees.

    Attributes
    ----------
    kind
        Of the model; a scorecard chooses its own few features, and has no parameters to search.
    leave_features_out
        Keep only the smallest set of features that ranks as well as the best one.
    time_is_up
        Search for better parameters until this says so; None searches for none.
    """

    kind: ModelKind = ModelKind.BOOSTING
    leave_features_out: bool = False
    time_is_up: Callable[[], bool] | None = None


def train(
    workspace: Workspace, portfolio: Portfolio, config: TrainingConfig, policy: Policy, *,
    profile: str, trained_at: str, progress: Progress, search: Search | None = None,
) -> Bundle:  # fmt: skip
    """Learn a model from a workspace's features.

    Parameters
    ----------
    profile : one of the profiles of the configuration
    trained_at : ISO 8601, recorded in the manifest

    Raises
    ------
    ConfigError
        There is no such profile.
    NotReadyError
        Features were not built yet.
    TrainingError
        A side has too few defaults or too few good clients, or no feature tells enough for a scorecard.
    MissingExtraError
        A scorecard is wanted, and OptBinning is not installed.
    """
    search = search or Search()
    if search.kind is ModelKind.SCORECARD:
        check_can_fit()
    sides = read_profile(workspace, portfolio, config, profile=profile, progress=progress)
    bundle, _ = train_on(
        sides, workspace, portfolio, config, policy,
        profile=profile, trained_at=trained_at, progress=progress, search=search,
    )  # fmt: skip
    return bundle


def train_on(
    sides: Mapping[Side, Sample], workspace: Workspace, portfolio: Portfolio, config: TrainingConfig, policy: Policy, *,
    profile: str, trained_at: str, progress: Progress, search: Search,
) -> tuple[Bundle, Outcomes]:  # fmt: skip
    """Learn a model from clients that are read already; return it with what it says of *report*."""
    built = workspace.features()
    if search.kind is ModelKind.SCORECARD:
        learned = _learn_scorecard(sides, config, progress)
    else:
        learned = _learn(sides, workspace.tuning, profile, config, built, search, progress)
    calibration = _calibrate(learned.model, learned.sides[Side.CALIBRATE])
    calibrate, choose, report = (
        _scored(learned.model, calibration, learned.sides[side]) for side in (Side.CALIBRATE, Side.CHOOSE, Side.REPORT)
    )
    progress.start("measure on report")
    validation = _measure(learned, policy, workspace, portfolio, calibrate, choose, report)
    importance = importance_of(
        learned.model, learned.sides[Side.REPORT].X, side=Side.REPORT, calibration=calibration,
        scale=learned.config.points, catalogue=portfolio.catalogue,
    )  # fmt: skip
    progress.finish(f"{report.log_odds.size:,} clients the model never saw")
    outcomes = [_outcome_rows(Side.CALIBRATE, calibrate), _outcome_rows(Side.CHOOSE, choose)]
    bundle = Bundle(
        manifest=_describe(
            learned, sides, calibration, validation, built, portfolio=portfolio, profile=profile, trained_at=trained_at
        ),
        model=learned.model,
        outcomes=pa.concat_tables(outcomes),
        standings=_standings(learned, calibrate, choose),
        validation=validation,
        importance=importance,
    )
    progress.start("test the reasons")
    return _with_tested_reasons(bundle, learned, workspace, portfolio, progress), report


def admissible_features(portfolio: Portfolio, config: TrainingConfig, profile: str) -> list[Feature]:
    """Return the features that a profile may use, in the catalogue's order; ConfigError."""
    if profile not in config.profiles:
        raise ConfigError(
            f"The profile must be one of {listed(list(config.profiles))}, found {profile!r}. "
            "Profiles are declared in training.toml."
        )
    allowed = config.profiles[profile]
    return [feature for feature in portfolio.catalogue.features.values() if feature.admissibility in allowed]


def read_profile(
    workspace: Workspace, portfolio: Portfolio, config: TrainingConfig, *, profile: str, progress: Progress
) -> Mapping[Side, Sample]:
    """Read the clients of every side with what a profile may use; ConfigError, NotReadyError, TrainingError."""
    features = admissible_features(portfolio, config, profile)
    progress.start(f"read features, profile {profile}")
    table = FeatureTable(workspace.features_path())
    sides = read_sides(table, features, shares=config.sides, exposure=portfolio.exposure)
    for side, clients in sides.items():
        if min(clients.n_defaults, clients.n_clients - clients.n_defaults) < MIN_OUTCOMES_PER_SIDE:
            raise TrainingError(
                f"Every side needs at least {MIN_OUTCOMES_PER_SIDE} defaults and as many good clients, found "
                f"{clients.n_defaults} defaults among {clients.n_clients:,} clients on side {side}. Import more "
                "clients with a known outcome."
            )
    sample = sides[Side.TRAIN]
    progress.finish(f"{sample.n_clients:,} clients to learn from, {len(sample.features)} features")
    return sides


@dataclass(frozen=True, slots=True, kw_only=True)
class _Learned:
    model: ScoringModel
    sides: Mapping[Side, Sample]
    config: TrainingConfig
    validation: HeldOut
    n_rounds: int | None = None
    elimination: Elimination | None = None
    tuning: Tuning | None = None


def _learn(
    sides: Mapping[Side, Sample], trials: Path, profile: str, config: TrainingConfig, built: FeaturesManifest,
    search: Search, progress: Progress,
) -> _Learned:  # fmt: skip
    """Choose features, parameters and the number of trees inside *train*, then fit."""
    elimination, tuning = None, None
    validation = cross_validate(sides[Side.TRAIN], config.boosting, progress=progress)
    if search.leave_features_out:
        kept, elimination = eliminate(sides[Side.TRAIN], validation.n_rounds, config.boosting, progress=progress)
        sides = {side: sample.reading(kept) for side, sample in sides.items()}
    sample = sides[Side.TRAIN]
    if search.time_is_up is not None:
        # A search that was stopped goes on where nothing that it depends on has changed.
        about = [config.checksum, built.fingerprint, *(feature.name for feature in sample.features)]
        boosting, tuning = tune(
            sample, config.boosting, progress=progress, time_is_up=search.time_is_up,
            trials=trials / f"{profile}-{hashlib.sha256(' '.join(about).encode()).hexdigest()[:10]}.journal",
        )  # fmt: skip
        config = config.model_copy(update={"boosting": boosting})
    if elimination or tuning:
        validation = cross_validate(sample, config.boosting, progress=progress)
    model = fit_trees(sample, validation.n_rounds, config.boosting, progress=progress)
    return _Learned(
        model=model, sides=sides, config=config, validation=validation, n_rounds=validation.n_rounds,
        elimination=elimination, tuning=tuning,
    )  # fmt: skip


def _learn_scorecard(sides: Mapping[Side, Sample], config: TrainingConfig, progress: Progress) -> _Learned:
    sample = sides[Side.TRAIN]
    l2, validation = cross_validate_scorecard(sample, config.scorecard, progress=progress)
    model = fit_scorecard(sample, l2, config.scorecard, progress=progress)
    read = {feature.name for feature in model.features}
    sides = {side: clients.reading(read) for side, clients in sides.items()}
    return _Learned(model=model, sides=sides, config=config, validation=validation)


def _calibrate(model: ScoringModel, sample: Sample) -> Calibration:
    slope, intercept = fit_logistic_line(is_default=sample.is_default, odds_log=model.margins_of(sample.X))
    return Calibration(slope=slope, intercept=intercept)


def _scored(model: ScoringModel, calibration: Calibration, sample: Sample) -> Outcomes:
    return Outcomes(
        log_odds=calibration.log_odds(model.margins_of(sample.X)),
        is_default=sample.is_default,
        exposure=sample.exposure,
    )


def _outcome_rows(side: Side, outcomes: Outcomes) -> pa.Table:
    columns = [
        pa.repeat(side.value, outcomes.log_odds.size), outcomes.log_odds, outcomes.is_default, outcomes.exposure,
    ]  # fmt: skip
    return pa.table([pa.array(column) for column in columns], schema=OUTCOME_SCHEMA)


def _standings(learned: _Learned, calibrate: Outcomes, choose: Outcomes) -> Standings:
    samples = [learned.sides[side] for side in (Side.CALIBRATE, Side.CHOOSE)]
    log_odds = np.concatenate([calibrate.log_odds, choose.log_odds])
    return learn_standings(samples, learned.config.points.score(log_odds))


def _measure(
    learned: _Learned, policy: Policy, workspace: Workspace, portfolio: Portfolio,
    calibrate: Outcomes, choose: Outcomes, report: Outcomes,
) -> Validation:  # fmt: skip
    """Measure on *report*, overall and by the groups that the portfolio declares."""
    clients, ids = FeatureTable(workspace.features_path()), learned.sides[Side.REPORT].client_ids
    currency = workspace.features().currency
    segments, protected = (
        read_groupings(declared, clients, ids, portfolio.catalogue, currency=currency)
        for declared in (portfolio.segments, portfolio.protected_grounds)
    )
    return measure_validation(
        policy=policy,
        scale=learned.config.points,
        currency=currency,
        calibrate=calibrate,
        choose=choose,
        report=report,
        fold_aucs=learned.validation.fold_aucs,
        segments=segments,
        protected=protected,
        rng=np.random.default_rng(learned.config.boosting.seed),
    )


def _describe(
    learned: _Learned, sides: Mapping[Side, Sample], calibration: Calibration, validation: Validation,
    built: FeaturesManifest, *, portfolio: Portfolio, profile: str, trained_at: str,
) -> Manifest:  # fmt: skip
    """Say what a model is, from what it was made, and how good it is."""
    return Manifest(
        format_version=FORMAT_VERSION,
        version=f"{_name(profile, learned.model.kind)}-{_fingerprint(learned.model, learned.config, built)}",
        kind=learned.model.kind,
        profile=profile,
        trained_at=trained_at,
        report_read_at=trained_at,
        code_version=__version__,
        data=TrainingData(
            portfolio=portfolio.name,
            recipe=built.recipe,
            features_fingerprint=built.fingerprint,
            not_available=built.not_available,
            currency=built.currency,
        ),
        training=learned.config,
        tuning=learned.tuning,
        elimination=learned.elimination,
        features=learned.model.features,
        sides={
            side.value: SideCount(n_clients=clients.n_clients, n_defaults=clients.n_defaults)
            for side, clients in sides.items()
        },
        n_rounds=learned.n_rounds,
        calibration=calibration,
        figures=_figures(validation),
    )


def _with_tested_reasons(
    bundle: Bundle, learned: _Learned, workspace: Workspace, portfolio: Portfolio, progress: Progress
) -> Bundle:
    """Say in a bundle's validation whether its reasons are true, of some clients of *report*."""
    report, rng = learned.sides[Side.REPORT], np.random.default_rng(learned.config.boosting.seed)
    some = rng.choice(report.n_clients, min(report.n_clients, MOST_CLIENTS), replace=False)
    reasons = measure_reasons(
        bundle,
        FeatureTable(workspace.features_path()).rows(report.client_ids[some].tolist()),
        report.is_default[some],
        others=learned.sides[Side.CHOOSE].X,
        accept_from=bundle.validation.accept_from,
        catalogue=portfolio.catalogue,
        rng=rng,
    )
    progress.finish(f"{some.size:,} clients scored anew")
    return dataclasses.replace(bundle, validation=bundle.validation.model_copy(update={"reasons": reasons}))


def _figures(validation: Validation) -> Figures:
    """Return what is told of a model first."""
    n, cost = validation.n_clients, validation.cost
    slope, intercept = validation.calibration.slope, validation.calibration.intercept
    if slope is None or intercept is None:
        raise TrainingError(
            f"Calibration is measured on ten or more of each outcome, found fewer among the {n:,} clients of side "
            "report. Import more clients with a known outcome."
        )
    return Figures(
        auc=validation.ranking.auc.value,
        gini=validation.ranking.gini.value,
        ks=validation.ranking.ks.value,
        brier=validation.calibration.brier,
        calibration_slope=slope.value,
        calibration_intercept=intercept.value,
        cost=cost.realised.value,
        cost_accept_all=cost.accept_all,
        cost_decline_all=cost.decline_all,
        policy_version=validation.policy_version,
        policy_checksum=validation.policy_checksum,
        accepted_share=validation.accepted.n_clients / n,
        referred_share=validation.referred.n_clients / n,
        declined_share=validation.declined.n_clients / n,
        cv_auc=float(np.mean(validation.fold_aucs)),
        cv_auc_spread=float(np.std(validation.fold_aucs)),
    )


def _name(profile: str, kind: ModelKind) -> str:
    return profile if kind is ModelKind.BOOSTING else f"{profile}-{kind.value}"


def _fingerprint(model: ScoringModel, config: TrainingConfig, built: FeaturesManifest) -> str:
    """Name what was learned, with what it was learned by and from."""
    digest = hashlib.sha256(model.content())
    digest.update(config.checksum.encode())
    digest.update(built.fingerprint.encode())
    return digest.hexdigest()[:10]

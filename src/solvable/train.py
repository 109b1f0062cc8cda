"""The way from a workspace to a bundle, on one page."""

import hashlib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import xgboost as xgb

from solvable import __version__
from solvable.decisions.frequency import FrequencyTable
from solvable.decisions.policy import Policy, choose_cutoffs, policy_cost_curve
from solvable.errors import ConfigError, TrainingError, listed
from solvable.metrics import (
    brier_score,
    cost_per_application,
    fit_logistic_line,
    gini,
    ks_statistic,
    probability,
    roc_auc,
)
from solvable.models.boosting import CrossValidation, cross_validate, fit_booster, trees_matrix
from solvable.models.bundle import Bundle
from solvable.models.bundle import Outcomes as ScoredOutcomes
from solvable.models.encoding import encode, learn_features
from solvable.models.manifest import FORMAT_VERSION, Calibration, Figures, Manifest, SideCount, TrainingData
from solvable.models.splits import Side, folds_of, sides_of
from solvable.models.training_config import TrainingConfig
from solvable.portfolios.catalogue import Feature
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.portfolio import CLIENT_ID, IS_DEFAULT, Portfolio
from solvable.portfolios.workspace import FeaturesManifest, Workspace
from solvable.progress import Progress

__all__ = ["admissible_features", "train"]

# Fewer than this many of either outcome on a side say nothing; folds need a few each.
MIN_OUTCOMES_PER_SIDE = 10

LogOdds = npt.NDArray[np.float64]
Outcomes = npt.NDArray[np.bool_]


def train(
    workspace: Workspace, portfolio: Portfolio, config: TrainingConfig, policy: Policy, *,
    profile: str, trained_at: str, progress: Progress,
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
        A side has too few defaults or too few good clients.
    """
    features = admissible_features(portfolio, config, profile)
    built = workspace.features()
    rows = _rows_with_outcome(workspace, features)
    sides = _split(rows, config)
    known = learn_features(sides[Side.TRAIN], features)

    X, y = encode(sides[Side.TRAIN], known), _outcomes(sides[Side.TRAIN])
    folds = folds_of(sides[Side.TRAIN][CLIENT_ID].to_pylist(), config.boosting.folds)
    validation = cross_validate(X, y, folds, features=known, config=config.boosting, progress=progress)
    booster = fit_booster(X, y, validation.n_rounds, features=known, config=config.boosting, progress=progress)

    def margin(side: Side) -> LogOdds:
        matrix = trees_matrix(encode(sides[side], known), known)
        return booster.predict(matrix, output_margin=True).astype(np.float64)  # type: ignore[no-any-return]

    slope, intercept = fit_logistic_line(is_default=_outcomes(sides[Side.CALIBRATE]), odds_log=margin(Side.CALIBRATE))
    choose, report = (slope * margin(side) + intercept for side in (Side.CHOOSE, Side.REPORT))
    progress.start("measure on report")
    figures = _figures(
        config, policy, validation, choose, _outcomes(sides[Side.CHOOSE]), report, _outcomes(sides[Side.REPORT])
    )
    progress.finish(f"{report.size:,} clients the model never saw")
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        version=f"{profile}-{_fingerprint(booster, config, built)}",
        profile=profile,
        trained_at=trained_at,
        code_version=__version__,
        data=TrainingData(
            portfolio=portfolio.name,
            recipe=built.recipe,
            features_fingerprint=built.fingerprint,
            not_available=built.not_available,
        ),
        training=config,
        features=known,
        sides={side.value: _count(rows) for side, rows in sides.items()},
        n_rounds=validation.n_rounds,
        calibration=Calibration(slope=slope, intercept=intercept),
        figures=figures,
    )
    return Bundle(
        manifest=manifest,
        booster=booster,
        choose_log_odds=choose,
        choose_is_default=_outcomes(sides[Side.CHOOSE]),
    )


def admissible_features(portfolio: Portfolio, config: TrainingConfig, profile: str) -> list[Feature]:
    """Return the features that a profile may use, in the catalogue's order; ConfigError."""
    if profile not in config.profiles:
        raise ConfigError(
            f"The profile must be one of {listed(list(config.profiles))}, found {profile!r}. "
            "Profiles are declared in training.toml."
        )
    allowed = config.profiles[profile]
    return [feature for feature in portfolio.catalogue.features.values() if feature.admissibility in allowed]


def _rows_with_outcome(workspace: Workspace, features: list[Feature]) -> pa.Table:
    names = [CLIENT_ID, IS_DEFAULT, *(feature.name for feature in features)]
    rows = FeatureTable(workspace.features_path()).columns(names)
    return rows.filter(pc.is_valid(rows[IS_DEFAULT]))


def _split(rows: pa.Table, config: TrainingConfig) -> Mapping[Side, pa.Table]:
    side_of = sides_of(rows[CLIENT_ID].to_pylist(), config.sides)
    sides = {side: rows.filter(pa.array(side_of == side.value)) for side in Side}
    for side, members in sides.items():
        n_defaults = _count(members).n_defaults
        if min(n_defaults, members.num_rows - n_defaults) < MIN_OUTCOMES_PER_SIDE:
            raise TrainingError(
                f"Every side needs at least {MIN_OUTCOMES_PER_SIDE} defaults and as many good clients, found "
                f"{n_defaults} defaults among {members.num_rows:,} clients on side {side}. Import more clients with a "
                "known outcome."
            )
    return sides


def _figures(
    config: TrainingConfig, policy: Policy, validation: CrossValidation, choose: LogOdds, choose_bad: Outcomes,
    report: LogOdds, report_bad: Outcomes,
) -> Figures:  # fmt: skip
    chosen_on = ScoredOutcomes(log_odds=choose, is_default=choose_bad, exposure=np.full(choose.size, np.nan))
    frequencies = FrequencyTable.build(scores=config.points.score(choose), is_default=choose_bad)
    cutoffs = choose_cutoffs(policy, chosen_on, frequencies=frequencies, scale=config.points)
    curve = policy_cost_curve(policy, chosen_on, config.points)
    default_accepted, good_declined = policy.costs.losses(np.full(report.size, np.nan))
    scores, prob_default = config.points.score(report), probability(report)
    least_cost = int(curve.cutoffs[curve.least])

    def cost(is_accepted: Outcomes) -> float:
        return cost_per_application(
            is_default=report_bad,
            is_accepted=is_accepted,
            default_accepted=default_accepted,
            good_declined=good_declined,
        )

    slope, intercept = fit_logistic_line(is_default=report_bad, odds_log=report)
    accepted, declined = float(np.mean(scores >= cutoffs.accept_from)), float(np.mean(scores < cutoffs.decline_below))
    return Figures(
        auc=roc_auc(is_default=report_bad, prob_default=prob_default),
        gini=gini(is_default=report_bad, prob_default=prob_default),
        ks=ks_statistic(is_default=report_bad, prob_default=prob_default),
        brier=brier_score(is_default=report_bad, prob_default=prob_default),
        calibration_slope=slope,
        calibration_intercept=intercept,
        cost=cost(scores >= least_cost),
        cost_accept_all=cost(np.ones_like(report_bad)),
        cost_decline_all=cost(np.zeros_like(report_bad)),
        policy_version=policy.version,
        accepted_share=accepted,
        referred_share=1 - accepted - declined,
        declined_share=declined,
        cv_auc=validation.auc_mean,
        cv_auc_spread=validation.auc_spread,
    )


def _outcomes(rows: pa.Table) -> Outcomes:
    return rows[IS_DEFAULT].to_numpy().astype(bool)  # type: ignore[no-any-return]


def _count(rows: pa.Table) -> SideCount:
    return SideCount(n_clients=rows.num_rows, n_defaults=int(_outcomes(rows).sum()))


def _fingerprint(booster: xgb.Booster, config: TrainingConfig, built: FeaturesManifest) -> str:
    digest = hashlib.sha256(bytes(booster.save_raw("ubj")))
    digest.update(config.checksum.encode())
    digest.update(built.fingerprint.encode())
    return digest.hexdigest()[:10]

"""Small made-up things that tests share: a catalogue, feature rows, a trained bundle."""

import dataclasses
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from solvable.decisions.costs import RatioCosts
from solvable.decisions.decision import Cutoffs
from solvable.decisions.frequency import FrequencyTable
from solvable.decisions.policy import AppliedPolicy, GreyZone, Policy
from solvable.documents import read_document
from solvable.explanations.importance import importance_of
from solvable.metrics import fit_logistic_line
from solvable.models.boosting import fit_trees
from solvable.models.bundle import OUTCOME_SCHEMA, Bundle, Outcomes
from solvable.models.encoding import encode, learn_features
from solvable.models.manifest import (
    FORMAT_VERSION,
    Calibration,
    Figures,
    Manifest,
    ModelFeature,
    ModelKind,
    TrainingData,
)
from solvable.models.sample import Sample
from solvable.models.scorecard import fit_scorecard
from solvable.models.splits import Side
from solvable.models.standings import learn_standings
from solvable.models.training_config import TrainingConfig
from solvable.models.validation import Validation
from solvable.portfolios.catalogue import Catalogue, Feature, Sentence
from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.search import SearchFields
from solvable.portfolios.segments import Segment
from solvable.portfolios.workspace import FeaturesManifest, Workspace, file_checksum
from solvable.progress import Silent
from solvable.reports.validation import grouping_of, measure_validation
from solvable.vocabulary import Admissibility, HigherIs, Language, Text, Unit

REPOSITORY = Path(__file__).parents[1]
REAL_DATA = REPOSITORY.parent / "shared" / "data"


def make_feature(name: str, **changes: object) -> Feature:
    """Return a full entry of a feature, all of it allowed and numeric unless said otherwise."""
    entry: dict[str, object] = {
        "name": name,
        "family": name,
        "label": Text(fr=f"Libellé {name}", en=f"Label {name}"),
        "unit": Unit.COUNT,
        "theme": "history",
        "reason": name,
        "higher_is": HigherIs.EITHER,
        "sources": (f"table.{name.upper()}",),
        "admissibility": Admissibility.ALLOWED,
        "admissibility_reason": None,
        "is_actionable": False,
        "sentence": {
            Language.FR: Sentence(f"Vous avez {{value}} {name}", zero=f"Vous n’avez aucun {name}"),
            Language.EN: Sentence(f"You have {{value}} {name}", zero=f"You have no {name}"),
        },
    }
    return Feature(**(entry | changes))  # type: ignore[arg-type]


def make_catalogue(*features: Feature) -> Catalogue:
    """Return a catalogue of these features; by default one of each kind that the tests speak of."""
    features = features or (
        make_feature("late_count", higher_is=HigherIs.RISKIER, reason="lateness"),
        make_feature("late_recently_count", higher_is=HigherIs.RISKIER, reason="lateness"),
        make_feature("score", unit=Unit.SCORE, theme="scores", higher_is=HigherIs.SAFER),
        make_feature("amount", unit=Unit.AMOUNT, is_actionable=True),
        make_feature("job", unit=Unit.CATEGORY),
        make_feature("age", unit=Unit.YEARS, admissibility=Admissibility.PROTECTED,
                     admissibility_reason=Text(fr="critère protégé", en="protected ground")),
    )  # fmt: skip
    return Catalogue(
        features={feature.name: feature for feature in features},
        themes={"history": Text(fr="Historique", en="History"), "scores": Text(fr="Scores", en="Scores")},
        reasons={
            feature.reason: Text(fr=f"Motif {feature.reason}", en=f"Reason {feature.reason}") for feature in features
        },
        profile_groups={},
        levels={"job": {"clerk": Text(fr="employé", en="clerk"), "smith": Text(fr="forgeron", en="smith")}},
    )


def make_rows(n_clients: int, *, seed: int = 1) -> pa.Table:
    """Return feature rows with outcomes that follow from them: late and low-scored clients default more."""
    rng = np.random.default_rng(seed)
    late = rng.poisson(1.0, n_clients).astype(float)
    score, amount = rng.random(n_clients), rng.lognormal(12, 0.5, n_clients)
    job = rng.choice(["clerk", "smith"], n_clients)
    odds = -2.5 + 0.7 * late - 3 * (score - 0.5) + 0.8 * (job == "smith")
    is_default = rng.random(n_clients) < 1 / (1 + np.exp(-odds))
    return pa.table(
        {
            "client_id": np.arange(100_001, 100_001 + n_clients),
            "is_default": is_default,
            "late_count": late,
            "late_recently_count": np.floor(late * rng.random(n_clients)),
            "score": pa.array(score, mask=rng.random(n_clients) < 0.2),
            "amount": amount,
            "job": pa.array(job, mask=rng.random(n_clients) < 0.1),
            "age": rng.uniform(21, 69, n_clients),
        }
    )


def training_config() -> TrainingConfig:
    """Return the configuration that ships."""
    return read_document(REPOSITORY / "config" / "training.toml", TrainingConfig)


@cache
def make_bundle() -> Bundle:
    """Return a bundle trained on made-up rows; the same on every call."""
    catalogue, config = make_catalogue(), training_config()
    rows, held = make_rows(3000, seed=1), make_rows(2000, seed=2)
    features = learn_features(
        rows, [f for f in catalogue.features.values() if f.admissibility is Admissibility.ALLOWED]
    )
    trees = fit_trees(make_sample(rows, features), 80, config.boosting, progress=Silent())
    margin, outcomes = trees.margins(held), held["is_default"].to_numpy()
    slope, intercept = fit_logistic_line(is_default=outcomes, odds_log=margin)
    calibration = Calibration(slope=slope, intercept=intercept)
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        version="fair-0123456789",
        kind=ModelKind.BOOSTING,
        profile="fair",
        trained_at="2026-11-01T00:00:00+00:00",
        report_read_at="2026-11-01T00:00:00+00:00",
        code_version="0.1.0",
        data=TrainingData(portfolio="made_up", recipe="r", features_fingerprint="f", not_available=()),
        training=config,
        tuning=None,
        elimination=None,
        features=features,
        sides={},
        n_rounds=80,
        calibration=calibration,
        figures=Figures(
            auc=0.8, gini=0.6, ks=0.5, brier=0.1, calibration_slope=1.0, calibration_intercept=0.0, cost=0.5,
            cost_accept_all=1.0, cost_decline_all=0.9, policy_version="p", policy_checksum="5e" * 32,
            accepted_share=0.6, referred_share=0.1,
            declined_share=0.3, cv_auc=0.8, cv_auc_spread=0.01,
        ),
    )  # fmt: skip
    choose = {
        "side": [Side.CHOOSE.value] * held.num_rows,
        "log_odds": slope * margin + intercept,
        "is_default": outcomes,
        "exposure": held["amount"],
    }
    outcomes_table = pa.table(choose, schema=OUTCOME_SCHEMA)
    standings = learn_standings([make_sample(held, features)], config.points.score(slope * margin + intercept))
    importance = importance_of(
        trees, encode(held, features), side=Side.REPORT, calibration=calibration, scale=config.points,
        catalogue=catalogue,
    )  # fmt: skip
    return Bundle(
        manifest=manifest,
        model=trees,
        outcomes=outcomes_table,
        standings=standings,
        validation=make_validation(),
        importance=importance,
    )


SEGMENTS = (
    Segment(key="job", label=Text(fr="Métier", en="Job"), feature="job", levels=("clerk", "smith")),
    Segment(key="amount", label=Text(fr="Montant", en="Amount"), feature="amount", edges=(150_000,)),
)
PROTECTED_GROUNDS = (Segment(key="age", label=Text(fr="Âge", en="Age"), feature="age", edges=(35, 50)),)

SEARCH = SearchFields(choices=("job", "age"), numbers=("amount", "late_count"), columns=("amount", "job"))


def make_policy() -> Policy:
    """Return a policy called "test" in which a default costs ten good clients and a tenth goes to a person."""
    return Policy(
        version="test",
        costs=RatioCosts(default_accepted=10.0, good_declined=1.0),
        grey_zone=GreyZone(referred_share=0.1),
    )


@cache
def make_validation(*, n_clients: int = 3000, policy: Policy | None = None) -> Validation:
    """Return what is measured on made-up clients whose risk is known up to chance."""
    rows, catalogue = make_rows(n_clients, seed=5), make_catalogue()
    rng = np.random.default_rng(6)
    known = -2.5 + 0.7 * rows["late_count"].to_numpy() + 0.8 * (rows["job"].to_numpy(zero_copy_only=False) == "smith")
    report, calibrate, choose = (
        Outcomes(
            log_odds=known + rng.normal(0, 0.3, n_clients),
            is_default=rows["is_default"].to_numpy(zero_copy_only=False),
            exposure=rows["amount"].to_numpy(),
        )
        for _ in range(3)
    )
    segments, protected = (
        [grouping_of(segment, rows[segment.feature], catalogue, currency=None) for segment in declared]
        for declared in (SEGMENTS, PROTECTED_GROUNDS)
    )
    return measure_validation(
        policy=policy or make_policy(),
        scale=training_config().points,
        currency=None,
        calibrate=calibrate,
        choose=choose,
        report=report,
        fold_aucs=(0.71, 0.74, 0.73, 0.72, 0.75),
        segments=segments,
        protected=protected,
        rng=rng,
    )


def make_applied(cutoffs: Cutoffs | None = None) -> AppliedPolicy:
    """Return what a policy called "test" makes of the made-up bundle."""
    bundle = make_bundle()
    outcomes = bundle.outcomes_of(Side.CALIBRATE, Side.CHOOSE)
    scores = bundle.manifest.training.points.score(outcomes.log_odds)
    return AppliedPolicy(
        version="test",
        checksum="5e" * 32,
        cutoffs=cutoffs or Cutoffs(accept_from=480, decline_below=450, accept_below_prob=0.11, decline_from_prob=0.17),
        frequencies=FrequencyTable.build(scores=scores, is_default=outcomes.is_default, most_points=20),
    )


@cache
def make_scorecard_bundle() -> Bundle:
    """Return the same bundle with a scorecard in the place of its trees; the same on every call."""
    bundle, rows, held = make_bundle(), make_rows(3000, seed=1), make_rows(2000, seed=2)
    config = training_config().scorecard
    card = fit_scorecard(make_sample(rows, bundle.manifest.features), 3.0, config, progress=Silent())
    margin, outcomes = card.margins(held), held["is_default"].to_numpy()
    slope, intercept = fit_logistic_line(is_default=outcomes, odds_log=margin)
    manifest = bundle.manifest.model_copy(
        update={
            "version": "fair-scorecard-0123456789", "kind": card.kind, "features": card.features, "n_rounds": None,
            "calibration": Calibration(slope=slope, intercept=intercept),
        }
    )  # fmt: skip
    place = OUTCOME_SCHEMA.get_field_index("log_odds")
    outcomes = bundle.outcomes.set_column(place, "log_odds", pa.array(slope * margin + intercept))
    importance = importance_of(
        card, encode(held, card.features), side=Side.REPORT, calibration=manifest.calibration,
        scale=manifest.training.points, catalogue=make_catalogue(),
    )  # fmt: skip
    return dataclasses.replace(bundle, manifest=manifest, model=card, outcomes=outcomes, importance=importance)


def make_sample(rows: pa.Table, features: tuple[ModelFeature, ...]) -> Sample:
    """Return rows as a model reads them."""
    return Sample(
        client_ids=rows["client_id"].to_numpy(),
        is_default=rows["is_default"].to_numpy(),
        exposure=rows["amount"].to_numpy(),
        X=encode(rows, features),
        features=features,
    )


def make_portfolio() -> Portfolio:
    """Return a portfolio that has the made-up catalogue, and no tables of its own."""

    def none(*_: object) -> None:
        raise AssertionError("tests that use this portfolio start from features")

    return Portfolio(
        name="made_up",
        client_table="",
        contracts={},
        catalogue=make_catalogue(),
        build_histories=none,
        join_histories=none,
        build_changed=none,
        simulated={},
        exposure="amount",
        generate=none,
        segments=SEGMENTS,
        protected_grounds=PROTECTED_GROUNDS,
        comparisons=(*SEGMENTS, *PROTECTED_GROUNDS),
        search=SEARCH,
    )


def write_feature_file(rows: pa.Table, path: Path, *, at_once: int = 500) -> None:
    """Write rows as a feature table is kept, some clients after others."""
    with pa.ipc.new_file(str(path), rows.schema) as writer:
        writer.write_table(rows.combine_chunks(), max_chunksize=at_once)


def make_workspace(
    folder: Path, rows: pa.Table, *, recipe: str = "r", not_available: tuple[str, ...] = ()
) -> Workspace:
    """Return a workspace whose current features are these rows."""
    workspace = Workspace(folder)
    with workspace.writing_aside("features") as aside:
        write_feature_file(rows, aside / "features.arrow")
        manifest = FeaturesManifest(
            portfolio="made_up", tables_fingerprint="t", recipe=recipe, currency=None, n_clients=rows.num_rows,
            fingerprint=file_checksum(aside / "features.arrow"), n_features=len(rows.schema.names) - 2,
            not_available=not_available, file=f"{aside.name}/features.arrow",
        )  # fmt: skip
        workspace.commit("features", manifest)
    return workspace

"""How well a profile ranks clients that no model saw: 5-fold by hash, every choice made inside the other folds.

    python benchmarks/quality.py DATA [--profile fair] [--seeds 2] [--scorecard]

DATA is whatever `solvable data import` takes. Where there are history tables, the same is measured with
the application table alone, on the same clients and folds. Intervals are from 1,000 bootstraps of the
clients, of the difference as well. With `--scorecard` a scorecard is measured on the same folds, with all tables.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from solvable.documents import read_document
from solvable.metrics import roc_auc
from solvable.models.boosting import cross_validate, fit_trees
from solvable.models.encoding import encode, learn_features
from solvable.models.model import ScoringModel
from solvable.models.sample import Sample
from solvable.models.scorecard import cross_validate_scorecard, fit_scorecard
from solvable.models.splits import folds_of
from solvable.models.training_config import TrainingConfig
from solvable.portfolios.catalogue import Feature
from solvable.portfolios.engine import write_features
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.intake import import_tables
from solvable.portfolios.workspace import Workspace
from solvable.progress import Silent
from solvable.train import admissible_features

N_FOLDS = 5
N_BOOTSTRAPS = 1000
CONFIG = read_document(Path(__file__).parents[1] / "config" / "training.toml", TrainingConfig)


def main() -> None:
    """Print one line per set of tables, and the gain of the history."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--profile", default=CONFIG.default_profile)
    parser.add_argument("--seeds", type=int, default=1, help="models averaged over this many seeds")
    parser.add_argument("--scorecard", action="store_true", help="compare with the scorecard as well")
    options = parser.parse_args()
    rows, features = labelled_rows(options.data, options.profile)
    is_default = rows["is_default"].to_numpy().astype(bool)
    print(f"{options.data}: {rows.num_rows:,} clients, {is_default.mean():.2%} default, profile {options.profile}")
    alone = [f for f in features if all(source.startswith("application.") for source in f.sources)]
    sets = {"all tables": features, "application alone": alone}
    if len(workspace_tables := {s.split(".")[0] for f in features for s in f.sources if _has_values(rows, f)}) < 2:
        sets = {f"tables {', '.join(workspace_tables)}": features}
    margins = {}
    for name, chosen in sets.items():
        started = time.perf_counter()
        margins[name] = np.mean([out_of_fold(rows, chosen, boosted(seed)) for seed in range(options.seeds)], axis=0)
        print_line(name, rows, len(learn_features(rows, chosen)), margins[name], time.perf_counter() - started)
    if len(margins) == 2:
        full, bare = (auc_of(margin, is_default) for margin in margins.values())
        low, high = interval(lambda clients: full(clients) - bare(clients), is_default)
        print(f"  gain of the history tables, pooled: [{low:+.4f}, {high:+.4f}]")
    if options.scorecard:
        started = time.perf_counter()
        card = out_of_fold(rows, features, carded)
        print_line("scorecard", rows, len(learn_features(rows, features)), card, time.perf_counter() - started)
        trees, cards = auc_of(next(iter(margins.values())), is_default), auc_of(card, is_default)
        low, high = interval(lambda clients: trees(clients) - cards(clients), is_default)
        print(f"  gain of the trees over the card, pooled: [{low:+.4f}, {high:+.4f}]")


def print_line(name: str, rows: pa.Table, n_features: int, margin: np.ndarray, seconds: float) -> None:
    """Print how well margins out of fold rank."""
    is_default = rows["is_default"].to_numpy().astype(bool)
    low, high = interval(auc_of(margin, is_default), is_default)
    outer = folds_of(rows["client_id"].to_pylist(), N_FOLDS)
    folds = [auc_of(margin, is_default)(outer == k) for k in range(N_FOLDS)]
    print(
        f"  {name:<20} {n_features:4d} features  AUC {np.mean(folds):.4f} mean of folds, "
        f"{auc_of(margin, is_default)(slice(None)):.4f} pooled [{low:.4f}, {high:.4f}]  {seconds:.0f} s"
    )


def labelled_rows(data: str, profile: str) -> tuple[pa.Table, list[Feature]]:
    """Return the feature rows of the clients with an outcome, and the features that a profile may use."""
    with prepared(data) as workspace:
        return read_labelled(workspace, profile)


@contextmanager
def prepared(data: str) -> Iterator[Workspace]:
    """Give a workspace of imported tables and their features, for as long as the block lasts."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        import_tables(home_credit(), data, workspace, progress=Silent())
        write_features(home_credit(), workspace, Silent())
        yield workspace


def read_labelled(workspace: Workspace, profile: str) -> tuple[pa.Table, list[Feature]]:
    """Return the feature rows of a workspace's clients with an outcome, and what a profile may use."""
    features = admissible_features(home_credit(), CONFIG, profile)
    names = ["client_id", "is_default", *(feature.name for feature in features)]
    rows = FeatureTable(workspace.features_path()).columns(names)
    return rows.filter(pc.is_valid(rows["is_default"])), features


def out_of_fold(rows: pa.Table, features: list, learn: Callable[[Sample], ScoringModel]) -> np.ndarray:
    """Return for every client the margin of a model that saw neither them nor their fold."""
    outer = folds_of(rows["client_id"].to_pylist(), N_FOLDS)
    margins = np.empty(rows.num_rows)
    for k in range(N_FOLDS):
        held = outer == k
        model = learn(sample_of(rows.filter(pa.array(~held)), features))
        margins[held] = model.margins(rows.filter(pa.array(held)))
    return margins


def boosted(seed: int) -> Callable[[Sample], ScoringModel]:
    """Return what learns boosted trees, with the number of them that folds of its clients choose."""
    config = CONFIG.boosting.model_copy(update={"seed": CONFIG.boosting.seed + seed})

    def learn(sample: Sample) -> ScoringModel:
        n_rounds = cross_validate(sample, config, progress=Silent()).n_rounds
        return fit_trees(sample, n_rounds, config, progress=Silent())

    return learn


def carded(sample: Sample) -> ScoringModel:
    """Learn a scorecard, with the penalty that folds of its clients choose."""
    l2, _ = cross_validate_scorecard(sample, CONFIG.scorecard, progress=Silent())
    return fit_scorecard(sample, l2, CONFIG.scorecard, progress=Silent())


def sample_of(rows: pa.Table, features: list[Feature]) -> Sample:
    """Return feature rows as a model reads them."""
    known, client_ids = learn_features(rows, features), rows["client_id"].to_numpy()
    return Sample(
        # Inner folds are drawn from another hash than the outer ones, or one of them would be empty.
        client_ids=client_ids * 31 + 7,
        is_default=rows["is_default"].to_numpy().astype(bool),
        exposure=np.full(client_ids.size, np.nan),
        X=encode(rows, known),
        features=known,
    )


def auc_of(margin: np.ndarray, is_default: np.ndarray) -> Callable[[Any], float]:
    """Return a function that gives the AUC among some of the clients."""
    return lambda clients: roc_auc(is_default=is_default[clients], prob_default=margin[clients])


def interval(measure: Callable[[Any], float], is_default: np.ndarray) -> tuple[float, float]:
    """Return the 95 % interval of a measure over bootstraps of the clients."""
    rng = np.random.default_rng(1)
    found = [measure(rng.integers(0, is_default.size, is_default.size)) for _ in range(N_BOOTSTRAPS)]
    return float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))


def _has_values(rows: pa.Table, feature) -> bool:
    return rows[feature.name].null_count < rows.num_rows


if __name__ == "__main__":
    main()

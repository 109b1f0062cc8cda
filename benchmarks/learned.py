"""What features that learn from other clients gain, and what they cost.

    python benchmarks/learned.py DATA [--profile fair] [--rounds 400] [--seeds 3] [--kinds NAME ...] [--loans DATA]

DATA is whatever `solvable data import` takes. Every kind is fitted inside the folds that a model learns from,
its columns for those clients out of fold, and applied to the fold held out. Gains are of the AUC out of fold,
pooled, with margins averaged over the seeds; intervals of 95 % from 1,000 bootstraps of the clients. The
term of a credit is learned from the earlier loans in DATA, or from those of other data (--loans). A tree
draws its features by chance, so that a column gains already by telling once more what is told: the term,
repeated, is what the kinds that read it are to be held against.
"""

import argparse
import math
import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from learned_kinds import (
    CLIENT,
    Clients,
    Fitted,
    GroupComparison,
    GroupRate,
    ImpliedTerm,
    Kind,
    NeighbourRate,
    RecordScore,
    Repetition,
    TriedTerms,
    out_of_fold_values,
)
from quality import CONFIG, N_FOLDS, auc_of, interval, prepared, read_labelled, sample_of

from solvable.metrics import roc_auc
from solvable.models.boosting import fit_trees
from solvable.models.encoding import encode
from solvable.models.manifest import ModelFeature
from solvable.models.splits import folds_of
from solvable.portfolios.catalogue import Feature
from solvable.progress import Silent

LEARNING_RATE = 0.05
N_TIMED = 50
SCORES = ("external_score_1", "external_score_2", "external_score_3")
COMPARED = (
    "income_amount", "credit_amount", "annuity_amount", "credit_to_annuity_months", "annuity_to_income_share",
    "employment_days", "external_scores_mean",
)  # fmt: skip
GROUPINGS = (("occupation",), ("organisation",), ("education", "occupation"), ("income_type", "education"))
PRICE_PLAN = (("credit_to_annuity_months",),)
# How far, in standard errors, an AUC of outcomes drawn by chance may stand from one half.
CHANCE_ERRORS = 4.0


def main() -> None:
    """Print a line for each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--profile", default=CONFIG.default_profile)
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--kinds", nargs="*")
    parser.add_argument("--loans", help="data whose previous_application teaches terms; DATA itself where left out")
    options = parser.parse_args()
    clients, features, loans = read_clients(options.data, options.profile)
    if options.loans:
        _, _, loans = read_clients(options.loans, options.profile)
    is_default = clients.is_default
    print(f"{options.data}: {is_default.size:,} clients, {is_default.mean():.2%} default, {len(features)} features")
    bare = margins_with(None, clients, features, options.rounds, options.seeds)
    base = auc_of(bare.mean(axis=0), is_default)
    print(f"  with none of them: AUC {base(slice(None)):.4f}; by seed {' '.join(aucs(bare, is_default))}", flush=True)
    print("  | kind | columns | AUC | gain | 95 % interval | chance | state | one client |")
    for name, kind in kinds(clients, loans).items():
        if options.kinds and name not in options.kinds:
            continue
        margins = margins_with(kind, clients, features, options.rounds, options.seeds)
        full = auc_of(margins.mean(axis=0), is_default)
        low, high = interval(lambda some, full=full: full(some) - base(some), is_default)
        by_chance = clients.with_outcomes_by_chance(np.random.default_rng(1))
        values = out_of_fold_values(kind, by_chance)
        leak = " LEAKS" if leaks(values, by_chance.is_default) else ""
        fitted = kind.fit(clients)
        print(
            f"  | {name} | {values.shape[1]} | {full(slice(None)):.4f} ({' '.join(aucs(margins, is_default))}) "
            f"| {full(slice(None)) - base(slice(None)):+.4f} | {low:+.4f} to {high:+.4f} "
            f"| {largest_auc(values, by_chance.is_default):.3f}{leak} | {fitted.n_bytes / 1e6:.2f} MB "
            f"| {one_client_ms(fitted, clients):.2f} ms |",
            flush=True,
        )


def kinds(clients: Clients, loans: pa.Table | None) -> Mapping[str, Kind]:
    """Return the kinds that these tables allow, by name."""
    found: dict[str, Kind] = {
        "neighbours": NeighbourRate((*SCORES, "credit_to_annuity_months"), k=500),
        "neighbours, mean score": NeighbourRate(("external_scores_mean", "credit_to_annuity_months"), k=500),
        "group comparisons": GroupComparison(GROUPINGS, COMPARED),
        "price plan": GroupComparison(
            PRICE_PLAN, ("external_scores_mean", "income_amount", "annuity_to_income_share", "employment_days")
        ),
        "group rates": GroupRate((*GROUPINGS, *PRICE_PLAN), prior=100.0),
        "tried terms": TriedTerms(),
        "term once more": Repetition("credit_to_annuity_months", times=1),
        "term three times more": Repetition("credit_to_annuity_months", times=3),
    }
    if loans is not None:
        found["implied term"] = ImpliedTerm(loans)
    for table, day in (("previous_application", "DAYS_DECISION"), ("bureau", "DAYS_CREDIT")):
        if table in clients.records:
            found[f"scores of {table}"] = RecordScore(table, day)
    return found


def read_clients(data: str, profile: str) -> tuple[Clients, list[Feature], pa.Table | None]:
    """Return the clients with an outcome, what a profile may use, and all earlier loans where there are any."""
    with prepared(data) as workspace:
        rows, features = read_labelled(workspace, profile)
        paths = workspace.table_paths()
        records = {name: pq.read_table(paths[name]) for name in ("previous_application", "bureau") if name in paths}
    rows = rows.combine_chunks()
    features = [feature for feature in features if rows[feature.name].null_count < rows.num_rows]
    theirs = {name: table.filter(pc.is_in(table[CLIENT], rows["client_id"])) for name, table in records.items()}
    return Clients(rows=rows, records=theirs), features, records.get("previous_application")


def margins_with(
    kind: Kind | None, clients: Clients, features: list[Feature], n_rounds: int, n_seeds: int
) -> np.ndarray:
    """Return margins of models that saw neither the client nor their fold, shape (n_seeds, n)."""
    outer = folds_of(clients.rows["client_id"].to_pylist(), N_FOLDS)
    margins = np.empty((n_seeds, outer.size))
    for fold in range(N_FOLDS):
        held = outer == fold
        seen, unseen = clients.of(~held), clients.of(held)
        sample = sample_of(seen.rows, features)
        X = encode(unseen.rows, sample.features)
        if kind is not None:
            values = out_of_fold_values(kind, seen)
            learned = [
                ModelFeature(name=f"l{j}", unit="ratio", levels=None, monotone=0) for j in range(values.shape[1])
            ]
            sample = replace(
                sample, X=np.hstack([sample.X, values]).astype(np.float32), features=(*sample.features, *learned)
            )
            X = np.hstack([X, kind.fit(seen).values(unseen)]).astype(np.float32)
        for seed in range(n_seeds):
            config = CONFIG.boosting.model_copy(
                update={"seed": CONFIG.boosting.seed + seed, "learning_rate": LEARNING_RATE}
            )
            margins[seed, held] = fit_trees(sample, n_rounds, config, progress=Silent()).margins_of(X)
    return margins


def largest_auc(values: np.ndarray, is_default: np.ndarray) -> float:
    """Return the AUC of the column that ranks best by itself; who has no value stands in the middle."""
    return max(
        roc_auc(is_default=is_default, prob_default=np.where(np.isnan(column), np.nanmedian(column), column))
        for column in values.T
    )


def leaks(values: np.ndarray, is_default_by_chance: np.ndarray) -> bool:
    """Whether columns tell of outcomes that were drawn by chance, which only a client's own outcome can do.

    The standard error is that of the rank sum where nothing separates: ``sqrt((n + 1) / (12 n_bad n_good))``.
    """
    n, n_bad = is_default_by_chance.size, int(is_default_by_chance.sum())
    error = math.sqrt((n + 1) / (12 * n_bad * (n - n_bad)))
    return largest_auc(values, is_default_by_chance) > 0.5 + CHANCE_ERRORS * error


def aucs(margins: np.ndarray, is_default: np.ndarray) -> list[str]:
    """Return the AUC of each seed in words."""
    return [f"{roc_auc(is_default=is_default, prob_default=margin):.4f}" for margin in margins]


def one_client_ms(fitted: Fitted, clients: Clients) -> float:
    """Return the median milliseconds for one client's values."""
    seconds = []
    for place in range(N_TIMED):
        one = clients.of(np.arange(clients.rows.num_rows) == place)
        started = time.perf_counter()
        fitted.values(one)
        seconds.append(time.perf_counter() - started)
    return float(np.median(seconds)) * 1000


if __name__ == "__main__":
    main()

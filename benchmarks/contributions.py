"""How fast contributions are there, for one client and for many, against XGBoost's own.

    python benchmarks/contributions.py WORKSPACE [--one 200] [--many 10000]

WORKSPACE has features and a model of boosted trees (`solvable train`). Both read the same encoded rows; the largest
difference between them is printed. XGBoost uses every core that it is given for many clients, our look-ups one.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import xgboost as xgb

from solvable.models.bundle import load_bundle
from solvable.models.encoding import encode
from solvable.models.forest import read_forest
from solvable.models.shapley import ForestShapley
from solvable.models.shelf import current_bundle
from solvable.models.trees import Trees, matrix_options
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.workspace import Workspace


def main() -> None:
    """Print a line for each way and size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--one", type=int, default=200, help="clients, one after the other")
    parser.add_argument("--many", type=int, default=10_000, help="clients at once")
    options = parser.parse_args()
    workspace = Workspace(options.workspace)
    trees = load_bundle(current_bundle(workspace)).model
    if not isinstance(trees, Trees):
        parser.error("the model that serves is no model of trees")
    table = FeatureTable(workspace.features_path())
    rows = next(table.batches(options.many))
    X = encode(rows, trees.features)
    forest = read_forest(trees.booster)
    print(f"{len(forest.trees)} trees of depth {forest.depth}, {X.shape[1]} features, {table.n_clients:,} clients")

    started = time.perf_counter()
    tables = ForestShapley.of(read_forest(trees.booster), X.shape[1])
    print(f"  tables, once                     {time.perf_counter() - started:8.2f} s")

    def by_xgboost(some: np.ndarray) -> np.ndarray:
        matrix = xgb.DMatrix(some, nthread=1 if len(some) == 1 else None, **matrix_options(trees.features))
        return trees.booster.predict(matrix, pred_contribs=True)  # type: ignore[no-any-return]

    ours = report_one("one client, looked up", tables.values, X[: options.one])
    theirs = report_one("one client, XGBoost", by_xgboost, X[: options.one])
    print(f"  ratio at p50                     {theirs / ours:8.1f}")

    mine, seconds = timed(lambda: tables.values(X))
    given, their_seconds = timed(lambda: by_xgboost(X))
    print(f"  {len(X):,} clients, looked up        {seconds:8.2f} s")
    print(f"  {len(X):,} clients, XGBoost          {their_seconds:8.2f} s")
    print(f"  ratio                            {their_seconds / seconds:8.1f}")
    print(f"  all {table.n_clients:,} clients, by proportion: {seconds * table.n_clients / len(X):.0f} s and "
          f"{their_seconds * table.n_clients / len(X):.0f} s")  # fmt: skip
    print(f"  largest difference, log-odds     {np.abs(mine - given[:, :-1]).max():8.1e}")


def report_one(what: str, explain: Callable[[np.ndarray], np.ndarray], X: np.ndarray) -> float:
    """Print median and 95th percentile of one client after the other, and return the median in milliseconds."""
    explain(X[:1])
    spent = [timed(lambda client=client: explain(client))[1] * 1000 for client in np.split(X, len(X))]  # type: ignore[misc]
    print(f"  {what:<32} p50 {np.median(spent):6.2f} ms  p95 {np.quantile(spent, 0.95):6.2f} ms")
    return float(np.median(spent))


def timed(work: Callable[[], np.ndarray]) -> tuple[np.ndarray, float]:
    """Return what comes out and the seconds that it took."""
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started


if __name__ == "__main__":
    main()

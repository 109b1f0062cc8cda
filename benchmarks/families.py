"""What each family of features gains: the AUC out of fold with all features, and without each family in turn.

    python benchmarks/families.py DATA [--profile fair] [--rounds 400]

DATA is whatever `solvable data import` takes. A family is a theme of the catalogue and the history that it
reads. The intervals are from 1,000 bootstraps of the clients, of the difference. Everything is fitted with
one number of rounds, so that a family is not paid for by another stopping time.
"""

import argparse
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from quality import CONFIG, N_FOLDS, auc_of, interval, labelled_rows, sample_of

from solvable.models.boosting import fit_trees
from solvable.models.splits import folds_of
from solvable.portfolios.catalogue import Feature
from solvable.progress import Silent


def main() -> None:
    """Print a line for each family, the most useful first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--profile", default=CONFIG.default_profile)
    parser.add_argument("--rounds", type=int, default=400)
    options = parser.parse_args()
    rows, features = labelled_rows(options.data, options.profile)
    features = [feature for feature in features if rows[feature.name].null_count < rows.num_rows]
    is_default = rows["is_default"].to_numpy().astype(bool)
    print(f"{options.data}: {rows.num_rows:,} clients, {is_default.mean():.2%} default, {len(features)} features")
    full = auc_of(out_of_fold(rows, features, options.rounds), is_default)
    print(f"  with all: AUC {full(slice(None)):.4f}")
    print("  | family | features | AUC without it | gain | 95 % interval |")
    lines = []
    for family, members in families(features).items():
        others = [feature for feature in features if feature not in members]
        without = auc_of(out_of_fold(rows, others, options.rounds), is_default)
        low, high = interval(lambda clients, without=without: full(clients) - without(clients), is_default)
        gain = full(slice(None)) - without(slice(None))
        lines.append((gain, f"  | {family} | {len(members)} | {full(slice(None)) - gain:.4f} | {gain:+.4f} "
                            f"| {low:+.4f} to {high:+.4f} |"))  # fmt: skip
    for _, line in sorted(lines, reverse=True):
        print(line)


def families(features: list[Feature]) -> Mapping[str, list[Feature]]:
    """Group features by theme and by the histories that they read."""
    found: dict[str, list[Feature]] = {}
    for feature in features:
        histories = sorted({source.split(".")[0] for source in feature.sources} - {"application"})
        found.setdefault(f"{feature.theme}: {' and '.join(histories) or 'application'}", []).append(feature)
    return found


def out_of_fold(rows: pa.Table, features: list[Feature], n_rounds: int) -> np.ndarray:
    """Return for every client the margin of a model that saw neither them nor their fold."""
    folds = folds_of(rows["client_id"].to_pylist(), N_FOLDS)
    margins = np.empty(rows.num_rows)
    for k in range(N_FOLDS):
        seen, unseen = rows.filter(pa.array(folds != k)), rows.filter(pa.array(folds == k))
        trees = fit_trees(sample_of(seen, features), n_rounds, CONFIG.boosting, progress=Silent())
        margins[folds == k] = trees.margins(unseen)
    return margins


if __name__ == "__main__":
    main()

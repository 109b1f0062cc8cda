"""Whether probabilities mean what they say, on clients of whom neither trees nor calibration knew.

    python benchmarks/calibration.py DATA

Five folds by hash. Of the clients outside a fold four fifths teach the trees and one fifth, by another hash,
the line from margins to probabilities, as *train* and *calibrate* do. Slope and intercept are of the line
through all outcomes held out: 1 and 0 where probabilities are true. The intervals of 95 % are Wald's.
"""

import argparse

import numpy as np
import pyarrow as pa
from quality import CONFIG, N_FOLDS, labelled_rows, sample_of

from solvable.metrics import (
    calibration_error_by_chance,
    expected_calibration_error,
    fit_logistic_line,
    logistic_line_intervals,
    probability,
    reliability_bands,
)
from solvable.models.boosting import cross_validate, fit_trees
from solvable.models.splits import folds_of
from solvable.progress import Silent


def main() -> None:
    """Print slope, intercept and error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    options = parser.parse_args()
    rows, features = labelled_rows(options.data, CONFIG.default_profile)
    is_default = rows["is_default"].to_numpy().astype(bool)
    client_ids = rows["client_id"].to_pylist()
    folds, calibrates = folds_of(client_ids, N_FOLDS), folds_of(client_ids, N_FOLDS, repeat=100) == 0
    odds = np.empty(rows.num_rows)
    for k in range(N_FOLDS):
        taught = rows.filter(pa.array((folds != k) & ~calibrates))
        sample, held = sample_of(taught, features), folds == k
        n_rounds = cross_validate(sample, CONFIG.boosting, progress=Silent()).n_rounds
        trees = fit_trees(sample, n_rounds, CONFIG.boosting, progress=Silent())
        lines_up = (folds != k) & calibrates
        slope, intercept = fit_logistic_line(
            is_default=is_default[lines_up], odds_log=trees.margins(rows.filter(pa.array(lines_up)))
        )
        odds[held] = slope * trees.margins(rows.filter(pa.array(held))) + intercept
    slope, intercept = fit_logistic_line(is_default=is_default, odds_log=odds)
    (low, high), (least, most) = logistic_line_intervals(odds_log=odds, slope=slope, intercept=intercept)
    bands = reliability_bands(is_default=is_default, prob_default=probability(odds))
    print(
        f"{options.data}: {rows.num_rows:,} clients, slope {slope:.3f} [{low:.3f}, {high:.3f}], intercept "
        f"{intercept:+.3f} [{least:+.3f}, {most:+.3f}], expected calibration error "
        f"{expected_calibration_error(bands):.2%}, {calibration_error_by_chance(bands):.2%} by chance alone"
    )


if __name__ == "__main__":
    main()

"""What class weights and resampling do to probabilities: the reason why neither is used.

    python benchmarks/balance.py DATA [--rounds 400]

Five folds by hash; the same trees learn from the clients as they are, from clients of which every default
is repeated until both outcomes weigh the same (what class weights do), and from as many good clients, drawn
at random, as there are defaults. Slope and intercept are of the line through the outcomes held out: 1 and 0
where probabilities mean what they say.
"""

import argparse
from collections.abc import Callable

import numpy as np
from quality import CONFIG, N_FOLDS, labelled_rows, out_of_fold

from solvable.metrics import brier_score, fit_logistic_line, log_loss, probability, roc_auc
from solvable.models.boosting import fit_trees
from solvable.models.sample import Sample
from solvable.progress import Silent


def main() -> None:
    """Print a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--rounds", type=int, default=400)
    options = parser.parse_args()
    rows, features = labelled_rows(options.data, CONFIG.default_profile)
    is_default = rows["is_default"].to_numpy().astype(bool)
    print(f"{options.data}: {rows.num_rows:,} clients, {is_default.mean():.2%} default, {N_FOLDS} folds")
    print("| | AUC | mean probability | slope | intercept | Brier score | log-loss |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, taught in (("as they are", as_they_are), ("defaults weighted", weighted), ("good undersampled", fewer)):
        margins = out_of_fold(rows, features, learner(taught, options.rounds))
        probs = probability(margins)
        slope, intercept = fit_logistic_line(is_default=is_default, odds_log=margins)
        print(
            f"| {name} | {roc_auc(is_default=is_default, prob_default=margins):.4f} | {probs.mean():.2%} "
            f"| {slope:.2f} | {intercept:+.2f} | {brier_score(is_default=is_default, prob_default=probs):.4f} "
            f"| {log_loss(is_default=is_default, odds_log=margins):.4f} |",
            flush=True,
        )


def learner(taught: Callable[[Sample], Sample], n_rounds: int) -> Callable:
    """Return what fits trees on a sample that was changed first."""
    return lambda sample: fit_trees(taught(sample), n_rounds, CONFIG.boosting, progress=Silent())


def as_they_are(sample: Sample) -> Sample:
    """Return the sample itself."""
    return sample


def weighted(sample: Sample) -> Sample:
    """Repeat every default until both outcomes are as many."""
    n_times = round((sample.n_clients - sample.n_defaults) / sample.n_defaults)
    return sample.of(np.repeat(np.arange(sample.n_clients), np.where(sample.is_default, n_times, 1)))


def fewer(sample: Sample) -> Sample:
    """Keep the defaults, and as many of the others by chance."""
    good = np.flatnonzero(~sample.is_default)
    drawn = np.random.default_rng(CONFIG.boosting.seed).choice(good, sample.n_defaults, replace=False)
    return sample.of(np.sort(np.append(np.flatnonzero(sample.is_default), drawn)))


if __name__ == "__main__":
    main()

"""What training costs: our fit against the bare XGBoost call, and a whole `train`.

    python benchmarks/training.py WORKSPACE [--rounds 500]

Each contender runs in an interpreter of its own, from the stored features to what it is named after; processor
and peak memory are what the system counted. The bare call reads the same columns of the same clients with
pyarrow, makes one ``DMatrix`` and calls ``xgb.train`` with the same parameters; what our fit reads beside
those clients are the other three sides, which a training needs anyway.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

N_ROUNDS = 500
TASK = "task.json"


def main() -> None:
    """Print a line for each contender."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--rounds", type=int, default=N_ROUNDS)
    parser.add_argument("--run", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--task", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        STEPS[options.run](options.workspace, options.rounds, options.task)
        return
    print("| | wall | CPU | peak memory | wall, to the bare call | what it did |")
    print("|---|---:|---:|---:|---:|---|")
    with tempfile.TemporaryDirectory() as folder:
        task, bare_seconds = Path(folder) / TASK, None
        for step in STEPS:
            command = [
                sys.executable, __file__, str(options.workspace), "--rounds", str(options.rounds),
                "--run", step, "--task", str(task),
            ]  # fmt: skip
            began = time.perf_counter()
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 ours
                told = process.stdout.read().strip()
                _, status, used = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                raise SystemExit(f"{step} ended with exit code {process.returncode}.")
            if step == "prepare":
                continue
            seconds = time.perf_counter() - began
            bare_seconds = bare_seconds or seconds
            print(
                f"| {step} | {seconds:.1f} s | {used.ru_utime + used.ru_stime:.1f} s | {used.ru_maxrss / 1e6:.2f} GB "
                f"| {seconds / bare_seconds:.2f} | {told} |",
                flush=True,
            )


def prepare(workspace: Path, _: int, task: Path) -> None:
    """Write down what the bare call learns from, so that it finds that out at no cost."""
    from solvable.models.boosting import tree_parameters
    from solvable.models.splits import Side
    from solvable.portfolios.workspace import Workspace

    sides, config = _sides(workspace)
    sample, table = sides[Side.TRAIN], Workspace(workspace).features_path()
    content = {
        "table": str(table),
        "client_ids": sample.client_ids.tolist(),
        "levels": {feature.name: feature.levels for feature in sample.features},
        "parameters": tree_parameters(sample.features, config.boosting),
    }
    task.write_text(json.dumps(content))


def bare(_: Path, n_rounds: int, task: Path) -> None:
    """Fit by XGBoost alone."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import xgboost as xgb

    content = json.loads(task.read_text())
    levels = content["levels"]
    rows = pa.ipc.open_file(pa.memory_map(content["table"])).read_all().select(["client_id", "is_default", *levels])
    rows = rows.filter(pc.is_in(rows["client_id"], pa.array(content["client_ids"])))
    columns = [
        (rows[name] if known is None else pc.index_in(rows[name], value_set=pa.array(known))).to_numpy()
        for name, known in levels.items()
    ]
    matrix = xgb.DMatrix(
        np.column_stack(columns).astype(np.float32),
        label=rows["is_default"].to_numpy().astype(np.float32),
        feature_names=list(levels),
        feature_types=["q" if known is None else "c" for known in levels.values()],
        enable_categorical=True,
    )
    parameters = content["parameters"] | {"monotone_constraints": tuple(content["parameters"]["monotone_constraints"])}
    booster = xgb.train(parameters, matrix, n_rounds)
    print(f"{booster.num_boosted_rounds()} trees on {matrix.num_row():,} clients, {matrix.num_col()} features")


def fit(workspace: Path, n_rounds: int, _: Path) -> None:
    """Read the sides and fit as `train` does."""
    from solvable.models.boosting import fit_trees
    from solvable.models.splits import Side
    from solvable.progress import Silent

    sides, config = _sides(workspace)
    sample = sides[Side.TRAIN]
    trees = fit_trees(sample, n_rounds, config.boosting, progress=Silent())
    print(
        f"{trees.booster.num_boosted_rounds()} trees on {sample.n_clients:,} clients, {len(sample.features)} features"
    )


def train(workspace: Path, _: int, __: Path) -> None:
    """Run the whole of `solvable train`: folds, fit, calibration, report."""
    from solvable.decisions.policy import Policy
    from solvable.documents import read_document
    from solvable.models.training_config import TrainingConfig
    from solvable.portfolios.home_credit import home_credit
    from solvable.portfolios.workspace import Workspace
    from solvable.progress import Silent
    from solvable.train import train as train_model

    documents = Path(__file__).parents[1] / "config"
    config = read_document(documents / "training.toml", TrainingConfig)
    policy = read_document(documents / "policy.toml", Policy)
    manifest = train_model(
        Workspace(workspace), home_credit(), config, policy,
        profile=config.default_profile, trained_at="2026-11-01T00:00:00+00:00", progress=Silent(),
    ).manifest  # fmt: skip
    print(
        f"{config.boosting.folds} folds of {config.boosting.repeats} repeats, then {manifest.n_rounds} trees; "
        f"AUC {manifest.figures.auc:.4f}, slope {manifest.figures.calibration_slope:.3f} on report"
    )


def _sides(folder: Path):
    from solvable.documents import read_document
    from solvable.models.training_config import TrainingConfig
    from solvable.portfolios.home_credit import home_credit
    from solvable.portfolios.workspace import Workspace
    from solvable.progress import Silent
    from solvable.train import read_profile

    config = read_document(Path(__file__).parents[1] / "config" / "training.toml", TrainingConfig)
    workspace = Workspace(folder)
    sides = read_profile(workspace, home_credit(), config, profile=config.default_profile, progress=Silent())
    return sides, config


STEPS = {"prepare": prepare, "bare": bare, "fit": fit, "train": train}

if __name__ == "__main__":
    main()

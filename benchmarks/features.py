"""From CSV files to the feature table: time, processor and memory, against Polars and pandas on the same files.

    make benchmarks
    .venv/bin/python benchmarks/features.py [--clients 356255] [--sizes 0.25 0.5 1 2] [--only solvable] [--folder DIR]

Makes a portfolio up once, as large as the largest size, writes it as CSV with the rows of each history in
no order, as the published files have them, and then lets each contender read the files and write one
Arrow file of features, not compressed, in an interpreter of its own. Those called ``-stored`` write typed tables,
sorted by client, on the way, as ours does. Processor and peak memory are what the system counted for that process
with all its threads. With ``--agreement`` the features of Polars are compared with ours, value by value, at the
first size.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

FULL_SIZE = 356_255
SEED = 1
FIRST_CLIENT = 100_001
# The script of each, and what it is given beside the CSV folder and the file to write.
CONTENDERS: Mapping[str, tuple[str, ...]] = {
    "solvable": ("solvable_features.py",),
    "polars": ("polars_features.py", "names.txt"),
    "polars-stored": ("polars_features.py", "names.txt", "stored"),
    "pandas": ("pandas_features.py",),
    "pandas-stored": ("pandas_features.py", "stored"),
    "pandas-told": ("pandas_features.py", "told"),
}
USUAL = ("solvable", "polars-stored", "pandas-stored", "polars", "pandas")
CLIENT_FILES = ("application_train", "application_test")
HISTORY_FILES = ("bureau", "previous_application", "POS_CASH_balance", "installments_payments", "credit_card_balance")
TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one contender took for one size."""

    seconds: float
    cpu_seconds: float
    peak_gb: float
    n_features: int
    parts: Mapping[str, float] = field(default_factory=dict)
    steps: Mapping[str, float] = field(default_factory=dict)


class ContenderError(Exception):
    """A contender ended before it had written its features."""


def main() -> None:
    """Print one table per size, and how each contender grows with it."""
    options = _options()
    folder = nullcontext(options.folder) if options.folder else tempfile.TemporaryDirectory()
    with folder as place:
        root = Path(place)
        found: dict[str, dict[float, Measured]] = {name: {} for name in options.only}
        for size in options.sizes:
            n_clients = round(options.clients * size)
            files = root / f"csv-{n_clients}"
            # In a process of its own: a child's peak memory begins at what its parent has.
            _apart(prepare, root, max(options.sizes) * options.clients, n_clients)
            measured = measure_size(options.only, files, root, title=f"{size:g} x full size: {n_clients:,} clients")
            for name, m in measured.items():
                found[name][size] = m
            if options.agreement and size == options.sizes[0]:
                _apart(print_agreement, root / "solvable.arrow", root / "polars.arrow")
        print_growth(found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=FULL_SIZE, help="clients of size 1")
    parser.add_argument("--sizes", type=float, nargs="+", default=[0.25, 0.5, 1.0, 2.0])
    parser.add_argument("--only", nargs="+", choices=tuple(CONTENDERS), default=USUAL)
    parser.add_argument("--folder", type=Path, help="keep the made-up files here, and use those that are there")
    parser.add_argument("--agreement", action="store_true", help="compare the values of Polars with ours")
    return parser.parse_args()


def _apart(function, *arguments) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        process.submit(function, *arguments).result()


def prepare(root: Path, n_most: float, n_clients: int) -> None:
    """Write the CSV files of the first clients, of a portfolio that is made up where it is not there."""
    import duckdb

    from solvable.portfolios.home_credit import home_credit
    from solvable.progress import Silent

    made_up, files = root / f"made-up-{round(n_most)}", root / f"csv-{n_clients}"
    if not made_up.exists():
        home_credit().generate(made_up, round(n_most), SEED, Silent())
    if files.exists():
        return
    unfinished = root / "csv-unfinished"
    unfinished.mkdir(exist_ok=True)
    last = FIRST_CLIENT + n_clients - 1
    # The published histories stand in no order that helps: not by client, and not by loan.
    chosen = {
        **dict.fromkeys(CLIENT_FILES, f"WHERE SK_ID_CURR <= {last} ORDER BY SK_ID_CURR"),
        **dict.fromkeys(HISTORY_FILES, f"WHERE SK_ID_CURR <= {last} ORDER BY hash(t)"),
        "bureau_balance": f"SEMI JOIN (FROM '{made_up}/bureau.parquet' WHERE SK_ID_CURR <= {last}) "
        "USING (SK_ID_BUREAU) ORDER BY hash(SK_ID_BUREAU), MONTHS_BALANCE DESC",
    }
    with duckdb.connect(config={"temp_directory": str(root / "spill"), "memory_limit": "6GB"}) as connection:
        for file, rows in chosen.items():
            connection.execute(f"COPY (FROM '{made_up}/{file}.parquet' t {rows}) TO '{unfinished}/{file}.csv' (HEADER)")
    unfinished.rename(files)


def measure_size(contenders: Iterable[str], files: Path, root: Path, *, title: str) -> Mapping[str, Measured]:
    """Run one contender after another, and print what each took, and how that compares with the first."""
    print(f"\n## {title}\n")
    print("| | wall | CPU | peak memory | features | wall, to the first | memory, to the first |")
    print("|---|---:|---:|---:|---:|---:|---:|", flush=True)
    found: dict[str, Measured] = {}
    for name in contenders:
        try:
            found[name] = m = measure(name, files, root)
        except ContenderError as error:
            print(f"| {name} | {error} | | | | | |", flush=True)
            continue
        first = next(iter(found.values()))
        ratios = f"{m.seconds / first.seconds:.2f} | {m.peak_gb / first.peak_gb:.2f}"
        row = f"{m.seconds:.1f} s | {m.cpu_seconds:.1f} s | {m.peak_gb:.2f} GB | {m.n_features} | {ratios}"
        print(f"| {name} | {row} |", flush=True)
    for name, m in found.items():
        if m.parts:
            print(f"\n{name}: " + ", ".join(f"{part} {seconds:.1f} s" for part, seconds in m.parts.items()))
            print("; ".join(f"{step} {seconds:.1f} s" for step, seconds in m.steps.items()), flush=True)
    return found


def measure(name: str, files: Path, root: Path) -> Measured:
    """Run one contender in an interpreter of its own, and return what the system counted for it."""
    out, (script, *given) = root / f"{name}.arrow", CONTENDERS[name]
    _apart(write_names, root / "names.txt")
    command = [sys.executable, str(Path(__file__).parent / "contenders" / script), str(files), str(out)]
    command += [str(root / word) if word.endswith(".txt") else word for word in given]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 ours
        printed = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise ContenderError(f"ended with exit code {process.returncode} after {seconds:.0f} s")
    told = json.loads(printed) if printed else {"totals": {}, "steps": {}}
    return Measured(
        seconds=seconds,
        cpu_seconds=used.ru_utime + used.ru_stime,
        peak_gb=used.ru_maxrss / 1e6,  # counted in kB
        n_features=_n_features(out),
        parts=told["totals"],
        steps=told["steps"],
    )


def write_names(file: Path) -> None:
    """Write the names of our features, one a line."""
    from solvable.portfolios.home_credit import home_credit

    file.write_text("\n".join(home_credit().catalogue.features))


def _n_features(file: Path) -> int:
    count = "import sys, pyarrow.feather as f; print(len(f.read_table(sys.argv[1]).schema) - 2)"
    return int(subprocess.run([sys.executable, "-c", count, file], check=True, capture_output=True).stdout)  # noqa: S603 ours


def print_growth(found: Mapping[str, Mapping[float, Measured]]) -> None:
    """Print each contender's time and memory at each size; linear growth keeps the time per size the same."""
    print("\n## Growth\n")
    print("| | size | wall | CPU | peak memory | CPU per full size |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, sizes in found.items():
        for size, m in sizes.items():
            print(
                f"| {name} | {size:g} | {m.seconds:.1f} s | {m.cpu_seconds:.1f} s | {m.peak_gb:.2f} GB "
                f"| {m.cpu_seconds / size:.1f} s |"
            )


def print_agreement(ours: Path, theirs: Path) -> None:
    """Print how many features are the same within 1e-6, and name those that are not."""
    import numpy as np
    import pyarrow.feather as feather

    left, right = feather.read_table(ours), feather.read_table(theirs)
    names = left.schema.names[2:]

    def same(name: str) -> bool:
        mine, other = left[name].combine_chunks(), right[name].combine_chunks()
        if mine.type == "string":
            return mine.equals(other.cast("string"))
        x, y = (values.cast("float64").to_numpy(zero_copy_only=False) for values in (mine, other))
        return np.allclose(x, y, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)

    differ = [name for name in names if not same(name)]
    told = f"; these differ: {', '.join(differ)}" if differ else ""
    print(f"\n{len(names) - len(differ)} of {len(names)} features agree within {TOLERANCE:g}{told}", flush=True)


if __name__ == "__main__":
    main()

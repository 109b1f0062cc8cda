"""Ours: import from CSV, then features from the imported tables, each step timed.

python benchmarks/contenders/solvable_features.py CSV_FOLDER OUT
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from solvable.portfolios.engine import write_features
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.intake import import_tables
from solvable.portfolios.workspace import Workspace

CLOCK = time.perf_counter


class Timed:
    """Progress that keeps how long each step took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def start(self, step: str, *, total: int | None = None) -> None:  # noqa: ARG002 named by the protocol
        """Begin a step."""
        self._step, self._started = step, CLOCK()

    def advance(self, amount: int = 1) -> None:
        """Say nothing."""

    def finish(self, detail: str = "") -> None:  # noqa: ARG002 named by the protocol
        """End the step."""
        self.seconds[self._step] = CLOCK() - self._started


def main(csv_folder: Path, out: Path) -> None:
    """Write the feature table, and print how long each step took as one line of JSON."""
    progress, began = Timed(), CLOCK()
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        workspace = Workspace(Path(folder))
        import_tables(home_credit(), csv_folder, workspace, progress=progress)
        imported = CLOCK()
        write_features(home_credit(), workspace, progress)
        totals = {"import": imported - began, "features": CLOCK() - imported}
        workspace.features_path().replace(out)
    print(json.dumps({"totals": totals, "steps": progress.seconds}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

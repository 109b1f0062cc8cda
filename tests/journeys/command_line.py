"""The command line as a person runs it, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

from builders import REPOSITORY

__all__ = ["solvable"]


def solvable(workspace: Path, *arguments: object) -> str:
    """Run the command line as a person would, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "solvable.cli", *map(str, arguments)],
        env=os.environ | {"SOLVABLE_WORKSPACE": str(workspace), "SOLVABLE_CONFIG": str(REPOSITORY / "config")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

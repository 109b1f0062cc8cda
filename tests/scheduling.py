"""In which order two workers take the files of tests, and which files they take together."""

from collections.abc import Sequence

import pytest
from xdist.scheduler import LoadFileScheduling

__all__ = ["FilesByWeight", "longest_first"]

# The files that share the one workspace of the journeys: another worker would go the whole way again for its own.
JOURNEY = "tests/journeys/"
HAVE_THEIR_OWN = ("tests/journeys/test_demo.py", "tests/journeys/test_notebook.py")
# What takes longest comes first, so that no worker is left with it at the end while the other waits.
LONGEST = (
    JOURNEY,
    "tests/portfolios/home_credit/",
    "tests/browser/",
    "tests/test_",
    "tests/models/",
    "tests/reports/",
    "tests/web/",
)


class FilesByWeight(LoadFileScheduling):
    """A file at a time for each worker, in the order of collection; the journeys count as one file."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return JOURNEY if file.startswith(JOURNEY) and not file.startswith(HAVE_THEIR_OWN) else file


def longest_first(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Return tests in the order in which their files are to be taken, each file whole and in its own order."""

    def rank(item: pytest.Item) -> int:
        return next((i for i, beginning in enumerate(LONGEST) if item.nodeid.startswith(beginning)), len(LONGEST))

    return sorted(items, key=rank)

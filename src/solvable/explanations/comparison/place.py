"""Where one value stands among others."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["TIES_TOLD_FROM", "Place", "find_place"]

# From this share on, those who have the very same value are told as such.
TIES_TOLD_FROM = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How many of the others who have a value are below, level with and above the client."""

    n_below: int
    n_equal: int
    n_above: int

    @property
    def n(self) -> int:
        """How many of the others have a value."""
        return self.n_below + self.n_equal + self.n_above

    @property
    def percentile(self) -> float:
        """Mid-rank of the client, from 0 (below everybody) to 100: half of those level count as below."""
        return 100 * (self.n_below + self.n_equal / 2) / self.n


def find_place(value: float, others: npt.NDArray[np.float64]) -> Place:
    """Return where a value stands among others, shape (n,), none of them missing and at least one.

    Examples
    --------
    >>> find_place(2.0, np.array([1.0, 2.0, 2.0, 5.0])).percentile
    50.0
    """
    n_below, n_equal = int(np.sum(others < value)), int(np.sum(others == value))
    return Place(n_below=n_below, n_equal=n_equal, n_above=others.size - n_below - n_equal)

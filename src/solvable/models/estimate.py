"""A figure with the interval that chance leaves it."""

from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

from solvable.documents import Document

__all__ = ["Estimate"]


class Estimate(Document):
    """A figure measured on clients, and the 95 % interval of what others like them would have shown."""

    value: float
    low: float
    high: float

    @classmethod
    def within(cls, value: float, ends: Sequence[float]) -> Self:
        """Return a figure with an interval, given as its two ends."""
        low, high = ends
        return cls(value=float(value), low=float(low), high=float(high))

    @classmethod
    def of(cls, value: float, resampled: npt.NDArray[np.float64]) -> Self:
        """Return a figure with the interval of its bootstraps, shape (n_bootstraps,)."""
        return cls.within(value, np.quantile(resampled, [0.025, 0.975]).tolist())

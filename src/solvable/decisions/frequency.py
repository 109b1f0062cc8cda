"""What became of applications with a like score: the frequency behind one client's probability."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from solvable.metrics import wilson_interval
from solvable.models.points import PointsScale

__all__ = ["CONFIDENCE", "FrequencyTable", "ObservedFrequency", "points_alike"]

# Of the interval that is shown: 19 of 20 such intervals hold the true frequency.
CONFIDENCE = 0.95
# Fewer defaults make a frequency that the next one would change noticeably: of 20, the standard error is
# a fifth to a quarter of the frequency.
ENOUGH_CLIENTS, ENOUGH_DEFAULTS = 500, 20
# Clients whose odds differ by more than a third are no longer alike: 2 ** 0.4 = 1.32.
DOUBLINGS_ALIKE = 0.4
# Fewer clients might be recognised, and say nothing besides.
FEWEST_SHOWN = 30


def points_alike(scale: PointsScale) -> int:
    """Return how many points either side of a client's score others are still alike.

    Examples
    --------
    >>> points_alike(PointsScale(score_at_odds=500, odds=10, points_to_double_odds=50, scale_from=250, scale_to=750))
    20
    """
    return round(DOUBLINGS_ALIKE * scale.points_to_double_odds)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedFrequency:
    """Of ``n`` clients scored from ``score_from`` to ``score_to``, ``n_defaults`` defaulted.

    ``low`` and ``high`` are the ends of Wilson's interval of that share at ``CONFIDENCE``.
    """

    n: int
    n_defaults: int
    low: float
    high: float
    score_from: int
    score_to: int

    def __post_init__(self) -> None:
        if not (0 <= self.n_defaults <= self.n and self.low <= self.rate <= self.high and self.n >= FEWEST_SHOWN):
            raise ValueError(
                f"A frequency needs at least {FEWEST_SHOWN} clients and an interval around their share of defaults, "
                f"found {self.n_defaults} of {self.n} between {self.low} and {self.high}."
            )

    @property
    def rate(self) -> float:
        """The share that defaulted."""
        return self.n_defaults / self.n


@dataclass(frozen=True, slots=True, kw_only=True)
class FrequencyTable:
    """Outcomes by score, of clients from whose outcomes no tree and no scorecard learned.

    The clients *like* a score are those within the fewest whole points either side that hold
    ``ENOUGH_CLIENTS`` and ``ENOUGH_DEFAULTS`` among them, and never more than so many points that odds
    differ by a third.

    Attributes
    ----------
    first : int
        The least score that occurs.
    n, n_defaults : shape (n_scores,)
        Clients like each whole score from ``first`` on, and defaults among them.
    reach : shape (n_scores,)
        How many points either side they were taken from.
    """

    first: int
    n: npt.NDArray[np.int64]
    n_defaults: npt.NDArray[np.int64]
    reach: npt.NDArray[np.int64]

    @classmethod
    def build(cls, *, scores: npt.NDArray[np.int64], is_default: npt.NDArray[np.bool_], most_points: int) -> Self:
        """Count clients, shape (n,), around every score between the least and the greatest.

        Parameters
        ----------
        most_points
            See :func:`points_alike`.
        """
        first, last = int(scores.min()), int(scores.max())
        width = last - first + 1 + 2 * most_points
        place = scores - first + most_points
        total = np.append(0, np.cumsum(np.bincount(place, minlength=width)))
        bad = np.append(0, np.cumsum(np.bincount(place[is_default], minlength=width)))
        at = np.arange(most_points, most_points + last - first + 1)
        n, n_defaults, reach = total[at + 1] - total[at], bad[at + 1] - bad[at], np.zeros_like(at)
        for points in range(1, most_points + 1):
            short = (n < ENOUGH_CLIENTS) | (n_defaults < ENOUGH_DEFAULTS)
            reach[short] = points
            n[short] = (total[at + points + 1] - total[at - points])[short]
            n_defaults[short] = (bad[at + points + 1] - bad[at - points])[short]
        return cls(first=first, n=n, n_defaults=n_defaults, reach=reach)

    def around(self, score: int) -> ObservedFrequency | None:
        """Return what became of the clients like a score; None where they are fewer than ``FEWEST_SHOWN``."""
        i = score - self.first
        if not 0 <= i < self.n.size or self.n[i] < FEWEST_SHOWN:
            return None
        low, high = self.interval(score, CONFIDENCE)
        return ObservedFrequency(
            n=int(self.n[i]),
            n_defaults=int(self.n_defaults[i]),
            low=low,
            high=high,
            score_from=score - int(self.reach[i]),
            score_to=score + int(self.reach[i]),
        )

    def interval(self, score: int, confidence: float) -> tuple[float, float]:
        """Return Wilson's interval around a score; however few the clients, and (0, 1) of none."""
        i = score - self.first
        if not 0 <= i < self.n.size:
            return 0.0, 1.0
        return wilson_interval(int(self.n_defaults[i]), int(self.n[i]), confidence)

    @property
    def last(self) -> int:
        """The greatest score that occurs."""
        return self.first + self.n.size - 1

"""Points: the probability of default on a scale for people, where higher is safer."""

import math
from typing import Annotated, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from solvable.documents import Document

__all__ = ["PointsScale"]


class PointsScale(Document):
    """A straight line between log-odds of default and points.

    ``score_at_odds`` points are given at ``odds`` goods to one bad; every ``points_to_double_odds``
    more points double the odds. ``scale_from`` and ``scale_to`` are the ends of the scale that is
    drawn; scores beyond them exist.

    Examples
    --------
    >>> scale = PointsScale(score_at_odds=500, odds=10, points_to_double_odds=50, scale_from=250, scale_to=750)
    >>> float(scale.points(-math.log(10))), float(scale.points(-math.log(20)))
    (500.0, 550.0)
    """

    score_at_odds: int
    odds: Annotated[float, Field(gt=0)]
    points_to_double_odds: Annotated[int, Field(gt=0)]
    scale_from: int
    scale_to: int

    @model_validator(mode="after")
    def _has_length(self) -> Self:
        if self.scale_from >= self.scale_to:
            raise ValueError(f"scale_from must be below scale_to, found {self.scale_from} and {self.scale_to}")
        return self

    @property
    def points_per_log_odds(self) -> float:
        """Points that one unit of log-odds of default takes away."""
        return self.points_to_double_odds / math.log(2)

    def points(self, log_odds_default: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return exact points of calibrated log-odds of default."""
        good_odds_log = -np.asarray(log_odds_default, dtype=np.float64)
        return self.score_at_odds + self.points_per_log_odds * (good_odds_log - math.log(self.odds))

    def score(self, log_odds_default: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Return points as shown: whole, and on a half the lower, which is the stricter side."""
        return np.ceil(self.points(log_odds_default) - 0.5).astype(np.int64)

    def prob_default_below(self, score: int) -> float:
        """Return the probability from which on a client is below this score in whole points."""
        log_odds_default = -(math.log(self.odds) + (score - 0.5 - self.score_at_odds) / self.points_per_log_odds)
        return 1 / (1 + math.exp(-log_odds_default))

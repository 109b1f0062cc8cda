"""How a model is made: the document ``config/training.toml``."""

import math
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from solvable.documents import Document
from solvable.models.points import PointsScale
from solvable.models.splits import Side
from solvable.vocabulary import Admissibility

__all__ = ["Boosting", "ScorecardConfig", "TrainingConfig"]

Fraction = Annotated[float, Field(gt=0, le=1)]


class Boosting(Document):
    """Fixed parameters of the boosted trees."""

    learning_rate: Fraction
    max_depth: Annotated[int, Field(ge=1, le=12)]
    min_child_weight: Annotated[float, Field(ge=0)]
    row_share: Fraction
    feature_share: Fraction
    l2: Annotated[float, Field(ge=0)]
    max_rounds: Annotated[int, Field(ge=1)]
    patience: Annotated[int, Field(ge=1)]
    folds: Annotated[int, Field(ge=2, le=20)]
    repeats: Annotated[int, Field(ge=1, le=20)]
    enough_defaults: Annotated[int, Field(ge=1)]
    seed: int


class ScorecardConfig(Document):
    """How features become bins, and which of them make the card."""

    most_features: Annotated[int, Field(ge=1, le=40)]
    most_bins: Annotated[int, Field(ge=2, le=20)]
    least_bin_share: Annotated[float, Field(gt=0, le=0.25)]
    least_information: Annotated[float, Field(gt=0)]
    most_correlation: Annotated[float, Field(gt=0, lt=1)]
    least_gain: Annotated[float, Field(ge=0)]
    l2: Annotated[tuple[Annotated[float, Field(gt=0)], ...], Field(min_length=1)]
    folds: Annotated[int, Field(ge=2, le=20)]
    repeats: Annotated[int, Field(ge=1, le=20)]


class TrainingConfig(Document):
    """Profiles, sides, boosting, scorecard and points; recorded whole in every bundle."""

    version: str
    default_profile: str
    profiles: Mapping[str, tuple[Admissibility, ...]]
    sides: Mapping[Side, Fraction]
    boosting: Boosting
    scorecard: ScorecardConfig
    points: PointsScale

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.default_profile not in self.profiles:
            raise ValueError(
                f"default_profile must be one of {', '.join(self.profiles)}, found {self.default_profile!r}"
            )
        if set(self.sides) != set(Side) or not math.isclose(sum(self.sides.values()), 1.0):
            raise ValueError(
                f"sides must give {', '.join(Side)} and sum to 1, found a sum of {sum(self.sides.values())}"
            )
        return self

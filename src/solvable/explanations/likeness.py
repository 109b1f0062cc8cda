"""How far apart two clients are: the space in which clients who resemble each other are sought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from solvable.models.manifest import ModelFeature

__all__ = ["ABSENT", "SCALE", "Axis", "LevelAxis", "LikenessSpace", "NumberAxis", "Whereabouts", "choose_features"]

# Of what the model makes of all its features: what is left out moves scores little, and each client by another feature.
COVERED_SHARE = 0.8
# Beyond them an answer takes longer than a page may wait.
MOST_FEATURES = 60
# Distances are whole numbers of this fraction: they add up alike in any order and, one to spare, fit 16 bits.
SCALE = 32_766
# Values between two neighbouring quantiles of so many stand at one place.
N_QUANTILES = 1000
# Rows that are turned into places at once.
ROWS = 32_768
# Code of a value that is missing.
ABSENT = -1

Steps = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberAxis:
    """A feature as places between 0 and ``reach``: the share of clients with less, half of those with as much.

    Only comparisons place a value, so that its unit does not matter. A client without a value stands in the
    middle, and half the reach away from all who have one.
    """

    feature: str
    reach: int
    quantiles: npt.NDArray[np.float64]
    places: Steps

    @property
    def middle(self) -> int:
        """Where a client without a value stands."""
        return self.reach // 2

    @property
    def absence(self) -> int:
        """How far having a value is from not having one, beside the way along the axis."""
        return self.reach // 2

    @classmethod
    def learn(cls, feature: str, reach: int, values: npt.NDArray[np.float64]) -> Self:
        """Learn from the clients' values, shape (n,), some of them NaN."""
        known = np.sort(values[~np.isnan(values)])
        at = np.linspace(0, max(known.size - 1, 0), N_QUANTILES + 1).round().astype(np.int64)
        quantiles = np.unique(known[at]) if known.size else known
        # Code 2i is between the quantiles i - 1 and i, code 2i + 1 on the quantile i.
        counts = np.bincount(_codes(quantiles, known), minlength=2 * quantiles.size + 1)
        share_below = (np.cumsum(counts) - counts / 2) / max(known.size, 1)
        return cls(feature=feature, reach=reach, quantiles=quantiles, places=_steps(share_below * reach))

    def place(self, values: npt.NDArray[np.float64]) -> Steps:
        """Return where values stand, of their shape; NaN in the middle."""
        is_missing = np.isnan(values)
        found = self.places[_codes(self.quantiles, np.where(is_missing, 0.0, values))]
        found[is_missing] = self.middle
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelAxis:
    """A category: ``reach`` apart from every other level, and from having none."""

    feature: str
    reach: int
    levels: tuple[str, ...]

    def code(self, values: pa.ChunkedArray) -> Steps:
        """Return the level of each value; one that the model does not know counts as missing, as it does there."""
        codes = pc.index_in(values, value_set=pa.array(self.levels, type=values.type))
        return pc.fill_null(codes, ABSENT).to_numpy().astype(np.int16)  # type: ignore[no-any-return]


Axis = NumberAxis | LevelAxis


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where clients stand: places, shape (n_numbers, n); whether a value is missing, likewise; codes (n_levels, n)."""

    places: Steps
    is_missing: npt.NDArray[np.bool_]
    codes: Steps

    @property
    def n_clients(self) -> int:
        """How many clients stand there."""
        return int(self.places.shape[1])

    def of(self, place: int) -> Self:
        """Return where one of them stands."""
        one = slice(place, place + 1)
        return type(self)(places=self.places[:, one], is_missing=self.is_missing[:, one], codes=self.codes[:, one])


@dataclass(frozen=True, slots=True, kw_only=True)
class LikenessSpace:
    """The features that weigh most with a model, each as wide as the model's use of it.

    The distance between two clients is the sum of their gaps over all axes, in steps of ``1 / SCALE`` of the
    greatest that there could be: a mean gap, weighted by use, as in Gower (1971), Biometrics 27, 857-871, with
    places instead of values. It is a metric: 0 from a client to itself, the same both ways, never more than by
    way of a third.

    Attributes
    ----------
    covered_share
        Of the points that the model's features move on average: how much those of the space move.
    """

    numbers: tuple[NumberAxis, ...]
    levels: tuple[LevelAxis, ...]
    covered_share: float

    def widest(self, limit: int) -> list[Axis]:
        """Return the axes that weigh most, the widest first."""
        axes: list[Axis] = [*self.numbers, *self.levels]
        return sorted(axes, key=lambda axis: (-axis.reach, axis.feature))[:limit]

    @classmethod
    def learn(cls, rows: pa.Table, features: Sequence[ModelFeature], mean_points: Mapping[str, float]) -> Self:
        """Learn the space from clients; the order of their rows does not matter.

        Parameters
        ----------
        rows : clients with the chosen features
        features : of the model
        mean_points : mean absolute points of each feature of the model
        """
        chosen = choose_features(mean_points)
        total = sum(mean_points[name] for name in chosen)
        reaches = {name: int(SCALE * mean_points[name] / total) for name in chosen}
        known = {feature.name: feature for feature in features}
        return cls(
            numbers=tuple(
                NumberAxis.learn(name, reaches[name], rows[name].to_numpy())
                for name in chosen
                if known[name].levels is None
            ),
            levels=tuple(
                LevelAxis(feature=name, reach=reaches[name], levels=levels)
                for name in chosen
                if (levels := known[name].levels) is not None
            ),
            covered_share=total / sum(mean_points.values()),
        )

    def locate(self, rows: pa.Table) -> Whereabouts:
        """Return where clients stand who have the features of the space."""
        n = rows.num_rows
        places, is_missing = np.empty((len(self.numbers), n), np.int16), np.empty((len(self.numbers), n), np.bool_)
        names, first = [number.feature for number in self.numbers], 0
        # All columns of some rows at once: for one client, turning column by column takes longer than the search.
        for batch in rows.select(names).to_batches(max_chunksize=ROWS) if names else ():
            some = slice(first, first + batch.num_rows)
            values = batch.to_tensor(null_to_nan=True).to_numpy()
            is_missing[:, some] = np.isnan(values).T
            for i, number in enumerate(self.numbers):
                places[i, some] = number.place(values[:, i])
            first += batch.num_rows
        codes = np.empty((len(self.levels), n), np.int16)
        for i, level in enumerate(self.levels):
            codes[i] = level.code(rows[level.feature])
        return Whereabouts(places=places, is_missing=is_missing, codes=codes)


def choose_features(mean_points: Mapping[str, float]) -> tuple[str, ...]:
    """Return the fewest features that move ``COVERED_SHARE`` of all points, ``MOST_FEATURES`` at most, most used first.

    Examples
    --------
    >>> choose_features({"age_of_car": 1.0, "income": 6.0, "score": 3.0})
    ('income', 'score')
    """
    chosen: list[str] = []
    wanted, covered = COVERED_SHARE * sum(mean_points.values()), 0.0
    for name in sorted(mean_points, key=lambda name: (-mean_points[name], name)):
        if covered >= wanted or len(chosen) == MOST_FEATURES or mean_points[name] <= 0:
            break
        chosen.append(name)
        covered += mean_points[name]
    return tuple(chosen)


def _codes(quantiles: npt.NDArray[np.float64], values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    after: npt.NDArray[np.int64] = np.searchsorted(quantiles, values, side="left")
    if not quantiles.size:
        return after
    is_on_one: npt.NDArray[np.bool_] = quantiles[np.minimum(after, quantiles.size - 1)] == values
    return 2 * after + is_on_one.astype(np.int64)


def _steps(exact: npt.NDArray[np.float64]) -> Steps:
    return np.rint(exact).astype(np.int16)

"""Which clients with a known outcome stand nearest to one: an exact search among all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from solvable.errors import SimilarClientsError
from solvable.explanations.likeness import SCALE, LikenessSpace, Steps, Whereabouts
from solvable.models.manifest import ModelFeature
from solvable.portfolios.portfolio import CLIENT_ID, IS_DEFAULT

__all__ = ["FEWEST_NEIGHBOURS", "MOST_NEIGHBOURS", "Crowd", "Nearest", "Neighbourhood", "Usual"]

# Of a column at once: few enough to stay in a core's cache with what is computed from it.
BLOCK = 65_536
# Farther than anyone could stand.
OUT_OF_REACH = np.int16(SCALE + 1)
# Clients whose neighbours say what is usual: of so many, four are beyond the 99th percentile.
N_COMPARED = 400
# Fewer tell next to nothing of how often such credits are not repaid, and their clients could be recognised.
FEWEST_NEIGHBOURS = 30
# Of more, hardly one resembles.
MOST_NEIGHBOURS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Clients as they stand in a space of likeness.

    Attributes
    ----------
    absences
        Numbers are often missing together, as all of a history that a client does not have. Each item says
        who lacks some numbers, shape (n,), 1 or 0, and which numbers these are.
    """

    space: LikenessSpace
    stand: Whereabouts
    absences: tuple[tuple[Steps, tuple[int, ...]], ...]

    @classmethod
    def gather(cls, space: LikenessSpace, rows: pa.Table) -> Self:
        """Place clients who have the features of the space."""
        stand = space.locate(rows)
        together: dict[bytes, list[int]] = {}
        for i, is_missing in enumerate(stand.is_missing):
            together.setdefault(is_missing.tobytes(), []).append(i)
        absences = tuple((stand.is_missing[group[0]].astype(np.int16), tuple(group)) for group in together.values())
        return cls(space=space, stand=stand, absences=absences)

    @property
    def n_clients(self) -> int:
        """How many clients there are."""
        return self.stand.n_clients

    def distances(self, one: Whereabouts) -> Steps:
        """Return how far everyone stands from one client, shape (n,), in steps of ``1 / SCALE``."""
        absences = [(lacks, *self._costs_of_absence(one, numbers)) for lacks, numbers in self.absences]
        away = np.full(self.n_clients, sum(to_having for _, _, to_having in absences), np.int16)
        room = np.empty(min(BLOCK, self.n_clients), np.int16)
        for first in range(0, self.n_clients, BLOCK):
            block = slice(first, first + BLOCK)
            total = away[block]
            gap = room[: total.size]
            for places, place in zip(self.stand.places, one.places[:, 0], strict=True):
                np.subtract(places[block], place, out=gap)
                np.abs(gap, out=gap)
                total += gap
            for lacks, to_lacking, to_having in absences:
                np.multiply(lacks[block], np.int16(to_lacking - to_having), out=gap)
                total += gap
            for axis, codes, code in zip(self.space.levels, self.stand.codes, one.codes[:, 0], strict=True):
                np.multiply(codes[block] != code, np.int16(axis.reach), out=gap)
                total += gap
        return away

    def _costs_of_absence(self, one: Whereabouts, numbers: Sequence[int]) -> tuple[int, int]:
        """Return how far the client is from those who lack these numbers, and from those who have them."""
        lacks = one.is_missing[list(numbers), 0]
        absences = np.array([self.space.numbers[i].absence for i in numbers])
        return int(absences[~lacks].sum()), int(absences[lacks].sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The clients nearest to one, the nearest first, of the same distance by number.

    Attributes
    ----------
    at : shape (k,)
        Their places in the neighbourhood.
    distances : shape (k,)
        Fractions of the greatest distance that there could be.
    """

    at: npt.NDArray[np.int64]
    distances: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """How far the neighbours of clients usually stand: what is near is said against this.

    Attributes
    ----------
    farthest : shape (n_compared, most)
        The distances from clients to their 1st, 2nd, … neighbour; each column sorted.
    by_chance
        Mean distance between two clients.
    """

    farthest: npt.NDArray[np.float32]
    by_chance: float

    @classmethod
    def measure(cls, crowd: Crowd) -> Self:
        """Look at the neighbours of some clients, evenly drawn by their places."""
        most, by_chance = min(MOST_NEIGHBOURS, crowd.n_clients - 1), []
        compared = np.unique(np.linspace(0, crowd.n_clients - 1, N_COMPARED).round().astype(np.int64))
        farthest = np.empty((compared.size, most), np.float32)
        for i, place in enumerate(compared):
            away = np.delete(crowd.distances(crowd.stand.of(place)), place)
            by_chance.append(float(away.mean()) / SCALE)
            farthest[i] = np.sort(np.partition(away, most - 1)[:most]) / SCALE
        return cls(farthest=np.sort(farthest, axis=0), by_chance=float(np.mean(by_chance)))

    def share_nearer(self, k: int, distance: float) -> float:
        """Return the share of clients whose ``k`` neighbours all stand nearer than this distance."""
        column = self.farthest[:, k - 1]
        return float(np.searchsorted(column, np.float32(distance), side="left") / column.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """All clients with a known outcome, by number, as they stand in the space of one model.

    Attributes
    ----------
    client_ids, is_default : shape (n,)
    values : shape (n_numbers, n)
        What the numbers of the space are; missing as NaN. Levels are known by their codes.
    """

    crowd: Crowd
    client_ids: npt.NDArray[np.int64]
    is_default: npt.NDArray[np.bool_]
    values: npt.NDArray[np.float32]
    usual: Usual

    @classmethod
    def build(cls, rows: pa.Table, features: Sequence[ModelFeature], mean_points: Mapping[str, float]) -> Self:
        """Place every client with a known outcome; the order of the rows does not matter.

        Parameters
        ----------
        rows : the client's number, the outcome, and the features that are chosen
        features : of the model
        mean_points : mean absolute points of each of them; :func:`choose_features` chooses by it

        Raises
        ------
        SimilarClientsError
            So few have a known outcome that nobody has ``FEWEST_NEIGHBOURS``.
        """
        rows = rows.filter(pc.is_valid(rows[IS_DEFAULT])).sort_by(CLIENT_ID).combine_chunks()
        if rows.num_rows <= FEWEST_NEIGHBOURS:
            raise SimilarClientsError(fewest=FEWEST_NEIGHBOURS, most=rows.num_rows - 1, n_known=rows.num_rows)
        space = LikenessSpace.learn(rows, features, mean_points)
        values = np.empty((len(space.numbers), rows.num_rows), np.float32)
        for i, number in enumerate(space.numbers):
            values[i] = rows[number.feature].to_numpy()
        crowd = Crowd.gather(space, rows)
        return cls(
            crowd=crowd,
            client_ids=rows[CLIENT_ID].to_numpy(),
            is_default=rows[IS_DEFAULT].to_numpy().astype(bool),
            values=values,
            usual=Usual.measure(crowd),
        )

    @property
    def space(self) -> LikenessSpace:
        """What it means to be near."""
        return self.crowd.space

    @property
    def n_clients(self) -> int:
        """How many clients with a known outcome there are."""
        return self.crowd.n_clients

    @property
    def most(self) -> int:
        """How many neighbours can be asked for: each client has so many others."""
        return int(self.usual.farthest.shape[1])

    def nearest(self, one: Whereabouts, k: int, *, client_id: int) -> Nearest:
        """Return the ``k`` nearest to a client, never the client themself.

        Parameters
        ----------
        k : from 1 to ``most``
        """
        away = self.crowd.distances(one)
        away[self._own(client_id)] = OUT_OF_REACH
        farthest = np.partition(away, k - 1)[k - 1]
        # Clients stand by number, so that of those at the same distance the lowest numbers are taken.
        near = np.flatnonzero(away <= farthest)
        at = near[np.argsort(away[near], kind="stable")[:k]]
        return Nearest(at=at, distances=away[at] / SCALE)

    def others(self, client_id: int) -> tuple[int, float]:
        """Return how many clients there are beside one, and the share of them that was not repaid."""
        own = self._own(client_id)
        n = self.n_clients - own.size
        return n, int(self.is_default.sum() - self.is_default[own].sum()) / n

    def _own(self, client_id: int) -> npt.NDArray[np.int64]:
        """Return the place of a client who is here, or no place."""
        return np.flatnonzero(self.client_ids == client_id)

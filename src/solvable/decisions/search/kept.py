"""What clients are found by, read once and kept in memory: a column each, shape (n,), and the orders."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from solvable.decisions.search.choices import RISK, VERDICT, Choice
from solvable.decisions.search.query import NUMBER, SCORE, Order
from solvable.errors import NotReadyError
from solvable.explanations.comparison import Population

__all__ = ["KeptColumns", "Places", "ReadScores", "Scores"]

Places = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What the model that serves makes of every client, each shape (n,); verdicts and risks as places."""

    points: npt.NDArray[np.int32]
    verdicts: npt.NDArray[np.int8]
    risks: npt.NDArray[np.uint8]


# Called until it answers; NotReadyError while the model has not scored everybody.
ReadScores = Callable[[], Scores]


class KeptColumns:
    """Columns of all clients of a feature table, by number; any number of threads may ask.

    Each is made when first asked for, by one thread. It comes to 30 bytes or so a client for what is
    searched by, and 4 for each order in which somebody sorted.
    """

    def __init__(self, population: Population, choices: Mapping[str, Choice], read_scores: ReadScores) -> None:
        self._population, self._choices, self._read_scores = population, choices, read_scores
        self._kept: dict[object, Any] = {}
        self._building = threading.RLock()

    @property
    def n(self) -> int:
        """How many clients there are."""
        return int(self._population.client_ids.size)

    def members(self, key: str) -> npt.NDArray[np.uint8]:
        """Return each client's member of a choice, as its place among them, shape (n,)."""

        def read() -> npt.NDArray[np.uint8]:
            if key in (VERDICT, RISK):
                scores = self.scores_or_raise()
                return (scores.verdicts if key == VERDICT else scores.risks).astype(np.uint8)
            places = self._population.members_of(key)
            return np.where(places < 0, len(self._choices[key].members) - 1, places).astype(np.uint8)

        members: npt.NDArray[np.uint8] = self._keep(("members", key), read)
        return members

    def values(self, key: str) -> npt.NDArray[Any]:
        """Return what clients are sorted by, shape (n,); whole numbers, or decimal ones with NaN for missing."""

        def read() -> npt.NDArray[Any]:
            if key == SCORE:
                return self.scores_or_raise().points
            if key == NUMBER:
                return self._population.client_ids
            return np.asarray(self._population.values(key).to_numpy(), dtype=np.float64)

        values: npt.NDArray[Any] = self._keep(("values", key), read)
        return values

    def places_in(self, order: Order) -> Places:
        """Return all clients in an order, as places in the table, shape (n,)."""

        def sort() -> Places:
            values = self.values(order.by)
            # Clients are stored by number, so a stable sort leaves those level by number; no number is last.
            return np.argsort(-values if order.is_descending else values, kind="stable").astype(np.int32)

        places: Places = self._keep(order, sort)
        return places

    def scores(self) -> Scores | None:
        """Return what the model makes of every client; None while it has not scored everybody."""
        try:
            return self.scores_or_raise()
        except NotReadyError:
            return None

    def scores_or_raise(self) -> Scores:
        """Return what the model makes of every client; NotReadyError while it has not scored everybody."""
        scores: Scores = self._keep("scores", self._read_scores)
        return scores

    def _keep(self, what: object, make: Callable[[], Any]) -> Any:
        """Return what was made before, or make it, one thread at a time; a failure is not kept."""
        if what not in self._kept:
            with self._building:
                if what not in self._kept:
                    self._kept[what] = make()
        return self._kept[what]

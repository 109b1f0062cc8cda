"""How the others spread over the bins of a feature, by what became of them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solvable.explanations.comparison.axis import Axis, Bin
from solvable.explanations.comparison.population import FEWEST_CLIENTS, Outcome

__all__ = ["Distribution", "Series", "build_distribution"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Some of the others, and how many of them are in each bin.

    Attributes
    ----------
    outcome
        What became of these; None where they are all of the others together.
    n_clients, n_missing
        How many they are, and how many of them have no value.
    counts
        One number per bin; with ``n_missing`` they sum to ``n_clients``.
    """

    outcome: Outcome | None
    n_clients: int
    n_missing: int
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        if sum(self.counts) + self.n_missing != self.n_clients or self.n_clients < FEWEST_CLIENTS:
            raise ValueError(
                f"A series needs {FEWEST_CLIENTS} clients or more, each counted once, found {self.counts}, "
                f"{self.n_missing} without a value and {self.n_clients} in all."
            )

    @property
    def shares(self) -> tuple[float, ...]:
        """Fractions of these clients in each bin; what is left to 1 has no value."""
        return tuple(n / self.n_clients for n in self.counts)

    @property
    def missing_share(self) -> float:
        """Fraction of these clients who have no value."""
        return self.n_missing / self.n_clients


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """Bins, who is in them, and the client's own bin; None where the client has no value, or one of no bin.

    Where outcomes may be told, and ``FEWEST_CLIENTS`` or more of the others have repaid and as many have
    not, there is a series for either, and one for those of unknown outcome where they are as many too.
    Otherwise one series holds all: of the few of one outcome each might be recognised.
    """

    bins: tuple[Bin, ...]
    series: tuple[Series, ...]
    client_bin: int | None


def build_distribution(axis: Axis, outcomes: npt.NDArray[np.int8], *, by_outcome: bool) -> Distribution:
    """Count the others by bin.

    Parameters
    ----------
    outcomes : shape (n,), as places in the list of outcomes
    by_outcome
        Whether outcomes may be told apart; see :func:`may_tell_outcomes`.
    """
    counts = axis.counts_by(outcomes, len(Outcome))
    enough: dict[Outcome | None, npt.NDArray[np.int64]] = {
        outcome: row for outcome, row in zip(Outcome, counts, strict=True) if row.sum() >= FEWEST_CLIENTS
    }
    tells = by_outcome and {Outcome.REPAID, Outcome.NOT_REPAID} <= enough.keys()
    rows = enough if tells else {None: counts.sum(axis=0)}
    return Distribution(
        bins=axis.bins,
        series=tuple(
            Series(outcome=outcome, n_clients=int(row.sum()), n_missing=int(row[-1]), counts=tuple(row[:-1].tolist()))
            for outcome, row in rows.items()
        ),
        client_bin=axis.client,
    )

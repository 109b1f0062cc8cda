"""Bins of a feature with their weights of evidence: what a line of a scorecard consists of."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from solvable.documents import Document

__all__ = ["Bin", "Binning", "Cut", "limits_of", "weights_of_evidence"]

# Limits with three digits that count are read easily, and cost nothing that was measurable.
DIGITS = 3
# Of a step: single precision writes 0.7 as 0.69999999, which is meant to be 0.7.
TOLERANCE = 1e-4


class Bin(Document):
    """Training clients who are alike in one feature; ``woe`` is ln(share of goods / share of bads)."""

    n_clients: int
    n_defaults: int
    woe: float


class Cut(Document):
    """Where the bins of a feature begin; after those of its values comes the one of clients without a value.

    Attributes
    ----------
    splits
        The least number of each bin but the first, rising; nothing for a category.
    groups
        The levels of each bin of a category; None for a number.
    """

    splits: tuple[float, ...]
    groups: tuple[tuple[str, ...], ...] | None

    @property
    def n_bins(self) -> int:
        """How many there are, the one of missing values among them."""
        return (len(self.splits) + 1 if self.groups is None else len(self.groups)) + 1

    def places(self, x: npt.NDArray[np.float32], levels: Sequence[str] | None) -> npt.NDArray[np.int64]:
        """Return the bin of each encoded value, shape (n,).

        Parameters
        ----------
        levels : of a category, in the order of their codes; one that no bin has is like no value
        """
        missing = self.n_bins - 1
        is_there = ~np.isnan(x)
        found = np.full(x.size, missing)
        if self.groups is None:
            found[is_there] = np.searchsorted(self.splits, limits_of(x[is_there]), side="right")
        else:
            group_of = {level: i for i, group in enumerate(self.groups) for level in group}
            by_code = np.array([group_of.get(level, missing) for level in levels or ()], dtype=np.int64)
            found[is_there] = by_code[x[is_there].astype(np.int64)]
        return found


class Binning(Document):
    """A feature cut into bins, and who is in them."""

    feature: str
    cut: Cut
    bins: tuple[Bin, ...]

    @property
    def n_clients(self) -> int:
        """How many clients it was learned from."""
        return sum(place.n_clients for place in self.bins)

    @property
    def mean_woe(self) -> float:
        """Mean over those clients."""
        return sum(place.n_clients * place.woe for place in self.bins) / self.n_clients

    @property
    def information(self) -> float:
        """Information value, beyond what as many bins have by chance.

        The sum over the bins of (share of goods - share of bads) * woe, less its mean where the feature
        tells nothing: (bins - 1) * (1 / goods + 1 / bads), by the chi-square of the same table.
        """
        n_bad = sum(place.n_defaults for place in self.bins)
        n_good = self.n_clients - n_bad
        weighed = [place for place in self.bins if place.woe]
        value = sum(
            ((place.n_clients - place.n_defaults) / n_good - place.n_defaults / n_bad) * place.woe for place in weighed
        )
        return value - max(len(weighed) - 1, 0) * (1 / n_good + 1 / n_bad)

    def woe(self, x: npt.NDArray[np.float32], levels: Sequence[str] | None) -> npt.NDArray[np.float64]:
        """Return the weight of evidence of each encoded value, shape (n,)."""
        return np.array([place.woe for place in self.bins])[self.cut.places(x, levels)]


def limits_of(x: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Cut numbers down to the digits that a limit may have.

    A number reaches a limit of so many digits exactly when what it is cut down to does, so that bins over
    numbers that are cut down have limits that can be read.

    Examples
    --------
    >>> limits_of(np.array([513_999, 0.7, -0.12345, 0], dtype=np.float32)).tolist()
    [513000.0, 0.7, -0.124, 0.0]
    """
    numbers = x.astype(np.float64)
    is_zero = numbers == 0
    place = np.floor(np.log10(np.abs(np.where(is_zero, 1.0, numbers)))) - (DIGITS - 1)
    # By whole powers of ten, above and below one: 700 / 1000 is 0.7 exactly, 700 * 0.001 is not.
    down, up = 10.0 ** np.maximum(place, 0), 10.0 ** np.maximum(-place, 0)
    cut_down: npt.NDArray[np.float64] = np.floor(numbers * up / down + TOLERANCE) * down / up
    return cut_down


def weights_of_evidence(
    places: npt.NDArray[np.int64], is_default: npt.NDArray[np.bool_], n_bins: int, *, least_bin_share: float
) -> tuple[Bin, ...]:
    """Count each bin's clients and defaults, and weigh them.

    A bin of fewer clients, or one where an outcome does not occur, tells too little to weigh: its weight is
    0, that of the portfolio as a whole.

    Examples
    --------
    Of 4 goods and 2 bads the first bin has three quarters and a half: ln 1.5.

    >>> bins = weights_of_evidence(
    ...     np.array([0, 0, 0, 0, 1, 1]), np.array([True, False, False, False, True, False]), 3, least_bin_share=0.1
    ... )
    >>> [f"{place.woe:.4f}" for place in bins]
    ['0.4055', '-0.6931', '0.0000']
    """
    n_bad = np.bincount(places[is_default], minlength=n_bins)
    n_good = np.bincount(places[~is_default], minlength=n_bins)
    weighs = (n_bad > 0) & (n_good > 0) & (n_bad + n_good >= least_bin_share * places.size)
    good, bad = np.where(weighs, n_good, 1) / n_good.sum(), np.where(weighs, n_bad, 1) / n_bad.sum()
    woe = np.where(weighs, np.log(good / bad), 0.0)
    return tuple(
        Bin(n_clients=int(g + b), n_defaults=int(b), woe=float(w)) for g, b, w in zip(n_good, n_bad, woe, strict=True)
    )

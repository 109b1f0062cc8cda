"""Bands of equal count, in which ties stay together."""

import numpy as np
import numpy.typing as npt

__all__ = ["equal_count_bands"]


def equal_count_bands(values: npt.ArrayLike, n_bands: int) -> npt.NDArray[np.int64]:
    """Return the band of each value, shape (n,): 0 holds the lowest, and no number is left out.

    Equal values share a band, the one in which the middle of them falls: otherwise the order of rows
    in a file would change what is measured. So bands may differ in size, and there may be fewer of
    them than asked for.

    Raises
    ------
    ValueError
        There is no value, one of them is missing, or no band is asked for.

    Examples
    --------
    >>> equal_count_bands([5, 1, 1, 9], 2).tolist()
    [1, 0, 0, 1]
    """
    found = np.asarray(values, dtype=np.float64)
    if found.ndim != 1 or found.size == 0 or np.isnan(found).any() or n_bands < 1:
        raise ValueError(
            f"Bands need a list of numbers and at least one band, found {found.size} values, "
            f"{int(np.isnan(found).sum())} of them missing, and {n_bands} bands. Leave out who has no value."
        )
    _, place, n_tied = np.unique(found, return_inverse=True, return_counts=True)
    middle = (np.cumsum(n_tied) - n_tied / 2) / found.size
    _, band = np.unique((middle * n_bands).astype(np.int64), return_inverse=True)
    return band[place].astype(np.int64)

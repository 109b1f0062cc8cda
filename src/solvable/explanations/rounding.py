"""Points as shown: whole numbers that still add up."""

import numpy as np
import numpy.typing as npt

__all__ = ["whole_points"]


def whole_points(exact: npt.NDArray[np.float64], total: int) -> npt.NDArray[np.int64]:
    """Round numbers to whole ones that sum to ``total``, by largest remainder.

    Numbers that are exactly zero stay zero, and no sign turns, as long as the total is within the
    rounding of the numbers' own sum.

    Parameters
    ----------
    exact : shape (n,)
    total : the sum that is shown, within one point and rounding of ``exact.sum()``

    Examples
    --------
    >>> whole_points(np.array([1.4, 1.4, -0.9, 0.0]), 2).tolist()
    [2, 1, -1, 0]
    """
    whole = np.floor(exact)
    moving = np.flatnonzero(exact)
    left = total - int(whole.sum())
    if left and not moving.size:
        raise ValueError(f"Nothing to give {left} points to: every number is zero.")
    if left:
        whole[moving] += left // moving.size
        by_remainder = moving[np.argsort(whole[moving] - exact[moving], kind="stable")]
        whole[by_remainder[: left % moving.size]] += 1
    return whole.astype(np.int64)

"""What decisions cost, in units of a good client declined."""

import numpy as np
import numpy.typing as npt

__all__ = ["cost_per_application"]


def cost_per_application(
    *, is_default: npt.ArrayLike, is_accepted: npt.ArrayLike, default_accepted: float, good_declined: float
) -> float:
    """Return the mean cost of accepting and declining as given.

    A default accepted costs ``default_accepted``, a good client declined ``good_declined``, anything
    else nothing.

    Examples
    --------
    Of four applications one accepted defaults and one good is declined: (10 + 1) / 4.

    >>> cost_per_application(
    ...     is_default=[True, False, True, False], is_accepted=[True, True, False, False],
    ...     default_accepted=10, good_declined=1,
    ... )
    2.75
    """
    bad, accepted = np.asarray(is_default, dtype=bool), np.asarray(is_accepted, dtype=bool)
    total = default_accepted * np.count_nonzero(bad & accepted) + good_declined * np.count_nonzero(~bad & ~accepted)
    return float(total / bad.size)

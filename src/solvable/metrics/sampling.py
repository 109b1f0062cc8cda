"""What chance alone explains of the difference between a share in a sample and a known one."""

import math

__all__ = ["STANDARD_ERRORS", "beyond_chance"]

# Chance exceeds four standard errors about once in 16,000 comparisons, and a portfolio has hundreds.
STANDARD_ERRORS = 4


def beyond_chance(found: float, expected: float, n: int) -> float:
    """Return how far a share lies from the expected one beyond what chance explains, 0 where it explains it.

    Parameters
    ----------
    found, expected
        Fractions in [0, 1]: of the sample, and of all from which it was drawn.
    n
        Independent draws of the sample. Rows of one client are alike: count clients and not rows,
        as if all rows of a client said the same (Kish (1965), Survey Sampling: an intraclass
        correlation of 1). None at all say nothing: 0.

    Notes
    -----
    ``max(0, |found - expected| - 4 * sqrt(expected * (1 - expected) / n))``: the standard error of a
    proportion, Cochran (1977), Sampling Techniques, chapter 3.

    Examples
    --------
    Of 100 draws a share of 0.2 has a standard error of 0.04, so 0.16 of a difference of 0.3 is chance.

    >>> round(beyond_chance(0.5, 0.2, 100), 12)
    0.14
    >>> beyond_chance(0.3, 0.2, 100)
    0.0
    """
    if n == 0:
        return 0.0
    return max(0.0, abs(found - expected) - STANDARD_ERRORS * math.sqrt(expected * (1 - expected) / n))

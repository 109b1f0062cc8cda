"""A figure with its interval."""

import numpy as np
import pytest

from solvable.models.estimate import Estimate


def test_the_interval_holds_the_middle_95_percent_of_the_bootstraps():
    # 0 to 200 in steps of 1: 2.5 % of 200 is 5, and 97.5 % is 195.
    found = Estimate.of(99.0, np.arange(201.0))

    assert (found.value, found.low, found.high) == pytest.approx((99, 5, 195))

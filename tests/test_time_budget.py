"""The time that somebody is willing to wait."""

import pytest

from solvable.errors import ConfigError
from solvable.time_budget import time_budget


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("10m", 600), ("2h", 7200)])
def test_a_budget_is_used_up_when_its_time_is_over_and_not_before(text, seconds):
    now = [1000.0]
    is_up = time_budget(text, clock=lambda: now[0])

    now[0] += seconds - 0.01
    assert not is_up()
    now[0] += 0.01
    assert is_up()


@pytest.mark.parametrize("text", ["", "10", "m", "0m", "-5m", "1.5h", "10 minutes", "5d"])
def test_what_is_no_time_is_refused_with_how_to_write_one(text):
    with pytest.raises(ConfigError, match=r"a whole number and one of s, m, h, found .* Write it as 90s, 10m or 2h"):
        time_budget(text)

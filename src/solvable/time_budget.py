"""How long somebody is willing to wait: ``10m`` on the command line."""

import re
import time
from collections.abc import Callable

from solvable.errors import ConfigError

__all__ = ["time_budget"]

SECONDS = {"s": 1, "m": 60, "h": 3600}


def time_budget(text: str, clock: Callable[[], float] = time.monotonic) -> Callable[[], bool]:
    """Start a budget, and return what says whether it is used up.

    Raises
    ------
    ConfigError
        The text is not a whole number above zero and a unit.
    """
    found = re.fullmatch(rf"([1-9]\d*)([{''.join(SECONDS)}])", text.strip())
    if found is None:
        raise ConfigError(
            f"Expected a time as a whole number and one of {', '.join(SECONDS)}, found {text!r}. "
            "Write it as 90s, 10m or 2h."
        )
    end = clock() + int(found[1]) * SECONDS[found[2]]
    return lambda: clock() >= end

"""What a drawing must know of its numbers and words before it is drawn: ends, round ticks, the room that words take."""

import math
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Axis", "Said", "axis_ends", "nice_ticks", "spaced_ticks", "word_width", "wrapped_label"]

N_TICKS, BETWEEN_TICKS = 5, 8
LABEL_LETTERS = 20

Said = Callable[[float], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """An axis of numbers: what they are, how one is said, and its ends where the figures do not give them."""

    title: str
    said: Said
    low: float | None = None
    high: float | None = None


def nice_ticks(low: float, high: float, *, n: int = N_TICKS) -> list[float]:
    """Return round numbers between two ends, about ``n`` of them.

    Examples
    --------
    >>> nice_ticks(0.0, 0.23, n=2)
    [0.0, 0.1, 0.2]
    >>> nice_ticks(-12.0, 95.0)
    [0.0, 20.0, 40.0, 60.0, 80.0]
    """
    rough = (high - low) / n
    if not rough >= sys.float_info.min:  # Nothing between them, or less than has a magnitude.
        return [low]
    magnitude: float = 10.0 ** math.floor(math.log10(rough))
    step = min((1, 2, 5, 10), key=lambda size: abs(math.log(size * magnitude / rough))) * magnitude
    # Counted in steps: added up, 0.1 would not stay 0.1.
    return [round(i * step, 12) for i in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def axis_ends(values: Sequence[float], axis: Axis, *, room: float = 0.05) -> tuple[float, float]:
    """Return the axis' own ends, or those of the values with some room above."""
    low = min(values, default=0.0) if axis.low is None else axis.low
    high = max(values, default=1.0) if axis.high is None else axis.high
    if axis.high is None:
        high += room * (high - low)
    return low, high if high > low else low + 1.0


def spaced_ticks(ends: tuple[float, float], said: Said, room: float) -> list[float]:
    """Return as many round numbers as have room for their words."""
    for n in range(N_TICKS, 1, -1):
        ticks = nice_ticks(*ends, n=n)
        if sum(word_width(said(tick)) + BETWEEN_TICKS for tick in ticks) <= room:
            return ticks
    return ticks[:: len(ticks) - 1] if len(ticks) > 1 else ticks


def word_width(words: str) -> float:
    """Return how wide words are in a wide font of 12 pixels."""
    return sum(9.0 if c.isupper() else 4.0 if c in " .,il\u202f\u00a0" else 7.4 for c in words)


def wrapped_label(label: str) -> list[str]:
    """Break a label at plain blanks and after underscores into at most two lines."""
    lines = [""]
    for word in re.findall(r"[^ _]+_?|_| +", label):
        if len(lines[-1] + word) > LABEL_LETTERS and lines[-1].strip():
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    lines = [line.strip() for line in lines if line.strip()]
    return lines if len(lines) <= 2 else [lines[0], f"{lines[1][: LABEL_LETTERS - 1]}…"]

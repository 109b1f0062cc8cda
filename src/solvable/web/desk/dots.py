"""A share of credits as a hundred marks, so that it can be seen and counted."""

from dataclasses import dataclass

__all__ = ["Dot", "draw_dots"]

N_DOTS = 100
PER_ROW = 20
# Of one mark's cell, in the units of the picture.
CELL = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One credit in a hundred, and the middle of its cell."""

    x: int
    y: int
    is_default: bool


def draw_dots(rate: float) -> tuple[Dot, ...]:
    """Return a hundred marks, those not repaid first; a share that is neither nothing nor all has both kinds.

    Examples
    --------
    >>> [sum(dot.is_default for dot in draw_dots(rate)) for rate in (0, 0.002, 0.081, 0.998, 1)]
    [0, 1, 8, 99, 100]
    """
    n_defaults = round(rate * N_DOTS)
    if 0 < rate < 1:
        n_defaults = min(max(n_defaults, 1), N_DOTS - 1)
    return tuple(
        Dot(x=CELL * (i % PER_ROW) + CELL // 2, y=CELL * (i // PER_ROW) + CELL // 2, is_default=i < n_defaults)
        for i in range(N_DOTS)
    )

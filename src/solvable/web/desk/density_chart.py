"""Two variables against each other: a field of cells, the darker the more clients, and the client's mark."""

from collections.abc import Sequence
from dataclasses import dataclass

from solvable import wording
from solvable.explanations.comparison import Density, DensityAxis
from solvable.vocabulary import Language

__all__ = ["DensityChart", "DensityRow", "Shade", "draw_density"]

# Shades that an eye tells apart; 0 is nobody.
DARKEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """One cell: how dark, from 0 to ``DARKEST``, and the share of the clients in words.

    ``is_held_back`` where there are a few whose number is not told; they have no shade of their own.
    """

    level: int
    said: str
    is_held_back: bool
    is_client: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DensityRow:
    """The cells of one bin of the upright variable."""

    label: str
    cells: tuple[Shade, ...]
    is_client: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DensityChart:
    """The whole field: columns from the lowest, rows from the highest as on a map; levels in their order.

    ``column`` is the client's, from 0; None where the client has no place among them.
    """

    columns: tuple[str, ...]
    rows: tuple[DensityRow, ...]
    column: int | None
    has_client: bool
    has_held_back: bool


def draw_density(found: Density, language: Language) -> DensityChart:
    """Lay the cells out."""
    counts = {(cell.x, cell.y): cell.n_clients for cell in found.cells}
    told = [n for n in counts.values() if n is not None]
    total, most = sum(told) + found.n_held_back, max(told, default=1)
    x, y = found.x.client_bin, found.y.client_bin

    def shade(i: int, j: int) -> Shade:
        n = counts.get((i, j), 0)
        is_client = (i, j) == (x, y)
        if n is None:
            return Shade(level=0, said="", is_held_back=True, is_client=is_client)
        level = -(-DARKEST * n // most)
        said = wording.decimal(100 * n / total, language, digits=1, is_fixed=True) if n else ""
        return Shade(level=level, said=said, is_held_back=False, is_client=is_client)

    rows = [
        DensityRow(
            label=one.label.in_language(language),
            cells=tuple(shade(i, j) for i in range(len(found.x.bins))),
            is_client=j == y,
        )
        for j, one in enumerate(found.y.bins)
    ]
    return DensityChart(
        columns=tuple(one.label.in_language(language) for one in found.x.bins),
        rows=tuple(reversed(rows) if _rises(found.y) else rows),
        column=x,
        has_client=x is not None and y is not None,
        has_held_back=found.n_held_back > 0,
    )


def _rises(axis: DensityAxis) -> bool:
    """Whether the bins stand on a scale of numbers."""
    return not any(_levels(axis))


def _levels(axis: DensityAxis) -> Sequence[bool]:
    return [bool(one.levels) for one in axis.bins]

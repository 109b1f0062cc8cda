"""What the tables hold and what of it goes with default, before any model: figures, findings and a page."""

from solvable.reports.exploration.explore import explore
from solvable.reports.exploration.figures import (
    ClientGroup,
    ColumnGap,
    EmptyColumn,
    Exploration,
    NoneValue,
    Relation,
    SegmentRates,
    TableSize,
    Variable,
)

__all__ = [
    "ClientGroup", "ColumnGap", "EmptyColumn", "Exploration", "NoneValue", "Relation", "SegmentRates", "TableSize",
    "Variable", "explore",
]  # fmt: skip

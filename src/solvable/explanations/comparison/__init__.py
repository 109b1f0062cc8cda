"""Where a client stands among others: distributions by outcome, places and densities, over any group of clients."""

from solvable.explanations.comparison.among_all import AmongAll, place_among_all
from solvable.explanations.comparison.axis import FEWEST_IN_CELL, Bin
from solvable.explanations.comparison.compare import Comparison, comparable_features, compare
from solvable.explanations.comparison.density import Cell, Density, DensityAxis, compare_two
from solvable.explanations.comparison.distribution import Distribution, Series
from solvable.explanations.comparison.filters import FilterOption, Filters
from solvable.explanations.comparison.place import Place
from solvable.explanations.comparison.population import (
    FEWEST_CLIENTS,
    Group,
    Outcome,
    Population,
    TooFew,
    filter_options,
    may_tell_outcomes,
)

__all__ = [
    "FEWEST_CLIENTS",
    "FEWEST_IN_CELL",
    "AmongAll",
    "Bin",
    "Cell",
    "Comparison",
    "Density",
    "DensityAxis",
    "Distribution",
    "FilterOption",
    "Filters",
    "Group",
    "Outcome",
    "Place",
    "Population",
    "Series",
    "TooFew",
    "comparable_features",
    "compare",
    "compare_two",
    "filter_options",
    "may_tell_outcomes",
    "place_among_all",
]

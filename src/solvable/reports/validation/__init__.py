"""The validation of a model: measured once, and read as pages."""

from solvable.reports.validation.grouping import Grouping, grouping_of, read_groupings
from solvable.reports.validation.measure import measure_validation
from solvable.reports.validation.reasons import MOST_CLIENTS, measure_reasons

__all__ = ["MOST_CLIENTS", "Grouping", "grouping_of", "measure_reasons", "measure_validation", "read_groupings"]

"""The validation of a model: measured once, and read as pages."""

from solvable.reports.validation.grouping import Grouping, grouping_of, read_groupings
from solvable.reports.validation.measure import measure_validation

__all__ = ["Grouping", "grouping_of", "measure_validation", "read_groupings"]

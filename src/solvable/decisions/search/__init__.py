"""Find clients: closed criteria, counts of what each choice would give, an order, and page by page."""

from solvable.decisions.search.choices import Choice, Member, build_choices, risk_bands
from solvable.decisions.search.directory import Directory
from solvable.decisions.search.found import Column, Fact, Found, Listed, Row
from solvable.decisions.search.kept import Scores
from solvable.decisions.search.query import (
    DEFAULT_LIMIT,
    MOST_PER_PAGE,
    NUMBER,
    SCORE,
    Criteria,
    Order,
    Position,
    Query,
    Range,
)

__all__ = [
    "DEFAULT_LIMIT",
    "MOST_PER_PAGE",
    "NUMBER",
    "SCORE",
    "Choice",
    "Column",
    "Criteria",
    "Directory",
    "Fact",
    "Found",
    "Listed",
    "Member",
    "Order",
    "Position",
    "Query",
    "Range",
    "Row",
    "Scores",
    "build_choices",
    "risk_bands",
]

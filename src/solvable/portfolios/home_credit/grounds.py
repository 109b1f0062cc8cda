"""The clients of Home Credit by the grounds on which the law forbids to discriminate: fairness is audited by them."""

from solvable.portfolios.segments import Segment
from solvable.vocabulary import Text

__all__ = ["PROTECTED_GROUNDS"]

PROTECTED_GROUNDS = (
    Segment(
        key="sex",
        label=Text(fr="Sexe", en="Sex"),
        feature="sex",
        levels=("F", "M"),
    ),
    Segment(
        key="age",
        label=Text(fr="Âge", en="Age"),
        feature="age_years",
        edges=(30, 40, 50, 60),
    ),
    Segment(
        key="family_status",
        label=Text(fr="Situation de famille", en="Family status"),
        feature="family_status",
        levels=("Married", "Civil marriage", "Single / not married", "Separated", "Widow"),
    ),
)

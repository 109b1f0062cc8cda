"""The columns of the story's tables, declared in one line each."""

from collections.abc import Mapping

from solvable.portfolios.story import StoryColumn
from solvable.vocabulary import Text, Unit

__all__ = ["CONTRACT", "MONTHS_BEFORE", "column"]


def column(key: str, unit: Unit, *, fr: str, en: str, levels: Mapping[str, Text] | None = None) -> StoryColumn:
    """Return a column with its label; levels have the words of a category."""
    return StoryColumn(key=key, label=Text(fr=fr, en=en), unit=unit, levels=levels or {})


# By its number one table's rows are found in another, and in the lender's own files.
CONTRACT = column("contract", Unit.CATEGORY, fr="Contrat", en="Contract")
# A count, and no duration: it is the place on the axis of time.
MONTHS_BEFORE = column("months_before", Unit.COUNT, fr="Mois avant la demande", en="Months before the application")

"""The wire format of a client's profile and credit story."""

from collections.abc import Iterable
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from solvable.portfolios.catalogue import Value, is_missing
from solvable.portfolios.profile import ProfileGroup
from solvable.portfolios.story import Chapter, ChapterState, CreditStory, StoryColumn, StoryTable
from solvable.vocabulary import Unit
from solvable.web.api.schemas import Words

__all__ = ["ProfileOut", "StoryOut"]

_PROFILE_EXAMPLE: dict[str, Any] = {
    "client_id": 100002,
    "groups": [
        {
            "key": "work",
            "label": {"fr": "Travail et revenus", "en": "Work and income"},
            "facts": [
                {
                    "feature": "income_amount",
                    "label": {"fr": "Revenus annuels", "en": "Yearly income"},
                    "value": {"fr": "202\u202f500", "en": "202,500"},
                    "is_used": True,
                }
            ],
        }
    ],
}
_STORY_EXAMPLE: dict[str, Any] = {
    "client_id": 100002,
    "currency": None,
    "chapters": [
        {
            "key": "repayments",
            "label": {"fr": "Remboursements", "en": "Repayments"},
            "state": "told",
            "summary": {"fr": "Vous avez payé 19 échéances.", "en": "You have paid 19 instalments."},
            "figures": [
                {
                    "feature": "n_instalments",
                    "label": {"fr": "Échéances", "en": "Instalments"},
                    "value": 19.0,
                    "said": {"fr": "19", "en": "19"},
                }
            ],
            "tables": [
                {
                    "key": "months",
                    "label": {"fr": "Par mois", "en": "By month"},
                    "columns": [
                        {"key": "month", "label": {"fr": "Mois", "en": "Month"}, "unit": "months", "levels": {}},
                        {"key": "paid", "label": {"fr": "Payé", "en": "Paid"}, "unit": "amount", "levels": {}},
                    ],
                    "rows": [{"month": -1, "paid": 9251.78}],
                }
            ],
        },
        {
            "key": "cards",
            "label": {"fr": "Cartes de crédit", "en": "Credit cards"},
            "state": "not_available",
            "summary": {
                "fr": "Les données «\u00a0cartes de crédit\u00a0» n’ont pas été transmises\u00a0: on ne sait pas si "
                "vous en avez.",
                "en": "The data “credit cards” were not delivered: whether you have any is not known.",
            },
            "figures": [],
            "tables": [],
        },
    ],
}


class FactOut(BaseModel):
    """One fact about a client."""

    feature: str = Field(description="Names the fact in the catalogue.")
    label: Words
    value: Words = Field(description="The client's own, in words; where it is missing, the words say so.")
    is_used: bool = Field(description="Whether the model that serves may look at it.")


class FactGroupOut(BaseModel):
    """Facts that belong together: work, family, this credit."""

    key: str
    label: Words
    facts: list[FactOut]


class ProfileOut(BaseModel):
    """Who a client is, as the desk shows it."""

    model_config = ConfigDict(json_schema_extra={"example": _PROFILE_EXAMPLE})

    client_id: int
    groups: list[FactGroupOut]

    @classmethod
    def from_groups(cls, client_id: int, groups: Iterable[ProfileGroup]) -> Self:
        """Put a profile on the wire."""
        return cls(
            client_id=client_id,
            groups=[
                FactGroupOut(
                    key=group.key,
                    label=Words.from_text(group.label),
                    facts=[
                        FactOut(
                            feature=item.feature,
                            label=Words.from_text(item.label),
                            value=Words.from_text(item.value),
                            is_used=item.is_used,
                        )
                        for item in group.items
                    ],
                )
                for group in groups
            ],
        )


class StoryFigureOut(BaseModel):
    """One figure of a chapter."""

    feature: str = Field(description="The entry of the catalogue that the figure equals for this client.")
    label: Words
    value: Value = Field(description="The bare value; null where it is missing.")
    said: Words = Field(description="The same in words.")


class StoryColumnOut(BaseModel):
    """One column of a table."""

    key: str = Field(description="Its name in the rows.")
    label: Words
    unit: Unit = Field(description="What its values count.")
    levels: dict[str, Words] = Field(description="Of a category, the words for each level; empty where it has none.")

    @classmethod
    def from_column(cls, column: StoryColumn) -> Self:
        """Put a column on the wire."""
        return cls(
            key=column.key,
            label=Words.from_text(column.label),
            unit=column.unit,
            levels={level: Words.from_text(words) for level, words in column.levels.items()},
        )


class StoryTableOut(BaseModel):
    """Tidy rows, one per event or per month, the latest first."""

    key: str
    label: Words
    columns: list[StoryColumnOut]
    rows: list[dict[str, Value]] = Field(description="Each with every column, by its key.")

    @classmethod
    def from_table(cls, table: StoryTable) -> Self:
        """Put a table on the wire."""
        return cls(
            key=table.key,
            label=Words.from_text(table.label),
            columns=[StoryColumnOut.from_column(column) for column in table.columns],
            rows=[{key: _known(value) for key, value in row.items()} for row in table.rows],
        )


class ChapterOut(BaseModel):
    """What one table says of a client."""

    key: str
    label: Words
    state: ChapterState = Field(
        description="told: there is something to tell; nothing: the client has no rows; not_available: the table was "
        "not delivered, so nobody knows."
    )
    summary: Words = Field(description="One or two sentences, said to the client.")
    figures: list[StoryFigureOut]
    tables: list[StoryTableOut]

    @classmethod
    def from_chapter(cls, chapter: Chapter) -> Self:
        """Put a chapter on the wire."""
        return cls(
            key=chapter.key,
            label=Words.from_text(chapter.label),
            state=chapter.state,
            summary=Words.from_text(chapter.summary),
            figures=[
                StoryFigureOut(
                    feature=figure.feature,
                    label=Words.from_text(figure.label),
                    value=_known(figure.value),
                    said=Words.from_text(figure.said),
                )
                for figure in chapter.figures
            ],
            tables=[StoryTableOut.from_table(table) for table in chapter.tables],
        )


class StoryOut(BaseModel):
    """What the tables say happened to one client."""

    model_config = ConfigDict(json_schema_extra={"example": _STORY_EXAMPLE})

    client_id: int
    currency: str | None = Field(description="Of every amount; null where it is not known.")
    chapters: list[ChapterOut]

    @classmethod
    def from_story(cls, story: CreditStory) -> Self:
        """Put a story on the wire."""
        return cls(
            client_id=story.client_id,
            currency=story.currency,
            chapters=[ChapterOut.from_chapter(chapter) for chapter in story.chapters],
        )


def _known(value: Value) -> Value:
    """Return a value, null where it is missing: JSON has no other word for it."""
    return None if is_missing(value) else value

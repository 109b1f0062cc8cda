"""What a credit story may hold: rows with every column, levels with words, tables where something is told."""

import pytest

from solvable.portfolios.story import Chapter, ChapterState, MonthlyAmounts, StoryColumn, StoryTable
from solvable.vocabulary import Language, Text, Unit

LABEL = Text(fr="Libellé", en="Label")
AMOUNT = StoryColumn(key="amount", label=LABEL, unit=Unit.AMOUNT)
STATE = StoryColumn(key="state", label=LABEL, unit=Unit.CATEGORY, levels={"open": Text(fr="ouvert", en="open")})
CONTRACT = StoryColumn(key="contract", label=LABEL, unit=Unit.CATEGORY)


def test_a_row_that_lacks_a_column_is_refused_with_both():
    with pytest.raises(ValueError, match=r"columns \['amount', 'state'\], found \['amount'\]"):
        StoryTable(key="t", label=LABEL, columns=(AMOUNT, STATE), rows=({"amount": 1.0},))


def test_a_level_without_words_is_refused():
    with pytest.raises(ValueError, match=r"t.state needs words for every level, found none for \{'Active'\}"):
        StoryTable.of("t", LABEL, (STATE,), [("open",), (None,), ("Active",)])


def test_a_chapter_tells_something_exactly_when_it_has_tables():
    with pytest.raises(ValueError, match="tables exactly when something is told, found told"):
        Chapter(key="c", label=LABEL, state=ChapterState.TOLD, summary=LABEL)


@pytest.mark.parametrize(
    ("column", "value", "french", "english"),
    [
        pytest.param(AMOUNT, 1200.0, "1\u202f200\u00a0€", "€1,200", id="money"),
        pytest.param(AMOUNT, None, "", "", id="nothing"),
        pytest.param(STATE, "open", "ouvert", "open", id="a level"),
        pytest.param(CONTRACT, "1000001", "1000001", "1000001", id="a number of a contract"),
    ],
)
def test_a_value_is_said_with_its_unit(column, value, french, english):
    assert [column.said(value, language, currency="EUR") for language in Language] == [french, english]


def test_a_picture_of_a_column_that_there_is_not_is_refused():
    picture = MonthlyAmounts(label=LABEL, month="month", whole="amount", part="state")

    with pytest.raises(ValueError, match=r"Pictures of t need columns that it has, found \['month'\]"):
        StoryTable.of("t", LABEL, (AMOUNT, STATE), [], pictures=(picture,))

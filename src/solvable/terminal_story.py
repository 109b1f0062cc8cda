"""What the command line shows of a client's credit story."""

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from solvable import wording
from solvable.portfolios.story import CreditStory, StoryTable
from solvable.terminal import wide_page
from solvable.vocabulary import Language, Unit

__all__ = ["print_story"]

# What stands to the left; numbers stand to the right, so that they can be compared.
_TEXTS = (Unit.CATEGORY, Unit.FLAG)


def print_story(story: CreditStory, language: Language, *, most_rows: int) -> None:
    """Show each chapter: its sentences, then the latest rows of its tables."""
    page = wide_page()
    for chapter in story.chapters:
        page.print(f"\n[bold]{escape(chapter.label.in_language(language))}[/bold]")
        page.print(escape(chapter.summary.in_language(language)), soft_wrap=True)
        for table in chapter.tables:
            page.print(_rows(table, language, currency=story.currency, most_rows=most_rows))


def _rows(table: StoryTable, language: Language, *, currency: str | None, most_rows: int) -> Table:
    shown = Table(box=SIMPLE_HEAD, pad_edge=False, caption_justify="left")
    rows = table.rows[:most_rows]
    # What is empty or 0 in every row shown would only take room from the rest.
    columns = [column for column in table.columns if any(row[column.key] for row in rows)]
    for column in columns:
        shown.add_column(
            column.label.in_language(language),
            justify="left" if column.unit in _TEXTS else "right",
            overflow="fold",
            no_wrap=column.unit is Unit.CATEGORY and not column.levels,  # A number, to be copied.
        )
    for row in rows:
        cells = (column.said(row[column.key], language, currency=currency) for column in columns)
        shown.add_row(*map(escape, cells))
    n_left = len(table.rows) - most_rows
    if n_left > 0:
        left = wording.counted(n_left, fr=("ligne", "lignes"), en=("row", "rows"))(language)
        shown.caption = f"… {left} de plus" if language is Language.FR else f"… {left} more"
    return shown

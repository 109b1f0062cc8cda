"""A credit story as a document: what programs read, with the words that people read beside each number."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from solvable.errors import ConfigError
from solvable.portfolios.story import Chapter, CreditStory, StoryColumn, StoryTable

__all__ = ["check_story_path", "story_json", "write_story"]


def story_json(story: CreditStory) -> str:
    """Return a story as JSON: chapters with state, sentences, figures, and tables as columns and rows."""
    document = {
        "client_id": story.client_id,
        "currency": story.currency,
        "chapters": [_chapter(chapter) for chapter in story.chapters],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def write_story(story: CreditStory, path: Path) -> None:
    """Write a story as a .json file, which appears whole or not at all; ConfigError, see :func:`check_story_path`."""
    check_story_path(path)
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_text(story_json(story) + "\n", encoding="utf-8")
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def check_story_path(path: Path) -> None:
    """Refuse a file that a story cannot be written to, before it is told.

    Raises
    ------
    ConfigError
        The file's ending is not .json, or its folder does not exist.
    """
    if path.suffix != ".json" or not path.parent.is_dir():
        raise ConfigError(f"Expected a file ending in .json in a folder that exists, found {path}. Name another one.")


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "key": chapter.key,
        "label": asdict(chapter.label),
        "state": chapter.state.value,
        "summary": asdict(chapter.summary),
        "figures": [asdict(figure) for figure in chapter.figures],
        "tables": [_table(table) for table in chapter.tables],
    }


def _table(table: StoryTable) -> dict[str, Any]:
    return {
        "key": table.key,
        "label": asdict(table.label),
        "columns": [_column(column) for column in table.columns],
        "rows": [dict(row) for row in table.rows],
    }


def _column(column: StoryColumn) -> dict[str, Any]:
    return {
        "key": column.key,
        "label": asdict(column.label),
        "unit": column.unit.value,
        "levels": {level: asdict(words) for level, words in column.levels.items()},
    }

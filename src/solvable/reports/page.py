"""The frame of every report: one HTML file that needs no network and no script."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from solvable import wording
from solvable.errors import ConfigError
from solvable.vocabulary import Language, Text

__all__ = ["FigureTable", "Panel", "check_page_path", "panel_html", "render_page", "write_page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """Figures as words, ready to be read: the first cell of a row names it.

    Attributes
    ----------
    n_words
        So many columns at the left hold words, and the others numbers.

    Raises
    ------
    ValueError
        A row has not as many cells as there are heads.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    n_words: int = 1

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.heads):
                raise ValueError(f"A row needs {len(self.heads)} cells, one per head, found {len(row)}: {row}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A titled part of a report: drawings of :mod:`solvable.reports.charts` and the table of their figures.

    Attributes
    ----------
    key
        Identifies the panel in its page: letters, digits, ``-`` and ``_``.
    note
        What a reader must know to read the figures right.
    is_wide
        Whether the table stands below the drawings, with the whole width to itself.
    """

    key: str
    title: str
    drawings: tuple[Markup, ...]
    table: FigureTable
    note: str | None = None
    is_wide: bool = False


def check_page_path(path: Path) -> None:
    """Refuse a path at which no page can be written, before there is any work to lose.

    Raises
    ------
    ConfigError
        The file's ending is not .html, or its folder does not exist.
    """
    if path.suffix != ".html" or not path.parent.is_dir():
        raise ConfigError(f"Expected a file ending in .html in a folder that exists, found {path}. Name another one.")


def write_page(page: str, path: Path) -> None:
    """Write a page; the file appears whole or not at all.

    Raises
    ------
    ConfigError
        The file's ending is not .html, or its folder does not exist.
    """
    check_page_path(path)
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_text(page, encoding="utf-8")
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def render_page(
    template: str, language: Language, labels: Mapping[str, Text], *, filters: Mapping[str, Any] | None = None,
    **facts: object,
) -> str:  # fmt: skip
    """Return a page as HTML.

    Parameters
    ----------
    template
        A file of ``reports/templates`` that extends ``report.html``.
    labels
        The page's words, ``title`` among them; the template has them as ``label``, in its language.
    filters
        What the template calls beside ``count``, ``share``, ``figure`` and ``spoken``.
    facts
        What the template shows.
    """
    pages = _templates()
    pages.filters |= {
        "count": lambda n: wording.count(n, language),
        "share": lambda fraction: wording.share(fraction, language),
        "figure": lambda value: wording.figure(value, language),
        "spoken": lambda text: text.in_language(language),
        **(filters or {}),
    }
    return pages.get_template(template).render(
        language=language.value,
        label={name: text.in_language(language) for name, text in labels.items()},
        **facts,
    )


def panel_html(panel: Panel) -> Markup:
    """Return a panel by itself, to be shown where no report is: in a notebook."""
    shown: Markup = _templates().get_template("parts.html").module.panel(panel)  # type: ignore[attr-defined]
    return shown


def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

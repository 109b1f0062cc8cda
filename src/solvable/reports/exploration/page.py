"""The exploration as a page of its own: findings in words, then each figure drawn and in a table."""

from pathlib import Path

from solvable.reports.exploration.figures import Exploration
from solvable.reports.exploration.findings import findings
from solvable.reports.exploration.table_panels import (
    emptiest_panel,
    far_out_panel,
    file_gaps_panel,
    gaps_panel,
    none_values_panel,
    out_of_range_panel,
    tables_panel,
)
from solvable.reports.exploration.variable_panels import (
    correlations_panel,
    ranking_panel,
    segment_panel,
    variable_panel,
)
from solvable.reports.exploration.words import LABELS
from solvable.reports.page import Panel, check_page_path, render_page, write_page
from solvable.vocabulary import Language

__all__ = ["exploration_page", "write_exploration"]


def write_exploration(exploration: Exploration, path: Path, language: Language) -> None:
    """Write the page; the file appears whole or not at all.

    Raises
    ------
    ConfigError
        The file's ending is not .html, or its folder does not exist.
    """
    check_page_path(path)
    write_page(exploration_page(exploration, language), path)


def exploration_page(exploration: Exploration, language: Language) -> str:
    """Return the page as HTML."""
    return render_page(
        "exploration.html",
        language,
        LABELS,
        exploration=exploration,
        findings=findings(exploration),
        sections=_sections(exploration, language),
    )


def _sections(exploration: Exploration, language: Language) -> dict[str, list[Panel]]:
    """Return the panels by the label of their section; a section without anything to show is left out."""
    unusual = (
        none_values_panel(exploration, language),
        out_of_range_panel(exploration, language),
        far_out_panel(exploration, language),
    )
    variables = [ranking_panel(exploration, language)] if exploration.variables else []
    variables += [variable_panel(variable, exploration, language) for variable in exploration.variables]
    relation = correlations_panel(exploration, language)
    sections = {
        "outcomes": [segment_panel(rates, exploration, language) for rates in exploration.segments],
        "tables": [tables_panel(exploration, language)],
        "missing_values": [
            file_gaps_panel(exploration, language),
            *(panel for panel in (emptiest_panel(exploration, language), gaps_panel(exploration, language)) if panel),
        ],
        "unusual": [panel for panel in unusual if panel],
        "variables": variables,
        "relations": [relation] if relation else [],
    }
    return {name: panels for name, panels in sections.items() if panels}

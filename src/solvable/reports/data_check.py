"""The check of the tables as a page of its own: one file that needs no network and no script."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from solvable import wording
from solvable.metrics.sampling import STANDARD_ERRORS
from solvable.portfolios.check import ColumnCheck, PortfolioCheck
from solvable.portfolios.contracts import ColumnContract, ColumnType
from solvable.portfolios.findings import NOTICEABLE, SERIOUS, Severity, range_in_words
from solvable.reports.page import check_page_path, render_page, write_page
from solvable.vocabulary import Language, Text

__all__ = ["LABELS", "by_findings", "data_check_page", "write_data_check"]

# What is shown of a number beside its ends, and of a category.
FRACTIONS = (0.05, 0.25, 0.5, 0.75, 0.95)
N_LEVELS = 6

LABELS: Mapping[str, Text] = {
    "title": Text(fr="Contrôle des données", en="Data check"),
    "source": Text(fr="Livraison", en="Delivery"),
    "files": Text(fr="Fichiers", en="Files"),
    "file": Text(fr="Fichier", en="File"),
    "rows": Text(fr="Lignes", en="Rows"),
    "clients": Text(fr="Clients", en="Clients"),
    "set_aside": Text(fr="Lignes écartées à l’import", en="Rows set aside at import"),
    "orphans": Text(fr="Prêts orphelins", en="Orphaned loans"),
    "warnings": Text(fr="Alertes", en="Warnings"),
    "notes": Text(fr="Remarques", en="Notes"),
    Severity.WARNING: Text(fr="alerte", en="warning"),
    Severity.NOTE: Text(fr="remarque", en="note"),
    "not_available": Text(fr="Tables non livrées", en="Tables not delivered"),
    "findings": Text(fr="Constats", en="Findings"),
    "no_findings": Text(fr="Rien à signaler.", en="Nothing to report."),
    "whole_table": Text(fr="toute la table", en="the whole table"),
    "columns": Text(fr="Colonnes de", en="Columns of"),
    "column": Text(fr="Colonne", en="Column"),
    "missing": Text(fr="Sans valeur", en="Missing"),
    "published": Text(fr="Publié", en="Published"),
    "none": Text(fr="Sans objet", en="None"),
    "out_of_range": Text(fr="Hors bornes", en="Out of range"),
    "unknown": Text(fr="Modalité inconnue", en="Unknown level"),
    "least": Text(fr="Minimum", en="Least"),
    "greatest": Text(fr="Maximum", en="Greatest"),
    "quantiles": Text(fr="Quantiles ou modalités", en="Quantiles or levels"),
    "other_level": Text(fr="autre", en="other"),
    "other_levels": Text(fr="autres", en="others"),
    ColumnType.INTEGER: Text(fr="entier", en="whole number"),
    ColumnType.NUMBER: Text(fr="nombre", en="number"),
    ColumnType.TEXT: Text(fr="texte", en="text"),
    "legend": Text(
        fr="En petit, le chiffre des statistiques publiées. «\u00a0Sans objet\u00a0» compte les valeurs qui veulent "
        "dire «\u00a0aucun\u00a0»\u202f; elles sont dans les quantiles, mais pas dans le minimum ni le maximum.",
        en="In small, the figure of the published statistics. “None” counts the values that stand for “none”; "
        "they are in the quantiles, but not in the least and the greatest.",
    ),
    "tolerance": Text(
        fr="Un écart avec les statistiques publiées compte quand il dépasse le hasard ({errors}\u00a0erreurs types, à "
        "raison d’un tirage par client) de plus de {noticeable}\u00a0points\u202f; au-delà de {serious}\u00a0points, "
        "c’est une alerte.",
        en="A difference from the published statistics counts once it goes beyond chance ({errors} standard errors, "
        "with one draw per client) by more than {noticeable} points; beyond {serious} points it is a warning.",
    ),
}


def write_data_check(check: PortfolioCheck, path: Path, language: Language) -> None:
    """Write the page; the file appears whole or not at all.

    Raises
    ------
    ConfigError
        The file's ending is not .html, or its folder does not exist.
    """
    check_page_path(path)
    write_page(data_check_page(check, language), path)


def data_check_page(check: PortfolioCheck, language: Language) -> str:
    """Return the page as HTML."""
    return render_page(
        "data_check.html",
        language,
        LABELS,
        filters={
            "contract": lambda contract: _contract_in_words(contract, language),
            "by_findings": by_findings,
            "levels": lambda column: _levels(column, language),
        },
        check=check,
        tolerance=_tolerance(language),
        fractions=FRACTIONS,
        Severity=Severity,
        ColumnType=ColumnType,
    )


def by_findings(columns: tuple[ColumnCheck, ...]) -> list[ColumnCheck]:
    """Return columns with warnings first, then those with notes, then the others, else in their order."""

    def rank(column: ColumnCheck) -> int:
        severities = {finding.severity for finding in column.findings}
        return 0 if Severity.WARNING in severities else 1 if severities else 2

    return sorted(columns, key=rank)


def _contract_in_words(contract: ColumnContract, language: Language) -> str:
    """Say type, range and none values: ``"whole number, from 0 to 23"``."""
    words = [LABELS[contract.type].in_language(language)]
    if contract.least is not None or contract.greatest is not None:
        words.append(range_in_words(contract, language))
    if contract.none_values:
        words.append(f"{LABELS['none'].in_language(language).lower()} {', '.join(contract.none_values)}")
    return ", ".join(words)


def _tolerance(language: Language) -> str:
    said = LABELS["tolerance"].in_language(language)
    return said.format(
        errors=STANDARD_ERRORS,
        noticeable=wording.decimal(100 * NOTICEABLE, language),
        serious=wording.decimal(100 * SERIOUS, language),
    )


def _levels(column: ColumnCheck, language: Language) -> Mapping[str, Any]:
    """Return the commonest levels with their share found and published, and how many there are besides."""
    counts = column.figures.level_counts
    levels = sorted(counts, key=lambda level: (-counts[level], level))
    is_text = column.contract.type is ColumnType.TEXT
    shown = [
        {
            "name": level if is_text else wording.figure(float(level), language),
            "found": column.figures.level_share(level),
            "published": column.published.level_shares.get(level),
        }
        for level in levels[:N_LEVELS]
    ]
    return {"shown": shown, "n_others": len(levels) - len(shown)}

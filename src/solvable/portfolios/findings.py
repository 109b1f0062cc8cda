"""What the check of the tables has to say: what was expected, what was found, what to do.

A finding is either against the contract or against the published statistics. Against the latter a
difference counts once it goes beyond chance (:func:`~solvable.metrics.sampling.beyond_chance`) by more
than ``NOTICEABLE``: a lender's clients are not those of the statistics, and a table that was read
wrongly is further off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from solvable import wording
from solvable.errors import listed
from solvable.metrics import beyond_chance
from solvable.portfolios.column_figures import ROUNDED_BY, ColumnFigures
from solvable.portfolios.contracts import ColumnContract
from solvable.portfolios.reference import ReferenceColumn
from solvable.vocabulary import Language, Text
from solvable.wording import SaidIn, sentence

__all__ = [
    "NOTICEABLE",
    "SERIOUS",
    "Finding",
    "Orphans",
    "Severity",
    "find_coverage",
    "find_in_column",
    "find_orphans",
    "find_set_aside",
    "range_in_words",
]

# Differences from a published share, beyond chance. Real samples of the tables stay within two points of
# their statistics nearly everywhere; ten points off, it is no longer the same kind of column.
NOTICEABLE = 0.02
SERIOUS = 0.10
# Known mistakes are rarer: the commonest, bureau loans said to end after more than 50 years, make 2.4 % of rows.
OUT_OF_RANGE_SERIOUS = 0.05
# Published, 11 % of the rows of bureau_balance and 12 % of the cards have no loan.
ORPHANS_SERIOUS = 0.25


class Severity(StrEnum):
    """Whether somebody must look before the tables are used."""

    NOTE = "note"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as expected; ``column`` is None where the whole table is meant."""

    severity: Severity
    column: str | None
    sentence: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphans:
    """Rows whose loan is not in the table that ``column`` refers to; ``n_loans`` counts each loan once."""

    column: str
    table: str
    n_rows: int
    n_loans: int
    n_loans_in_all: int


def find_in_column(
    name: str, contract: ColumnContract, figures: ColumnFigures, published: ReferenceColumn, *, n_clients: int
) -> Iterator[Finding]:
    """Compare a column of at least one row with its contract and with what is published of it.

    Parameters
    ----------
    n_clients
        Clients whose rows these are: as many independent draws is the column worth.
    """
    if figures.n_out_of_range:
        yield _out_of_range(name, contract, figures)
    if figures.n_unknown:
        yield _unknown_levels(name, figures)
    missing = _missing_share(name, figures, published, n_clients)
    if missing:
        yield missing
    # Where more is missing, less is left for every level: that is said once.
    level = None if missing else _level_share(name, figures, published, n_clients)
    if level:
        yield level
    quantile = _quantile(name, figures, published, n_clients)
    if quantile:
        yield quantile


def find_coverage(*, file: str, found: float, expected: float, n_clients: int) -> Finding | None:
    """Compare the share of a client file's clients who have rows in a table with the published one."""
    severity = _severity(beyond_chance(found, expected, n_clients))
    if severity is None:
        return None
    return Finding(
        severity=severity,
        column=None,
        sentence=sentence(
            fr="Attendu d’après les statistiques publiées\u00a0: {expected} des clients de {file} avec au moins une "
            "ligne. Constaté\u00a0: {found}. Vérifier que le fichier livré est complet.",
            en="Expected {expected} of the clients of {file} to have a row, as published, found {found}. "
            "Check that the delivered file is whole.",
            expected=_share(expected),
            found=_share(found),
            file=_name(file),
        ),
    )


def find_set_aside(*, column: str, table: str, n_set_aside: int, n_rows: int) -> Finding | None:
    """Say how many rows import left out because what they belong to is not there; ``n_rows`` were kept."""
    if not n_set_aside:
        return None
    share = n_set_aside / (n_set_aside + n_rows)
    return Finding(
        severity=Severity.WARNING if share > ORPHANS_SERIOUS else Severity.NOTE,
        column=column,
        sentence=sentence(
            fr="Attendu\u00a0: chaque valeur présente dans {table}. Constaté\u00a0: {rows} ({share}) sans "
            "correspondance, écartées à l’import. Si elles doivent compter, livrer la table {table} complète.",
            en="Expected every value to be in {table}, found {rows} ({share}) of others, set aside at import. "
            "If they are to count, deliver {table} whole.",
            table=_name(table),
            rows=_rows(n_set_aside),
            share=_share(share),
        ),
    )


def find_orphans(orphans: Orphans) -> Finding | None:
    """Say how many loans are not in the table that ought to have them."""
    if not orphans.n_loans:
        return None
    share = orphans.n_loans / orphans.n_loans_in_all
    return Finding(
        severity=Severity.WARNING if share > ORPHANS_SERIOUS else Severity.NOTE,
        column=orphans.column,
        sentence=sentence(
            fr="Attendu\u00a0: chaque prêt présent dans {table}. Constaté\u00a0: {loans} sur {all} absents ({share}), "
            "soit {rows}, qui sont gardées. Si ces prêts doivent compter, livrer la table {table} complète.",
            en="Expected every loan to be in {table}, found {loans} of {all} that are not ({share}), {rows} in all, "
            "which are kept. If these loans are to count, deliver {table} whole.",
            table=_name(orphans.table),
            loans=_count(orphans.n_loans),
            all=_count(orphans.n_loans_in_all),
            share=_share(share),
            rows=_rows(orphans.n_rows),
        ),
    )


def range_in_words(contract: ColumnContract, language: Language) -> str:
    """Say which values a column may have; a column without any limit has no such words."""
    least, greatest = (
        "" if end is None else wording.figure(end, language) for end in (contract.least, contract.greatest)
    )
    if least and greatest:
        return f"de {least} à {greatest}" if language is Language.FR else f"from {least} to {greatest}"
    if least:
        return f"d’au moins {least}" if language is Language.FR else f"of at least {least}"
    return f"d’au plus {greatest}" if language is Language.FR else f"of at most {greatest}"


def _out_of_range(name: str, contract: ColumnContract, figures: ColumnFigures) -> Finding:
    share = figures.n_out_of_range / figures.n_rows
    return Finding(
        severity=Severity.WARNING if share > OUT_OF_RANGE_SERIOUS else Severity.NOTE,
        column=name,
        sentence=sentence(
            fr="Attendu\u00a0: des valeurs {range}. Constaté\u00a0: {rows} en dehors ({share})\u202f; les valeurs vont "
            "de {least} à {greatest}. À corriger à la source, ou à traiter comme manquantes.",
            en="Expected values {range}, found {rows} outside ({share}); the values run from {least} to {greatest}. "
            "Correct them at the source, or treat them as missing.",
            range=lambda language: range_in_words(contract, language),
            rows=_rows(figures.n_out_of_range),
            share=_share(share),
            least=_figure(figures.least),
            greatest=_figure(figures.greatest),
        ),
    )


def _unknown_levels(name: str, figures: ColumnFigures) -> Finding:
    return Finding(
        severity=Severity.WARNING,
        column=name,
        sentence=sentence(
            fr="Attendu\u00a0: l’une des {known} modalités connues. Constaté\u00a0: {rows} avec d’autres, dont "
            "{levels}. Corriger l’orthographe à la source\u202f; si la modalité est nouvelle, réentraîner le modèle.",
            en="Expected one of {known} known levels, found {rows} with others, among them {levels}. "
            "Correct the spelling at the source; if the level is new, train the model again.",
            known=_count(len(figures.level_counts)),
            rows=_rows(figures.n_unknown),
            levels=_name(listed(figures.unknown_levels)),
        ),
    )


def _missing_share(name: str, figures: ColumnFigures, published: ReferenceColumn, n_clients: int) -> Finding | None:
    expected, found = published.missing_share, figures.missing_share
    severity = _severity(0.0 if expected is None else beyond_chance(found, expected, n_clients))
    # However few: a column that is never empty, and now is, was filled in another way.
    if severity is None and expected == 0 and found > 0:
        severity = Severity.NOTE
    if severity is None:
        return None
    return Finding(
        severity=severity,
        column=name,
        sentence=sentence(
            fr="Attendu d’après les statistiques publiées\u00a0: {expected} de lignes sans valeur. "
            "Constaté\u00a0: {found}. Vérifier comment la colonne a été remplie à l’extraction.",
            en="Expected {expected} of the rows without a value, as published, found {found}. "
            "Check how the column was filled when the tables were extracted.",
            expected=_share(expected or 0.0),
            found=_share(found),
        ),
    )


def _level_share(name: str, figures: ColumnFigures, published: ReferenceColumn, n_clients: int) -> Finding | None:
    excess = {
        level: beyond_chance(figures.level_share(level), share, n_clients)
        for level, share in published.level_shares.items()
    }
    worst = max(excess, key=lambda level: excess[level], default=None)
    severity = None if worst is None else _severity(excess[worst])
    if worst is None or severity is None:
        return None
    return Finding(
        severity=severity,
        column=name,
        sentence=sentence(
            fr="Attendu d’après les statistiques publiées\u00a0: {expected} de lignes à «\u00a0{level}\u00a0». "
            "Constaté\u00a0: {found}. Vérifier le codage des modalités, et si la population livrée est la bonne.",
            en="Expected {expected} of the rows at “{level}”, as published, found {found}. "
            "Check how the levels are coded, and whether these are the clients that were meant.",
            level=_name(worst),
            expected=_share(published.level_shares[worst]),
            found=_share(figures.level_share(worst)),
        ),
    )


def _quantile(name: str, figures: ColumnFigures, published: ReferenceColumn, n_clients: int) -> Finding | None:
    """Compare how much lies below the published quantiles; the ends, 0 and 1, depend on the size of a sample."""
    n_draws = round(n_clients * (1 - figures.missing_share))
    excess = {
        fraction: beyond_chance(_nearest(fraction, figures.shares_at[fraction]), fraction, n_draws)
        for fraction in figures.shares_at
        if 0 < fraction < 1
    }
    worst = max(excess, key=lambda fraction: excess[fraction], default=None)
    severity = None if worst is None else _severity(excess[worst])
    if worst is None or severity is None:
        return None
    below, up_to = figures.shares_at[worst]
    value, is_lower = published.quantiles[worst], below > worst
    bound = value + (-ROUNDED_BY if is_lower else ROUNDED_BY) * abs(value)
    return Finding(
        severity=severity,
        column=name,
        sentence=sentence(
            fr="Attendu d’après les statistiques publiées\u00a0: {expected} des valeurs jusqu’à {value}. "
            f"Constaté\u00a0: {{found}} {'en dessous de' if is_lower else 'jusqu’à'} {{bound}}. "
            "Vérifier l’unité et le signe, et si la population livrée est la bonne.",
            en="Expected {expected} of the values up to {value}, as published, found {found} "
            f"{'below' if is_lower else 'up to'} {{bound}}. "
            "Check unit and sign, and whether these are the clients that were meant.",
            expected=_share(worst),
            value=_figure(value),
            found=_share(below if is_lower else up_to),
            bound=_figure(bound),
        ),
    )


def _nearest(fraction: float, shares: tuple[float, float]) -> float:
    """Return what comes nearest to a fraction: where many rows share a value, a whole stretch belongs to it."""
    below, up_to = shares
    return min(max(fraction, below), up_to)


def _severity(excess: float) -> Severity | None:
    if excess > SERIOUS:
        return Severity.WARNING
    return Severity.NOTE if excess > NOTICEABLE else None


def _share(share: float) -> SaidIn:
    return lambda language: wording.share(share, language)


def _figure(value: float | None) -> SaidIn:
    return lambda language: "" if value is None else wording.figure(value, language)


def _count(n: int) -> SaidIn:
    return lambda language: wording.count(n, language)


def _name(name: str) -> SaidIn:
    return lambda _language: name


def _rows(n: int) -> SaidIn:
    def say(language: Language) -> str:
        if language is Language.FR:
            return f"{wording.count(n, language)}\u00a0{'ligne' if n < 2 else 'lignes'}"
        return f"{wording.count(n, language)} {'row' if n == 1 else 'rows'}"

    return say

"""Everything that knows the Home Credit tables; nothing outside this package does."""

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from solvable.portfolios.home_credit.catalogue import catalogue
from solvable.portfolios.home_credit.grounds import PROTECTED_GROUNDS
from solvable.portfolios.home_credit.loan import LOAN_COLUMNS, TERM_READINGS, read_loan
from solvable.portfolios.home_credit.published import published
from solvable.portfolios.home_credit.segments import SEARCH, SEGMENTS, TABLE_LABELS, comparisons
from solvable.portfolios.home_credit.story import story_chapters
from solvable.portfolios.home_credit.tables import CLIENT_TABLE, CONTRACTS, SIMULATED
from solvable.portfolios.portfolio import Portfolio
from solvable.progress import Progress

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["home_credit"]


@cache
def home_credit() -> Portfolio:
    """Return the Home Credit portfolio; its catalogue is read on the first call."""
    return Portfolio(
        name="home_credit",
        client_table=CLIENT_TABLE,
        contracts=CONTRACTS,
        catalogue=catalogue(),
        build_histories=_build_histories,
        join_histories=_join_histories,
        build_changed=_build_changed,
        simulated=SIMULATED,
        read_loan=read_loan,
        loan_columns=LOAN_COLUMNS,
        term_readings=TERM_READINGS,
        exposure="credit_amount",
        generate=_generate,
        published=published,
        segments=SEGMENTS,
        protected_grounds=PROTECTED_GROUNDS,
        comparisons=comparisons(catalogue()),
        search=SEARCH,
        table_labels=TABLE_LABELS,
        story=story_chapters(catalogue()),
    )


# What makes features and what makes up clients is loaded when it is called for: serving needs neither.


def _build_histories(tables: "Mapping[str, ir.Table]") -> "Mapping[str, ir.Table]":
    from solvable.portfolios.home_credit.build import build_histories

    return build_histories(tables)


def _join_histories(tables: "Mapping[str, ir.Table]", histories: "Mapping[str, ir.Table]") -> "ir.Table":
    from solvable.portfolios.home_credit.build import join_histories

    return join_histories(tables, histories)


def _build_changed(applications: "ir.Table", stored: "ir.Table") -> "ir.Table":
    from solvable.portfolios.home_credit.build import build_changed

    return build_changed(applications, stored)


def _generate(folder: Path, n_clients: int, seed: int, progress: Progress, *, tables: Collection[str] = ()) -> None:
    from solvable.portfolios.home_credit.generate import FILES, generate_portfolio

    generate_portfolio(folder, n_clients, seed, progress, tables=tables or FILES)

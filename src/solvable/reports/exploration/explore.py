"""The way from a workspace to an exploration, on one page."""

import shutil
import uuid
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from solvable.errors import NotReadyError, TableError
from solvable.portfolios.check import check_tables
from solvable.portfolios.engine import connect
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.portfolio import IS_DEFAULT, Portfolio
from solvable.portfolios.segments import NO_MEMBER, Segment, segment_members, segment_names
from solvable.portfolios.workspace import Workspace
from solvable.progress import Progress
from solvable.reports.exploration.figures import ClientGroup, Exploration, Relation, SegmentRates, Variable
from solvable.reports.exploration.tables import (
    count_gaps,
    count_none_values,
    count_outcomes,
    find_emptiest,
    measure_tables,
)
from solvable.reports.exploration.variables import Outcomes, correlate, explore_feature, most_telling
from solvable.vocabulary import Text

__all__ = ["explore"]

N_VARIABLES = 12
N_RELATED = 8
BESIDE = Text(fr="sans valeur ou autre", en="missing or other")


def explore(workspace: Workspace, portfolio: Portfolio, progress: Progress) -> Exploration:
    """Explore the tables that were imported last and the features built from them; every client counts.

    Raises
    ------
    NotReadyError
        Nothing was imported, or features were not built from what was imported last.
    TableError
        No client has a known outcome, or all have the same.
    """
    tables, built = workspace.tables(), workspace.features()
    if built.tables_fingerprint != tables.fingerprint:
        raise NotReadyError(
            f"The features of {workspace.root} are of earlier tables.", command="solvable features build"
        )
    check = check_tables(portfolio, workspace, progress)
    clients = portfolio.contracts[portfolio.client_table]
    paths, features = workspace.table_paths(), FeatureTable(workspace.features_path())
    spill = workspace.root / f".explore-{uuid.uuid4().hex[:12]}"
    connection = connect(spill=spill)
    try:
        progress.start("explore the tables")
        n_clients, everyone = count_outcomes(connection, features)
        _check_outcomes(everyone, n_clients, portfolio)
        sizes = tuple(measure_tables(connection, portfolio, paths, everyone))
        gaps = count_gaps(connection, clients, paths[clients.name], everyone)
        none_values = count_none_values(connection, portfolio, paths, check, everyone)
        progress.finish(f"{everyone.n_clients:,} clients with a known outcome")
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)
    known = _KnownClients(features)
    compared = list(_variables(known, portfolio, progress, currency=built.currency))
    variables = most_telling(compared, N_VARIABLES)
    return Exploration(
        check=check,
        currency=built.currency,
        n_clients=n_clients,
        everyone=everyone,
        tables=sizes,
        emptiest=find_emptiest(check, portfolio),
        gaps=gaps,
        none_values=none_values,
        n_features=len(portfolio.catalogue.features),
        n_compared=len(compared),
        variables=variables,
        relation=_relation(known, variables),
        segments=tuple(_segments(known, portfolio, currency=built.currency)),
    )


class _KnownClients:
    """The columns of the clients whose outcome is known, read one at a time."""

    def __init__(self, features: FeatureTable) -> None:
        self._features = features
        outcomes = features.columns([IS_DEFAULT])[IS_DEFAULT]
        self._is_known = pc.is_valid(outcomes)
        self.is_default: Outcomes = outcomes.filter(self._is_known).to_numpy().astype(bool)

    def column(self, name: str) -> pa.ChunkedArray:
        return self._features.columns([name])[name].filter(self._is_known)


def _check_outcomes(everyone: ClientGroup, n_clients: int, portfolio: Portfolio) -> None:
    if not everyone.n_defaults or not everyone.n_repaid:
        raise TableError(
            f"Expected clients who defaulted and clients who repaid, found {everyone.n_defaults:,} of the one and "
            f"{everyone.n_repaid:,} of the other among {n_clients:,} clients. "
            "Import a client table in which outcomes are known.",
            table=portfolio.client_table,
        )


def _variables(
    known: _KnownClients, portfolio: Portfolio, progress: Progress, *, currency: str | None
) -> Iterator[Variable]:
    catalogue = portfolio.catalogue
    progress.start("explore the features", total=len(catalogue.features))
    for name, feature in catalogue.features.items():
        variable = explore_feature(feature, known.column(name), known.is_default, catalogue, currency=currency)
        progress.advance()
        if variable is not None:
            yield variable
    progress.finish(f"{len(catalogue.features)} features")


def _relation(known: _KnownClients, variables: tuple[Variable, ...]) -> Relation:
    numeric = [variable.feature for variable in variables if not variable.feature.is_category][:N_RELATED]
    return correlate(numeric, [known.column(feature.name).to_numpy().astype(np.float64) for feature in numeric])


def _segments(known: _KnownClients, portfolio: Portfolio, *, currency: str | None) -> Iterator[SegmentRates]:
    for segment in portfolio.segments:
        rates = _segment_rates(known, segment, portfolio, currency=currency)
        # Where the table behind it was not delivered, nobody belongs to any member.
        if any(member.n_clients for member in rates.members):
            yield rates


def _segment_rates(
    known: _KnownClients, segment: Segment, portfolio: Portfolio, *, currency: str | None
) -> SegmentRates:
    place = segment_members(segment, known.column(segment.feature))

    def group(label: Text, member: int) -> ClientGroup:
        inside = place == member
        return ClientGroup(label=label, n_clients=int(inside.sum()), n_defaults=int((inside & known.is_default).sum()))

    names = segment_names(segment, portfolio.catalogue, currency=currency)
    return SegmentRates(
        segment=segment,
        members=tuple(group(name, member) for member, name in enumerate(names)),
        beside=group(BESIDE, NO_MEMBER),
    )

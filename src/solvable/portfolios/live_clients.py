"""Clients as they would stand if they asked differently, and clients who are not stored: their features, now."""

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from solvable.errors import ClientRowsError, NotReadyError, SimulationError, listed
from solvable.portfolios.catalogue import Value
from solvable.portfolios.engine import LiveFeatures
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.new_client import Rows, read_new_client
from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.simulation import Changes, change_application

__all__ = ["Applicant", "LiveClients"]

# What DuckDB adds up in another order differs by this much of the value, at most.
TOLERANCE = 1e-9
# Models read features in single precision.
LARGEST_READ = 3.4e38
# One row of some ten columns each.
APPLICATIONS_KEPT = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """A client as they stand: one row of the client table and the row of features that follows from it.

    Attributes
    ----------
    application
        At least the columns of the client table that a change of the application reads.
    stated_months
        The term of the contract, where somebody knows it.
    """

    application: pa.Table
    features: pa.Table
    stated_months: float | None = None


class LiveClients:
    """Clients whose features are computed now, by the expressions of the feature table; safe for several threads.

    Parameters
    ----------
    tables
        The stored tables that are available, by name.
    stored
        The feature table that was built from them.
    """

    def __init__(self, portfolio: Portfolio, tables: Mapping[str, Path], stored: FeatureTable) -> None:
        self._portfolio, self._tables, self._stored = portfolio, tables, stored
        # Who tries several loans asks for the same client each time.
        self._application = lru_cache(maxsize=APPLICATIONS_KEPT)(self._read_application)
        self._live: LiveFeatures | None = None
        self._planning = threading.Lock()

    def stored(self, client_id: int, *, stated_months: float | None = None) -> Applicant:
        """Return a stored client.

        Raises
        ------
        UnknownClientError
            Nobody has this number.
        NotReadyError
            The tables were imported anew since they were opened.
        """
        features = self._stored.rows([client_id])
        return Applicant(application=self._application(client_id), features=features, stated_months=stated_months)

    def new(self, rows: Mapping[str, Rows], *, stated_months: float | None = None) -> Applicant:
        """Return a client who is given as rows of the published tables.

        Raises
        ------
        ClientRowsError
            The rows are not those of one client, or of a table that the workspace does not have; or a
            ratio of their numbers is beyond what a model can read.
        """
        tables = read_new_client(self._portfolio, rows)
        for name, table in tables.items():
            if name not in self._tables and table.num_rows:
                raise ClientRowsError(
                    f"expected no rows, since the model learned without this table, found {table.num_rows}. "
                    "Leave the table out, or import it and train again.",
                    table=name,
                )
        features = self._planned().rows(tables)
        if beyond := _beyond_reading(features):
            raise ClientRowsError(
                f"expected numbers in proportion to each other, found such that {listed(beyond)} cannot be computed. "
                "Check the smallest and the largest of them.",
                table=self._portfolio.client_table,
            )
        application = tables[self._portfolio.client_table]
        return Applicant(application=application, features=features, stated_months=stated_months)

    def changed(self, applicant: Applicant, changes: Sequence[Changes]) -> pa.Table:
        """Return a client's features once for each set of changes, in their order.

        Raises
        ------
        SimulationError
            A change that may not or cannot be made, see :func:`change_application`, or after which a
            ratio is beyond what a model can read.
        NotReadyError
            The stored features are not those that this version computes.
        """
        # The unchanged application goes along: if it does not come out as it is stored, nothing else may be compared.
        applications = change_application(
            self._portfolio, applicant.application, [{}, *changes], stated_months=applicant.stated_months
        )
        rows = self._planned().changed(applicant.features, applications)
        # All other features are taken from the stored row as they are.
        reached = rows.select(self._planned().features_changed)
        (stood,) = applicant.features.select(reached.schema.names).to_pylist()
        (again,) = reached.slice(0, 1).to_pylist()
        if not all(_are_one(stood[name], again[name]) for name in stood):
            raise NotReadyError(
                "Expected stored features as this version computes them, found others.",
                command="solvable features build",
            )
        if beyond := _beyond_reading(reached):
            raise SimulationError(
                f"Expected numbers in proportion to each other, found such that {listed(beyond)} cannot be computed "
                "after the change. Check the smallest and the largest of the application."
            )
        return rows.slice(1)

    def _read_application(self, client_id: int) -> pa.Table:
        portfolio = self._portfolio
        client = str(portfolio.contracts[portfolio.client_table].client_column)
        # Of the 120 columns a change reads a few: at full size they are there in 16 ms, and all of them in 190.
        needed = {*self._planned().columns_changed, *portfolio.simulated.values(), *portfolio.loan_columns}
        path = self._tables[portfolio.client_table]
        try:
            return pq.read_table(path, columns=sorted(needed), filters=[(client, "==", client_id)])
        except FileNotFoundError as error:
            raise NotReadyError(
                f"Expected the tables that were opened, found that {path.parent.name} was replaced by a newer import.",
                command="solvable features build",
            ) from error

    def _planned(self) -> LiveFeatures:
        """Plan the expressions at the first call: it takes seconds, and many commands never ask."""
        with self._planning:
            if self._live is None:
                self._live = LiveFeatures(self._portfolio, self._tables)
            return self._live


def _beyond_reading(features: pa.Table) -> list[str]:
    """Return the features that a model would take for infinite: no ratio of amounts that people owe comes near."""
    names = [field.name for field in features.schema if pa.types.is_floating(field.type)]
    return [name for name in names if np.any(np.abs(features[name].to_numpy()) > LARGEST_READ)]


def _are_one(stored: Value, again: Value) -> bool:
    if isinstance(stored, float) and isinstance(again, float):
        return math.isclose(stored, again, rel_tol=TOLERANCE) or (math.isnan(stored) and math.isnan(again))
    return stored == again

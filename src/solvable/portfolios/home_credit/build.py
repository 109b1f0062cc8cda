"""From the tables to one row of features per client: the table of contents of this portfolio."""

from collections.abc import Callable, Collection, Mapping

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from solvable.errors import CatalogueError, listed
from solvable.portfolios.catalogue import Catalogue, Feature
from solvable.portfolios.home_credit.application import application_features, application_values
from solvable.portfolios.home_credit.bureau import bureau_features
from solvable.portfolios.home_credit.bureau_balance import bureau_balance_features
from solvable.portfolios.home_credit.catalogue import catalogue
from solvable.portfolios.home_credit.conventions import DATED_BY
from solvable.portfolios.home_credit.credit_card import credit_card_features
from solvable.portfolios.home_credit.cross import cross_features
from solvable.portfolios.home_credit.installments import instalment_features
from solvable.portfolios.home_credit.pos_cash import pos_cash_features
from solvable.portfolios.home_credit.previous import previous_features
from solvable.portfolios.home_credit.tables import CLIENT, CLIENT_TABLE, CONTRACTS, SIMULATED
from solvable.portfolios.portfolio import CLIENT_ID, IS_DEFAULT

__all__ = ["build_changed", "build_histories", "join_histories"]

HISTORIES: Mapping[str, Callable[[ir.Table], ir.Table]] = {
    "bureau": bureau_features,
    "bureau_balance": bureau_balance_features,
    "previous_application": previous_features,
    "installments_payments": instalment_features,
    "pos_cash_balance": pos_cash_features,
    "credit_card_balance": credit_card_features,
}


def build_histories(tables: Mapping[str, ir.Table]) -> Mapping[str, ir.Table]:
    """Return the features that each available history gives, one row per client who has rows there."""
    return {
        name: features_of(_seen_by_then(name, tables[name]))
        for name, features_of in HISTORIES.items()
        if name in tables
    }


def join_histories(tables: Mapping[str, ir.Table], histories: Mapping[str, ir.Table]) -> ir.Table:
    """Return one row per application with every feature of the catalogue, in its order.

    A client without rows in a history has 0 for what counts rows and missing for the rest. Features
    over a table that is not in ``histories`` are missing: nobody looked, which is not the same as none.
    """
    joined = application_features(tables[CLIENT_TABLE])
    for name, history in histories.items():
        joined = joined.left_join(history, CLIENT_ID, rname=f"{name}.{{name}}")
    filled: dict[str, ir.Value] = {}
    for name, features_of in HISTORIES.items():
        shape = histories[name] if name in histories else features_of(_shape(name))
        columns = {column: kind for column, kind in shape.schema().items() if column != CLIENT_ID}
        filled |= (
            _counts_filled(joined, columns) if name in histories else {c: ibis.null(k) for c, k in columns.items()}
        )
    clients = joined.mutate(**filled)
    return _as_catalogued(clients.mutate(**cross_features(clients)), catalogue())


def build_changed(applications: ir.Table, stored: ir.Table) -> ir.Table:
    """Return, for every application, the features that a change of it can reach.

    ``stored`` is the client's row of the feature table: the histories stay as they are, and are not
    looked at again.
    """
    entries, values = catalogue().features, application_values(applications)
    reached = [
        name for name, entry in entries.items()
        if not {f"application.{column}" for column in SIMULATED.values()}.isdisjoint(entry.sources)
    ]  # fmt: skip
    needed = {field.name for ratio in cross_features(stored).values() for field in ratio.op().find(ops.Field)}
    changed = applications.select(
        client_id=applications.SK_ID_CURR, **{n: v for n, v in values.items() if n in needed.union(reached)}
    )
    clients = changed.cross_join(stored[[name for name in stored.columns if name in needed - values.keys()]])
    known = {**{name: clients[name] for name in changed.columns}, **cross_features(clients)}
    return clients.select(CLIENT_ID, **{name: _cast(known[name], entries[name]) for name in reached})


def _counts_filled(joined: ir.Table, columns: Collection[str]) -> dict[str, ir.Value]:
    """By convention of names, what begins with ``n_`` counts rows: nothing found is a count of zero."""
    return {column: joined[column].fill_null(0) for column in columns if column.startswith("n_")}


def _shape(name: str) -> ir.Table:
    """Return the mere shape of a table that is not there, to learn which features it would give."""
    columns = {column: str(kind) for column, kind in CONTRACTS[name].columns.items()}
    return ibis.table({**columns, CLIENT: "int64"}, name=name)


def _seen_by_then(name: str, history: ir.Table) -> ir.Table:
    """Return the rows that were known on the day of the application: nothing later may tell on the client."""
    dated = history[DATED_BY[name]]
    return history.filter((dated <= 0) | dated.isnull())


def _as_catalogued(clients: ir.Table, catalogue: Catalogue) -> ir.Table:
    built = {name for name in clients.columns if not name.endswith(CLIENT_ID)} - {IS_DEFAULT}
    if built != catalogue.features.keys():
        raise CatalogueError(
            "Every feature needs an entry in catalogue.toml and every entry a feature. "
            f"Built without an entry: {listed(sorted(built - catalogue.features.keys()))}; "
            f"entries without a feature: {listed(sorted(catalogue.features.keys() - built))}. "
            "Add the missing side, or remove the other."
        )
    return clients.select(
        CLIENT_ID, IS_DEFAULT, **{name: _cast(clients[name], entry) for name, entry in catalogue.features.items()}
    )


def _cast(feature: ir.Value, entry: Feature) -> ir.Value:
    return feature.cast("string" if entry.is_category else "float64")

"""Which published columns a feature is computed from, read off its expression."""

from collections.abc import Mapping

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from solvable.portfolios.home_credit.tables import CLIENT, CONTRACTS


def table_shapes() -> Mapping[str, ir.Table]:
    """Return every stored table as a shape without rows."""
    return {
        name: ibis.table({**{c: str(kind) for c, kind in contract.columns.items()}, CLIENT: "int64"}, name=name)
        for name, contract in CONTRACTS.items()
    }


def columns_behind(clients: ir.Table) -> Mapping[str, frozenset[str]]:
    """Return ``table.COLUMN`` of everything that the values of each column are computed from.

    Rows that are filtered out or grouped together, and the client's own number, do not count. What
    counts rows is computed from the first column of their key.
    """
    known: dict[tuple[ops.Relation, str], frozenset[str]] = {}

    def behind_column(relation: ops.Relation, name: str) -> frozenset[str]:
        if (relation, name) not in known:
            known[relation, name] = _of_relation(relation, name)
        return known[relation, name]

    def _of_relation(relation: ops.Relation, name: str) -> frozenset[str]:
        if isinstance(relation, ops.PhysicalTable):
            return frozenset() if name == CLIENT else frozenset({f"{relation.name}.{name}"})
        if isinstance(relation, ops.JoinReference):
            return behind_column(relation.parent, name)
        if name in getattr(relation, "values", {}):
            value = relation.values[name]
            fields = value.find(ops.Field, filter=ops.Value)
            counted = {_what_is_counted(count.arg) for count in value.find(ops.CountStar, filter=ops.Value)}
            return frozenset(counted).union(*(behind_column(field.rel, field.name) for field in fields))
        return behind_column(relation.parent, name)

    return {name: behind_column(clients.op(), name) for name in clients.columns}


def _what_is_counted(relation: ops.Relation) -> str:
    while not isinstance(relation, ops.PhysicalTable):
        relation = relation.parent
    contract = CONTRACTS[relation.name]
    return f"{relation.name}.{next(iter(contract.key or contract.columns))}"

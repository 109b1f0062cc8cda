"""Another amount, term, price or income: applications as they would stand if a client asked differently."""

import math
from collections.abc import Mapping, Sequence

import pyarrow as pa

from solvable.errors import SimulationError, listed
from solvable.portfolios.portfolio import Portfolio

__all__ = ["ANNUITY", "CREDIT", "TERM", "change_application"]

# Names under which a portfolio lets amounts be changed; the term is what these two make of it.
CREDIT, ANNUITY = "credit_amount", "annuity_amount"
TERM = "term_months"


def change_application(portfolio: Portfolio, application: pa.Table, changes: Sequence[Mapping[str, float]]) -> pa.Table:
    """Return a client's application once for each set of changes, in their order.

    Parameters
    ----------
    application
        The client's one row of the client table.
    changes
        New values by name, of those in ``portfolio.simulated``, and ``term_months``: the term before
        interest, which sets the annuity to the credit over the term. What is not named stays.

    Raises
    ------
    SimulationError
        A name is not one that may be changed, a value is not a positive number, or term and annuity
        are both given, where one follows from the other.
    """
    if application.num_rows != 1:
        raise SimulationError(f"Expected the application of one client, found {application.num_rows} rows.")
    stood = {name: application[column][0].as_py() for name, column in portfolio.simulated.items()}
    asked = [_changed(stood, change) for change in changes]
    rows = application.take(pa.array([0] * len(asked), pa.int64()))
    for name, column in portfolio.simulated.items():
        place = rows.schema.get_field_index(column)
        values = pa.array([row[name] for row in asked], rows.schema.field(column).type)
        rows = rows.set_column(place, rows.schema.field(column), values)
    return rows


def _changed(stood: Mapping[str, float | None], change: Mapping[str, float]) -> Mapping[str, float | None]:
    allowed = [*stood, TERM]
    unknown = [name for name in change if name not in allowed]
    if unknown:
        raise SimulationError(f"What may be changed is {listed(allowed)}, found {listed(unknown)}. Correct the names.")
    for name, value in change.items():
        if not (math.isfinite(value) and value > 0):
            raise SimulationError(f"{name} must be a positive number, found {value}. Give another one.")
    asked = {**stood, **{name: value for name, value in change.items() if name != TERM}}
    if TERM not in change:
        return asked
    if ANNUITY in change:
        raise SimulationError(f"Expected {TERM} or {ANNUITY}, found both: one follows from the other. Give one.")
    credit = asked[CREDIT]
    return {**asked, ANNUITY: None if credit is None else credit / change[TERM]}

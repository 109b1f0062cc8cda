"""Another amount, payment, term, price or income: applications as they would stand if a client asked differently."""

import math
from collections.abc import Mapping, Sequence

import pyarrow as pa

from solvable.errors import SimulationError, TermTooShortError, listed
from solvable.portfolios.catalogue import Value
from solvable.portfolios.loan import Loan
from solvable.portfolios.portfolio import Portfolio

__all__ = [
    "ANNUITY",
    "CREDIT",
    "GOODS_PRICE",
    "INCOME",
    "LARGEST_AMOUNT",
    "LONGEST_TERM_MONTHS",
    "TERM",
    "Changes",
    "change_application",
    "read_changed_loan",
    "simulated",
]

# Names under which a portfolio lets amounts be changed; the term is what the first two make of it.
CREDIT, ANNUITY, GOODS_PRICE, INCOME = "credit_amount", "annuity_amount", "goods_price_amount", "income_amount"
TERM = "term_months"
# No credit runs for longer: 50 years, after which contracts end in no table.
LONGEST_TERM_MONTHS = 600
# A thousand times what the largest credits come to: whoever asks for more has slipped.
LARGEST_AMOUNT = 1e10

Changes = Mapping[str, float]


def simulated(portfolio: Portfolio) -> tuple[str, ...]:
    """Return the names of all that may be changed."""
    return (*portfolio.simulated, TERM)


def change_application(
    portfolio: Portfolio, application: pa.Table, changes: Sequence[Changes], *, stated_months: float | None = None
) -> pa.Table:
    """Return a client's application once for each set of changes, in their order.

    Parameters
    ----------
    application
        The client's one row of the client table.
    changes
        New values by name, of those in ``portfolio.simulated``, and ``term_months``. Amount, payment and
        term move together at the rate that the application stands at, see :meth:`Loan.asked`; a goods
        price and an income that are not named stay.
    stated_months
        The term of the contract, where somebody knows it; else the application's own, or its estimate.

    Raises
    ------
    SimulationError
        A name is not one that may be changed, a value is not a positive number or beyond any credit,
        the changes contradict each other, or the payments do not pay the amount back over the stated term.
    """
    (stood,) = _one_row(application).to_pylist()
    loan = _read_loan(portfolio, stood, stated_months)
    asked = [_values(portfolio, stood, loan, change) for change in changes]
    rows = application.take(pa.array([0] * len(asked), pa.int64()))
    for name, column in portfolio.simulated.items():
        place = rows.schema.get_field_index(column)
        values = pa.array([row[name] for row in asked], rows.schema.field(column).type)
        rows = rows.set_column(place, rows.schema.field(column), values)
    return rows


def read_changed_loan(
    portfolio: Portfolio, application: pa.Table, change: Changes, *, stated_months: float | None = None
) -> Loan | None:
    """Return the loan that a changed application asks for, None where the application does not say enough.

    Raises
    ------
    SimulationError
        As :func:`change_application`.
    """
    (stood,) = _one_row(application).to_pylist()
    return _change_loan(portfolio, _read_loan(portfolio, stood, stated_months), change)


def _one_row(application: pa.Table) -> pa.Table:
    if application.num_rows != 1:
        raise SimulationError(
            f"Expected the application of one client, found {application.num_rows} rows. Change one client at a time."
        )
    return application


def _read_loan(portfolio: Portfolio, stood: Mapping[str, Value], stated_months: float | None) -> Loan | None:
    loan = portfolio.read_loan(stood)
    if loan is None or stated_months is None:
        return loan
    _check_value("the term of the contract", stated_months, LONGEST_TERM_MONTHS)
    stated = Loan.of(
        amount=loan.amount, payment=loan.payment, n_months=stated_months, goods_price=loan.goods_price
    )  # fmt: skip
    if stated.n_months is None:
        raise TermTooShortError(n_months=stated_months, fewest_months=math.ceil(loan.amount / loan.payment))
    return stated


def _values(
    portfolio: Portfolio, stood: Mapping[str, Value], loan: Loan | None, change: Changes
) -> Mapping[str, Value]:
    """Return what every name that may be changed comes to."""
    asked = _change_loan(portfolio, loan, change)
    values = {name: change.get(name, stood[column]) for name, column in portfolio.simulated.items()}
    if asked is None or asked is loan:
        return values
    return {**values, CREDIT: asked.amount, ANNUITY: asked.payment}


def _change_loan(portfolio: Portfolio, loan: Loan | None, change: Changes) -> Loan | None:
    _check(portfolio, change)
    if loan is None:
        if TERM in change:
            raise SimulationError(
                f"Expected amount and monthly payment in the application that {TERM} is to change, found one of them "
                f"missing. Give {CREDIT} and {ANNUITY} instead."
            )
        return None
    asked = loan.asked(amount=change.get(CREDIT), payment=change.get(ANNUITY), n_months=change.get(TERM))
    return asked.priced(change[GOODS_PRICE]) if GOODS_PRICE in change else asked


def _check(portfolio: Portfolio, change: Changes) -> None:
    allowed = simulated(portfolio)
    unknown = [name for name in change if name not in allowed]
    if unknown:
        raise SimulationError(f"What may be changed is {listed(allowed)}, found {listed(unknown)}. Correct the names.")
    for name, value in change.items():
        most = LONGEST_TERM_MONTHS if name == TERM else LARGEST_AMOUNT
        _check_value(name, value, most)


def _check_value(name: str, value: float, most: float) -> None:
    if not (math.isfinite(value) and 0 < value <= most):
        raise SimulationError(f"{name} must be a positive number up to {most:,.0f}, found {value}. Give another one.")

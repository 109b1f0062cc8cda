"""What a Home Credit application asks for, as a loan."""

import math
from collections.abc import Mapping

from solvable.portfolios.catalogue import Value
from solvable.portfolios.loan import Loan

__all__ = ["LOAN_COLUMNS", "TERMS_MONTHS", "TERM_READINGS", "months_of_annuities", "read_loan", "usual_term"]

# Of 12,402 published earlier cash loans 99.5 % run for a multiple of half a year, and 99.8 % for at least the
# shortest of these terms that comes to the least rate; not one is cheaper than that rate.
TERMS_MONTHS = range(6, 61, 6)
LEAST_YEARLY_RATE = 0.08

LOAN_COLUMNS = ("NAME_CONTRACT_TYPE", "AMT_CREDIT", "AMT_ANNUITY", "AMT_GOODS_PRICE")
REVOLVING = "Revolving loans"
# Where a longer term shows as such, and not as the lighter burden that it brings.
TERM_READINGS = ("credit_to_annuity_months", "least_yearly_rate_share", "term_to_earlier_term_ratio")


def read_loan(application: Mapping[str, Value]) -> Loan | None:
    """Return the loan of a row of the client table; None where its amount or payment is not known.

    An application does not say its term. It is taken to be the shortest usual one over which the payments
    come to interest of at least 8 % a year, as the feature ``least_yearly_rate_share`` takes it; where even
    five years do not, and for a revolving credit, there is none.
    """
    amount, payment = _amount(application["AMT_CREDIT"]), _amount(application["AMT_ANNUITY"])
    if amount is None or payment is None:
        return None
    is_revolving = application["NAME_CONTRACT_TYPE"] == REVOLVING
    return Loan.of(
        amount=amount,
        payment=payment,
        n_months=None if is_revolving else usual_term(amount, payment=payment),
        is_term_estimated=True,
        goods_price=_amount(application["AMT_GOODS_PRICE"]),
    )


def usual_term(amount: float, *, payment: float) -> int | None:
    """Return the term that an application is taken to have, in months: ``interest.shortest_term`` of one credit.

    Examples
    --------
    >>> usual_term(600.0, payment=50.0), usual_term(600.0, payment=12.0)
    (18, None)
    """
    return next((term for term in TERMS_MONTHS if amount / payment <= months_of_annuities(term)), None)


def months_of_annuities(term: int) -> float:
    """Return how many annuities a credit is worth that is paid back over a term at the least rate."""
    rate = LEAST_YEARLY_RATE / 12
    return (1 - (1 + rate) ** -term) / rate


def _amount(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) and value > 0 else None

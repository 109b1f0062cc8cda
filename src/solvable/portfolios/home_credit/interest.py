"""What a credit costs: the rate behind an amount, a monthly payment and a term."""

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import over
from solvable.portfolios.home_credit.loan import TERMS_MONTHS, months_of_annuities

__all__ = ["monthly_rate", "shortest_term"]


def monthly_rate(credit: ir.NumericValue, *, annuity: ir.NumericValue, n_months: ir.NumericValue) -> ir.NumericValue:
    """Return the monthly rate at which ``n_months`` annuities pay a credit back, 0 where they pay no interest.

    Baily's approximation to the root of ``credit * r = annuity * (1 - (1 + r) ** -n_months)``: within 0.4 %
    of the rate for credits of up to four years and 5 % a month, and one formula where Newton's steps,
    nested in one another, make SQL that no engine plans in a second.
    """
    n, paid_back = n_months.cast("float64"), over(annuity * n_months, credit)
    h = paid_back.pow(2.0 / (n + 1.0)) - 1.0
    rate = over(h * (12.0 - (n - 1.0) * h), 12.0 - 2.0 * (n - 1.0) * h)
    return ibis.cases((paid_back <= 1.0, 0.0), (n > 0, rate))


def shortest_term(credit: ir.NumericValue, *, annuity: ir.NumericValue) -> ir.NumericValue:
    """Return the shortest usual term, in months, over which annuities pay a credit back with interest.

    Interest of at least 8 % a year: an application does not say its term, and over any shorter one it
    would be cheaper than credits are. Missing where even five years do not pay it back so.
    """
    months = over(credit, annuity)
    return ibis.cases(*((months <= months_of_annuities(term), float(term)) for term in TERMS_MONTHS))

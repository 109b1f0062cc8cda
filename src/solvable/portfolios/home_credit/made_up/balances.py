"""POS_CASH_balance: the months of a loan, from signing to completion, and of the few that nobody closed."""

from dataclasses import dataclass

import numpy as np

from solvable.portfolios.home_credit.made_up.draws import (
    DAYS_PER_MONTH,
    Bools,
    Column,
    Columns,
    Ints,
    chance,
    number_of,
    steps_within,
    unknown_where,
)
from solvable.portfolios.home_credit.made_up.people import People
from solvable.portfolios.home_credit.made_up.previous import Loans
from solvable.portfolios.home_credit.made_up.repayment import LAST_MONTH, OLDEST_MONTH, Instalments

__all__ = ["make_loan_balances"]

# The first row of a loan, before anything fell due; mostly it is simply active.
FIRST_ROWS = {"Signed": 0.103, "Approved": 0.006, "Active": 0.891}
# A loan whose last row is not its completion.
REVERSALS = {"Returned to the store": 0.006, "Amortized debt": 0.0001, "": 0.9939}
# Rows without a number of instalments.
UNNUMBERED = {"Signed": 0.24, "Approved": 0.55, "Returned to the store": 0.6, "Active": 0.0001, "Completed": 0.0,
              "Amortized debt": 0.0, "Demand": 0.0}  # fmt: skip
# A loan in 200 ended with a trifle unpaid that nobody asked for: its months go on, and its days past due.
FORGOTTEN_SHARE = 0.0048
# A month more as active with nothing left, before the completion is booked.
LATE_BOOKING_SHARE = 0.22
# Days past due that the lender overlooks.
OVERLOOKED_DAYS = 7
# Arrears too small for the lender to count.
TRIFLE_SHARE = 0.38


@dataclass(frozen=True, slots=True, kw_only=True)
class _Months:
    """One entry per loan and month: ``number`` counts the instalments, 0 is the month of signing."""

    loan: Ints
    number: Ints
    days_late: Ints
    month: Ints

    def where(self, inside: Column) -> "_Months":
        return _Months(
            loan=self.loan[inside], number=self.number[inside], days_late=self.days_late[inside],
            month=self.month[inside],
        )  # fmt: skip


def make_loan_balances(rng: np.random.Generator, people: People, loans: Loans, instalments: Instalments) -> Columns:
    """Make up POS_CASH_balance: a row when the loan starts, then one per instalment that fell due."""
    n_loans = len(loans.prev_ids)
    is_forgotten = chance(rng, FORGOTTEN_SHARE, n_loans)
    is_late_booked = chance(rng, LATE_BOOKING_SHARE, n_loans) & ~is_forgotten
    months = _months(loans, instalments, is_forgotten, is_late_booked)
    loan, number, n_rows = months.loan, months.number, len(months.loan)
    planned, term = loans.n_planned[loan], loans.term_months[loan]
    # The balance is struck at the end of the month: what is paid before that leaves no trace.
    n_overdue = np.maximum(months.days_late - rng.integers(0, 31, n_rows), 0)
    n_forgotten = np.where(is_forgotten[loan] & (number >= planned), number - planned, 0)
    n_overdue = np.where(n_forgotten > 0, np.rint(DAYS_PER_MONTH * n_forgotten).astype(np.int64), n_overdue)
    status = _statuses(rng, loans, months, is_forgotten, is_late_booked)
    is_unnumbered = chance(rng, number_of(status, UNNUMBERED), n_rows)
    is_ended = number >= planned
    is_trifle = chance(rng, TRIFLE_SHARE, n_rows)
    return {
        "SK_ID_PREV": loans.prev_ids[loan],
        "SK_ID_CURR": people.client_ids[loans.owner[loan]],
        "MONTHS_BALANCE": months.month,
        "CNT_INSTALMENT": unknown_where(is_unnumbered, np.where(is_ended, planned, term)),
        "CNT_INSTALMENT_FUTURE": unknown_where(is_unnumbered, np.where(is_ended, 0, term - number)),
        "NAME_CONTRACT_STATUS": status,
        "SK_DPD": n_overdue,
        # Days past due with tolerance: the lender overlooks a few days, and trifles for ever.
        "SK_DPD_DEF": np.where((n_overdue > OVERLOOKED_DAYS) & (n_forgotten == 0) & ~is_trifle, n_overdue, 0),
    }


def _months(loans: Loans, instalments: Instalments, is_forgotten: Bools, is_late_booked: Bools) -> _Months:
    """Lay out the months of each loan, in order, as far as the lender keeps them."""
    first_month = np.floor(loans.first_due / DAYS_PER_MONTH).astype(np.int64)
    starts = np.flatnonzero(loans.first_due < 0)
    n_after = np.where(is_late_booked, 1, 0)
    n_after = np.where(is_forgotten, np.maximum(LAST_MONTH - first_month - loans.n_planned + 1, 0), n_after)
    after = np.repeat(np.arange(len(n_after)), n_after)
    loan = np.concatenate([starts, instalments.loan, after])
    number = np.concatenate(
        [np.zeros_like(starts), instalments.number, loans.n_planned[after] + steps_within(n_after) + 1]
    )
    late = np.concatenate([np.zeros_like(starts), instalments.paid - instalments.due, np.zeros_like(after)])
    month = first_month[loan] + number - 1
    months = _Months(loan=loan, number=number, days_late=late, month=month)
    months = months.where((month >= OLDEST_MONTH) & (month <= LAST_MONTH))
    return months.where(np.lexsort((months.month, months.loan)))


def _statuses(
    rng: np.random.Generator, loans: Loans, months: _Months, is_forgotten: Bools, is_late_booked: Bools
) -> Column:
    loan, number, n_rows = months.loan, months.number, len(months.loan)
    first = _drawn(rng, FIRST_ROWS, n_rows)
    status = np.where(number == 0, first, "Active")
    # Three out of four that are forgotten count as completed all the same.
    is_open = is_forgotten & chance(rng, 0.25, len(is_forgotten))
    completed_at = loans.n_planned + is_late_booked
    status = np.where((number >= completed_at[loan]) & ~is_open[loan], "Completed", status)
    status = np.where(is_open[loan] & (number > loans.n_planned[loan] + 12), "Demand", status)
    reversal = _drawn(rng, REVERSALS, len(is_forgotten))[loan]
    return np.where((status == "Completed") & (reversal != ""), reversal, status)


def _drawn(rng: np.random.Generator, shares: dict[str, float], size: int) -> Column:
    upper = np.cumsum(list(shares.values()))
    return np.array(list(shares))[np.searchsorted(upper[:-1], rng.random(size), side="right")]

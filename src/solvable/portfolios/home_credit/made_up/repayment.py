"""How loans were paid: what fell due, when and in how many parts it was paid.

The monthly balances of :mod:`.balances` follow from the same payments.
"""

from dataclasses import dataclass

import numpy as np

from solvable.portfolios.home_credit.made_up.draws import (
    Bools,
    Columns,
    Floats,
    Ints,
    chance,
    number_at,
    steps_within,
    unknown_where,
    view,
)
from solvable.portfolios.home_credit.made_up.people import People
from solvable.portfolios.home_credit.made_up.previous import Loans

__all__ = [
    "LAST_MONTH", "OLDEST_MONTH", "Instalments", "listed", "make_instalments", "make_payment_days", "make_payments",
]  # fmt: skip

OLDEST_MONTH, LAST_MONTH = -96, -1

# Days before the due day on which an instalment is paid, worst payers first: the published quantiles.
# 8.4 % are late, most by days and few by months.
EARLY_SHARES = (0.0, 0.001, 0.003, 0.01, 0.02, 0.05, 0.08, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0)
EARLY_DAYS = (-900, -300, -70, -19, -11, -3, 0, 0, 6, 14, 26, 53, 90)

# How much of one payment's timing is the client's habit; the rest is chance.
HABIT_STRENGTH = 0.5

# Share of a client's instalments that are paid in parts, the most willing first: one in thirteen in all.
SPLIT_SHARES = (0.0, 0.0, 0.0, 0.035, 0.10, 0.29, 0.6)
# One instalment in 4,700 has no payment: some were never paid, and of what was still open at the
# application few are listed.
UNPAID_SHARE = 0.00007
OPEN_LISTED_SHARE = 0.13


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalments:
    """What fell due before the application, one entry per instalment, by loan and number.

    Attributes
    ----------
    loan
        Position in the loans.
    number
        From 1.
    due, paid
        Days before the application; ``paid`` may lie after it, and is then not known to any table.
    is_rest
        Whether the client paid the rest of the loan with it, before its time.
    """

    loan: Ints
    number: Ints
    due: Ints
    paid: Ints
    amount: Floats
    is_rest: Bools


def make_instalments(rng: np.random.Generator, people: People, loans: Loans) -> Instalments:
    """Make up when each instalment fell due and was paid."""
    n_due = np.clip((LAST_MONTH - loans.first_due) // 30 + 1, 0, loans.n_planned)
    loan = np.repeat(np.arange(len(n_due)), n_due)
    number = steps_within(n_due) + 1
    due = loans.first_due[loan] + 30 * (number - 1)
    is_rest = (number == loans.n_planned[loan]) & (number < loans.term_months[loan])
    # Paying early saves the interest not yet run up: about a tenth of what is left.
    n_left = loans.term_months[loan] - number + 1
    amount = loans.annuity[loan] * np.where(is_rest, np.maximum(0.9 * n_left, 1.0), 1.0)
    return Instalments(
        loan=loan,
        number=number,
        due=due,
        paid=make_payment_days(rng, people.habit[loans.owner[loan]], due),
        amount=np.rint(amount * 200) / 200,
        is_rest=is_rest,
    )


def make_payment_days(rng: np.random.Generator, habit: Floats, due: Ints) -> Ints:
    """Return the day on which each amount due was paid, given its payer's habit."""
    days_early = number_at(view(rng, len(due), (HABIT_STRENGTH, habit)), EARLY_DAYS, shares=EARLY_SHARES)
    return due - np.rint(days_early).astype(np.int64)


def make_payments(rng: np.random.Generator, people: People, loans: Loans, instalments: Instalments) -> Columns:
    """Make up the loans' rows of installments_payments: some instalments are paid in two parts."""
    split_share = number_at(view(rng, len(people), (-0.45, people.willingness)), SPLIT_SHARES)
    n_parts = 1 + chance(rng, split_share[loans.owner[instalments.loan]], len(instalments.loan)).astype(np.int64)
    row = np.repeat(np.arange(len(n_parts)), n_parts)
    part = steps_within(n_parts)
    is_split = n_parts[row] == 2
    first_share = rng.uniform(0.0, 1.0, len(n_parts))[row]
    share = np.where(is_split, np.where(part == 0, first_share, 1 - first_share), 1.0)
    # The second part follows within ten days.
    paid = instalments.paid[row] + np.where(part == 1, rng.integers(1, 11, len(row)), 0)
    loan = instalments.loan[row]
    is_open = paid > LAST_MONTH
    is_unpaid = is_open | chance(rng, UNPAID_SHARE, len(row))
    # Paying the rest early makes a new version of the schedule, and now and then so does a rescheduling.
    versions = 1.0 + instalments.is_rest[row] * (1 + rng.poisson(0.4, len(row))) + chance(rng, 0.02, len(row))
    columns = {
        "SK_ID_PREV": loans.prev_ids[loan],
        "SK_ID_CURR": people.client_ids[loans.owner[loan]],
        "NUM_INSTALMENT_VERSION": versions,
        "NUM_INSTALMENT_NUMBER": instalments.number[row],
        "DAYS_INSTALMENT": instalments.due[row].astype(np.float64),
        "DAYS_ENTRY_PAYMENT": unknown_where(is_unpaid, paid),
        "AMT_INSTALMENT": instalments.amount[row],
        "AMT_PAYMENT": unknown_where(is_unpaid, np.rint(instalments.amount[row] * share * 200) / 200),
    }
    return listed(rng, columns, is_open)


def listed(rng: np.random.Generator, payments: Columns, is_open: Bools) -> Columns:
    """Return the payments on file: those that were made, and few of those that were still open."""
    is_listed = ~is_open | chance(rng, OPEN_LISTED_SHARE, len(is_open))
    return {name: values[is_listed] for name, values in payments.items()}

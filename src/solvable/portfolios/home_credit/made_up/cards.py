"""How cards were used: month by month the balance, and the payments that keep it so.

The balance is made up first, as a share of the limit; what was paid and drawn follows from it, so
that each month's balance is the last one with interest, minus what was paid, plus what was drawn.
"""

from dataclasses import dataclass

import numpy as np

from solvable.portfolios.home_credit.made_up.draws import (
    DAYS_PER_MONTH,
    Bools,
    Columns,
    Floats,
    Ints,
    chance,
    month_of,
    number_at,
    steps_within,
    unknown_where,
    view,
)
from solvable.portfolios.home_credit.made_up.people import People
from solvable.portfolios.home_credit.made_up.previous import Cards
from solvable.portfolios.home_credit.made_up.repayment import LAST_MONTH, OLDEST_MONTH, make_payment_days

__all__ = ["make_card_balances"]

# Mean share of the limit used per card: published quantiles, with a third of the cards never used.
UTILISATIONS = (0.0, 0.0, 0.0, 0.191, 0.566, 0.914, 1.04)
MONTHLY_INTEREST = 0.017
MINIMUM_PAYMENT_SHARE = 0.05
# Paid over the least that was due: mostly just that, now and then everything.
PAID_TO_DUE = (0.9, 1.0, 1.0, 1.03, 1.6, 4.0, 20.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Months:
    """One entry per card and month, by card and time."""

    card: Ints
    month: Ints
    is_used: Bools
    balance: Floats
    limit: Floats
    due: Floats
    paid: Floats
    drawn: Floats


def make_card_balances(rng: np.random.Generator, people: People, cards: Cards) -> tuple[Columns, Columns]:
    """Make up credit_card_balance, and the cards' rows of installments_payments."""
    months = _months(rng, people, cards)
    owner = cards.owner[months.card]
    due_day = np.minimum(np.rint((months.month + 0.7) * DAYS_PER_MONTH), LAST_MONTH).astype(np.int64)
    paid_day = make_payment_days(rng, people.habit[owner], due_day)
    ids = {"SK_ID_PREV": cards.prev_ids[months.card], "SK_ID_CURR": people.client_ids[owner]}
    n_due = _running_count(months.due > 0, months.card)
    n_overdue = np.where(months.due > 0, np.maximum(paid_day - due_day - rng.integers(0, 31, len(owner)), 0), 0)
    balances = {
        **ids,
        "MONTHS_BALANCE": months.month,
        **_amounts(rng, months),
        "CNT_INSTALMENT_MATURE_CUM": n_due.astype(np.float64),
        "NAME_CONTRACT_STATUS": np.where(months.is_used | ~chance(rng, 0.1, len(owner)), "Active", "Completed"),
        "SK_DPD": n_overdue,
        "SK_DPD_DEF": np.where(n_overdue > 7, n_overdue, 0),
    }
    is_open = paid_day > LAST_MONTH
    payments = {
        **ids,
        "NUM_INSTALMENT_VERSION": np.zeros(len(owner)),
        "NUM_INSTALMENT_NUMBER": n_due,
        "DAYS_INSTALMENT": due_day.astype(np.float64),
        "DAYS_ENTRY_PAYMENT": unknown_where(is_open, paid_day),
        "AMT_INSTALMENT": months.due,
        "AMT_PAYMENT": unknown_where(is_open, months.paid),
    }
    return balances, {name: values[months.due > 0] for name, values in payments.items()}


def _months(rng: np.random.Generator, people: People, cards: Cards) -> _Months:
    first_month = np.maximum(month_of(cards.opened), OLDEST_MONTH)
    n_months = LAST_MONTH - first_month + 1
    card = np.repeat(np.arange(len(n_months)), n_months)
    month = first_month[card] + steps_within(n_months)
    usual = number_at(
        view(
            rng,
            len(n_months),
            (0.45, people.burden[cards.owner]),
            (-0.15, people.ability[cards.owner]),
            (-0.10, people.willingness[cards.owner]),
        ),
        UTILISATIONS,
    )
    wobble = _wobble(rng, len(n_months))[card, month - OLDEST_MONTH]
    is_used = usual[card] > 0
    limit = cards.limit[card]
    balance = np.where(is_used, np.rint(limit * np.clip(usual[card] + 0.15 * wobble, 0, 1.1) * 200) / 200, 0.0)
    is_start = steps_within(n_months) == 0
    before = np.where(is_start, 0.0, np.roll(balance, 1))
    owed = before * (1 + MONTHLY_INTEREST)
    due = np.rint(MINIMUM_PAYMENT_SHARE * before * 200) / 200
    paid = np.minimum(due * number_at(view(rng, len(card)), PAID_TO_DUE), owed)
    # Where that leaves less to explain than the fall of the balance, more was paid; else the rest was drawn.
    paid = np.maximum(paid, owed - balance)
    return _Months(
        card=card,
        month=month,
        is_used=is_used,
        balance=balance,
        limit=limit,
        due=due,
        paid=np.rint(paid * 200) / 200,
        drawn=np.rint(np.maximum(balance - owed + paid, 0) * 200) / 200,
    )


def _amounts(rng: np.random.Generator, months: _Months) -> Columns:
    n = len(months.card)
    is_atm = chance(rng, 0.65, n)
    n_drawings = np.where(months.drawn > 0, 1 + rng.poisson(1.0, n), 0)
    principal = np.rint(months.balance * 0.96 * 200) / 200
    known = {
        "AMT_BALANCE": months.balance,
        "AMT_CREDIT_LIMIT_ACTUAL": months.limit.astype(np.int64),
        "AMT_DRAWINGS_CURRENT": months.drawn,
        "AMT_INST_MIN_REGULARITY": months.due,
        "AMT_PAYMENT_TOTAL_CURRENT": months.paid,
        "AMT_RECEIVABLE_PRINCIPAL": principal,
        "AMT_RECIVABLE": months.balance,
        "AMT_TOTAL_RECEIVABLE": months.balance,
        "CNT_DRAWINGS_CURRENT": n_drawings,
    }
    # The detail is missing for cards that are not used, as published.
    of_used = {
        "AMT_DRAWINGS_ATM_CURRENT": np.where(is_atm, months.drawn, 0.0),
        "AMT_DRAWINGS_POS_CURRENT": np.where(is_atm, 0.0, months.drawn),
        "AMT_DRAWINGS_OTHER_CURRENT": np.zeros(n),
        "CNT_DRAWINGS_ATM_CURRENT": np.where(is_atm, n_drawings, 0),
        "CNT_DRAWINGS_POS_CURRENT": np.where(is_atm, 0, n_drawings),
        "CNT_DRAWINGS_OTHER_CURRENT": np.zeros(n),
        "AMT_PAYMENT_CURRENT": months.paid,
    }
    return known | {name: unknown_where(~months.is_used, values) for name, values in of_used.items()}


def _wobble(rng: np.random.Generator, n_cards: int) -> Floats:
    """Standard normal paths, one row per card and one column per month, each month like the last."""
    n_steps, memory = LAST_MONTH - OLDEST_MONTH + 1, 0.9
    path = rng.standard_normal((n_cards, n_steps))
    for step in range(1, n_steps):
        path[:, step] = memory * path[:, step - 1] + np.sqrt(1 - memory**2) * path[:, step]
    return path


def _running_count(happened: Bools, card: Ints) -> Ints:
    """Count what happened so far on the same card, this row included."""
    total: Ints = np.cumsum(happened, dtype=np.int64)
    before: Ints = np.concatenate([np.zeros(1, dtype=np.int64), total])
    return total - before[np.searchsorted(card, card, side="left")]

"""How cards were used: month by month the balance, and the payments that keep it so.

Each month's balance is the last one with interest, minus what was paid, plus what was drawn. A card
rests or is used for a spell; while it is used its holder pays about the least that is due, and now and
then draws up to their usual share of the limit.
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
from solvable.portfolios.home_credit.made_up.repayment import LAST_MONTH, OLDEST_MONTH, listed, make_payment_days

__all__ = ["make_card_balances"]

# Share of the limit that a holder draws up to: of the months in use, the published quantiles.
USUAL_SHARES = (0.0, 0.25, 0.85, 1.0, 1.03, 1.06, 1.1)
MONTHLY_INTEREST = 0.017
MINIMUM_PAYMENT_SHARE = 0.066
# Less than this is not asked for.
LEAST_DUE = 225.0
# Paid over the least that was due: mostly just that, now and then everything.
PAID_TO_DUE = (0.0, 0.7, 1.0, 1.05, 1.5, 4.5, 10.0)
# From month to month: a card in use is drawn upon, or paid off and left; one at rest is taken up again.
DRAW_CHANCE, STOP_CHANCE, RESUME_CHANCE = 0.20, 0.0305, 0.020
# From month to month the limit of a card at rest is taken away or cut to little.
CUT_CHANCE, CUT_SHARE = 0.025, (0.0, 0.0, 0.0, 0.05, 0.25)
# A card in forty that is not used has a trifle overdue that nobody asks for.
FORGOTTEN_SHARE = 0.025
OVERLOOKED_DAYS = 3
STATUSES = {"Signed": 0.003, "Demand": 0.0004, "Sent proposal": 0.00014}
# Payments are booked in parts, each with a number: so many beside the first.
MEAN_FURTHER_PARTS = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class _Months:
    """One entry per card and month, by card and time.

    Attributes
    ----------
    is_new
        Before the card was first used.
    """

    card: Ints
    month: Ints
    is_new: Bools
    balance: Floats
    limit: Floats
    due: Floats
    paid: Floats
    drawn: Floats


def make_card_balances(rng: np.random.Generator, people: People, cards: Cards) -> tuple[Columns, Columns]:
    """Make up credit_card_balance, and the cards' rows of installments_payments."""
    months = _months(rng, people, cards)
    owner = cards.owner[months.card]
    n = len(owner)
    due_day = np.minimum(np.rint((months.month + 0.7) * DAYS_PER_MONTH), LAST_MONTH).astype(np.int64)
    paid_day = make_payment_days(rng, people.habit[owner], due_day)
    ids = {"SK_ID_PREV": cards.prev_ids[months.card], "SK_ID_CURR": people.client_ids[owner]}
    n_due = _running_count(months.due > 0, months.card)
    n_overdue = _days_overdue(rng, months, cards, late=paid_day - due_day)
    # Nothing was due yet: of a quarter of the new cards the lender does not even say so.
    is_undue = months.is_new & (chance(rng, 0.31, len(cards.owner))[months.card])
    status = np.full(n, "Active", dtype="U16")
    for name, share in STATUSES.items():
        status[chance(rng, share, n)] = name
    status[(months.balance == 0) & (months.limit == 0) & chance(rng, 0.17, n)] = "Completed"
    amounts = _amounts(rng, months)
    balances = {
        **ids,
        "MONTHS_BALANCE": months.month,
        **amounts,
        "AMT_INST_MIN_REGULARITY": unknown_where(is_undue, months.due),
        "CNT_INSTALMENT_MATURE_CUM": unknown_where(is_undue, n_due),
        "NAME_CONTRACT_STATUS": status,
        "SK_DPD": n_overdue,
        "SK_DPD_DEF": np.where((n_overdue > OVERLOOKED_DAYS) & (n_overdue < 60), n_overdue, 0),
    }
    return balances, _payments(rng, months, ids, due_day, paid_day)


def _payments(rng: np.random.Generator, months: _Months, ids: Columns, due_day: Ints, paid_day: Ints) -> Columns:
    """Make up a row per booked payment: what a month's payment came in, or the amount due where nothing came."""
    n = len(months.card)
    is_paid = months.paid > 0
    n_parts = np.where(is_paid, 1 + rng.poisson(MEAN_FURTHER_PARTS, n), (months.due > 0).astype(np.int64))
    row, part = np.repeat(np.arange(n), n_parts), steps_within(n_parts)
    weight = rng.exponential(1.0, len(row)) ** 2
    amount = _cents(months.paid[row] * weight / np.bincount(row, weights=weight, minlength=n)[row])
    is_open = paid_day[row] > LAST_MONTH
    columns = {
        **{name: values[row] for name, values in ids.items()},
        "NUM_INSTALMENT_VERSION": np.zeros(len(row)),
        "NUM_INSTALMENT_NUMBER": _running_count(np.ones(len(row), dtype=bool), months.card[row]),
        # What is paid beyond the first part counts as due when it is paid.
        "DAYS_INSTALMENT": np.minimum(np.where(part > 0, paid_day[row], due_day[row]), LAST_MONTH).astype(np.float64),
        "DAYS_ENTRY_PAYMENT": unknown_where(is_open, paid_day[row]),
        "AMT_INSTALMENT": np.where(is_paid[row], amount, months.due[row]),
        "AMT_PAYMENT": unknown_where(is_open, amount),
    }
    return listed(rng, columns, is_open)


def _months(rng: np.random.Generator, people: People, cards: Cards) -> _Months:
    first_month = np.maximum(month_of(cards.opened), OLDEST_MONTH)
    first_use = np.where(cards.first_used < 0, np.maximum(month_of(cards.first_used), first_month), LAST_MONTH + 1)
    # A few cards were given back before the last month.
    n_months = LAST_MONTH - first_month + 1
    n_cut = np.where(chance(rng, 0.4, len(n_months)), rng.integers(1, 3, len(n_months)), 0)
    n_months = np.maximum(n_months - n_cut, 1)
    book = _simulated(rng, people, cards, first_use)
    card = np.repeat(np.arange(len(n_months)), n_months)
    month = first_month[card] + steps_within(n_months)
    at = (month - OLDEST_MONTH, card)
    return _Months(
        card=card,
        month=month,
        is_new=month < first_use[card],
        balance=book["balance"][at],
        limit=book["limit"][at],
        due=book["due"][at],
        paid=book["paid"][at],
        drawn=book["drawn"][at],
    )


def _simulated(rng: np.random.Generator, people: People, cards: Cards, first_use: Ints) -> dict[str, Floats]:
    """Let every card live from its first use on; arrays have a row per month and a column per card."""
    n_cards, n_steps = len(cards.owner), LAST_MONTH - OLDEST_MONTH + 1
    opened = month_of(cards.opened)
    of_owner = {name: getattr(people, name)[cards.owner] for name in ("burden", "ability", "willingness")}
    usual = number_at(
        view(
            rng, n_cards, (0.42, of_owner["burden"]), (-0.18, of_owner["ability"]), (-0.18, of_owner["willingness"])
        ),
        USUAL_SHARES,
    )  # fmt: skip
    # Who carries much debt pays a card off less often.
    stop_chance = STOP_CHANCE * np.exp(
        -0.7 * of_owner["burden"] + 0.3 * of_owner["ability"] + 0.3 * of_owner["willingness"] - 0.3
    )
    book = {name: np.zeros((n_steps, n_cards)) for name in ("balance", "limit", "due", "paid", "drawn")}
    balance, limit, in_use = np.zeros(n_cards), cards.limit.astype(np.float64), np.zeros(n_cards, dtype=bool)
    for step in range(n_steps):
        month = step + OLDEST_MONTH
        can_be_cut = (month > opened) & ((month > first_use) | (first_use > LAST_MONTH))
        luck = rng.random((4, n_cards))
        owed = _cents(balance * (1 + MONTHLY_INTEREST))
        due = _cents(MINIMUM_PAYMENT_SHARE * balance)
        due[due < LEAST_DUE] = 0.0
        starts = (month == first_use) | (~in_use & (month > first_use) & (luck[0] < RESUME_CHANCE) & (limit > 0))
        stops = in_use & (luck[0] < stop_chance)
        paid = np.minimum(_cents(due * number_at(view(rng, n_cards), PAID_TO_DUE)), owed)
        paid = np.where(stops, owed, paid)
        in_use = (in_use & ~stops) | starts
        room = np.maximum(usual * limit - (owed - paid), 0)
        draws = starts | (in_use & (luck[1] < DRAW_CHANCE))
        drawn = np.where(draws, _cents(np.maximum(room * (0.4 + 0.6 * luck[2]), starts * 100.0)), 0.0)
        balance = _cents(owed - paid + drawn)
        is_cut = can_be_cut & ~in_use & (balance == 0) & (luck[3] < CUT_CHANCE)
        limit = np.where(is_cut, np.rint(limit * rng.choice(CUT_SHARE, n_cards) / 4_500) * 4_500, limit)
        for name, values in (("balance", balance), ("limit", limit), ("due", due), ("paid", paid), ("drawn", drawn)):
            book[name][step] = values
    return book


def _days_overdue(rng: np.random.Generator, months: _Months, cards: Cards, *, late: Ints) -> Ints:
    """Count the days past due at the end of each month, and those of the trifles that were forgotten."""
    n = len(months.card)
    n_overdue = np.where(months.due > 0, np.maximum(late - rng.integers(0, 6, n), 0), 0)
    is_forgotten = chance(rng, FORGOTTEN_SHARE, len(cards.owner)) & (cards.first_used < 0)
    n_since = np.rint(months.month * DAYS_PER_MONTH - 0.7 * cards.opened[months.card]).astype(np.int64)
    return np.where(is_forgotten[months.card] & (n_since > 0), n_since, n_overdue)


def _amounts(rng: np.random.Generator, months: _Months) -> Columns:
    n = len(months.card)
    is_atm = chance(rng, 0.69, n)
    is_other = chance(rng, 0.028, n)
    # Some draw cash and buy in one month.
    atm_share = np.where(chance(rng, 0.18, n), rng.uniform(0.2, 0.9, n), is_atm.astype(np.float64))
    at_atm = np.where(is_other, 0.0, _cents(months.drawn * atm_share))
    other = np.where(is_other, months.drawn, 0.0)
    in_shops = np.where(is_other, 0.0, _cents(months.drawn - at_atm))
    n_atm = np.where(at_atm > 0, 1 + rng.poisson(1.7, n), 0)
    n_shops = np.where(in_shops > 0, 1 + np.floor(rng.exponential(8.0, n)), 0).astype(np.int64)
    n_other = (other > 0).astype(np.int64)
    # A resting card still costs a fee now and then, which counts as a payment but not in the total.
    fee = np.where(chance(rng, 0.84, n), _cents(np.exp(5.15 + 1.3 * rng.standard_normal(n))), 0.0)
    known = {
        "AMT_BALANCE": months.balance,
        "AMT_CREDIT_LIMIT_ACTUAL": months.limit.astype(np.int64),
        "AMT_DRAWINGS_CURRENT": months.drawn,
        "AMT_PAYMENT_TOTAL_CURRENT": months.paid,
        "AMT_RECEIVABLE_PRINCIPAL": _cents(months.balance * 0.96),
        "AMT_RECIVABLE": months.balance,
        "AMT_TOTAL_RECEIVABLE": months.balance,
        "CNT_DRAWINGS_CURRENT": n_atm + n_shops + n_other,
    }
    # The detail is missing of cards before they are used, as published.
    of_used = {
        "AMT_DRAWINGS_ATM_CURRENT": at_atm,
        "AMT_DRAWINGS_POS_CURRENT": in_shops,
        "AMT_DRAWINGS_OTHER_CURRENT": other,
        "CNT_DRAWINGS_ATM_CURRENT": n_atm,
        "CNT_DRAWINGS_POS_CURRENT": n_shops,
        "CNT_DRAWINGS_OTHER_CURRENT": n_other,
        "AMT_PAYMENT_CURRENT": np.where(months.balance > 0, months.paid, np.maximum(months.paid, fee)),
    }
    is_undetailed = months.is_new & (rng.random(int(months.card.max(initial=0)) + 1) < 0.81)[months.card]
    return known | {name: unknown_where(is_undetailed, values) for name, values in of_used.items()}


def _cents(amounts: Floats) -> Floats:
    """Round to half a hundredth, as the published amounts are."""
    rounded: Floats = np.rint(amounts * 200) / 200
    return rounded


def _running_count(happened: Bools, card: Ints) -> Ints:
    """Count what happened so far on the same card, this row included."""
    total: Ints = np.cumsum(happened, dtype=np.int64)
    before: Ints = np.concatenate([np.zeros(1, dtype=np.int64), total])
    return total - before[np.searchsorted(card, card, side="left")]

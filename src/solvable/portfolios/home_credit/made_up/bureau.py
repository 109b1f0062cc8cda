"""Credits at other lenders, as the credit bureau tells, and their months."""

from dataclasses import dataclass

import numpy as np

from solvable.portfolios.home_credit.made_up.draws import (
    DAYS_PER_MONTH,
    Column,
    Columns,
    Floats,
    Ints,
    chance,
    level_at,
    number_at,
    number_in_group,
    number_of,
    round_to,
    steps_within,
    texts,
    unknown_where,
    view,
    whole,
)
from solvable.portfolios.home_credit.made_up.people import People

__all__ = ["BureauCredits", "make_bureau", "make_bureau_balances"]

CARD = "Credit card"
CREDIT_TYPES = {
    "Consumer credit": 0.7292, CARD: 0.2343, "Car loan": 0.0161, "Mortgage": 0.0107, "Microloan": 0.0072,
    "Loan for business development": 0.0012, "Another type of loan": 0.0006, "Unknown type of loan": 0.0003,
    "Loan for working capital replenishment": 0.0003,
}  # fmt: skip
RUNNING_STATES = {"Bad debt": 0.00003, "Sold": 0.0103, "Active": 0.9897}
CURRENCIES = {"currency 1": 0.9992, "currency 2": 0.0007, "currency 3": 0.0001}
CREDIT_DAYS = (-2_910, -2_700, -1_666, -987, -474, -140, -5)

_CONSUMER_DURATION = (30, 92, 212, 365, 792, 1_826, 2_900)
_BUSINESS_DURATION = (180, 365, 730, 1_095, 1_826, 2_557, 3_650)
# Days from the credit's start to its agreed end.
DURATIONS = {
    "Consumer credit": _CONSUMER_DURATION,
    CARD: (90, 300, 900, 1_500, 2_900, 3_900, 4_000),
    "Car loan": (380, 700, 1_096, 1_818, 1_826, 1_900, 2_557),
    "Mortgage": (700, 1_826, 3_658, 5_482, 7_305, 9_192, 10_900),
    "Microloan": (5, 7, 15, 22, 60, 364, 600),
    "Loan for business development": _BUSINESS_DURATION,
    "Another type of loan": _CONSUMER_DURATION,
    "Unknown type of loan": _CONSUMER_DURATION,
    "Loan for working capital replenishment": _BUSINESS_DURATION,
}
# Mean and spread of the logarithm of the amount, per type.
LOG_AMOUNTS = {
    "Consumer credit": 11.82, CARD: 11.75, "Car loan": 14.23, "Mortgage": 15.32, "Microloan": 10.11,
    "Loan for business development": 14.0, "Another type of loan": 12.5, "Unknown type of loan": 12.0,
    "Loan for working capital replenishment": 14.0,
}  # fmt: skip
LOG_AMOUNT_SPREAD = 1.15
# One card in ten carries an end far in the next century.
ENDLESS_SHARE, ENDLESS_DAYS = 0.12, (31_000, 32_500)
# Credits without an agreed end on record.
NO_END_SHARES = dict.fromkeys(CREDIT_TYPES, 0.012) | {CARD: 0.215, "Microloan": 0.45}
# A card that is granted and not used is reported without an amount.
NO_AMOUNT_SHARE = 0.17
DAYS_AFTER_AGREED_END = (-915, -700, -90, 0, 0, 60, 300)
CARD_UTILISATIONS = (0.0, 0.0, 0.02, 0.62, 0.94, 1.017, 1.2)
DAYS_OVERDUE = (1, 7, 14, 30, 120, 1_500, 2_700)
# Running credits are reported every month or so, closed ones mostly for the last time when they end.
RUNNING_UPDATES = (-2_000, -640, -60, -24, -13, -5, -1)
# How much of the time since then has passed when they are last reported.
UPDATES_AFTER_END = (0.0, 0.0, 0.0, 0.001, 0.01, 0.48, 0.98)
LOG_ANNUITY, LOG_ANNUITY_SPREAD = 9.62, 1.25
MOST_OVERDUE = (150, 600, 3_400, 7_500, 15_000, 43_000, 200_000)
OVERDUE_STATUSES = {"1": 0.70, "2": 0.07, "3": 0.03, "4": 0.02, "5": 0.18}
# Published histories reach back 97 months, the month of the application being month 0.
MOST_MONTHS = 97


@dataclass(frozen=True, slots=True, kw_only=True)
class BureauCredits:
    """What the months follow from, one entry per credit.

    Attributes
    ----------
    owner
        The client, as a position in the chunk.
    closed
        Day of the end, or 0 for a credit that goes on.
    late_share
        Chance that a month of the credit shows arrears.
    """

    bureau_ids: Ints
    owner: Ints
    opened: Ints
    closed: Ints
    late_share: Floats


def make_bureau(rng: np.random.Generator, people: People, *, first_id: int) -> tuple[Columns, BureauCredits]:
    """Make up bureau, numbered from ``first_id`` by client, and what its months follow from."""
    owner = np.repeat(np.arange(len(people)), people.n_bureau)
    n, burden = len(owner), people.burden[owner]
    kind = level_at(view(rng, n, (-0.05, burden)), CREDIT_TYPES)
    # The burdened borrowed more of late, and for longer: more of their credits still run.
    opened = whole(number_at(view(rng, n, (0.31, burden)), CREDIT_DAYS))
    duration: Floats = np.rint(number_in_group(view(rng, n, (0.17, burden)), kind, DURATIONS))
    duration = np.where((kind == CARD) & chance(rng, ENDLESS_SHARE, n), rng.integers(*ENDLESS_DAYS, n), duration)
    agreed_end: Floats = opened.astype(np.float64) + duration
    ended = agreed_end + np.rint(number_at(view(rng, n), DAYS_AFTER_AGREED_END))
    # A card ends when its holder wants it to, and three in ten are closed.
    ended = np.where(kind == CARD, np.where(chance(rng, 0.3, n), opened * rng.random(n), 1), ended)
    closed = whole(np.clip(ended, opened + 1, 0))
    is_closed = closed < 0
    bureau_credits = BureauCredits(
        bureau_ids=first_id + np.arange(n),
        owner=owner,
        opened=opened,
        closed=closed,
        late_share=np.minimum(0.022 * np.exp(-0.8 * people.habit[owner] + 0.8 * rng.standard_normal(n) - 0.64), 0.5),
    )
    columns = {
        "SK_ID_CURR": people.client_ids[owner],
        "SK_ID_BUREAU": bureau_credits.bureau_ids,
        "CREDIT_ACTIVE": np.where(is_closed, "Closed", level_at(view(rng, n), RUNNING_STATES)),
        "CREDIT_CURRENCY": level_at(view(rng, n), CURRENCIES),
        "DAYS_CREDIT": opened,
        "DAYS_CREDIT_ENDDATE": unknown_where(chance(rng, number_of(kind, NO_END_SHARES), n), agreed_end),
        "DAYS_ENDDATE_FACT": unknown_where(~is_closed, closed),
        "CNT_CREDIT_PROLONG": rng.poisson(0.0064, n),
        "CREDIT_TYPE": kind,
        "DAYS_CREDIT_UPDATE": whole(
            np.where(
                is_closed,
                np.minimum(closed * (1 - number_at(view(rng, n), UPDATES_AFTER_END)), -1),
                np.maximum(number_at(view(rng, n), RUNNING_UPDATES), opened),
            )
        ),
        **_money(rng, people, bureau_credits, kind, agreed_end),
    }
    return columns, bureau_credits


def _money(
    rng: np.random.Generator, people: People, bureau_credits: BureauCredits, kind: Column, agreed_end: Floats
) -> Columns:
    n, owner = len(kind), bureau_credits.owner
    ability, burden = people.ability[owner], people.burden[owner]
    is_card, is_closed = kind == CARD, bureau_credits.closed < 0
    log_amount = number_of(kind, LOG_AMOUNTS) + LOG_AMOUNT_SPREAD * view(rng, n, (0.1, ability))
    amount = round_to(np.exp(log_amount), 4.5) * ~(is_card & chance(rng, NO_AMOUNT_SHARE, n))
    share_left = np.clip(agreed_end / np.maximum(agreed_end - bureau_credits.opened, 1), 0, 1)
    used = number_at(view(rng, n, (0.30, burden)), CARD_UTILISATIONS)
    debt = np.where(is_closed, 0.0, np.rint(amount * np.where(is_card, used, share_left) * 2) / 2)
    has_arrears = ~is_closed & chance(rng, np.minimum(bureau_credits.late_share * 0.38, 1.0), n)
    n_overdue = np.where(has_arrears, np.rint(number_at(view(rng, n), DAYS_OVERDUE)), 0)
    was_overdue = chance(rng, np.minimum(10 * bureau_credits.late_share, 0.9), n)
    most_overdue = np.where(was_overdue, np.rint(number_at(view(rng, n), MOST_OVERDUE) * 200) / 200, 0.0)
    annuity = round_to(np.exp(LOG_ANNUITY + LOG_ANNUITY_SPREAD * view(rng, n, (0.1, ability))), 4.5)
    annuity = np.where(chance(rng, np.where(is_closed, 0.82, 0.22), n), 0.0, annuity)
    limit = np.where(is_card & ~is_closed & chance(rng, 0.37, n), np.maximum(amount - debt, 0), 0.0)
    return {
        "CREDIT_DAY_OVERDUE": whole(n_overdue),
        "AMT_CREDIT_MAX_OVERDUE": unknown_where(chance(rng, 0.655, n), most_overdue),
        "AMT_CREDIT_SUM": amount,
        "AMT_CREDIT_SUM_DEBT": unknown_where(chance(rng, np.where(is_closed, 0.165, 0.105), n), debt),
        "AMT_CREDIT_SUM_LIMIT": unknown_where(chance(rng, 0.345, n), limit),
        "AMT_CREDIT_SUM_OVERDUE": np.where(has_arrears, np.rint(debt * 0.05 * 2) / 2, 0.0),
        "AMT_ANNUITY": unknown_where(chance(rng, np.where(is_closed, 0.75, 0.655), n), annuity),
    }


def make_bureau_balances(rng: np.random.Generator, people: People, bureau_credits: BureauCredits) -> Columns:
    """Make up bureau_balance: a row per month since the credit began, newest first, also after its end."""
    n_months = np.clip(np.floor(-bureau_credits.opened / DAYS_PER_MONTH).astype(np.int64), 1, MOST_MONTHS)
    n_months = np.where(people.has_balances[bureau_credits.owner], n_months, 0)
    # One lender in ten stopped reporting before the month of the application.
    n_skipped = np.where(chance(rng, 0.1, len(n_months)), rng.integers(1, 20, len(n_months)), 0)
    n_skipped = np.minimum(n_skipped, np.maximum(n_months - 1, 0))
    n_months = n_months - n_skipped
    # Some lenders report no status for long stretches: the share of such months varies by credit.
    unreported_share = number_at(view(rng, len(n_months)), (0.0, 0.0, 0.0, 0.32, 0.92, 1.0, 1.0))
    credit = np.repeat(np.arange(len(n_months)), n_months)
    month = -steps_within(n_months) - n_skipped[credit]
    n = len(credit)
    closed_month = np.floor(bureau_credits.closed / DAYS_PER_MONTH).astype(np.int64)
    is_over = (bureau_credits.closed[credit] < 0) & (month > closed_month[credit])
    is_late = chance(rng, bureau_credits.late_share[credit], n)
    status = texts(chance(rng, unreported_share[credit], n), "X", "0")
    status[is_late] = level_at(rng.standard_normal(int(is_late.sum())), OVERDUE_STATUSES)
    status[is_over] = "C"
    return {"SK_ID_BUREAU": bureau_credits.bureau_ids[credit], "MONTHS_BALANCE": month, "STATUS": status}

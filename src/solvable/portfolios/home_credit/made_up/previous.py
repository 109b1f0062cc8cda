"""Earlier applications to the same lender: what was asked for, the verdict, and what was then owed.

The bank of those days saw the client's standing through a haze, so refusals tell of it. Approved loans
and cards go on to :mod:`.repayment` and :mod:`.cards`, which make up how they were paid.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from solvable.portfolios.home_credit.made_up.application import HOURS
from solvable.portfolios.home_credit.made_up.draws import (
    NONE_DAY,
    Bools,
    Column,
    Columns,
    Floats,
    Ints,
    chance,
    level_at,
    level_in_group,
    monthly_payment,
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

__all__ = ["Cards", "Loans", "make_previous_applications"]

CASH, CONSUMER, REVOLVING = "Cash loans", "Consumer loans", "Revolving loans"
# Every client with a history was taken on once: one application of each was approved and drawn, mostly
# for something in a shop. The shares of the others are what that leaves of the published ones.
FIRST_CONTRACT_TYPES = {CONSUMER: 0.75, CASH: 0.25}
CONTRACT_TYPES = {CONSUMER: 0.358, CASH: 0.497, REVOLVING: 0.1448, "XNA": 0.0002}
# Riskiest clients first, as the default rates of the shared rows order them.
STATUSES: dict[str, dict[str, float]] = {
    CASH: {"Refused": 0.24, "Canceled": 0.43, "Approved": 0.33},
    CONSUMER: {"Refused": 0.155, "Canceled": 0.003, "Unused offer": 0.056, "Approved": 0.786},
    REVOLVING: {"Refused": 0.20, "Canceled": 0.10, "Approved": 0.70},
    "XNA": {"Refused": 0.077, "Canceled": 0.923},
}
REJECT_REASONS = {
    "HC": 0.628, "LIMIT": 0.187, "SCO": 0.112, "SCOFR": 0.042, "XNA": 0.017, "VERIF": 0.012, "SYSTEM": 0.001,
}  # fmt: skip
DECISION_DAYS = {
    f"{CASH} Approved": (-2_905, -2_401, -1_170, -784, -482, -190, -3),
    f"{CASH} other": (-2_858, -1_200, -480, -310, -180, -35, -2),
    f"{CONSUMER} Approved": (-2_915, -2_714, -1_928, -1_060, -527, -161, -4),
    f"{CONSUMER} other": (-2_902, -2_735, -2_100, -1_100, -580, -190, -4),
    # A card that is still used was opened long ago: median life on the books 20 months, mean 37.
    f"{REVOLVING} Approved": (-2_920, -2_900, -1_250, -560, -350, -171, -5),
    f"{REVOLVING} other": (-2_874, -1_300, -620, -380, -250, -110, -3),
    "XNA other": (-599, -599, -570, -548, -488, -410, -410),
}
# Shortest first.
TERMS: dict[str, dict[int, float]] = {
    CASH: {6: 0.065, 12: 0.228, 18: 0.120, 24: 0.173, 30: 0.031, 36: 0.148, 42: 0.015, 48: 0.102, 60: 0.111},
    CONSUMER: {4: 0.04, 6: 0.238, 8: 0.043, 10: 0.196, 12: 0.32, 14: 0.012, 16: 0.009, 18: 0.039, 24: 0.084},
}
# The yearly rates that give the published total paid over credit for these terms.
YIELD_RATES = {"high": 0.60, "middle": 0.36, "low_normal": 0.24, "low_action": 0.15, "XNA": 0.30}
YIELDS: dict[str, dict[str, float]] = {
    CASH: {"high": 0.26, "middle": 0.39, "low_normal": 0.30, "low_action": 0.05},
    CONSUMER: {"high": 0.33, "middle": 0.31, "low_normal": 0.26, "low_action": 0.10},
}
# Mean and spread of the logarithm of the amount asked for, and the most that was; of the limit for cards.
LOG_ASKED = {CASH: 12.58, CONSUMER: 11.16, REVOLVING: 12.0, "XNA": 12.0}
LOG_ASKED_SPREAD = {CASH: 0.92, CONSUMER: 0.77, REVOLVING: 0.7, "XNA": 0.7}
MOST_ASKED = {CASH: 2_250_000.0, CONSUMER: 1_000_000.0, REVOLVING: 1_350_000.0, "XNA": 0.0}
CREDIT_TO_APPLICATION = {
    CASH: (1.0, 1.0, 1.053, 1.106, 1.173, 1.317, 1.528),
    CONSUMER: (1.0, 1.0, 1.0, 1.05, 1.11, 1.19, 1.35),
}
DOWN_PAYMENT_SHARES = (0.0, 0.0, 0.0, 0.05, 0.109, 0.30, 0.69)
CHANNELS: dict[str, dict[str, float]] = {
    CASH: {"Credit and cash offices": 0.806, "Contact center": 0.085, "Country-wide": 0.052, "AP+ (Cash loan)": 0.046,
           "Channel of corporate sales": 0.005, "Regional / Local": 0.003, "Stone": 0.003},
    CONSUMER: {"Country-wide": 0.593, "Stone": 0.271, "Regional / Local": 0.134, "Credit and cash offices": 0.002},
    REVOLVING: {"Credit and cash offices": 0.685, "Country-wide": 0.135, "AP+ (Cash loan)": 0.069,
                "Contact center": 0.049, "Regional / Local": 0.032, "Stone": 0.025},
    "XNA": {"Country-wide": 1.0},
}  # fmt: skip
# Goods with their share, the industry that sells them, and the lender's family of products.
GOODS: dict[str, tuple[float, str, str]] = {
    "Mobile": (0.310, "Connectivity", "mobile"),
    "Consumer Electronics": (0.165, "Consumer electronics", "household"),
    "Audio/Video": (0.134, "Consumer electronics", "household"),
    "Computers": (0.146, "Consumer electronics", "household"),
    "Furniture": (0.077, "Furniture", "industry"),
    "Clothing and Accessories": (0.036, "Clothing", "industry"),
    "Construction Materials": (0.037, "Construction", "industry"),
    "Photo / Cinema Equipment": (0.034, "Consumer electronics", "household"),
    "Auto Accessories": (0.011, "Auto technology", "other"),
    "Jewelry": (0.009, "Jewelry", "industry"),
    "Homewares": (0.008, "Construction", "industry"),
    "Medical Supplies": (0.006, "Industry", "other"),
    "Vehicles": (0.005, "Industry", "other"),
    "Sport and Leisure": (0.004, "Industry", "industry"),
    "Gardening": (0.004, "Construction", "industry"),
    "Tourism": (0.003, "Tourism", "other"),
    "Other": (0.011, "Industry", "other"),
}
PURPOSES = {
    "XNA": 0.912, "Repairs": 0.030, "Other": 0.020, "Urgent needs": 0.011, "Everyday expenses": 0.004,
    "Buying a used car": 0.004, "Building a house or an annex": 0.004, "Medicine": 0.003,
    "Payments on other loans": 0.003, "Education": 0.002, "Journey": 0.002, "Buying a new car": 0.0015,
    "Purchase of electronic equipment": 0.0015, "Wedding / gift / holiday": 0.0015, "Car repairs": 0.0005,
}  # fmt: skip
SUITE = {"": 0.491, "Unaccompanied": 0.305, "Family": 0.128, "Spouse, partner": 0.040, "Children": 0.019,
         "Other_B": 0.011, "Other_A": 0.005, "Group of people": 0.001}  # fmt: skip
WEEKDAYS = {"MONDAY": 0.152, "TUESDAY": 0.153, "WEDNESDAY": 0.153, "THURSDAY": 0.149, "FRIDAY": 0.151,
            "SATURDAY": 0.144, "SUNDAY": 0.098}  # fmt: skip
SELLER_AREAS = (5, 12, 35, 93, 548, 2_662, 8_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loans:
    """Approved cash and consumer loans that were drawn, one entry each.

    Attributes
    ----------
    owner
        The client, as a position in the chunk.
    term_months, n_planned
        Instalments agreed on, and instalments after which the client pays the rest early.
    """

    prev_ids: Ints
    owner: Ints
    term_months: Ints
    n_planned: Ints
    annuity: Floats
    first_due: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Approved cards, one entry each; ``opened`` is the day of the decision."""

    prev_ids: Ints
    owner: Ints
    opened: Ints
    limit: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Requests:
    """Who asked for which contract when, and the verdict: what the other columns follow from."""

    owner: Ints
    contract: Column
    status: Column
    days_decision: Ints
    is_drawn: Bools
    has_amount: Bools
    has_terms: Bools

    def is_a(self, contract: str) -> Bools:
        return np.asarray(self.contract == contract)


def make_previous_applications(
    rng: np.random.Generator, people: People, *, first_id: int
) -> tuple[Columns, Loans, Cards]:
    """Make up previous_application, and the loans and cards that came of it.

    Rows are numbered from ``first_id``, by client and within a client from the oldest.
    """
    requests = _requests(rng, people)
    prev_ids = first_id + np.arange(len(requests.owner))
    amounts = _amounts(rng, people, requests)
    terms = _terms(rng, people, requests, amounts["AMT_CREDIT"])
    schedule, n_planned = _schedule(rng, requests, terms)
    columns = {
        "SK_ID_PREV": prev_ids,
        "SK_ID_CURR": people.client_ids[requests.owner],
        **amounts,
        **terms,
        **schedule,
        **_verdict(rng, requests),
        **_product(rng, requests, terms["NAME_YIELD_GROUP"]),
        **_circumstances(rng, requests),
    }
    is_loan = requests.is_drawn & ~requests.is_a(REVOLVING)
    is_card = requests.is_drawn & requests.is_a(REVOLVING)
    loans = Loans(
        prev_ids=prev_ids[is_loan],
        owner=requests.owner[is_loan],
        term_months=whole(terms["CNT_PAYMENT"][is_loan]),
        n_planned=n_planned[is_loan],
        annuity=terms["AMT_ANNUITY"][is_loan],
        first_due=whole(schedule["DAYS_FIRST_DUE"][is_loan]),
    )
    cards = Cards(
        prev_ids=prev_ids[is_card],
        owner=requests.owner[is_card],
        opened=requests.days_decision[is_card],
        limit=amounts["AMT_CREDIT"][is_card],
    )
    return columns, loans, cards


def _requests(rng: np.random.Generator, people: People) -> _Requests:
    owner = np.repeat(np.arange(len(people)), people.n_previous)
    n = len(owner)
    is_taken_on = steps_within(people.n_previous) == 0
    contract = level_at(view(rng, n), CONTRACT_TYPES)
    contract = np.where(is_taken_on, level_at(view(rng, n), FIRST_CONTRACT_TYPES), contract)
    # What the bank saw of the client then; the same haze for all three standings.
    standing = view(
        rng, n, (0.10, people.ability[owner]), (0.09, people.willingness[owner]), (-0.15, people.burden[owner])
    )
    status = np.where(is_taken_on, "Approved", level_in_group(standing, contract, STATUSES))
    kind = np.char.add(contract, texts(status == "Approved", " Approved", " other"))
    days_decision = whole(number_in_group(view(rng, n), kind, DECISION_DAYS))
    order = np.lexsort((days_decision, owner))
    contract, status, days_decision, is_taken_on = (
        values[order] for values in (contract, status, days_decision, is_taken_on)
    )
    has_amount = (status != "Canceled") & (contract != "XNA")
    return _Requests(
        owner=owner,
        contract=contract,
        status=status,
        days_decision=days_decision,
        # One in twenty of the approved was never drawn: no days, as in the published rows.
        is_drawn=(status == "Approved") & (is_taken_on | chance(rng, 0.93, n)),
        has_amount=has_amount,
        # A sixth of the refused never heard any terms.
        has_terms=has_amount & ((status == "Approved") | ((status == "Refused") & chance(rng, 0.83, n))),
    )


def _amounts(rng: np.random.Generator, people: People, requests: _Requests) -> Columns:
    n, contract = len(requests.owner), requests.contract
    ability, burden = people.ability[requests.owner], people.burden[requests.owner]
    is_card, has_amount = requests.is_a(REVOLVING), requests.has_amount
    log_amount = number_of(contract, LOG_ASKED) + number_of(contract, LOG_ASKED_SPREAD) * view(rng, n, (0.15, ability))
    amount = np.minimum(np.exp(log_amount), number_of(contract, MOST_ASKED))
    goods, cash, limit = round_to(amount, 4.5), np.maximum(round_to(amount, 4_500), 45_000), round_to(amount, 45_000)
    # Almost half of the cards come unasked, with a limit of the lender's choice.
    is_unasked = is_card & chance(rng, 0.45, n)
    asked = np.select([requests.is_a(CASH), is_card], [cash, limit], default=goods)
    asked = np.where(has_amount & ~is_unasked, asked, 0.0)
    down_share = number_at(view(rng, n, (-0.1, burden)), DOWN_PAYMENT_SHARES)
    down_share = unknown_where(~requests.is_a(CONSUMER) | ~has_amount, down_share)
    with_insurance = number_in_group(view(rng, n, (0.32, burden)), contract, CREDIT_TO_APPLICATION)
    credit = round_to(asked * (1 - np.nan_to_num(down_share)) * with_insurance, 4.5)
    return {
        "NAME_CONTRACT_TYPE": contract,
        "AMT_APPLICATION": asked,
        "AMT_CREDIT": np.where(has_amount, np.where(is_card, limit, credit), 0.0),
        "AMT_GOODS_PRICE": unknown_where(asked == 0, asked),
        "AMT_DOWN_PAYMENT": np.rint(asked * down_share * 2) / 2,
        "RATE_DOWN_PAYMENT": down_share,
    }


def _terms(rng: np.random.Generator, people: People, requests: _Requests, credit: Floats) -> Columns:
    n, contract, owner = len(requests.owner), requests.contract, requests.owner
    # Larger credits run longer and cost less.
    log_credit = np.log(np.maximum(credit, 1.0))
    size = (log_credit - number_of(contract, LOG_ASKED)) / number_of(contract, LOG_ASKED_SPREAD)
    size = np.clip(size, -3, 3)
    yield_score = view(rng, n, (0.4, size), (0.1, people.ability[owner]), (-0.1, people.burden[owner]))
    yield_group = level_in_group(yield_score, contract, YIELDS)
    yield_group = np.where(requests.has_terms & (yield_group != ""), yield_group, "XNA")
    term_text = level_in_group(view(rng, n, (0.6, size)), contract, TERMS)
    term = np.where(term_text == "", "0", term_text).astype(np.float64)
    payment = monthly_payment(credit, n_months=np.maximum(term, 1.0), yearly_rate=number_of(yield_group, YIELD_RATES))
    # A card asks for a twentieth of its limit each month.
    annuity = np.where(requests.is_a(REVOLVING), credit / 20, np.rint(payment * 200) / 200)
    return {
        "AMT_ANNUITY": unknown_where(~requests.has_terms, annuity),
        "CNT_PAYMENT": unknown_where(~requests.has_terms, term),
        "NAME_YIELD_GROUP": yield_group,
    }


def _schedule(rng: np.random.Generator, requests: _Requests, terms: Columns) -> tuple[Columns, Ints]:
    """Lay out the due days of what was approved and drawn, and after how many the client pays the rest."""
    n, is_card = len(requests.owner), requests.is_a(REVOLVING)
    term = np.nan_to_num(terms["CNT_PAYMENT"])
    first_due = requests.days_decision + np.rint(number_at(view(rng, n), (30, 30, 30, 31, 34, 45, 60)))
    agreed_last = first_due + 30 * (term - 1)
    stays_to_end = chance(rng, np.where(requests.is_a(CASH), 0.40, 0.60), n)
    n_planned = whole(np.where(stays_to_end, term, np.ceil(term * rng.uniform(0.3, 0.95, n))))
    last = first_due + 30 * (n_planned - 1)
    last = np.where(is_card | (last >= 0), NONE_DAY, last)
    closed = last + np.rint(number_at(view(rng, n), (1, 2, 4, 6, 8, 20, 90)))
    first_drawing = requests.days_decision + np.rint(rng.uniform(5, 90, n))
    has_drawing_day = is_card & (first_drawing < 0) & chance(rng, 0.8, n)
    insured_share = number_of(requests.contract, {CASH: 0.8, CONSUMER: 0.17, REVOLVING: 0.004, "XNA": 0.0})
    days = {
        "DAYS_FIRST_DRAWING": np.where(has_drawing_day, first_drawing, NONE_DAY),
        "DAYS_FIRST_DUE": first_due,
        "DAYS_LAST_DUE_1ST_VERSION": np.where(is_card, NONE_DAY, agreed_last),
        "DAYS_LAST_DUE": last,
        "DAYS_TERMINATION": np.where(closed < 0, closed, NONE_DAY),
        "NFLAG_INSURED_ON_APPROVAL": chance(rng, insured_share, n).astype(np.float64),
    }
    return {name: unknown_where(~requests.is_drawn, values) for name, values in days.items()}, n_planned


def _verdict(rng: np.random.Generator, requests: _Requests) -> Columns:
    n, status = len(requests.owner), requests.status
    reason = np.where(status == "Refused", level_at(view(rng, n), REJECT_REASONS), "XAP")
    is_first = np.concatenate([[True], requests.owner[1:] != requests.owner[:-1]])[:n]
    return {
        "NAME_CONTRACT_STATUS": status,
        "DAYS_DECISION": requests.days_decision,
        "CODE_REJECT_REASON": np.where(status == "Unused offer", "CLIENT", reason),
        "NAME_CLIENT_TYPE": np.where(is_first, "New", texts(chance(rng, 0.9, n), "Repeater", "Refreshed")),
    }


def _product(rng: np.random.Generator, requests: _Requests, yield_group: Column) -> Columns:
    n, contract, has_terms = len(requests.owner), requests.contract, requests.has_terms
    is_cash, is_consumer, is_card = (requests.is_a(kind) for kind in (CASH, CONSUMER, REVOLVING))
    is_known_client = chance(rng, np.where(is_card, 0.65, 0.79), n)
    goods = level_at(view(rng, n), {name: share for name, (share, _, _) in GOODS.items()})
    family = _looked_up(goods, {name: family for name, (_, _, family) in GOODS.items()})
    is_free = yield_group == "low_action"
    sale = texts(is_known_client, "X-Sell", "Street")
    price = _looked_up(yield_group, {"low_action": "low", "low_normal": "low", "middle": "middle", "high": "high"})
    # The lender spells the family "others" where no interest is charged.
    family = np.where(is_free & (family == "other"), "others", family)
    consumer_product = _joined("POS ", family, texts(is_free, " without interest", " with interest"))
    cash_product = np.where(has_terms, _joined("Cash ", sale, ": ", price), "Cash")
    combination = np.select(
        [is_consumer, is_cash, is_card], [consumer_product, cash_product, _joined("Card ", sale)], ""
    )
    portfolio = np.select([is_consumer, is_cash, is_card], ["POS", "Cash", "Cards"], "XNA")
    industry = _looked_up(goods, {name: industry for name, (_, industry, _) in GOODS.items()})
    return {
        "NAME_CASH_LOAN_PURPOSE": np.where(is_cash, level_at(view(rng, n), PURPOSES), "XAP"),
        "NAME_GOODS_CATEGORY": np.where(is_consumer, goods, "XNA"),
        "NAME_SELLER_INDUSTRY": np.where(is_consumer, industry, "XNA"),
        "NAME_PORTFOLIO": np.where(has_terms, portfolio, "XNA"),
        "NAME_PRODUCT_TYPE": np.where(has_terms & ~is_consumer, texts(is_known_client, "x-sell", "walk-in"), "XNA"),
        "PRODUCT_COMBINATION": combination,
        "CHANNEL_TYPE": level_in_group(view(rng, n), contract, CHANNELS),
        "SELLERPLACE_AREA": whole(np.where(is_consumer, number_at(view(rng, n), SELLER_AREAS), -1.0)),
    }


def _circumstances(rng: np.random.Generator, requests: _Requests) -> Columns:
    n = len(requests.owner)
    is_paid_at_bank = requests.has_terms & ~requests.is_a(REVOLVING) & chance(rng, 0.87, n)
    has_rates = requests.is_a(CONSUMER) & requests.has_terms & chance(rng, 0.012, n)
    return {
        "WEEKDAY_APPR_PROCESS_START": level_at(view(rng, n), WEEKDAYS),
        "HOUR_APPR_PROCESS_START": whole(number_at(view(rng, n), HOURS)),
        "FLAG_LAST_APPL_PER_CONTRACT": texts(chance(rng, 0.995, n), "Y", "N"),
        "NFLAG_LAST_APPL_IN_DAY": chance(rng, 0.9965, n).astype(np.int64),
        "RATE_INTEREST_PRIMARY": unknown_where(~has_rates, rng.uniform(0.14, 0.24, n)),
        "RATE_INTEREST_PRIVILEGED": unknown_where(~has_rates, rng.uniform(0.64, 0.87, n)),
        "NAME_PAYMENT_TYPE": texts(is_paid_at_bank, "Cash through the bank", "XNA"),
        "NAME_TYPE_SUITE": level_at(view(rng, n), SUITE),
    }


def _looked_up(names: Column, words: Mapping[str, str]) -> Column:
    """Translate each name; one that has no word becomes ""."""
    found, positions = np.unique(names, return_inverse=True)
    return np.array([words.get(str(name), "") for name in found], dtype="U64")[positions]


def _joined(*parts: str | Column) -> Column:
    """Join texts row by row."""
    return functools.reduce(np.char.add, parts)  # type: ignore[arg-type]

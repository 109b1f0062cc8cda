"""Earlier applications to the same lender: the amounts, the terms and the days that came of them.

Approved loans and cards go on to :mod:`.repayment` and :mod:`.cards`, which make up how they were paid.
"""

from dataclasses import dataclass

import numpy as np

from solvable.portfolios.home_credit.made_up.draws import (
    NONE_DAY,
    Column,
    Columns,
    Floats,
    Ints,
    chance,
    level_in_group,
    monthly_payment,
    number_at,
    number_in_group,
    number_of,
    round_to,
    texts,
    unknown_where,
    view,
    whole,
)
from solvable.portfolios.home_credit.made_up.people import People
from solvable.portfolios.home_credit.made_up.products import make_circumstances, make_product, make_verdict
from solvable.portfolios.home_credit.made_up.requests import CASH, CONSUMER, REVOLVING, Requests, make_requests

__all__ = ["Cards", "Loans", "make_previous_applications"]

# Shortest first; what was approved ran shorter.
TERMS: dict[str, dict[int, float]] = {
    f"{CASH}, approved": {6: 0.078, 12: 0.274, 18: 0.141, 24: 0.184, 30: 0.037, 36: 0.128, 42: 0.017, 48: 0.077,
                          54: 0.004, 60: 0.050},
    f"{CASH}, other": {6: 0.037, 12: 0.135, 18: 0.078, 24: 0.153, 30: 0.018, 36: 0.192, 42: 0.011, 48: 0.146,
                       60: 0.231},
    f"{CONSUMER}, approved": {4: 0.039, 5: 0.005, 6: 0.246, 8: 0.044, 10: 0.197, 12: 0.324, 14: 0.012, 16: 0.007,
                              18: 0.037, 24: 0.082, 36: 0.007},
    f"{CONSUMER}, other": {6: 0.193, 8: 0.042, 10: 0.221, 12: 0.34, 18: 0.077, 24: 0.127},
}  # fmt: skip
# The yearly rates that give the published total paid over credit for these terms, and how they spread.
YIELD_RATES = {"high": 0.60, "middle": 0.36, "low_normal": 0.24, "low_action": 0.15, "XNA": 0.30}
YIELD_RATE_SPREAD = 0.15
YIELDS: dict[str, dict[str, float]] = {
    CASH: {"high": 0.26, "middle": 0.39, "low_normal": 0.28, "low_action": 0.07},
    CONSUMER: {"high": 0.33, "middle": 0.31, "low_normal": 0.26, "low_action": 0.10},
}
# Mean and spread of the logarithm of the amount asked for, and the most that was; of the limit for cards.
LOG_ASKED = {CASH: 12.64, CONSUMER: 11.16, REVOLVING: 11.85, "XNA": 12.0}
LOG_ASKED_SPREAD = {CASH: 0.92, CONSUMER: 0.77, REVOLVING: 0.9, "XNA": 0.7}
# Of cash loans, less was asked for where it was granted.
APPROVED_LOG_ASKED = -0.22
MOST_ASKED = {CASH: 2_250_000.0, CONSUMER: 1_000_000.0, REVOLVING: 1_350_000.0, "XNA": 0.0}
CREDIT_TO_APPLICATION = {
    CASH: (1.0, 1.0, 1.053, 1.106, 1.173, 1.317, 1.528),
    CONSUMER: (1.0, 1.0, 1.0, 1.05, 1.11, 1.19, 1.35),
}
# The insurance in it, as a logarithm: a usual credit over the amount asked for.
USUAL_INSURANCE = 0.08
DOWN_PAYMENTS = (0.0, 0.0, 0.08, 0.107, 0.25, 0.6)
DOWN_PAYMENTS_AT = (0.0, 0.44, 0.48, 0.75, 0.95, 1.0)
# A down payment of nothing is sometimes on record where nobody asks for one.
DOWN_PAYMENT_ON_RECORD = {CONSUMER: 1.0, CASH: 0.09, REVOLVING: 0.016, "XNA": 0.0}


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
    """Approved cards, one entry each.

    Attributes
    ----------
    opened
        Day of the decision.
    first_used
        Day of the first drawing, 0 for a card that was never used.
    """

    prev_ids: Ints
    owner: Ints
    opened: Ints
    first_used: Ints
    limit: Floats


def make_previous_applications(
    rng: np.random.Generator, people: People, *, first_id: int
) -> tuple[Columns, Loans, Cards]:
    """Make up previous_application, and the loans and cards that came of it.

    Rows are numbered from ``first_id``, by client and within a client from the oldest.
    """
    requests = make_requests(rng, people)
    prev_ids = first_id + np.arange(len(requests))
    amounts = _amounts(rng, people, requests)
    terms = _terms(rng, people, requests, amounts["AMT_CREDIT"])
    schedule, n_planned = _schedule(rng, requests, terms)
    columns = {
        "SK_ID_PREV": prev_ids,
        "SK_ID_CURR": people.client_ids[requests.owner],
        **amounts,
        **terms,
        **schedule,
        **make_verdict(rng, requests),
        **make_product(rng, requests, terms["NAME_YIELD_GROUP"]),
        **make_circumstances(rng, requests),
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
    first_drawing = schedule["DAYS_FIRST_DRAWING"][is_card]
    cards = Cards(
        prev_ids=prev_ids[is_card],
        owner=requests.owner[is_card],
        opened=requests.days_decision[is_card],
        first_used=whole(np.where(first_drawing == NONE_DAY, 0, first_drawing)),
        limit=amounts["AMT_CREDIT"][is_card],
    )
    return columns, loans, cards


def _amounts(rng: np.random.Generator, people: People, requests: Requests) -> Columns:
    n, contract = len(requests), requests.contract
    ability, burden = people.ability[requests.owner], people.burden[requests.owner]
    is_card, has_amount = requests.is_a(REVOLVING), requests.has_amount
    log_amount = number_of(contract, LOG_ASKED) + number_of(contract, LOG_ASKED_SPREAD) * view(rng, n, (0.15, ability))
    log_amount += APPROVED_LOG_ASKED * (requests.is_a(CASH) & (requests.status == "Approved"))
    amount = np.minimum(np.exp(log_amount), number_of(contract, MOST_ASKED))
    goods, cash, limit = round_to(amount, 4.5), np.maximum(round_to(amount, 4_500), 45_000), round_to(amount, 45_000)
    # Almost half of the cards come unasked, with a limit of the lender's choice.
    is_unasked = is_card & chance(rng, 0.40, n)
    asked = np.select([requests.is_a(CASH), is_card], [cash, limit], default=goods)
    asked = np.where(has_amount & ~is_unasked, asked, 0.0)
    down_share = number_at(view(rng, n, (-0.1, burden)), DOWN_PAYMENTS, shares=DOWN_PAYMENTS_AT)
    down_share = down_share * requests.is_a(CONSUMER)
    is_on_record = has_amount & chance(rng, number_of(contract, DOWN_PAYMENT_ON_RECORD), n)
    down_share = unknown_where(~is_on_record, down_share)
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


def _terms(rng: np.random.Generator, people: People, requests: Requests, credit: Floats) -> Columns:
    n, contract, owner = len(requests), requests.contract, requests.owner
    # Larger credits run longer and cost less.
    log_credit = np.log(np.maximum(credit, 1.0))
    usual = number_of(contract, LOG_ASKED) + USUAL_INSURANCE
    usual += APPROVED_LOG_ASKED * (requests.is_a(CASH) & (requests.status == "Approved"))
    size = (log_credit - usual) / number_of(contract, LOG_ASKED_SPREAD)
    size = np.clip(size, -3, 3)
    yield_score = view(rng, n, (0.4, size), (0.1, people.ability[owner]), (-0.1, people.burden[owner]))
    yield_group = level_in_group(yield_score, contract, YIELDS)
    yield_group = np.where(requests.has_terms & (yield_group != ""), yield_group, "XNA")
    # Of one consumer loan in nine the lender does not say.
    shown_group = np.where(requests.is_a(CONSUMER) & chance(rng, 0.055, n), "XNA", yield_group)
    term = _term_months(requests, view(rng, n, (0.6, size)))
    rate = number_of(yield_group, YIELD_RATES) * np.exp(YIELD_RATE_SPREAD * rng.standard_normal(n))
    payment = monthly_payment(credit, n_months=np.maximum(term, 1.0), yearly_rate=rate)
    # A card asks for a twentieth of its limit each month.
    annuity = np.where(requests.is_a(REVOLVING), credit / 20, np.rint(payment * 200) / 200)
    return {
        "AMT_ANNUITY": unknown_where(~requests.has_terms, annuity),
        "CNT_PAYMENT": unknown_where(~requests.has_terms, term),
        "NAME_YIELD_GROUP": shown_group,
    }


def _term_months(requests: Requests, score: Floats) -> Floats:
    kind: Column = np.char.add(requests.contract, texts(requests.status == "Approved", ", approved", ", other"))
    months = level_in_group(score, kind, TERMS)
    return np.where(months == "", "0", months).astype(np.float64)


def _schedule(rng: np.random.Generator, requests: Requests, terms: Columns) -> tuple[Columns, Ints]:
    """Lay out the due days of what was approved and drawn, and after how many the client pays the rest."""
    n, is_card, is_used = len(requests), requests.is_a(REVOLVING), requests.is_used
    term = np.nan_to_num(terms["CNT_PAYMENT"])
    first_due = requests.days_decision + np.rint(number_at(view(rng, n), (30, 30, 30, 31, 34, 45, 60)))
    agreed_last = first_due + 30 * (term - 1)
    n_planned = _planned_instalments(rng, requests, term)
    last = first_due + 30 * (n_planned - 1)
    # A card has no last day, but for those that were given back.
    is_given_back = is_card & is_used & chance(rng, 0.35, n)
    last = np.where(is_given_back, np.rint(requests.days_decision * rng.uniform(0.05, 0.7, n)), last)
    last = np.where((is_card & ~is_given_back) | (last >= 0), NONE_DAY, last)
    closed = last + np.rint(number_at(view(rng, n), (1, 2, 4, 6, 8, 20, 90)))
    # Most are used within a season.
    first_drawing = np.rint(
        requests.days_decision + np.minimum(rng.exponential(35, n) + 5, 0.9 * -requests.days_decision)
    )
    insured_share = number_of(requests.contract, {CASH: 0.8, CONSUMER: 0.17, REVOLVING: 0.004, "XNA": 0.0})
    days = {
        "DAYS_FIRST_DRAWING": np.where(is_card & is_used, np.minimum(first_drawing, -1), NONE_DAY),
        "DAYS_FIRST_DUE": np.where(is_card & ~is_used, NONE_DAY, first_due),
        "DAYS_LAST_DUE_1ST_VERSION": np.where(is_card, NONE_DAY, agreed_last),
        "DAYS_LAST_DUE": last,
        "DAYS_TERMINATION": np.where(closed < 0, closed, NONE_DAY),
        "NFLAG_INSURED_ON_APPROVAL": chance(rng, insured_share, n).astype(np.float64),
    }
    return {name: unknown_where(~requests.is_drawn, values) for name, values in days.items()}, n_planned


def _planned_instalments(rng: np.random.Generator, requests: Requests, term: Floats) -> Ints:
    """Return after how many instalments the client pays the rest: early for 6 cash and 4 consumer loans in 10."""
    n, is_cash = len(requests), requests.is_a(CASH)
    stays_to_end = chance(rng, np.where(is_cash, 0.40, 0.60), n)
    how_far = rng.random(n)
    share = np.where(is_cash, 0.05 + 0.9 * how_far**1.5, 0.1 + 0.88 * how_far)
    return whole(np.where(stays_to_end, term, np.maximum(np.ceil(term * share), 1)))

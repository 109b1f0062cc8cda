"""The loans that might be suggested in place of one: ladders of ever larger changes, within the policy's bounds."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from solvable.decisions.way_policy import WayBounds
from solvable.portfolios.loan import Loan, payment_over

__all__ = ["Candidate", "Ladder", "Lever", "build_ladders"]

# Rungs of a ladder of amounts. A larger loan is changed in twice, three times … the step; with both kinds of
# amounts over each of nine longer terms that is a thousand loans, scored at once.
MOST_RUNGS = 50


class Lever(StrEnum):
    """What is changed; pairs change both, and always at the rate that the loan stands at."""

    AMOUNT = "amount"  # less is asked for, for goods that cost as much less
    DOWN_PAYMENT = "down_payment"  # less is asked for, for the same goods: the client pays the difference
    TERM = "term"
    AMOUNT_AND_TERM = "amount_and_term"
    DOWN_PAYMENT_AND_TERM = "down_payment_and_term"

    @property
    def parts(self) -> tuple["Lever", ...]:
        """The single levers that a pair consists of; none of a single one."""
        return _PARTS.get(self, ())


_PARTS = {
    Lever.AMOUNT_AND_TERM: (Lever.AMOUNT, Lever.TERM),
    Lever.DOWN_PAYMENT_AND_TERM: (Lever.DOWN_PAYMENT, Lever.TERM),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A loan that a client might ask for instead.

    Attributes
    ----------
    cost
        How much is changed: the fraction that the amount falls by and the fraction that the term grows by,
        added.
    """

    lever: Lever
    loan: Loan
    cost: float


# One lever at one term, the smallest change first.
Ladder = tuple[Candidate, ...]


def build_ladders(loan: Loan, bounds: WayBounds) -> tuple[Ladder, ...]:
    """Return every loan that may be suggested in place of one, by ladder.

    The monthly payment follows from amount, rate and term, rounded up to a step; nowhere is it higher than
    it stands at. Down payments need goods of a known price and a term. A longer term needs one that is
    stated: at an estimated rate a payment would be promised that the contract does not bear, see
    ``docs/explanations.md``.
    """
    terms = tuple(_longer_terms(loan, bounds))
    ladders = [_term_ladder(loan, terms, bounds)]
    kinds = [(Lever.AMOUNT, Lever.AMOUNT_AND_TERM, tuple(_smaller_amounts(loan, bounds)))]
    if loan.goods_price is not None and loan.n_months is not None:
        kinds.append((Lever.DOWN_PAYMENT, Lever.DOWN_PAYMENT_AND_TERM, tuple(_amounts_after_payment(loan, bounds))))
    for alone, with_term, amounts in kinds:
        ladders.append(_amount_ladder(loan, amounts, bounds, lever=alone, n_months=loan.n_months))
        ladders += [_amount_ladder(loan, amounts, bounds, lever=with_term, n_months=term) for term in terms]
    return tuple(ladder for ladder in ladders if ladder)


def _longer_terms(loan: Loan, bounds: WayBounds) -> Iterator[float]:
    if loan.n_months is None or loan.is_term_estimated:
        return
    step = bounds.term_step_months
    for n_steps in range(math.floor(loan.n_months / step) + 1, bounds.longest_term_months // step + 1):
        yield float(n_steps * step)


def _smaller_amounts(loan: Loan, bounds: WayBounds) -> Iterator[float]:
    """Give amounts that are multiples of the step, or of as many steps as keep the ladder short."""
    step = _stride(loan.amount * bounds.largest_decrease, bounds.amount_step)
    n_steps = math.ceil(loan.amount / step) - 1
    while n_steps > 0 and n_steps * step >= loan.amount * (1 - bounds.largest_decrease):
        yield n_steps * step
        n_steps -= 1


def _amounts_after_payment(loan: Loan, bounds: WayBounds) -> Iterator[float]:
    """Give the amounts that remain after down payments of one step, two …"""
    most = min((loan.goods_price or 0.0) * bounds.largest_down_payment, loan.amount)
    step = _stride(most, bounds.amount_step)
    for n_steps in range(1, math.floor(most / step) + 1):
        if n_steps * step < loan.amount:
            yield loan.amount - n_steps * step


def _stride(reach: float, step: float) -> float:
    return step * max(math.ceil(reach / step / MOST_RUNGS), 1)


def _term_ladder(loan: Loan, terms: tuple[float, ...], bounds: WayBounds) -> Ladder:
    rungs = (_candidate(loan, Lever.TERM, bounds, amount=loan.amount, n_months=term) for term in terms)
    return tuple(rung for rung in rungs if rung)


def _amount_ladder(
    loan: Loan, amounts: tuple[float, ...], bounds: WayBounds, *, lever: Lever, n_months: float | None
) -> Ladder:
    rungs = (_candidate(loan, lever, bounds, amount=amount, n_months=n_months) for amount in amounts)
    return tuple(rung for rung in rungs if rung)


def _candidate(
    loan: Loan, lever: Lever, bounds: WayBounds, *, amount: float, n_months: float | None
) -> Candidate | None:
    """Return a loan with the payment that can be made; None where rounding lifts it above the present one."""
    if n_months is None or loan.monthly_rate is None or n_months == loan.n_months:
        exact = loan.payment * amount / loan.amount
    else:
        exact = payment_over(amount, monthly_rate=loan.monthly_rate, n_months=n_months)
    # A payment that is on a step but for the last digit is on it.
    payment = math.ceil(exact / bounds.payment_step - 1e-9) * bounds.payment_step
    if payment > loan.payment:
        return None
    price = loan.goods_price
    if price is not None and lever in (Lever.AMOUNT, Lever.AMOUNT_AND_TERM):
        price = round(price * amount / loan.amount, 2)
    longer = 0.0 if n_months is None or loan.n_months is None else n_months / loan.n_months - 1
    return Candidate(
        lever=lever,
        loan=Loan(
            amount=amount, payment=payment, n_months=n_months, monthly_rate=loan.monthly_rate,
            is_term_estimated=loan.is_term_estimated, goods_price=price,
        ),
        cost=1 - amount / loan.amount + longer,
    )  # fmt: skip

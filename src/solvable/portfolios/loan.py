"""The bare arithmetic of a loan that is paid back in equal monthly payments."""

import math
from dataclasses import dataclass, replace
from typing import Self

from solvable.errors import PaymentBelowInterestError, SimulationError

__all__ = ["Loan", "amount_over", "months_to_repay", "payment_over", "rate_behind"]

# Halvings of an interval that is at most a few units wide: what is left is finer than a float of its size.
HALVINGS = 80


def payment_over(amount: float, *, monthly_rate: float, n_months: float) -> float:
    """Return the monthly payment that pays an amount back over a term.

    Parameters
    ----------
    monthly_rate : fraction, from 0
    n_months : above 0; need not be whole

    Examples
    --------
    >>> round(payment_over(10_000, monthly_rate=0.01, n_months=12), 2)
    888.49
    >>> payment_over(1_200, monthly_rate=0, n_months=12)
    100.0
    """
    return amount / _worth(monthly_rate, n_months)


def amount_over(payment: float, *, monthly_rate: float, n_months: float) -> float:
    """Return the amount that a monthly payment pays back over a term.

    Examples
    --------
    >>> round(amount_over(888.49, monthly_rate=0.01, n_months=12))
    10000
    """
    return payment * _worth(monthly_rate, n_months)


def months_to_repay(amount: float, *, payment: float, monthly_rate: float) -> float | None:
    """Return over how many months payments pay an amount back; None where they do not even pay its interest.

    Examples
    --------
    >>> round(months_to_repay(10_000, payment=888.49, monthly_rate=0.01), 2)
    12.0
    >>> months_to_repay(10_000, payment=100, monthly_rate=0.01) is None
    True
    """
    if monthly_rate == 0:
        return amount / payment
    interest_share = amount * monthly_rate / payment
    return -math.log1p(-interest_share) / math.log1p(monthly_rate) if interest_share < 1 else None


def rate_behind(amount: float, *, payment: float, n_months: float) -> float | None:
    """Return the monthly rate at which payments over a term pay an amount back; None where they fall short of it.

    Examples
    --------
    >>> f"{rate_behind(10_000, payment=888.49, n_months=12):.5f}"
    '0.01000'
    >>> rate_behind(1_200, payment=100, n_months=12)
    0.0
    >>> rate_behind(1_200, payment=99, n_months=12) is None
    True
    """
    if payment * n_months <= amount:
        return 0.0 if payment * n_months == amount else None
    # Paid for ever, the payments are worth payment / rate: at this rate just the amount, over any term less.
    low, high = 0.0, payment / amount
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if amount_over(payment, monthly_rate=middle, n_months=n_months) > amount else (low, middle)
        )
    return (low + high) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """What is asked for. Amount, payment and term hang together by the rate; whoever changes one changes another.

    Attributes
    ----------
    amount, payment
        In the portfolio's currency; the payment is monthly.
    n_months, monthly_rate
        Both None for a credit without a term, whose payment is a share of its amount.
    is_term_estimated
        Whether the term, and with it the rate, is inferred and not stated by the application.
    goods_price
        Price of what is bought with it, None where it is not known.
    """

    amount: float
    payment: float
    n_months: float | None
    monthly_rate: float | None
    is_term_estimated: bool
    goods_price: float | None

    def __post_init__(self) -> None:
        amounts = [
            self.amount,
            self.payment,
            *(value for value in (self.n_months, self.goods_price) if value is not None),
        ]
        if not all(math.isfinite(value) and value > 0 for value in amounts):
            raise ValueError(f"Amounts and terms of a loan are positive numbers, found {amounts}.")
        if (self.n_months is None) != (self.monthly_rate is None):
            raise ValueError(f"A term and a rate come together, found {self.n_months} and {self.monthly_rate}.")

    @classmethod
    def of(
        cls, *, amount: float, payment: float, n_months: float | None, is_term_estimated: bool = False,
        goods_price: float | None = None,
    ) -> Self:  # fmt: skip
        """Return a loan with the rate behind it; a term over which the payments fall short is no term."""
        rate = None if n_months is None else rate_behind(amount, payment=payment, n_months=n_months)
        return cls(
            amount=amount, payment=payment, n_months=None if rate is None else n_months, monthly_rate=rate,
            is_term_estimated=is_term_estimated, goods_price=goods_price,
        )  # fmt: skip

    @property
    def total(self) -> float | None:
        """All payments together; None without a term."""
        return None if self.n_months is None else self.payment * self.n_months

    def with_amount(self, amount: float) -> Self:
        """Return the loan with another amount over the same term: the payment is in proportion, at any rate."""
        return self._asking(amount=amount, payment=self.payment * amount / self.amount, n_months=self.n_months)

    def priced(self, goods_price: float) -> Self:
        """Return the loan for goods of another price."""
        return replace(self, goods_price=goods_price)

    def asked(
        self, *, amount: float | None = None, payment: float | None = None, n_months: float | None = None
    ) -> Self:
        """Return the loan as asked for differently, at the same rate.

        Of amount, payment and term one follows from the others: of a new amount the payment, of a new
        payment or term alone the one the other, of a new payment and term the amount.

        Raises
        ------
        SimulationError
            All three are given, or a term is given to a credit that has none.
        PaymentBelowInterestError
        """
        if amount is not None and payment is not None and n_months is not None:
            raise SimulationError("Expected at most two of amount, monthly payment and term, found all three: the "
                                  "third follows from the rate. Leave one out.")  # fmt: skip
        if n_months is not None:
            return self._over(n_months, amount=amount, payment=payment)
        if payment is None:
            return self if amount is None else self.with_amount(amount)
        amount = self.amount if amount is None else amount
        if self.monthly_rate is None:
            return self._asking(amount=amount, payment=payment, n_months=None)
        months = months_to_repay(amount, payment=payment, monthly_rate=self.monthly_rate)
        if months is None:
            raise PaymentBelowInterestError(interest=amount * self.monthly_rate, payment=payment)
        return self._asking(amount=amount, payment=payment, n_months=months)

    def _over(self, n_months: float, *, amount: float | None, payment: float | None) -> Self:
        if self.monthly_rate is None:
            raise SimulationError(
                f"Expected no term for a credit that has none, found {n_months} months. Give an amount or a payment."
            )
        if payment is None:
            amount = self.amount if amount is None else amount
            payment = payment_over(amount, monthly_rate=self.monthly_rate, n_months=n_months)
        else:
            amount = amount_over(payment, monthly_rate=self.monthly_rate, n_months=n_months)
        return self._asking(amount=amount, payment=payment, n_months=n_months)

    def _asking(self, *, amount: float, payment: float, n_months: float | None) -> Self:
        return replace(self, amount=amount, payment=payment, n_months=n_months)


def _worth(monthly_rate: float, n_months: float) -> float:
    """Return how many monthly payments a credit over a term is worth that is paid back so."""
    # expm1 and log1p keep the digits that 1 - (1 + r) ** -n loses where the rate is small.
    return -math.expm1(-n_months * math.log1p(monthly_rate)) / monthly_rate if monthly_rate else float(n_months)

"""How far the bank goes on the way to a yes: the part ``[way_to_yes]`` of ``config/policy.toml``."""

from typing import Annotated

from pydantic import Field

from solvable.documents import Document

__all__ = ["WayBounds"]

Step = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class WayBounds(Document):
    """Which changes of a loan may be suggested, and in which steps. Nothing is ever suggested beyond them.

    Attributes
    ----------
    largest_decrease
        Of the amount asked for, as a fraction of it; 0 where a smaller amount is not suggested.
    largest_down_payment
        What the client adds of their own to what they have planned, as a fraction of the price of the
        goods; 0 where that is not suggested.
    longest_term_months
        A term is lengthened up to here; 0 where a longer one is not suggested.
    amount_step, payment_step
        Amounts and down payments are whole multiples of the one, in the portfolio's currency. A monthly
        payment is rounded up to the other.
    term_step_months
        Terms are whole multiples of it.
    """

    largest_decrease: Annotated[float, Field(ge=0, lt=1)]
    largest_down_payment: Annotated[float, Field(ge=0, lt=1)]
    longest_term_months: Annotated[int, Field(ge=0, le=600)]
    amount_step: Step
    payment_step: Step
    term_step_months: Annotated[int, Field(gt=0)]

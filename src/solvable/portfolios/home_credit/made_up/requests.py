"""Earlier applications to the same lender: who asked for what, when, and what the lender said.

The bank of those days saw the client's standing through a haze, so refusals tell of it.
"""

from dataclasses import dataclass

import numpy as np

from solvable.portfolios.home_credit.made_up.draws import (
    Bools,
    Column,
    Ints,
    chance,
    level_at,
    level_in_group,
    number_in_group,
    number_of,
    share_below,
    steps_within,
    view,
    whole,
)
from solvable.portfolios.home_credit.made_up.people import People

__all__ = ["CASH", "CONSUMER", "REVOLVING", "Requests", "make_requests"]

CASH, CONSUMER, REVOLVING = "Cash loans", "Consumer loans", "Revolving loans"
# Every client with a history was taken on once: one application of each was approved and drawn, mostly
# for something in a shop. Some have a card beside, and nobody has two. The shares of the others are what
# that leaves of the published ones.
FIRST_CONTRACT_TYPES = {CONSUMER: 0.75, CASH: 0.25}
CONTRACT_TYPES = {CONSUMER: 0.387, CASH: 0.540, REVOLVING: 0.0728, "XNA": 0.0002}
# Of clients with two applications and more, in train and in test.
CARD_SHARES = (0.383, 0.43)
# Riskiest clients first, as the default rates of real rows order them.
STATUSES: dict[str, dict[str, float]] = {
    CASH: {"Refused": 0.255, "Canceled": 0.395, "Approved": 0.35},
    CONSUMER: {"Refused": 0.15, "Canceled": 0.003, "Unused offer": 0.056, "Approved": 0.791},
    REVOLVING: {"Refused": 0.46, "Canceled": 0.54},
    "XNA": {"Refused": 0.077, "Canceled": 0.923},
}
# Of the approved: those that were drawn, or for which a card was made out. The others have no days.
DRAWN_SHARES = {CASH: 0.925, CONSUMER: 0.979, REVOLVING: 0.96, "XNA": 0.0}
# A third of the cards was never used, mostly by those who owe little elsewhere.
UNUSED_SHARE = 0.355
DECISION_DAYS = {
    f"{CASH} approved": (-2_922, -2_401, -1_170, -750, -455, -190, -3),
    f"{CASH} other": (-2_885, -1_200, -480, -310, -180, -35, -2),
    f"{CONSUMER} approved": (-2_922, -2_714, -1_928, -1_020, -500, -161, -4),
    f"{CONSUMER} other": (-2_915, -2_735, -2_100, -1_100, -580, -190, -4),
    # A card that is used lives long: a quarter of them for seven years and more.
    f"{REVOLVING} used": (-2_922, -2_910, -2_450, -850, -410, -215, -30),
    f"{REVOLVING} approved": (-2_922, -2_500, -640, -420, -304, -130, -30),
    f"{REVOLVING} other": (-2_879, -1_300, -620, -380, -250, -110, -3),
    "XNA other": (-599, -599, -570, -548, -488, -410, -410),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """Who asked for which contract when, and the verdict: what the other columns follow from.

    Attributes
    ----------
    owner
        The client, as a position in the chunk.
    is_drawn
        Approved, and taken up by the client: these have days, and for cards a card.
    is_used
        Drawn, and for cards, ever used.
    has_amount, has_terms
        Whether an amount was named, and whether the lender named its terms.
    """

    owner: Ints
    contract: Column
    status: Column
    days_decision: Ints
    is_drawn: Bools
    is_used: Bools
    has_amount: Bools
    has_terms: Bools

    def __len__(self) -> int:
        return len(self.owner)

    def is_a(self, contract: str) -> Bools:
        return np.asarray(self.contract == contract)


def make_requests(rng: np.random.Generator, people: People) -> Requests:
    """Make up the applications, by client and within a client from the oldest."""
    owner = np.repeat(np.arange(len(people)), people.n_previous)
    n = len(owner)
    is_taken_on = steps_within(people.n_previous) == 0
    contract = level_at(view(rng, n), CONTRACT_TYPES)
    contract = np.where(is_taken_on, level_at(view(rng, n), FIRST_CONTRACT_TYPES), contract)
    is_card = _is_card(rng, people)
    contract = np.where(is_card, REVOLVING, contract)
    # What the bank saw of the client then; the same haze for all three standings.
    standing = view(
        rng, n, (0.10, people.ability[owner]), (0.09, people.willingness[owner]), (-0.15, people.burden[owner])
    )
    status = np.where(is_taken_on | is_card, "Approved", level_in_group(standing, contract, STATUSES))
    is_approved = status == "Approved"
    is_drawn = is_approved & (is_taken_on | chance(rng, number_of(contract, DRAWN_SHARES), n))
    thirst = view(
        rng, n, (0.34, people.burden[owner]), (-0.15, people.ability[owner]), (-0.15, people.willingness[owner])
    )
    is_used = is_drawn & ((contract != REVOLVING) | (share_below(thirst) > UNUSED_SHARE))
    fate = np.where(is_used & (contract == REVOLVING), " used", np.where(is_approved, " approved", " other"))
    days_decision = whole(number_in_group(view(rng, n), np.char.add(contract, fate), DECISION_DAYS))
    order = np.lexsort((days_decision, owner))
    contract, status, days_decision, is_drawn, is_used = (
        values[order] for values in (contract, status, days_decision, is_drawn, is_used)
    )
    has_amount = (status != "Canceled") & (contract != "XNA")
    return Requests(
        owner=owner,
        contract=contract,
        status=status,
        days_decision=days_decision,
        is_drawn=is_drawn.astype(np.bool_),
        is_used=is_used.astype(np.bool_),
        has_amount=has_amount,
        # A sixth of the refused never heard any terms.
        has_terms=has_amount & ((status == "Approved") | ((status == "Refused") & chance(rng, 0.83, n))),
    )


def _is_card(rng: np.random.Generator, people: People) -> Bools:
    """Say of each application whether it is the one that the client's card came of: never the first."""
    wants = view(rng, len(people), (0.08, people.burden))
    has_card = (share_below(wants) > 1 - np.where(people.is_train, *CARD_SHARES)) & (people.n_previous > 1)
    place = np.where(has_card, 1 + rng.integers(0, np.maximum(people.n_previous - 1, 1)), -1)
    return np.asarray(steps_within(people.n_previous) == np.repeat(place, people.n_previous))

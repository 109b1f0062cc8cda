"""Loans, bounds and decisions for what leads to a yes: what does not matter has a default."""

from builders import make_applied
from solvable.decisions.decision import Cutoffs, Decision
from solvable.decisions.way_policy import WayBounds
from solvable.portfolios.loan import Loan

CUTOFFS = Cutoffs(accept_from=480, decline_below=450, accept_below_prob=0.11, decline_from_prob=0.17)


def make_loan(**changes):
    """Return 100,000 over 24 stated months at 0.5 % a month, for goods at 90,000."""
    return Loan.of(
        **({"amount": 100_000.0, "payment": 4_432.06, "n_months": 24, "goods_price": 90_000.0} | changes)
    )  # fmt: skip


def make_bounds(**changes):
    return WayBounds(
        **{
            "largest_decrease": 0.4, "largest_down_payment": 0.3, "longest_term_months": 48, "amount_step": 5_000.0,
            "payment_step": 10.0, "term_step_months": 6,
        } | changes
    )  # fmt: skip


def make_decision(score=470):
    """Return a decision of so many points, without reasons."""
    return Decision(
        client_id=100_001, verdict=CUTOFFS.verdict(score), prob_default=0.1, score=score, base_points=score,
        reasons=(), themes=(), cutoffs=CUTOFFS, frequency=make_applied().frequencies.around(score), model_version="m",
        policy_version="p", policy_checksum="5e" * 32,
    )  # fmt: skip

"""The smallest changes of a loan that lead to *accept*: searched on ladders, scored by the one scoring path."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from solvable.decisions.candidates import Ladder, Lever, build_ladders
from solvable.decisions.decision import Decision
from solvable.decisions.way_policy import WayBounds
from solvable.portfolios.loan import Loan
from solvable.vocabulary import Verdict

__all__ = ["Alternative", "Found", "Trial", "WayToYes", "find_way"]

MOST_ALTERNATIVES = 3


class Found(StrEnum):
    """What the search came to."""

    WAY = "way"  # there are alternatives
    NO_WAY = "no_way"  # nothing within the policy's bounds leads to accept
    ALREADY_ACCEPTED = "already_accepted"
    NOT_OFFERED = "not_offered"  # the policy suggests nothing to anybody
    NO_LOAN = "no_loan"  # the application lacks its amount or its payment


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A loan that would be accepted, and the decision about it."""

    lever: Lever
    loan: Loan
    decision: Decision

    def __post_init__(self) -> None:
        if self.decision.verdict is not Verdict.ACCEPT:
            raise ValueError(f"An alternative must be accepted, found {self.decision.verdict}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WayToYes:
    """What a client could ask for instead.

    Attributes
    ----------
    stood
        The decision as the application stands.
    loan
        What it asks for; None where the application does not say enough.
    alternatives
        At most three, each of another lever, the smallest change first; empty unless ``found`` is a way.
    n_loans
        How many loans the search covered.
    """

    found: Found
    stood: Decision
    loan: Loan | None
    alternatives: tuple[Alternative, ...]
    n_loans: int

    def __post_init__(self) -> None:
        if (self.found is Found.WAY) != bool(self.alternatives):
            raise ValueError(f"Alternatives come with a way, found {len(self.alternatives)} with {self.found}.")

    @property
    def is_term_left_out(self) -> bool:
        """Whether a longer term was not considered, because nobody knows the present one."""
        return self.loan is not None and self.loan.n_months is not None and self.loan.is_term_estimated


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the search asks of one client: features under other loans, and what the one scoring path says of them.

    Attributes
    ----------
    row
        The client's features as they stand, one row.
    term_readings
        Features that a longer term may not gain by, see :func:`find_way`.
    features, scores, decide
        Features for each of many loans, in their order; whole points of rows; decisions about rows.
    """

    row: pa.Table
    term_readings: tuple[str, ...]
    features: Callable[[Sequence[Loan]], pa.Table]
    scores: Callable[[pa.Table], npt.NDArray[np.int64]]
    decide: Callable[[pa.Table], list[Decision]]


def find_way(stood: Decision, loan: Loan | None, bounds: WayBounds | None, trial: Trial) -> WayToYes:
    """Search the smallest changes that lead to *accept*.

    Parameters
    ----------
    stood, loan
        The decision as the application stands, and what it asks for.
    bounds
        How far the policy goes; None where it suggests nothing.

    Notes
    -----
    A change counts where it is accepted and every larger one of its ladder is as well: trees have steps,
    and nobody should be refused for asking for less than what was suggested.

    A longer term must be accepted as the model reads it, and also with what reads the term as such left as
    it stands: the model learned that credits over long terms were repaid more often, which is because the
    lender gave long terms to safe clients. Lengthening a term makes nobody one of them. What may count is
    that the payment weighs less.

    A pair of levers is suggested only where neither alone suffices.
    """

    def nothing(found: Found, n_loans: int = 0) -> WayToYes:
        return WayToYes(found=found, stood=stood, loan=loan, alternatives=(), n_loans=n_loans)

    if stood.verdict is Verdict.ACCEPT:
        return nothing(Found.ALREADY_ACCEPTED)
    if bounds is None:
        return nothing(Found.NOT_OFFERED)
    if loan is None:
        return nothing(Found.NO_LOAN)
    ladders = build_ladders(loan, bounds)
    n_loans = sum(len(ladder) for ladder in ladders)
    worth = _worth_climbing(ladders, loan, stood.cutoffs.accept_from, trial)
    if not worth:
        return nothing(Found.NO_WAY, n_loans)
    return WayToYes(
        found=Found.WAY,
        stood=stood,
        loan=loan,
        alternatives=_climb(worth, loan, stood.cutoffs.accept_from, trial),
        n_loans=n_loans,
    )


def _worth_climbing(ladders: Sequence[Ladder], loan: Loan, accept_from: int, trial: Trial) -> list[Ladder]:
    """Return the ladders that have something to suggest, which their last rungs tell: all from there on is accepted."""
    tips = [ladder[-1].loan for ladder in ladders]
    if not tips:
        return []
    is_accepted = _accepted(trial.features(tips), tips, loan, accept_from, trial)
    leading = {ladder[0].lever for ladder, accepted in zip(ladders, is_accepted, strict=True) if accepted}
    return [
        ladder
        for ladder, accepted in zip(ladders, is_accepted, strict=True)
        if accepted and leading.isdisjoint(ladder[0].lever.parts)
    ]


def _climb(ladders: Sequence[Ladder], loan: Loan, accept_from: int, trial: Trial) -> tuple[Alternative, ...]:
    """Return the smallest change of each lever from which on all of its ladder is accepted."""
    rungs = [rung for ladder in ladders for rung in ladder]
    loans = [rung.loan for rung in rungs]
    rows = trial.features(loans)
    is_accepted = _accepted(rows, loans, loan, accept_from, trial)
    smallest: dict[Lever, int] = {}
    start = 0
    for ladder in ladders:
        refused = np.flatnonzero(~is_accepted[start : start + len(ladder)])
        first = start + (int(refused[-1]) + 1 if refused.size else 0)
        start += len(ladder)
        best = smallest.setdefault(ladder[0].lever, first)
        if rungs[first].cost < rungs[best].cost:
            smallest[ladder[0].lever] = first
    chosen = sorted(smallest.values(), key=lambda place: (rungs[place].cost, rungs[place].lever))[:MOST_ALTERNATIVES]
    decisions = trial.decide(rows.take(pa.array(chosen, pa.int64())))
    return tuple(
        Alternative(lever=rungs[place].lever, loan=rungs[place].loan, decision=decision)
        for place, decision in zip(chosen, decisions, strict=True)
    )


def _accepted(
    rows: pa.Table, loans: Sequence[Loan], loan: Loan, accept_from: int, trial: Trial
) -> npt.NDArray[np.bool_]:
    """Return which loans are accepted, those over a longer term also without what the term itself is worth."""
    is_accepted = trial.scores(rows) >= accept_from
    longer = np.flatnonzero(is_accepted & np.array([asked.n_months != loan.n_months for asked in loans]))
    if longer.size:
        held = rows.take(pa.array(longer))
        for name in trial.term_readings:
            place = held.schema.get_field_index(name)
            stands = pa.repeat(trial.row[name][0], held.num_rows)
            held = held.set_column(place, held.schema.field(place), stands)
        is_accepted[longer] = trial.scores(held) >= accept_from
    return is_accepted

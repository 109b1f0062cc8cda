"""Clients who ask differently: what may be asked, what would be decided, and what leads to a yes."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from solvable.decisions.decide import score
from solvable.decisions.decision import Decision
from solvable.decisions.way_policy import WayBounds
from solvable.decisions.way_to_yes import Trial, WayToYes, find_way
from solvable.decisions.what_if import WhatIf, compare_reasons
from solvable.models.bundle import Bundle
from solvable.portfolios.live_clients import Applicant, LiveClients
from solvable.portfolios.loan import Loan
from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.simulation import ANNUITY, CREDIT, GOODS_PRICE, TERM, Changes, read_changed_loan, simulated
from solvable.vocabulary import Text, Unit

__all__ = ["Askable", "Asking"]

TERM_LABEL = Text(fr="Durée en mois", en="Term in months")


@dataclass(frozen=True, slots=True, kw_only=True)
class Askable:
    """Something that may be changed to see what follows, and where it stands; None where that is not known."""

    name: str
    label: Text
    unit: Unit
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One model and one policy, and the clients whose applications are changed.

    Attributes
    ----------
    bounds
        How far the policy goes in suggesting changes; None where it suggests none.
    decide
        The one scoring path over rows of features, by this model and policy.
    """

    bundle: Bundle
    bounds: WayBounds | None
    portfolio: Portfolio
    live: LiveClients
    decide: Callable[[pa.Table], list[Decision]]

    def askable(self, applicant: Applicant) -> tuple[Askable, ...]:
        """Return all that may be changed of an application."""
        names = simulated(self.portfolio)
        (row,) = applicant.features.select([name for name in names if name != TERM]).to_pylist()
        loan = self._loan(applicant, {})
        stands = {**row, TERM: loan.n_months if loan else None}
        entries = self.portfolio.catalogue.features
        return tuple(
            Askable(
                name=name,
                label=TERM_LABEL if name == TERM else entries[name].label,
                unit=Unit.MONTHS if name == TERM else entries[name].unit,
                value=stands[name],
            )
            for name in names
        )

    def what_if(self, applicant: Applicant, changes: Changes) -> WhatIf:
        """Return what would be decided if a client asked differently.

        Raises
        ------
        SimulationError
            A change that may not or cannot be made.
        """
        loan_after = self._loan(applicant, changes)
        before, after = self.decide(self.live.changed(applicant, [{}, changes]))
        return WhatIf(
            before=before,
            after=after,
            loan_before=self._loan(applicant, {}),
            loan_after=loan_after,
            changes=compare_reasons(before, after),
        )

    def way_to_yes(self, applicant: Applicant) -> WayToYes:
        """Return the smallest changes that lead to *accept*."""
        (stood,) = self.decide(applicant.features)
        used = {feature.name for feature in self.bundle.manifest.features}

        trial = Trial(
            row=applicant.features,
            term_readings=tuple(name for name in self.portfolio.term_readings if name in used),
            features=lambda loans: self.live.changed(applicant, [_asked(loan) for loan in loans]),
            scores=lambda rows: score(rows, self.bundle),
            decide=self.decide,
        )
        return find_way(stood, self._loan(applicant, {}), self.bounds, trial)

    def _loan(self, applicant: Applicant, changes: Changes) -> Loan | None:
        return read_changed_loan(self.portfolio, applicant.application, changes, stated_months=applicant.stated_months)


def _asked(loan: Loan) -> Changes:
    price = {} if loan.goods_price is None else {GOODS_PRICE: loan.goods_price}
    return {CREDIT: loan.amount, ANNUITY: loan.payment, **price}

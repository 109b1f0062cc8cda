"""Features that set this application against what the histories say."""

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import over

__all__ = ["with_cross_features"]


def with_cross_features(clients: ir.Table) -> ir.Table:
    """Return the clients with ratios between this credit, the income and the client's own past."""
    # Who never applied before has nothing running; where the table is absent, nobody knows.
    running = ibis.cases((clients.n_earlier_applications == 0, 0.0), else_=clients.earlier_running_annuity_amount)
    return clients.mutate(
        all_annuities_to_income_share=over(clients.annuity_amount + running, clients.income_amount),
        other_debt_to_income_ratio=over(clients.other_debt_amount, clients.income_amount),
        credit_to_earlier_credit_ratio=over(clients.credit_amount, clients.earlier_credit_mean_amount),
        annuity_to_largest_payment_ratio=over(clients.annuity_amount, clients.largest_payment_amount),
        card_balance_to_income_ratio=over(clients.card_balance_amount, clients.income_amount),
    )

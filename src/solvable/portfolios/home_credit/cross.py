"""Features that set this application against what the histories say."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import over

__all__ = ["cross_features"]


def cross_features(clients: ir.Table) -> Mapping[str, ir.Value]:
    """Return ratios between this credit, the income and the client's own past, by name."""
    return {**_burden(clients), **_against_income(clients), **_against_the_past(clients)}


def _burden(c: ir.Table) -> Mapping[str, ir.Value]:
    """Return what this credit and those that run would cost together."""
    # Who never applied before has nothing running; where the table is absent, nobody knows.
    never_applied = c.n_earlier_applications_ever == 0
    running = ibis.cases((never_applied, 0.0), else_=c.earlier_running_annuity_amount)
    left = ibis.cases((never_applied, 0.0), else_=c.earlier_left_to_pay_amount)
    no_other_credits = c.n_other_credits == 0
    other_debt = ibis.cases((no_other_credits, 0.0), else_=c.other_debt_amount)
    other_annuity = ibis.cases((no_other_credits, 0.0), else_=c.other_annuity_amount)
    return {
        "all_annuities_to_income_share": over(c.annuity_amount + running, c.income_amount),
        "all_and_other_annuities_to_income_share": over(c.annuity_amount + running + other_annuity, c.income_amount),
        "all_debts_to_income_ratio": over(c.credit_amount + left + other_debt, c.income_amount),
        "other_debt_to_credit_ratio": over(other_debt, c.credit_amount),
        "left_to_pay_to_credit_ratio": over(left, c.credit_amount),
    }


def _against_income(c: ir.Table) -> Mapping[str, ir.Value]:
    return {
        "other_debt_to_income_ratio": over(c.other_debt_amount, c.income_amount),
        "other_annuity_to_income_share": over(c.other_annuity_amount, c.income_amount),
        "other_overdue_to_income_ratio": over(c.other_overdue_max_amount, c.income_amount),
        "other_credits_opened_12m_to_income_ratio": over(c.other_credits_opened_amount_12m, c.income_amount),
        "card_balance_to_income_ratio": over(c.card_balance_amount, c.income_amount),
        "card_limit_to_income_ratio": over(c.card_limit_amount, c.income_amount),
        "due_next_year_to_income_ratio": over(c.earlier_due_next_year_amount, c.income_amount),
        "mean_payment_to_income_share": over(c.mean_payment_amount, c.income_amount),
    }


def _against_the_past(c: ir.Table) -> Mapping[str, ir.Value]:
    return {
        "credit_to_earlier_credit_ratio": over(c.credit_amount, c.earlier_mean_credit_amount),
        "credit_to_largest_earlier_credit_ratio": over(c.credit_amount, c.earlier_largest_credit_amount),
        "credit_to_latest_earlier_credit_ratio": over(c.credit_amount, c.earlier_latest_credit_amount),
        "annuity_to_earlier_annuity_ratio": over(c.annuity_amount, c.earlier_mean_annuity_amount),
        "annuity_to_largest_earlier_annuity_ratio": over(c.annuity_amount, c.earlier_largest_annuity_amount),
        "annuity_to_largest_payment_ratio": over(c.annuity_amount, c.largest_payment_amount),
        "annuity_to_mean_payment_ratio": over(c.annuity_amount, c.mean_payment_amount),
        "term_to_earlier_term_ratio": over(c.credit_to_annuity_months, c.earlier_mean_term_months),
        "credit_to_last_asked_ratio": over(c.credit_amount, c.last_application_asked_amount),
        "credit_to_other_credits_ratio": over(c.credit_amount, c.other_credits_mean_amount),
        "employment_to_other_history_ratio": over(c.employment_days, c.other_credits_oldest_days),
        "employment_to_earlier_history_ratio": over(c.employment_days, c.since_first_application_days),
    }

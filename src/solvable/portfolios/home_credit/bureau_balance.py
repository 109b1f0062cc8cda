"""Features of the monthly reports on credits with other lenders: how many months were late, and how badly."""

import math
from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from solvable.portfolios.home_credit.cleaning import WINDOWS_MONTHS, change, over, within_months
from solvable.portfolios.home_credit.conventions import LATE_CODES

__all__ = ["bureau_balance_features"]

WINDOWS = ("12m", "ever")
# A month two years back weighs half as much as the latest.
HALF_LIFE_MONTHS = 24


def bureau_balance_features(months: ir.Table) -> ir.Table:
    """Return one row per client with monthly bureau reports."""
    loans = _loans(months)
    features = loans.group_by(client_id=loans.SK_ID_CURR).aggregate(
        **{name: feature for window in WINDOWS for name, feature in _lateness(loans, window).items()},
        other_since_late_months=loans.since_late_months.min(),
        other_reported_months=loans.first_months_ago.max(),
        other_unknown_months_share=over(loans.n_months.sum() - loans.n_known_ever.sum(), loans.n_months.sum()),
        other_recently_weighted_lateness=over(loans.weighted_severity.sum(), loans.weight.sum()),
        other_worst_credit_late_share=over(loans.n_late_ever, loans.n_known_ever).max(),
        n_other_credits_reported_late=loans.count(where=loans.n_late_ever > 0),
        n_other_credits_reported_open=loans.count(where=~loans.is_closed),
    )
    return features.mutate(
        other_late_months_share_change_12m=change(
            features.other_late_months_share_12m, features.other_late_months_share_ever
        )
    )


def _lateness(loans: ir.Table, window: str) -> Mapping[str, ir.Value]:
    n_late, n_known = loans[f"n_late_{window}"].sum(), loans[f"n_known_{window}"].sum()
    return {
        f"n_other_late_months_{window}": n_late,
        f"other_late_months_share_{window}": over(n_late, n_known),
        f"other_worst_lateness_{window}": loans[f"worst_{window}"].max(),
    }


def _loans(months: ir.Table) -> ir.Table:
    """Return one row per credit with reports: sums that a client's features are made of."""
    is_late, is_known = months.STATUS.isin(LATE_CODES), months.STATUS != "X"
    months_ago = -months.MONTHS_BALANCE.cast("float64")
    severity = ibis.cases((is_late, months.STATUS.try_cast("float64")), else_=0.0)
    weight = (months_ago * (-math.log(2) / HALF_LIFE_MONTHS)).exp()
    sums: dict[str, ir.Value] = {}
    for window in WINDOWS:
        recent = within_months(months.MONTHS_BALANCE, WINDOWS_MONTHS[window])
        sums |= {
            f"n_late_{window}": months.count(where=recent & is_late),
            f"n_known_{window}": months.count(where=recent & is_known),
            f"worst_{window}": severity.max(where=recent & is_known),
        }
    return months.group_by(["SK_ID_CURR", "SK_ID_BUREAU"]).aggregate(
        **sums,
        n_months=months.count(),
        since_late_months=months_ago.min(where=is_late),
        first_months_ago=months_ago.max(),
        weighted_severity=(severity * weight).sum(where=is_known),
        weight=weight.sum(where=is_known),
        is_closed=(months.STATUS == "C").any().fill_null(ibis.literal(False)),
    )

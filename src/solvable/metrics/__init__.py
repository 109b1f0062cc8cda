"""Bare formulas on arrays; nothing here knows a model, a table or a file."""

from solvable.metrics.banding import equal_count_bands
from solvable.metrics.calibration import (
    brier_score,
    fit_logistic_line,
    log_loss,
    log_odds,
    logistic_line_intervals,
    probability,
)
from solvable.metrics.cost import CostCurve, application_costs, cost_curve
from solvable.metrics.discrimination import auc_interval, gini, ks_interval, ks_statistic, roc_auc
from solvable.metrics.fairness import RATES, GroupRates, group_rates, rate_intervals
from solvable.metrics.gains import GainsBand, gains_table
from solvable.metrics.information import information_by_chance, information_value, rank_correlation
from solvable.metrics.intervals import mean_interval, normal_quantile, wilson_interval
from solvable.metrics.reliability import (
    BrierParts,
    ReliabilityBand,
    brier_decomposition,
    calibration_error_by_chance,
    expected_calibration_error,
    reliability_bands,
)
from solvable.metrics.sampling import beyond_chance

__all__ = [
    "RATES",
    "BrierParts",
    "CostCurve",
    "GainsBand",
    "GroupRates",
    "ReliabilityBand",
    "application_costs",
    "auc_interval",
    "beyond_chance",
    "brier_decomposition",
    "brier_score",
    "calibration_error_by_chance",
    "cost_curve",
    "equal_count_bands",
    "expected_calibration_error",
    "fit_logistic_line",
    "gains_table",
    "gini",
    "group_rates",
    "information_by_chance",
    "information_value",
    "ks_interval",
    "ks_statistic",
    "log_loss",
    "log_odds",
    "logistic_line_intervals",
    "mean_interval",
    "normal_quantile",
    "probability",
    "rank_correlation",
    "rate_intervals",
    "reliability_bands",
    "roc_auc",
    "wilson_interval",
]

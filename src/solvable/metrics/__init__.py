"""Bare formulas on arrays; nothing here knows a model, a table or a file."""

from solvable.metrics.calibration import brier_score, fit_logistic_line, log_loss, log_odds, probability
from solvable.metrics.cost import cost_per_application
from solvable.metrics.discrimination import gini, ks_statistic, roc_auc
from solvable.metrics.sampling import beyond_chance

__all__ = [
    "beyond_chance",
    "brier_score",
    "cost_per_application",
    "fit_logistic_line",
    "gini",
    "ks_statistic",
    "log_loss",
    "log_odds",
    "probability",
    "roc_auc",
]

"""Whether a probability of default means what it says."""

import numpy as np
import numpy.typing as npt

from solvable.metrics.intervals import normal_quantile

__all__ = ["brier_score", "fit_logistic_line", "log_loss", "log_odds", "logistic_line_intervals", "probability"]

MAX_STEPS = 100
TOLERANCE = 1e-12


def log_odds(prob_default: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return ``ln(p / (1 - p))``."""
    p = np.asarray(prob_default, dtype=np.float64)
    return np.log(p) - np.log1p(-p)


def probability(odds_log: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the probability of log-odds, the inverse of :func:`log_odds`."""
    return 1.0 / (1.0 + np.exp(-np.asarray(odds_log, dtype=np.float64)))


def brier_score(*, is_default: npt.ArrayLike, prob_default: npt.ArrayLike) -> float:
    """Return the mean squared gap between probability and outcome; 0 is perfect.

    Examples
    --------
    >>> f"{brier_score(is_default=[True, False], prob_default=[0.8, 0.4]):.2f}"
    '0.10'
    """
    gap = np.asarray(prob_default, dtype=np.float64) - np.asarray(is_default, dtype=np.float64)
    return float(np.mean(gap**2))


def log_loss(*, is_default: npt.ArrayLike, odds_log: npt.ArrayLike) -> float:
    """Return minus the mean log-likelihood of the outcomes under these log-odds of default; 0 is perfect.

    Examples
    --------
    >>> f"{log_loss(is_default=[True, False], odds_log=[0.0, 0.0]):.4f}"  # ln 2: nothing is known
    '0.6931'
    """
    towards_outcome = np.where(np.asarray(is_default, dtype=bool), 1.0, -1.0) * np.asarray(odds_log, dtype=np.float64)
    return float(np.mean(np.logaddexp(0.0, -towards_outcome)))


def fit_logistic_line(*, is_default: npt.ArrayLike, odds_log: npt.ArrayLike) -> tuple[float, float]:
    """Fit ``log-odds of default = slope * odds_log + intercept`` by maximum likelihood.

    On a model's raw log-odds this is Platt's calibration; on its calibrated ones, slope and
    intercept say how well calibrated it is (1 and 0 are perfect).

    Parameters
    ----------
    is_default : shape (n,), booleans
    odds_log : shape (n,)

    Returns
    -------
    slope, intercept : float

    Raises
    ------
    ValueError
        An outcome does not occur, ``odds_log`` does not vary, or a value of it separates the
        outcomes perfectly, where no finite line is the most likely one.

    Notes
    -----
    Newton's method on the two coefficients; the log-likelihood is concave.
    """
    y, x = np.asarray(is_default, dtype=np.float64), np.asarray(odds_log, dtype=np.float64)
    if not 0 < y.sum() < y.size or np.ptp(x) == 0:
        raise ValueError(
            f"A line needs both outcomes and varying log-odds, found {int(y.sum())} defaults in {y.size} "
            f"and a range of {np.ptp(x) if x.size else 0:g}."
        )
    # Centred and scaled, Newton starts near the answer and the Hessian is well conditioned.
    centre, scale = float(x.mean()), float(x.std())
    design = np.column_stack([(x - centre) / scale, np.ones_like(x)])
    weights = np.array([0.0, float(log_odds(y.mean()))])
    for _ in range(MAX_STEPS):
        fitted = probability(design @ weights)
        hessian = (design * (fitted * (1 - fitted))[:, None]).T @ design
        if not np.isfinite(hessian).all() or np.linalg.cond(hessian) > 1 / TOLERANCE:
            break
        step = np.linalg.solve(hessian, design.T @ (y - fitted))
        weights = weights + step
        if np.abs(step).max() < TOLERANCE:
            return float(weights[0] / scale), float(weights[1] - weights[0] * centre / scale)
    raise ValueError("No finite line is the most likely one: the log-odds separate the outcomes perfectly.")


def logistic_line_intervals(
    *, odds_log: npt.ArrayLike, slope: float, intercept: float, confidence: float = 0.95
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return between which values slope and intercept of a fitted line lie.

    Parameters
    ----------
    odds_log : shape (n,)
        What :func:`fit_logistic_line` was given; slope and intercept are what it returned.

    Notes
    -----
    Wald intervals from the information at the most likely line: Hosmer, Lemeshow and Sturdivant (2013),
    Applied Logistic Regression, section 1.4.
    """
    x = np.asarray(odds_log, dtype=np.float64)
    fitted = probability(slope * x + intercept)
    design = np.column_stack([x, np.ones_like(x)])
    errors = np.sqrt(np.diag(np.linalg.inv((design * (fitted * (1 - fitted))[:, None]).T @ design)))
    halves = normal_quantile(confidence) * errors
    return (slope - halves[0], slope + halves[0]), (intercept - halves[1], intercept + halves[1])

"""How many points each feature gives or takes, exactly."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from solvable.errors import ExplanationError
from solvable.models.bundle import Bundle
from solvable.portfolios.portfolio import CLIENT_ID

__all__ = ["Contributions", "contributions_in_points"]

# Trees sum in single precision; a gap beyond this is a fault and not rounding.
TOLERANCE_POINTS = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributions:
    """Points of every feature for every client; ``base + points.sum(axis=1)`` are the exact scores.

    Attributes
    ----------
    log_odds : shape (n,)
        Calibrated log-odds of default.
    base : float
        Points that every client of the model starts from: the mean over the training clients.
    points : shape (n, n_features)
        In the order of the model's features.
    """

    log_odds: npt.NDArray[np.float64]
    base: float
    points: npt.NDArray[np.float64]


def contributions_in_points(rows: pa.Table, bundle: Bundle) -> Contributions:
    """Explain clients on the calibrated scale, and check every sum.

    Parameters
    ----------
    rows : at least one client, with the client's number and every feature of the model

    Raises
    ------
    ExplanationError
        For some client base and contributions do not add up to the score.

    Notes
    -----
    Calibration is linear in log-odds and so are points, so that the model's contributions, which sum
    to its margin, sum to the points once multiplied by the slopes of both.
    """
    scale, found = bundle.manifest.training.points, bundle.contributions(rows)
    points, base = -scale.points_per_log_odds * found.values, float(scale.points(found.base))
    exact, explained = scale.points(found.margins), base + points.sum(axis=1)
    wrong = np.flatnonzero(~(np.abs(exact - explained) <= TOLERANCE_POINTS))
    if wrong.size:
        client_id = rows[CLIENT_ID][int(wrong[0])].as_py()
        raise ExplanationError(client_id=client_id, points=exact[wrong[0]], explained=explained[wrong[0]])
    return Contributions(log_odds=found.margins, base=base, points=points)

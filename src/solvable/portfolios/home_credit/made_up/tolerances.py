"""How near a made-up portfolio must come to the published one: every tolerance, and why it is that wide.

A tolerance is what is allowed beside the error of sampling, which is added where two figures are compared:
a small portfolio is off by chance, a large one only where it is made wrongly.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["COLUMN_TOLERANCES", "SAMPLING_ERRORS", "TOLERANCES", "Measure", "Tolerance", "tolerance_of"]

# Some 1,200 figures are compared: with 3.5 standard errors one in 2,000 right ones would miss by chance.
SAMPLING_ERRORS = 3.5


class Measure(StrEnum):
    """What is compared."""

    ROWS = "rows per client of the portfolio"
    COVERAGE = "clients with rows"
    ROWS_PER_CLIENT = "rows per client with any"
    MISSING = "missing"
    QUANTILE = "quantile"
    MEAN = "mean"
    LEVEL = "share"
    DEFAULT_RATE = "default rate"
    AUC = "AUC"
    HISTORY_AUC = "AUC of a history"
    CORRELATION = "correlation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How far off a figure may be: by ``absolute``, or by the fraction ``relative`` of it if that is more."""

    absolute: float = 0.0
    relative: float = 0.0
    reason: str

    def allowed(self, published: float) -> float:
        return max(self.absolute, self.relative * abs(published))


TOLERANCES: Mapping[Measure, Tolerance] = {
    Measure.ROWS: Tolerance(
        relative=0.05, reason="what takes time and memory here must take them with the real tables"
    ),
    Measure.COVERAGE: Tolerance(absolute=0.02, reason="decides how many clients have a history feature"),
    Measure.ROWS_PER_CLIENT: Tolerance(relative=0.05, reason="as the rows of the portfolio"),
    Measure.MISSING: Tolerance(absolute=0.015, reason="no model splits on a smaller difference"),
    Measure.QUANTILE: Tolerance(
        absolute=0.04,
        reason="the fraction of the rows on the wrong side of the published value; straight lines between the "
        "published points are off by about as much",
    ),
    Measure.MEAN: Tolerance(
        absolute=0.004,
        relative=0.15,
        reason="a mean hangs on a few extremes, which the bulk of the values does not show",
    ),
    Measure.LEVEL: Tolerance(
        absolute=0.01, relative=0.1, reason="what is learned of a level depends on its order of size"
    ),
    Measure.DEFAULT_RATE: Tolerance(
        absolute=0.006,
        relative=0.06,
        reason="rates are published to 0.001; a twentieth of the differences that rank clients",
    ),
    Measure.AUC: Tolerance(
        absolute=0.02, reason="the published areas are of 30,751 clients: their standard error is 0.006"
    ),
    Measure.HISTORY_AUC: Tolerance(absolute=0.025, reason="as above, of fewer clients: not all have the history"),
    Measure.CORRELATION: Tolerance(absolute=0.05, reason="printed to two digits, of samples"),
}

# Where a figure of one column may be further off, and why.
_ONE_TARIFF = "a card asks for one share of its balance here, and for one of several there"
COLUMN_TOLERANCES: Mapping[tuple[str, str, Measure], Tolerance] = {
    ("credit_card_balance", "AMT_INST_MIN_REGULARITY", Measure.QUANTILE): Tolerance(absolute=0.06, reason=_ONE_TARIFF),
    ("credit_card_balance", "AMT_INST_MIN_REGULARITY", Measure.MEAN): Tolerance(relative=0.2, reason=_ONE_TARIFF),
    ("credit_card_balance", "CNT_INSTALMENT_MATURE_CUM", Measure.QUANTILE): Tolerance(
        absolute=0.06, reason="no card here was opened before the months on record; there some were"
    ),
}


def tolerance_of(table: str, column: str, measure: Measure) -> Tolerance:
    """Return the tolerance of a figure of a column."""
    return COLUMN_TOLERANCES.get((table, column, measure), TOLERANCES[measure])

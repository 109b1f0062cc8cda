"""A saved model: a folder with the trees, a manifest and the outcomes that cutoffs are chosen on.

Nothing in it is executable; every file is checked against ``SHA256SUMS`` before it is read.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import xgboost as xgb

from solvable.errors import BundleError
from solvable.metrics import probability
from solvable.models.boosting import trees_matrix
from solvable.models.encoding import encode
from solvable.models.manifest import MANIFEST, Manifest, read_manifest
from solvable.models.splits import Side
from solvable.portfolios.workspace import file_checksum

__all__ = ["Bundle", "Outcomes", "load_bundle", "save_bundle"]

BOOSTER, OUTCOMES, CHECKSUMS = "booster.ubj", "choose.parquet", "SHA256SUMS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What became of clients that the model did not learn from, without saying who they are; each of shape (n,).

    Attributes
    ----------
    log_odds
        Calibrated log-odds of default.
    exposure
        The amount asked for, in the portfolio's currency; NaN where it is not known.
    """

    log_odds: npt.NDArray[np.float64]
    is_default: npt.NDArray[np.bool_]
    exposure: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A model that scores: trees, calibration, and outcomes to choose cutoffs on.

    ``choose_log_odds`` and ``choose_is_default`` (shape (n,)) are of the *choose* side.
    """

    manifest: Manifest
    booster: xgb.Booster
    choose_log_odds: npt.NDArray[np.float64]
    choose_is_default: npt.NDArray[np.bool_]

    @property
    def version(self) -> str:
        """Profile and checksum, the name under which decisions record the model."""
        return self.manifest.version

    def outcomes_of(self, *sides: Side) -> Outcomes:  # noqa: ARG002
        """Return the outcomes on some sides, of *calibrate* and *choose*."""
        return Outcomes(
            log_odds=self.choose_log_odds,
            is_default=self.choose_is_default,
            exposure=np.full(self.choose_log_odds.size, np.nan),
        )

    def matrix(self, rows: pa.Table) -> xgb.DMatrix:
        """Return feature rows as the trees read them; FeatureMismatchError where one is missing."""
        X = encode(rows, self.manifest.features, model_version=self.version)
        return trees_matrix(X, self.manifest.features, n_threads=1 if rows.num_rows == 1 else 0)

    def log_odds(self, rows: pa.Table) -> npt.NDArray[np.float64]:
        """Return calibrated log-odds of default, shape (n,)."""
        margin: npt.NDArray[np.float64] = self.booster.predict(self.matrix(rows), output_margin=True).astype(np.float64)
        return self.manifest.calibration.slope * margin + self.manifest.calibration.intercept

    def prob_default(self, rows: pa.Table) -> npt.NDArray[np.float64]:
        """Return calibrated probabilities of default, shape (n,)."""
        return probability(self.log_odds(rows))


def save_bundle(bundle: Bundle, folder: Path) -> None:
    """Write a bundle into an empty folder."""
    booster = bytes(bundle.booster.save_raw("ubj"))
    (folder / BOOSTER).write_bytes(booster)
    (folder / MANIFEST).write_text(bundle.manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    outcomes = {"log_odds": bundle.choose_log_odds, "is_default": bundle.choose_is_default}
    pq.write_table(pa.table(outcomes), folder / OUTCOMES)
    sums = "".join(f"{file_checksum(folder / name)}  {name}\n" for name in (BOOSTER, MANIFEST, OUTCOMES))
    (folder / CHECKSUMS).write_text(sums, encoding="utf-8")


def load_bundle(folder: Path) -> Bundle:
    """Read a bundle and check every file of it.

    Raises
    ------
    BundleError
        A file is missing, does not have the checksum that was recorded, or is of a format version
        that is not read here. The message names the file.
    """
    _check_sums(folder)
    manifest = read_manifest(folder)
    booster = xgb.Booster(model_file=folder / BOOSTER)
    outcomes = pq.read_table(folder / OUTCOMES)
    return Bundle(
        manifest=manifest,
        booster=booster,
        choose_log_odds=outcomes["log_odds"].to_numpy(),
        choose_is_default=outcomes["is_default"].to_numpy(),
    )


def _check_sums(folder: Path) -> None:
    sums = folder / CHECKSUMS
    if not sums.is_file():
        raise BundleError(
            "expected a bundle's list of checksums, found none. Train, or copy the bundle whole.", file=str(sums)
        )
    recorded = dict(line.split("  ", 1)[::-1] for line in sums.read_text(encoding="utf-8").splitlines() if "  " in line)
    for name in (BOOSTER, MANIFEST, OUTCOMES):
        path = folder / name
        found = file_checksum(path) if path.is_file() else "no such file"
        if found != recorded.get(name):
            raise BundleError(
                f"expected SHA-256 {recorded.get(name, 'recorded')}, found {found}. "
                "The bundle was changed or cut short: copy it again whole, or train again.",
                file=str(path),
            )

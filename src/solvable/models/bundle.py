"""A saved model: a folder with the model, a manifest and the outcomes that cutoffs are chosen on.

Nothing in it is executable; every file is checked against ``SHA256SUMS`` before it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from solvable.metrics import probability
from solvable.models.card import Scorecard
from solvable.models.checksums import check_files
from solvable.models.encoding import check_columns
from solvable.models.importance import IMPORTANCE, Importance, read_importance
from solvable.models.manifest import CHECKSUMS, MANIFEST, Manifest, ModelKind, read_manifest
from solvable.models.model import MarginContributions, ScoringModel
from solvable.models.splits import Side
from solvable.models.standings import STANDINGS, Standings, read_standings
from solvable.models.trees import Trees
from solvable.models.validation import VALIDATION, Validation, read_validation
from solvable.portfolios.workspace import file_checksum

__all__ = ["OUTCOME_SCHEMA", "Bundle", "Outcomes", "load_bundle", "save_bundle"]

OUTCOMES = "outcomes.parquet"
OUTCOME_SCHEMA = pa.schema(
    {"side": pa.string(), "log_odds": pa.float64(), "is_default": pa.bool_(), "exposure": pa.float64()}
)
_MODELS: Mapping[ModelKind, type[Trees | Scorecard]] = {ModelKind.BOOSTING: Trees, ModelKind.SCORECARD: Scorecard}


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
    """A model that scores, how its margins become probabilities, and outcomes to choose cutoffs on.

    ``outcomes`` has the columns of ``OUTCOME_SCHEMA``, one row per client of *calibrate* and *choose*;
    ``standings`` is where those clients stand on each feature, ``validation`` what was measured on *report*, and
    ``importance`` how the model reads the clients there. ``checksum`` is the SHA-256 of the list of the files'
    checksums, None for a bundle that was not read from its files.
    """

    manifest: Manifest
    model: ScoringModel
    outcomes: pa.Table
    standings: Standings
    validation: Validation
    importance: Importance
    checksum: str | None = None

    @property
    def version(self) -> str:
        """Profile and checksum, the name under which decisions record the model."""
        return self.manifest.version

    def outcomes_of(self, *sides: Side) -> Outcomes:
        """Return the outcomes on some sides, of *calibrate* and *choose*."""
        rows = self.outcomes.filter(pc.is_in(self.outcomes["side"], pa.array([side.value for side in sides])))
        return Outcomes(
            log_odds=rows["log_odds"].to_numpy(),
            is_default=rows["is_default"].to_numpy(),
            exposure=rows["exposure"].to_numpy(),
        )

    def log_odds(self, rows: pa.Table) -> npt.NDArray[np.float64]:
        """Return calibrated log-odds of default, shape (n,); FeatureMismatchError."""
        check_columns(rows, self.manifest.features, model_version=self.version)
        return self.manifest.calibration.log_odds(self.model.margins(rows))

    def prob_default(self, rows: pa.Table) -> npt.NDArray[np.float64]:
        """Return calibrated probabilities of default, shape (n,); FeatureMismatchError."""
        return probability(self.log_odds(rows))

    def contributions(self, rows: pa.Table) -> MarginContributions:
        """Return what each feature adds to the calibrated log-odds; FeatureMismatchError.

        Calibration is linear in log-odds, so that what adds up to the margin adds up to them as well.
        """
        check_columns(rows, self.manifest.features, model_version=self.version)
        calibration, found = self.manifest.calibration, self.model.contributions(rows)
        return MarginContributions(
            margins=calibration.log_odds(found.margins),
            base=calibration.slope * found.base + calibration.intercept,
            values=calibration.slope * found.values,
        )


def save_bundle(bundle: Bundle, folder: Path) -> None:
    """Write a bundle into an empty folder."""
    (folder / MANIFEST).write_text(bundle.manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    pq.write_table(bundle.outcomes.cast(OUTCOME_SCHEMA), folder / OUTCOMES)
    (folder / VALIDATION).write_text(bundle.validation.model_dump_json(indent=2) + "\n", encoding="utf-8")
    (folder / STANDINGS).write_text(bundle.standings.model_dump_json() + "\n", encoding="utf-8")
    (folder / IMPORTANCE).write_text(bundle.importance.model_dump_json() + "\n", encoding="utf-8")
    names = sorted((MANIFEST, OUTCOMES, STANDINGS, VALIDATION, IMPORTANCE, *bundle.model.save(folder)))
    sums = "".join(f"{file_checksum(folder / name)}  {name}\n" for name in names)
    (folder / CHECKSUMS).write_text(sums, encoding="utf-8")


def load_bundle(folder: Path) -> Bundle:
    """Read a bundle and check every file of it.

    Raises
    ------
    BundleError
        A file is missing, does not have the checksum that was recorded, or is of a format version
        that is not read here. The message names the file.
    """
    # The manifest first: what a bundle of another format lacks is no fault of its files.
    check_files(folder, (MANIFEST,))
    manifest = read_manifest(folder)
    kind = _MODELS[manifest.kind]
    check_files(folder, (OUTCOMES, STANDINGS, VALIDATION, IMPORTANCE, *kind.files))
    return Bundle(
        manifest=manifest,
        model=kind.load(folder, manifest.features),
        # Not by `read_table`, which loads pyarrow's data sets and pandas: half a second of each start.
        outcomes=pq.ParquetFile(folder / OUTCOMES).read(),
        standings=read_standings(folder),
        validation=read_validation(folder),
        importance=read_importance(folder),
        checksum=file_checksum(folder / CHECKSUMS),
    )

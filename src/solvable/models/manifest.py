"""What is said about a model beside its trees: the manifest of a bundle."""

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from solvable.documents import Document
from solvable.errors import BundleError
from solvable.models.bundle_document import read_bundle_document
from solvable.models.training_config import TrainingConfig

__all__ = [
    "CHECKSUMS",
    "FORMAT_VERSION",
    "MANIFEST",
    "Calibration",
    "Elimination",
    "Figures",
    "Manifest",
    "ModelFeature",
    "ModelKind",
    "SetSize",
    "SideCount",
    "TrainingData",
    "Tuning",
    "read_manifest",
]

FORMAT_VERSION = 4
MANIFEST, CHECKSUMS = "manifest.json", "SHA256SUMS"


class ModelKind(StrEnum):
    """What kind of model a bundle holds."""

    BOOSTING = "boosting"
    SCORECARD = "scorecard"


class ModelFeature(Document):
    """A feature as the model knows it.

    ``levels`` are the levels of a category in the order of their codes, None for a number.
    ``monotone`` is 1 where more may only raise the risk, -1 where it may only lower it, else 0.
    """

    name: str
    unit: str
    levels: tuple[str, ...] | None
    monotone: int


class Calibration(Document):
    """Platt's line: calibrated log-odds are ``slope * margin + intercept``."""

    slope: float
    intercept: float

    def log_odds(self, margins: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return calibrated log-odds of default, of the shape of the margins."""
        return self.slope * margins + self.intercept


class TrainingData(Document):
    """What the model learned from; ``currency`` is None where the tables name none."""

    portfolio: str
    recipe: str
    features_fingerprint: str
    not_available: tuple[str, ...]
    currency: str | None = None


class Tuning(Document):
    """What a search for better parameters did, by its log-loss on clients held out inside *train*."""

    n_trials: int
    n_given_up: int
    log_loss_before: float
    log_loss: float


class SetSize(Document):
    """What a number of features does on clients held out inside *train*.

    ``behind_best`` is how much more log-loss it has than the best number; ``standard_error`` is of that difference.
    """

    n_features: int
    log_loss: float
    behind_best: float
    standard_error: float


class Elimination(Document):
    """What leaving features out did: the best number of them, and the smallest as good within one standard error."""

    sizes: tuple[SetSize, ...]
    n_best: int
    n_kept: int


class SideCount(Document):
    """How many clients with a known outcome stood on a side."""

    n_clients: int
    n_defaults: int


class Figures(Document):
    """Measured on *report*, which is read once; ``cv_auc`` is of the folds inside *train*.

    Costs are per application, in units of a good client declined, under the named policy with
    referred applications decided at the cutoff of least cost.
    """

    auc: float
    gini: float
    ks: float
    brier: float
    calibration_slope: float
    calibration_intercept: float
    cost: float
    cost_accept_all: float
    cost_decline_all: float
    policy_version: str
    policy_checksum: str
    accepted_share: float
    referred_share: float
    declined_share: float
    cv_auc: float
    cv_auc_spread: float


class Manifest(Document):
    """All that is said about a model beside what it learned.

    ``report_read_at`` is when the outcomes of *report* were read, once: ISO 8601, UTC. ``n_rounds`` is how
    many trees there are, None for a scorecard.
    """

    format_version: int
    version: str
    kind: ModelKind
    profile: str
    trained_at: str
    report_read_at: str
    code_version: str
    data: TrainingData
    training: TrainingConfig
    tuning: Tuning | None
    elimination: Elimination | None
    features: tuple[ModelFeature, ...]
    sides: Mapping[str, SideCount]
    n_rounds: int | None
    calibration: Calibration
    figures: Figures


def read_manifest(folder: Path) -> Manifest:
    """Read what a bundle says of itself, without its trees and without checking its files.

    Raises
    ------
    BundleError
        The manifest is not JSON, is of a format version that is not read here, or lacks a field.
    """
    path = folder / MANIFEST
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BundleError(
            f"expected JSON, found a mistake: {error}. Export the bundle again.", file=str(path)
        ) from error
    if fields.get("format_version") != FORMAT_VERSION:
        raise BundleError(
            f"expected format version {FORMAT_VERSION}, found {fields.get('format_version')}. "
            "Read it with the version of solvable that wrote it, or train again.",
            file=str(path),
        )
    return read_bundle_document(path, Manifest, what="manifest")

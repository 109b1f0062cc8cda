"""Every client's log-odds by one model, kept beside the features: what is proposed without scoring anew."""

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from solvable.decisions.decision import Cutoffs
from solvable.decisions.readiness import check_features
from solvable.errors import NotReadyError
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.portfolio import CLIENT_ID
from solvable.portfolios.workspace import Workspace, holding
from solvable.progress import Progress
from solvable.vocabulary import Verdict

if TYPE_CHECKING:
    from solvable.models.bundle import Bundle  # Loads XGBoost, which reading scores does not.

__all__ = ["keep_scores", "read_log_odds", "score_clients", "scores_path", "verdicts_of"]

LOG_ODDS = "log_odds"
SCHEMA = pa.schema({CLIENT_ID: pa.int64(), LOG_ODDS: pa.float64()})
# Clients at once: a few seconds of work, and 60 MB of features.
BATCH_SIZE = 20_000


def scores_path(workspace: Workspace, *, model_version: str, features_fingerprint: str) -> Path:
    """Return the file of a model's scores; another model or other features have another one."""
    return workspace.scores / f"{model_version}-{features_fingerprint[:12]}.parquet"


def score_clients(bundle: "Bundle", workspace: Workspace, progress: Progress) -> Path:
    """Keep the scores of every client of the workspace; those over features that are no longer current are dropped.

    Raises
    ------
    NotReadyError
        There are no features, or they were made in another way than those that the model learned from.
    """
    features = workspace.features()
    check_features(bundle.manifest, features)
    path = scores_path(workspace, model_version=bundle.version, features_fingerprint=features.fingerprint)
    keep_scores(bundle, FeatureTable(workspace.features_path()), path, progress)
    for other in workspace.scores.glob("*.parquet"):
        if not other.stem.endswith(features.fingerprint[:12]):
            other.unlink(missing_ok=True)
    return path


def keep_scores(bundle: "Bundle", clients: FeatureTable, path: Path, progress: Progress) -> None:
    """Score every client by a model and keep their log-odds of default, unless they are there.

    They are those that a decision would compute, to the last bit. Processes that would do it at once do it one time.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with holding(path.parent.with_name(f".{path.parent.name}.lock")):
        if path.exists():
            return
        progress.start("score every client", total=clients.n_clients)
        aside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
        try:
            _write(bundle, clients, aside, progress)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        progress.finish(f"{clients.n_clients:,} clients")


def read_log_odds(path: Path, client_ids: npt.NDArray[np.int64], *, model_version: str) -> npt.NDArray[np.float64]:
    """Return the log-odds of default of each client, in the order of their numbers, shape (n,).

    Raises
    ------
    NotReadyError
        The clients were not scored yet by this model, or others were, or the file is damaged.
    """
    command = f"solvable bundle serve {model_version}"
    if not path.is_file():
        raise NotReadyError(f"Model {model_version} has not scored all clients of the workspace yet.", command=command)
    try:
        scored = pq.read_table(path, schema=SCHEMA, page_checksum_verification=True)
    except (pa.ArrowInvalid, OSError) as error:
        raise NotReadyError(f"{path} must be a whole Parquet file: {error}. Delete it.", command=command) from error
    if not np.array_equal(scored[CLIENT_ID].to_numpy(), client_ids):
        raise NotReadyError(
            f"{path} must have the scores of the clients served, found those of others. Delete it.", command=command
        )
    return np.asarray(scored[LOG_ODDS].to_numpy())


def verdicts_of(scores: npt.NDArray[np.int32], cutoffs: Cutoffs) -> npt.NDArray[np.int8]:
    """Return what is proposed on each score, as places in the list of verdicts, shape (n,)."""
    lowest, highest = int(scores.min()), int(scores.max())
    verdicts = list(Verdict)
    by_score = [verdicts.index(cutoffs.verdict(score)) for score in range(lowest, highest + 1)]
    return np.array(by_score, dtype=np.int8)[scores - lowest]


def _write(bundle: "Bundle", clients: FeatureTable, file: Path, progress: Progress) -> None:
    # What is read instead of computed is checked as it is read.
    with pq.ParquetWriter(file, SCHEMA, write_page_checksum=True) as writer:
        for rows in clients.batches(BATCH_SIZE):
            writer.write_table(pa.table([rows[CLIENT_ID], pa.array(bundle.log_odds(rows))], schema=SCHEMA))
            progress.advance(rows.num_rows)

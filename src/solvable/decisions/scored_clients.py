"""Every client's score by one model, kept beside the features: what is proposed for the others."""

import uuid
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from solvable.decisions.decision import Cutoffs
from solvable.decisions.readiness import check_features
from solvable.errors import NotReadyError
from solvable.models.bundle import Bundle
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.portfolio import CLIENT_ID
from solvable.portfolios.workspace import Workspace
from solvable.progress import Progress
from solvable.vocabulary import Verdict

__all__ = ["read_client_scores", "score_clients", "scores_path", "verdicts_of"]

SCORE = "score"
SCORE_SCHEMA = pa.schema({CLIENT_ID: pa.int64(), SCORE: pa.int32()})
# Clients at once: a few seconds of work, and 60 MB of features.
BATCH_SIZE = 20_000


def scores_path(workspace: Workspace, *, model_version: str, features_fingerprint: str) -> Path:
    """Return the file of a model's scores; another model or other features have another one."""
    return workspace.scores / f"{model_version}-{features_fingerprint[:12]}.parquet"


def score_clients(bundle: Bundle, workspace: Workspace, progress: Progress) -> Path:
    """Score every client of the workspace by a model and keep the scores, unless they are there.

    Points as in a decision: whole, from the same margins. Scores over features that are no longer
    current are dropped.

    Raises
    ------
    NotReadyError
        There are no features, or they were made in another way than those that the model learned from.
    """
    features = workspace.features()
    check_features(bundle, features)
    path = scores_path(workspace, model_version=bundle.version, features_fingerprint=features.fingerprint)
    if path.exists():
        return path
    progress.start("score every client", total=features.n_clients)
    workspace.scores.mkdir(parents=True, exist_ok=True)
    aside = workspace.scores / f".{path.name}.{uuid.uuid4().hex[:8]}"
    try:
        _write(bundle, FeatureTable(workspace.features_path()), aside, progress)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    for other in workspace.scores.glob("*.parquet"):
        if not other.stem.endswith(features.fingerprint[:12]):
            other.unlink(missing_ok=True)
    progress.finish(f"{features.n_clients:,} clients")
    return path


def read_client_scores(path: Path, client_ids: npt.NDArray[np.int64], *, model_version: str) -> npt.NDArray[np.int32]:
    """Return the score of each client, in the order of their numbers, shape (n,).

    Raises
    ------
    NotReadyError
        The clients were not scored yet by this model, or others were.
    """
    command = f"solvable bundle serve {model_version}"
    if not path.is_file():
        raise NotReadyError(f"Model {model_version} has not scored all clients of the workspace yet.", command=command)
    scored = pq.read_table(path, schema=SCORE_SCHEMA)
    if not np.array_equal(scored[CLIENT_ID].to_numpy(), client_ids):
        raise NotReadyError(
            f"{path} must have the scores of the clients served, found those of others. Delete it.", command=command
        )
    return np.asarray(scored[SCORE].to_numpy())


def verdicts_of(scores: npt.NDArray[np.int32], cutoffs: Cutoffs) -> npt.NDArray[np.int8]:
    """Return what is proposed on each score, as places in the list of verdicts, shape (n,)."""
    lowest, highest = int(scores.min()), int(scores.max())
    verdicts = list(Verdict)
    by_score = [verdicts.index(cutoffs.verdict(score)) for score in range(lowest, highest + 1)]
    return np.array(by_score, dtype=np.int8)[scores - lowest]


def _write(bundle: Bundle, clients: FeatureTable, file: Path, progress: Progress) -> None:
    scale = bundle.manifest.training.points
    with pq.ParquetWriter(file, SCORE_SCHEMA) as writer:
        for rows in clients.batches(BATCH_SIZE):
            scores = scale.score(bundle.log_odds(rows)).astype(np.int32)
            writer.write_table(pa.table([rows[CLIENT_ID], pa.array(scores)], schema=SCORE_SCHEMA))
            progress.advance(rows.num_rows)

"""Decisions as a file: one line per client, CSV or Parquet."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from solvable.decisions.decision import Decision
from solvable.errors import ConfigError
from solvable.progress import Progress
from solvable.vocabulary import Language

__all__ = ["write_scores"]

N_REASONS = 3
SCHEMA = pa.schema(
    [
        ("client_id", pa.int64()),
        ("verdict", pa.string()),
        ("prob_default", pa.float64()),
        ("score", pa.int64()),
        ("n_alike", pa.int64()),
        ("n_alike_defaults", pa.int64()),
        *((f"against_{i}", pa.string()) for i in range(1, N_REASONS + 1)),
        *((f"in_favour_{i}", pa.string()) for i in range(1, N_REASONS + 1)),
        ("model_version", pa.string()),
        ("policy_version", pa.string()),
        ("policy_checksum", pa.string()),
    ]
)
_WRITERS = {".csv": pv.CSVWriter, ".parquet": pq.ParquetWriter}


def write_scores(
    batches: Iterable[list[Decision]], path: Path, *, language: Language, n_clients: int, progress: Progress
) -> None:
    """Write decisions batch by batch; the file appears whole or not at all.

    Raises
    ------
    ConfigError
        The file's ending is neither .csv nor .parquet, or its folder does not exist.
    """
    if path.suffix not in _WRITERS or not path.parent.is_dir():
        raise ConfigError(
            f"Expected a file ending in {' or '.join(_WRITERS)} in a folder that exists, found {path}. "
            "Name another one."
        )
    progress.start("score", total=n_clients)
    aside = path.with_name(f".{path.name}.part")
    try:
        with _WRITERS[path.suffix](aside, SCHEMA) as writer:
            for decisions in batches:
                writer.write_table(pa.Table.from_pylist([_line(d, language) for d in decisions], schema=SCHEMA))
                progress.advance(len(decisions))
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    progress.finish(f"{n_clients:,} clients in {path}")


def _line(decision: Decision, language: Language) -> dict[str, object]:
    line: dict[str, object] = {
        "client_id": decision.client_id,
        "verdict": decision.verdict.value,
        "prob_default": decision.prob_default,
        "score": decision.score,
        "n_alike": decision.frequency.n if decision.frequency else None,
        "n_alike_defaults": decision.frequency.n_defaults if decision.frequency else None,
        "model_version": decision.model_version,
        "policy_version": decision.policy_version,
        "policy_checksum": decision.policy_checksum,
    }
    for side, reasons in (("against", decision.against), ("in_favour", decision.in_favour)):
        for i, reason in enumerate(reasons[:N_REASONS], start=1):
            line[f"{side}_{i}"] = reason.sentence.in_language(language)
    return line

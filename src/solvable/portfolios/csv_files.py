"""Delivered files in the form that most lenders deliver them in."""

from pathlib import Path

import pyarrow.csv as pv
import pyarrow.parquet as pq

from solvable.progress import Progress

__all__ = ["rewrite_as_csv"]


def rewrite_as_csv(folder: Path, progress: Progress) -> None:
    """Replace every Parquet file of a folder by a CSV file with the same rows, each whole or not at all.

    A missing value is nothing between two commas, as in the published files; numbers keep all their digits.
    """
    files = sorted(folder.glob("*.parquet"))
    progress.start("write as CSV", total=len(files))
    for file in files:
        aside = file.with_suffix(".csv.part")
        with pq.ParquetFile(file) as stored, pv.CSVWriter(aside, stored.schema_arrow) as writer:
            for rows in stored.iter_batches():
                writer.write_batch(rows)
        aside.rename(file.with_suffix(".csv"))
        file.unlink()
        progress.advance()
    progress.finish(f"{len(files)} files")

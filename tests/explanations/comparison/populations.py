"""Made-up populations to compare clients in, from rows or from values of one feature."""

import dataclasses
from pathlib import Path

import numpy as np
import pyarrow as pa

from builders import PROTECTED_GROUNDS, SEGMENTS, make_catalogue, make_rows, write_feature_file
from solvable.explanations.comparison import Population
from solvable.portfolios.catalogue import Catalogue, ShownFacts
from solvable.portfolios.feature_table import FeatureTable
from solvable.vocabulary import Text

FIRST_CLIENT = 100_001


def make_shown_catalogue() -> Catalogue:
    """Return the made-up catalogue, in which age is shown as part of who a client is."""
    shown = {"person": ShownFacts(label=Text(fr="Personne", en="Person"), features=("age",))}
    return dataclasses.replace(make_catalogue(), profile_groups=shown)


def make_population(folder: Path, rows: pa.Table, *, verdicts=None, catalogue: Catalogue | None = None) -> Population:
    """Return the population of some rows; verdicts as places in the list of verdicts."""
    path = folder / f"rows-{len(list(folder.iterdir()))}.arrow"
    write_feature_file(rows, path)
    return Population(
        FeatureTable(path), catalogue or make_shown_catalogue(), (*SEGMENTS, *PROTECTED_GROUNDS),
        currency=None, read_verdicts=lambda: np.asarray(verdicts, dtype=np.int8),
    )  # fmt: skip


def rows_with(**columns) -> pa.Table:
    """Return rows of as many clients as the columns are long; the columns not given are made up."""
    n_clients = len(next(iter(columns.values())))
    rows = make_rows(n_clients)
    for name, values in columns.items():
        kind = rows.schema.field(name).type
        rows = rows.set_column(rows.schema.get_field_index(name), name, pa.array(values, kind))
    return rows


def some_unknown(rows: pa.Table, *, every: int = 7) -> pa.Table:
    """Return rows in which every so many clients have no outcome yet."""
    known = rows["is_default"].to_pylist()
    outcomes = [None if i % every == 0 else outcome for i, outcome in enumerate(known)]
    return rows.set_column(rows.schema.get_field_index("is_default"), "is_default", pa.array(outcomes, pa.bool_()))

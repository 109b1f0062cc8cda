"""How fast a client's credit story is told, and whether its figures are those of the features.

    python benchmarks/story.py WORKSPACE [--clients 60] [--agree]

WORKSPACE has tables and features (`solvable features build`). The peer reads the same columns of the same
files with pandas, whose filters skip row groups too, and makes nothing of them. ``--agree`` compares every
figure of every client with the feature that it is named after.
"""

import argparse
import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb
import numpy as np
from live import report, timed

from solvable.portfolios.catalogue import Value
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.portfolio import CLIENT_ID, Portfolio
from solvable.portfolios.story import Row, StoryChapter
from solvable.portfolios.story_teller import StoryTeller
from solvable.portfolios.workspace import Workspace

TOLERANCE = 1e-9


def main() -> None:
    """Print the time of a story beside that of reading alone, or how many figures agree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--clients", type=int, default=60)
    parser.add_argument("--agree", action="store_true")
    options = parser.parse_args()
    portfolio, workspace = home_credit(), Workspace(options.workspace)
    if options.agree:
        report_agreement(portfolio, workspace)
    else:
        report_times(portfolio, workspace, options.clients)


def report_times(portfolio: Portfolio, workspace: Workspace, n_clients: int) -> None:
    """Print how long stories take, and how long pandas takes to read what they are made of."""
    known = FeatureTable(workspace.features_path()).columns([CLIENT_ID])[CLIENT_ID].to_pylist()
    some = [int(client_id) for client_id in np.random.default_rng(1).choice(known, n_clients, replace=False)]
    teller, paths = StoryTeller(portfolio, workspace), workspace.table_paths()
    ours = timed(teller.tell, some)
    theirs = timed(lambda client_id: read_with_pandas(portfolio, paths, client_id), some)
    print(f"{n_clients} clients of {len(known):,}, {sum(chapter.table in paths for chapter in portfolio.story)} tables")
    report("a story", ours)
    report("pandas reads the same", theirs)
    print(f"  pandas to ours: {np.median(theirs) / np.median(ours):.1f}")


def read_with_pandas(portfolio: Portfolio, paths: Mapping[str, Path], client_id: int) -> None:
    """Read one client's rows of every table that the story reads, as data frames."""
    import pandas as pd

    for chapter in portfolio.story:
        if chapter.table in paths:
            client = client_column(portfolio, chapter.table)
            pd.read_parquet(paths[chapter.table], columns=list(chapter.columns), filters=[(client, "==", client_id)])


def report_agreement(portfolio: Portfolio, workspace: Workspace) -> None:
    """Print how many figures were compared, and those that differ, with one client each."""
    n_compared, differing = compare_with_features(portfolio, workspace)
    print(f"{len(n_compared)} figures, {n_compared.total():,} comparisons, {len(differing)} figures differ")
    for name, (client_id, told, stored) in differing.items():
        print(f"  {name}: client {client_id}, told {told}, stored {stored}")


def compare_with_features(
    portfolio: Portfolio, workspace: Workspace, *, every: int = 1
) -> tuple[Counter[str], Mapping[str, tuple[int, Value, Value]]]:
    """Compare figures with features for every so-many-th client, also for clients of whom nothing is told.

    Returns
    -------
    n_compared, differing
        How often each figure was compared, and for those that ever differ a client with both values.
    """
    paths, stored = workspace.table_paths(), FeatureTable(workspace.features_path())
    clients = set(stored.columns([CLIENT_ID])[CLIENT_ID].to_pylist()[::every])
    n_compared: Counter[str] = Counter()
    differing: dict[str, tuple[int, Value, Value]] = {}
    for chapter in portfolio.story:
        if chapter.table not in paths:
            continue
        told = {
            client_id: chapter.tell(rows, None).figures
            for client_id, rows in rows_by_client(portfolio, chapter, paths[chapter.table], clients)
        }
        names = list(dict.fromkeys(name for figures in told.values() for name in figures))
        for row in stored.columns([CLIENT_ID, *names]).to_pylist():
            if row[CLIENT_ID] not in clients:
                continue
            # Of whom nothing is told, there is nothing to count, and nothing else to know.
            nothing = {name: 0 if name.startswith("n_") else None for name in names}
            for name, value in told.get(row[CLIENT_ID], nothing).items():
                n_compared[name] += 1
                if not agree(value, row[name]):
                    differing.setdefault(name, (row[CLIENT_ID], value, row[name]))
    return n_compared, differing


def agree(told: Value, stored: Value) -> bool:
    """Return whether two values are the same, up to the order in which sums are taken."""
    if told is None or stored is None:
        return told is stored
    return math.isclose(float(told), float(stored), rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def rows_by_client(
    portfolio: Portfolio, chapter: StoryChapter, path: Path, clients: Collection[int]
) -> Iterator[tuple[int, list[Row]]]:
    """Give what a chapter reads of each of these clients, in one pass over the table."""
    client = client_column(portfolio, chapter.table)
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT {client}, {', '.join(chapter.columns)} FROM read_parquet($path) "  # noqa: S608 - our own names
            f"WHERE {chapter.dated_by} <= 0 OR {chapter.dated_by} IS NULL ORDER BY {client}",
            {"path": str(path)},
        )
        for client_id, rows in groupby(iter(found.fetchone, None), key=itemgetter(0)):
            if client_id in clients:
                yield client_id, [dict(zip(chapter.columns, row[1:], strict=True)) for row in rows]


def client_column(portfolio: Portfolio, table: str) -> str:
    """Return the column of a stored table that has the client's number."""
    contracts = portfolio.contracts
    return str(contracts[table].client_column or contracts[portfolio.client_table].client_column)


if __name__ == "__main__":
    main()

"""How fast one client's features are there: new, or with many changed applications.

    python benchmarks/live.py WORKSPACE [--clients 60] [--candidates 200]

WORKSPACE has tables and features (`solvable features build`). The peer plans the same expressions at each
call, as a query that is sent as text does. Every answer is compared with the stored row.
"""

import argparse
import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa

from solvable.portfolios.engine import LiveFeatures, connect, rows_of_client
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.simulation import CREDIT, change_application
from solvable.portfolios.workspace import Workspace

TOLERANCE = 1e-9


def main() -> None:
    """Print a line for each way to compute, and the largest difference from the stored rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--clients", type=int, default=60)
    parser.add_argument("--candidates", type=int, default=200)
    options = parser.parse_args()
    portfolio, workspace = home_credit(), Workspace(options.workspace)
    paths, table = workspace.table_paths(), FeatureTable(workspace.features_path())
    live = LiveFeatures(portfolio, paths)
    client_ids = table.columns(["client_id"])["client_id"].to_pylist()
    some = client_ids[:: max(len(client_ids) // options.clients, 1)][: options.clients]
    rows = {client_id: rows_of_client(portfolio, paths, client_id) for client_id in some}
    credits_asked = [{CREDIT: 10_000.0 * (1 + n)} for n in range(options.candidates)]
    print(f"{len(some)} clients of {table.n_clients:,}, {len(portfolio.catalogue.features)} features")

    new = timed(lambda client_id: live.rows(rows[client_id]), some)
    report("a new client", new)
    stored = {client_id: table.rows([client_id]) for client_id in some}

    def what_if(client_id: int) -> pa.Table:
        applications = change_application(portfolio, rows[client_id]["application"], credits_asked)
        return live.changed(stored[client_id], applications)

    report(f"{options.candidates} changed applications of a stored client", timed(what_if, some))
    sql = sql_of_all_features(rows[some[0]])
    peer = timed(lambda client_id: run_as_text(sql, rows[client_id]), some[:10])
    report("a new client, planned at each call", peer)
    print(f"  planned once: {np.median(peer) / np.median(new):.1f} times as fast")
    differences = [worst_difference(live.rows(rows[i]), stored[i]) for i in some]
    print(f"  largest difference from the stored rows, relative: {max(differences):.1e} (allowed {TOLERANCE:.0e})")


def timed(compute: Callable[[int], object], client_ids: list[int]) -> list[float]:
    """Return the seconds of each call; one call goes before and does not count."""
    compute(client_ids[0])
    seconds = []
    for client_id in client_ids:
        started = time.perf_counter()
        compute(client_id)
        seconds.append(time.perf_counter() - started)
    return seconds


def report(what: str, seconds: list[float]) -> None:
    """Print the median and the 95th percentile in milliseconds."""
    print(f"  {what:<52} p50 {np.median(seconds) * 1000:6.1f} ms  p95 {np.quantile(seconds, 0.95) * 1000:6.1f} ms")


def sql_of_all_features(rows: Mapping[str, pa.Table]) -> str:
    """Return the query of all features as the expressions translate, over tables of these names."""
    shapes = {name: ibis.table(ibis.Schema.from_pyarrow(table.schema), name=name) for name, table in rows.items()}
    return str(ibis.to_sql(home_credit().build_features(shapes), dialect="duckdb"))


def run_as_text(sql: str, rows: Mapping[str, pa.Table]) -> pa.Table:
    """Compute a client's features by a query that nobody planned before."""
    with connect(threads=1) as connection:
        for name, table in rows.items():
            connection.register(name, table)
        return connection.sql(sql).to_arrow_table()


def worst_difference(found: pa.Table, stored: pa.Table) -> float:
    """Return the largest relative difference between two rows; infinite where one has a value and the other none."""
    worst = 0.0
    for name in stored.schema.names:
        ours, theirs = found[name][0].as_py(), stored[name][0].as_py()
        if ours == theirs:
            continue
        if not isinstance(ours, float) or not isinstance(theirs, float):
            return math.inf
        worst = max(worst, abs(ours - theirs) / max(abs(theirs), TOLERANCE))
    return worst


if __name__ == "__main__":
    main()

"""How fast the clients who resemble one are found, and whether they are those that others find.

    python benchmarks/similar.py WORKSPACE [--clients 60] [--neighbours 100]

WORKSPACE has features and a model (`solvable train`). The peer is scikit-learn's brute-force search, the only one of
its searches that is not slowed down by the number of features, over the same distances: every client as the coordinates
whose sum of gaps our distance is. Its neighbours are compared with ours for every client that is timed.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.neighbors import NearestNeighbors

from solvable.decisions.policy import Policy
from solvable.decisions.service import ScoringService
from solvable.documents import read_document
from solvable.explanations.likeness import SCALE, LikenessSpace, Whereabouts
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.workspace import Workspace

POLICY = Path(__file__).parents[1] / "config" / "policy.toml"


def main() -> None:
    """Print the time of building, of a whole answer, of the search alone and of the peer's search."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--clients", type=int, default=60)
    parser.add_argument("--neighbours", type=int, default=100)
    options = parser.parse_args()
    service = ScoringService.open(Workspace(options.workspace), home_credit(), read_document(POLICY, Policy))
    k, ids = options.neighbours, service.clients.columns(["client_id"])["client_id"].to_pylist()
    some = ids[:: max(len(ids) // options.clients, 1)][: options.clients]

    started, worked = time.perf_counter(), time.process_time()
    neighbourhood = service.neighbourhood
    print(f"{neighbourhood.n_clients:,} clients with a known outcome of {len(ids):,}")
    space, stand = neighbourhood.space, neighbourhood.crowd.stand
    n_bytes = neighbourhood.values.nbytes + stand.places.nbytes + stand.codes.nbytes + stand.is_missing.nbytes
    n_bytes += sum(lacks.nbytes for lacks, _ in neighbourhood.crowd.absences) + neighbourhood.usual.farthest.nbytes
    print(
        f"  {len(space.numbers)} numbers, {len(space.levels)} categories: {space.covered_share:.0%} of use; built in "
        f"{time.perf_counter() - started:.1f} s ({time.process_time() - worked:.1f} s CPU), {n_bytes / 1e6:.0f} MB kept"
    )
    stands = {client_id: space.locate(service.clients.rows([client_id])) for client_id in some}

    def read(client_id: int) -> None:
        service.clients.rows([client_id])

    def answer(client_id: int) -> None:
        service.similar(client_id, k)

    report("reading a client's row", timed(read, some))
    report("whole answer", timed(answer, some))
    report("whole answer, row at hand", timed(answer, some, before=read))
    ours = timed(lambda client_id: neighbourhood.nearest(stands[client_id], k, client_id=client_id), some)
    report("search alone", ours)

    peer = NearestNeighbors(algorithm="brute", metric="manhattan").fit(coordinates(space, stand))
    asked = {client_id: coordinates(space, stands[client_id]) for client_id in some}
    theirs = timed(lambda client_id: peer.kneighbors(asked[client_id], k + 1), some[: max(len(some) // 4, 1)])
    report("scikit-learn, search alone", theirs)
    print(f"  search alone, CPU: {np.median(theirs[1]) / np.median(ours[1]):.1f} times as fast as the peer")
    compared = some[: max(len(some) // 4, 1)]
    for client_id in compared:
        at_steps, at = (found[0] for found in peer.kneighbors(asked[client_id], k + 1))
        others = at_steps[neighbourhood.client_ids[at] != client_id][:k]
        found = neighbourhood.nearest(stands[client_id], k, client_id=client_id).distances * SCALE
        if not np.allclose(others, found, atol=1e-6):
            raise SystemExit(f"Client {client_id}: the peer finds neighbours at other distances.")
    print(f"  the distances of all {k} neighbours agree for {len(compared)} clients")


def coordinates(space: LikenessSpace, stand: Whereabouts) -> npt.NDArray[np.float64]:
    """Return clients as points, shape (n, n_coordinates), whose sum of absolute differences is our distance."""
    columns: list[npt.NDArray[np.float64]] = []
    for axis, places, is_missing in zip(space.numbers, stand.places, stand.is_missing, strict=True):
        columns += [places.astype(float), is_missing * float(axis.absence)]
    for level_axis, codes in zip(space.levels, stand.codes, strict=True):
        columns += [(codes == code) * (level_axis.reach / 2) for code in range(-1, len(level_axis.levels))]
    return np.column_stack(columns)


def timed(
    compute: Callable[[int], object], client_ids: Sequence[int], *, before: Callable[[int], object] = id
) -> npt.NDArray[np.float64]:
    """Return wall and CPU milliseconds of each call, shape (2, n); ``before`` is not timed, nor a first call."""
    compute(client_ids[0])
    seconds = []
    for client_id in client_ids:
        before(client_id)
        started, worked = time.perf_counter(), time.process_time()
        compute(client_id)
        seconds.append((time.perf_counter() - started, time.process_time() - worked))
    return np.array(seconds).T * 1000


def report(what: str, timings: npt.NDArray[np.float64]) -> None:
    """Print the median and the 95th percentile of wall time, and the median of CPU time, in milliseconds."""
    wall, cpu = timings
    print(
        f"  {what:<32} p50 {np.median(wall):6.1f}  p95 {np.quantile(wall, 0.95):6.1f}  CPU p50 {np.median(cpu):6.1f} ms"
    )


if __name__ == "__main__":
    main()

"""How fast a client is compared with others, against pandas and DuckDB on the same rows and questions.

    make benchmarks
    python benchmarks/comparison.py WORKSPACE [--questions 300] [--peers 20]

WORKSPACE has features (`solvable features build`). A question is a client, two features and filters, drawn at
random: any feature that may be told by outcome, none to three of the portfolio's filters, often a verdict or a
list of similar clients. Verdicts are made up, a third of the clients each: what is timed is choosing by them.

The peers answer some of the questions about numbers, and only the counting: how many meet the filters, how many
are below, level and above, and how many of each outcome are in each of our bins. *pandas* reads the columns it
needs and filters them; *DuckDB* runs one query over the file, on a connection that stays open and keeps the
file's metadata. Theirs is a Parquet file in groups of 2,048 clients; ours is the mapped feature table. All their
counts are compared with ours.
"""

import argparse
import math
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from solvable.explanations.comparison import (
    Comparison,
    Filters,
    Outcome,
    Population,
    comparable_features,
    compare,
    compare_two,
)
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.segments import Segment
from solvable.portfolios.workspace import Workspace
from solvable.vocabulary import Admissibility, Verdict

SEED = 1
N_SIMILAR = 500
Asked = TypeVar("Asked")
Timings = Sequence[tuple[float, float]]
# Group; below, level, above; then, by outcome, the counts of each bin.
Counts = tuple[int, tuple[int, int, int], tuple[tuple[int, ...], ...]]


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whom to compare, in what, and with whom."""

    client_id: int
    features: tuple[str, str]
    filters: Filters


@dataclass(frozen=True, kw_only=True)
class PeerQuestion:
    """A question as the peers are asked it: the client's own values and the bins are given to them."""

    client_id: int
    feature: str
    own: float
    bands: Mapping[Segment, float | str | None]
    bins: Sequence[tuple[float, float]]
    outcomes: Sequence[Outcome | None]


def main() -> None:
    """Print a line for each way to answer, and how often the peers counted otherwise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--peers", type=int, default=20, help="questions that the peers answer as well")
    options = parser.parse_args()
    portfolio, table = home_credit(), FeatureTable(Workspace(options.workspace).features_path())
    population = Population(
        table, portfolio.catalogue, portfolio.comparisons, currency=None,
        read_verdicts=lambda: (np.arange(table.n_clients) % len(Verdict)).astype(np.int8),
    )  # fmt: skip
    questions = draw(population, portfolio.comparisons, options.questions)
    print(f"{table.n_clients:,} clients, {len(questions)} questions")
    started = time.perf_counter()
    everything = Filters(same=frozenset(segment.key for segment in portfolio.comparisons))
    population.others(questions[0].client_id, everything)
    print(f"  what tells clients apart, read once {(time.perf_counter() - started) * 1000:.0f} ms")
    report("one feature", timed(lambda q: ask(population, q), questions))
    report("two features", timed(lambda q: compare_two(population, q.client_id, q.features, q.filters), questions))

    plain = [question for question in questions if can_ask_peers(population, question)][: options.peers]
    ours = timed(lambda q: ask(population, q), plain)
    report(f"{len(plain)} of these, ours", ours)
    expected = [counts_of(ask(population, question)) for question in plain]
    asked = [for_peers(population, portfolio.comparisons, question) for question in plain]
    connection = duckdb.connect()
    connection.execute("SET parquet_metadata_cache = true")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "features.parquet"
        pq.write_table(pa.concat_tables(table.batches(table.n_clients)), path, row_group_size=2048, compression="lz4")
        peers: Mapping[str, Callable[[PeerQuestion], Counts]] = {
            "pandas": lambda q: with_pandas(path, q),
            "DuckDB": lambda q: with_duckdb(connection, path, q),
        }
        for name, answer in peers.items():
            seconds = timed(answer, asked)
            report(f"the same, {name}", seconds)
            n_other = sum(answer(question) != counts for question, counts in zip(asked, expected, strict=True))
            longer, more = np.median(seconds, axis=0) / np.median(ours, axis=0)
            print(f"    {longer:.1f} times as long as ours, {more:.1f} times the CPU; {n_other} counted otherwise")


def ask(population: Population, question: Question):
    """Answer a question about its first feature."""
    return compare(population, question.client_id, question.features[0], question.filters)


def draw(population: Population, segments: Sequence[Segment], n: int) -> list[Question]:
    """Return questions at random, the same at each run."""
    rng = np.random.default_rng(SEED)
    told = (Admissibility.ALLOWED, Admissibility.OPAQUE)
    features = [f.name for f in comparable_features(population.catalogue) if f.admissibility in told]
    keys = [segment.key for segment in segments]

    def one() -> Question:
        similar = rng.choice(population.client_ids, N_SIMILAR, replace=False).tolist() if rng.random() < 0.15 else None
        return Question(
            client_id=int(rng.choice(population.client_ids)),
            features=tuple(rng.choice(features, 2, replace=False).tolist()),
            filters=Filters(
                same=frozenset(rng.choice(keys, size=rng.integers(0, 4), replace=False).tolist()),
                verdict=list(Verdict)[rng.integers(3)] if rng.random() < 0.3 else None,
                similar=None if similar is None else frozenset(similar),
            ),
        )

    return [one() for _ in range(n)]


def timed(answer: Callable[[Asked], object], questions: Sequence[Asked]) -> Timings:
    """Return wall and processor seconds of each answer; one goes before and does not count."""
    answer(questions[0])
    seconds = []
    for question in questions:
        started, worked = time.perf_counter(), time.process_time()
        answer(question)
        seconds.append((time.perf_counter() - started, time.process_time() - worked))
    return seconds


def report(what: str, seconds: Timings) -> None:
    """Print median, 95th percentile and longest of the wall time, and the median of the processor's."""
    wall, cpu = 1000 * np.array(seconds).T
    p50, p95 = np.quantile(wall, [0.5, 0.95])
    print(
        f"  {what:<24} p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  longest {wall.max():6.1f} ms  "
        f"CPU p50 {np.median(cpu):6.1f} ms  p95 {np.quantile(cpu, 0.95):6.1f} ms",
        flush=True,
    )


def can_ask_peers(population: Population, question: Question) -> bool:
    """Whether a question is about a number, goes by columns alone, and has an answer that is shown."""
    if question.filters.verdict is not None or question.filters.similar is not None:
        return False
    found = ask(population, question)
    return isinstance(found, Comparison) and found.place is not None


def for_peers(population: Population, segments: Sequence[Segment], question: Question) -> PeerQuestion:
    """Return a question with what the peers need not find out."""
    found = ask(population, question)

    def own(feature: str):
        return population.own_value(question.client_id, population.values(feature))

    return PeerQuestion(
        client_id=question.client_id,
        feature=question.features[0],
        own=found.value,
        bands={segment: own(segment.feature) for segment in segments if segment.key in question.filters.same},
        bins=[(_or(b.low, -math.inf), _or(b.high, math.inf)) for b in found.distribution.bins],
        outcomes=[series.outcome for series in found.distribution.series],
    )


def counts_of(found: Comparison) -> Counts:
    """Return those of our figures that the peers count as well."""
    place = (found.place.n_below, found.place.n_equal, found.place.n_above)
    return found.group.n_clients, place, tuple(series.counts for series in found.distribution.series)


def with_pandas(path: Path, question: PeerQuestion) -> Counts:
    """Answer as a notebook would: read the columns, filter, count."""
    by = [segment.feature for segment in question.bands]
    frame = pd.read_parquet(path, columns=list(dict.fromkeys(["client_id", "is_default", question.feature, *by])))
    left = frame["client_id"] != question.client_id
    for segment, own in question.bands.items():
        column = frame[segment.feature]
        if own is None:
            left &= column.isna()
        elif segment.levels:
            left &= column == own
        else:
            low, high = band_of(segment, own)
            left &= (column >= low) & (column < high)
    group = frame[left]
    values, outcomes = group[question.feature], group["is_default"]
    is_it = {
        None: outcomes.isna() | outcomes.notna(),
        Outcome.REPAID: outcomes == False,  # noqa: E712  (of a column)
        Outcome.NOT_REPAID: outcomes == True,  # noqa: E712
        Outcome.NOT_KNOWN: outcomes.isna(),
    }
    by_outcome = [values[is_it[outcome]] for outcome in question.outcomes]
    return (
        len(group),
        (int((values < question.own).sum()), int((values == question.own).sum()), int((values > question.own).sum())),
        tuple(tuple(int(((of_it >= a) & (of_it < b)).sum()) for a, b in question.bins) for of_it in by_outcome),
    )


def with_duckdb(connection: duckdb.DuckDBPyConnection, path: Path, question: PeerQuestion) -> Counts:
    """Answer by one query over the file."""
    where, given = ["client_id <> ?"], [question.client_id]
    for segment, own in question.bands.items():
        if own is None:
            where.append(f'"{segment.feature}" IS NULL')
        elif segment.levels:
            where.append(f'"{segment.feature}" = ?')
            given.append(own)
        else:
            where.append(f'"{segment.feature}" >= ? AND "{segment.feature}" < ?')
            given += band_of(segment, own)
    is_it = {
        None: "true", Outcome.REPAID: "NOT is_default", Outcome.NOT_REPAID: "is_default",
        Outcome.NOT_KNOWN: "is_default IS NULL",
    }  # fmt: skip
    counts = ["count(*)", *(f"count(*) FILTER (v {sign} ?)" for sign in ("<", "=", ">"))]
    counted: list[float] = [question.own] * 3
    for outcome in question.outcomes:
        for ends in question.bins:
            counts.append(f"count(*) FILTER (v >= ? AND v < ? AND {is_it[outcome]})")
            counted += ends
    rows = f"SELECT is_default, \"{question.feature}\" AS v FROM '{path}' WHERE {' AND '.join(where)}"  # noqa: S608
    found = connection.execute(f"SELECT {', '.join(counts)} FROM ({rows})", counted + given).fetchone()  # noqa: S608
    n, n_bins = found[0], len(question.bins)
    by_outcome = [found[4 + i * n_bins : 4 + (i + 1) * n_bins] for i in range(len(question.outcomes))]
    return n, tuple(found[1:4]), tuple(by_outcome)


def band_of(segment: Segment, value: float) -> tuple[float, float]:
    """Return the ends of the band that a value is in."""
    edges = [-math.inf, *segment.edges, math.inf]
    place = int(np.searchsorted(segment.edges, value, side="right"))
    return edges[place], edges[place + 1]


def _or(end: float | None, otherwise: float) -> float:
    return otherwise if end is None else end


if __name__ == "__main__":
    main()

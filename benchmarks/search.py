"""How fast clients are found, against pandas on the same columns in memory and the same questions.

    make benchmarks
    python benchmarks/search.py WORKSPACE [--questions 200] [--peers 40]

WORKSPACE has features (`solvable features build`). A question is some criteria, an order and a page, drawn at random:
up to four of the portfolio's choices, often bounds of amount or income, any order, the first page or one further on.
Points are made up and so are the verdicts that follow: what is timed is choosing by them.

*pandas* holds the same columns in memory, the levels of categories as categories, which is what a notebook that filters
over and over does. It answers some of the questions: the numbers on the page, how many meet the criteria, and how many
there are of each member under the other criteria. All its answers are compared with ours. Ours also say the page's
values in words, in both languages.
"""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from solvable.decisions.search import (
    NUMBER,
    SCORE,
    Criteria,
    Directory,
    Order,
    Query,
    Range,
    Scores,
    build_choices,
    risk_bands,
)
from solvable.documents import read_document
from solvable.explanations.comparison import Population
from solvable.models.training_config import TrainingConfig
from solvable.portfolios.feature_table import FeatureTable
from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.portfolio import Portfolio
from solvable.portfolios.workspace import Workspace

SEED = 1
TRAINING = Path(__file__).parents[1] / "config" / "training.toml"
# Numbers on the page; how many in all; by choice, how many of each member.
Answer = tuple[list[int], int, Mapping[str, Mapping[str, int]]]


def main() -> None:
    """Print a line for each way to answer, and how often pandas answered otherwise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--peers", type=int, default=40, help="questions that pandas answers as well")
    options = parser.parse_args()
    portfolio = home_credit()
    table = FeatureTable(Workspace(options.workspace).features_path())
    scores = make_scores(table.n_clients)
    directory = open_directory(table, portfolio, scores)
    started = time.perf_counter()
    directory.prepare()
    print(f"{table.n_clients:,} clients; read and sorted once in {time.perf_counter() - started:.1f} s")
    questions = draw(directory, options.questions)
    report("a page, counts and words", timed(directory.search, questions))
    some = questions[: options.peers]
    ours = timed(directory.search, some)
    report(f"{len(some)} of these, ours", ours)
    frame = make_frame(table, directory, portfolio, scores)
    theirs = timed(lambda query: with_pandas(frame, directory, query), some)
    report("the same, pandas", theirs)
    n_other = sum(answer_of(directory, query) != with_pandas(frame, directory, query) for query in some)
    print(f"    {np.median(theirs) / np.median(ours):.1f} times as long as ours; {n_other} answered otherwise")
    started = time.perf_counter()
    n = sum(len(rows) for rows in directory.export(Criteria(), Order(by=SCORE)))
    print(f"  an export of all {n:,} clients: {time.perf_counter() - started:.1f} s")


def make_scores(n: int) -> Scores:
    """Return points at random, and verdicts by them."""
    points = np.random.default_rng(SEED).normal(540, 45, n).round().astype(np.int32)
    verdicts = np.select([points >= 520, points >= 490], [0, 1], 2).astype(np.int8)
    return Scores(points=points, verdicts=verdicts, risks=risk_bands(points, training_scale()))


def training_scale():
    """Return the scale of points that ships."""
    return read_document(TRAINING, TrainingConfig).points


def open_directory(table: FeatureTable, portfolio: Portfolio, scores: Scores) -> Directory:
    """Return all clients of a table, to be found."""
    population = Population(
        table, portfolio.catalogue, portfolio.comparisons, currency=None, read_verdicts=lambda: scores.verdicts
    )
    choices = build_choices(portfolio.search, portfolio.comparisons, population)
    return Directory(population, portfolio.search, choices, read_scores=lambda: scores)


def draw(directory: Directory, n: int) -> list[Query]:
    """Return questions at random that may be asked, the same at each run."""
    rng = np.random.default_rng(SEED)

    def one() -> Query:
        by_age = rng.random() < 0.2
        allowed = [c for c in directory.choices if not (c.tells_verdicts if by_age else c.is_protected)]
        chosen = rng.choice(len(allowed), size=rng.integers(0, 5), replace=False)
        choices = {}
        for choice in (allowed[i] for i in chosen):
            keys = [member.key for member in choice.members]
            choices[choice.key] = frozenset(rng.choice(keys, size=rng.integers(1, 3), replace=False).tolist())
        ranges = {}
        if rng.random() < 0.5:
            low = float(rng.choice([100_000, 250_000, 400_000]))
            ranges["credit_amount"] = Range(at_least=low, at_most=low + 300_000)
        orders = [key for key in directory.orders if key != SCORE or not by_age]
        order = Order(by=str(rng.choice(orders)), is_descending=bool(rng.random() < 0.5))
        query = Query(criteria=Criteria(choices=choices, ranges=ranges), order=order)
        further_on = directory.search(query).next if rng.random() < 0.5 else None
        return Query(criteria=query.criteria, order=order, position=further_on)

    return [one() for _ in range(n)]


def timed(answer: Callable[[Query], object], questions: Sequence[Query]) -> Sequence[float]:
    """Return the seconds of each answer; one goes before and does not count."""
    answer(questions[0])
    seconds = []
    for question in questions:
        started = time.perf_counter()
        answer(question)
        seconds.append(time.perf_counter() - started)
    return seconds


def report(what: str, seconds: Sequence[float]) -> None:
    """Print median, 95th percentile and longest."""
    p50, p95 = np.quantile(1000 * np.array(seconds), [0.5, 0.95])
    print(f"  {what:<26} p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  longest {1000 * max(seconds):6.1f} ms", flush=True)


def answer_of(directory: Directory, query: Query) -> Answer:
    """Return those of our figures that pandas finds as well."""
    found = directory.search(query)
    return [client.client_id for client in found.clients], found.n_clients, found.counts


def make_frame(table: FeatureTable, directory: Directory, portfolio: Portfolio, scores: Scores) -> pd.DataFrame:
    """Return the same columns as a frame: numbers, and the members of choices as categories."""
    segments = {segment.key: segment for segment in portfolio.comparisons}
    frame = pd.DataFrame({NUMBER: table.columns([NUMBER])[NUMBER].to_numpy(), SCORE: scores.points})
    for key in portfolio.search.numbers:
        frame[key] = table.columns([key])[key].to_numpy()
    for choice in directory.choices:
        keys = [member.key for member in choice.members]
        if choice.key == "verdict":
            codes = scores.verdicts
        elif choice.key == "risk":
            codes = scores.risks
        else:
            segment = segments[choice.key]
            values = table.columns([segment.feature])[segment.feature].to_pandas()
            if segment.levels:
                codes = pd.Categorical(values, categories=list(segment.levels)).codes
            else:
                edges = [-np.inf, *segment.edges, np.inf]
                codes = pd.cut(values, edges, right=False).cat.codes
            codes = np.where(codes < 0, len(keys) - 1, codes)
        frame[choice.key] = pd.Categorical.from_codes(codes, categories=keys)
    return frame


def with_pandas(frame: pd.DataFrame, directory: Directory, query: Query) -> Answer:
    """Answer as a notebook would: masks, counts, sort, slice."""
    masks = {key: frame[key].isin(list(members)) for key, members in query.criteria.choices.items()}
    for key, one in query.criteria.ranges.items():
        masks[key] = frame[key].between(one.at_least, one.at_most)
    everybody = pd.Series(True, index=frame.index)

    def meeting(but: str | None = None) -> pd.DataFrame:
        kept = everybody
        for key, mask in masks.items():
            if key != but:
                kept = kept & mask
        return frame[kept]

    by_age = "age" in query.criteria.choices
    by_score = not {"verdict", "risk", SCORE}.isdisjoint(query.criteria.keys)
    counts = {}
    for choice in directory.choices:
        if not (by_age if choice.tells_verdicts else by_score and choice.is_protected):
            counts[choice.key] = meeting(but=choice.key)[choice.key].value_counts().to_dict()
    found = meeting()
    ascending = [not query.order.is_descending, True]
    by = [query.order.by, NUMBER] if query.order.by != NUMBER else [NUMBER]
    found = found.sort_values(by, ascending=ascending[: len(by)])
    first = 0
    if query.position is not None:
        first = int(np.flatnonzero(found[NUMBER].to_numpy() == query.position.client_id)[0]) + 1
    page = found[NUMBER].iloc[first : first + query.limit].tolist()
    ordered = {key: {m.key: n[m.key] for m in _members(directory, key)} for key, n in counts.items()}
    return page, len(found), ordered


def _members(directory: Directory, key: str):
    return next(choice for choice in directory.choices if choice.key == key).members


if __name__ == "__main__":
    main()

"""Clients are found as a plain filter in Python would find them, and each is on one page only."""

import math
import threading
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import PROTECTED_GROUNDS, SEARCH, SEGMENTS, make_catalogue, make_rows, training_config
from explanations.comparison.populations import make_population
from solvable.decisions.search import (
    MOST_PER_PAGE,
    Criteria,
    Directory,
    Order,
    Query,
    Range,
    Scores,
    build_choices,
    risk_bands,
)
from solvable.decisions.search.choices import NOT_AVAILABLE
from solvable.errors import NotReadyError, SearchError
from solvable.vocabulary import Verdict

N_CLIENTS = 120
SCALE = training_config().points
ACCEPT_FROM, DECLINE_BELOW = 505, 480
EVERYBODY, BY_NUMBER = Criteria(), Order()


def make_clients():
    """Return few rows in which many are level, and some have no amount."""
    rows = make_rows(N_CLIENTS, seed=3)
    amounts = np.floor(rows["amount"].to_numpy() / 50_000) * 50_000
    is_missing = np.arange(N_CLIENTS) % 9 == 4
    place = rows.schema.get_field_index("amount")
    return rows.set_column(place, "amount", pa.array(np.where(is_missing, np.nan, amounts)))


ROWS = make_clients()
POINTS = (470 + (np.arange(N_CLIENTS) * 7) % 61).astype(np.int32)


def verdict_of(points):
    return Verdict.ACCEPT if points >= ACCEPT_FROM else Verdict.REFER if points >= DECLINE_BELOW else Verdict.DECLINE


def read_scores():
    verdicts = np.array([list(Verdict).index(verdict_of(points)) for points in POINTS], dtype=np.int8)
    return Scores(points=POINTS, verdicts=verdicts, risks=risk_bands(POINTS, SCALE))


def make_directory(folder, read=read_scores):
    population = make_population(folder, ROWS, catalogue=make_catalogue())
    choices = build_choices(SEARCH, (*SEGMENTS, *PROTECTED_GROUNDS), population)
    return Directory(population, SEARCH, choices, read_scores=read)


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return make_directory(tmp_path_factory.mktemp("clients"))


@pytest.fixture
def unscored(tmp_path):
    def not_yet():
        raise NotReadyError("Nobody was scored.", command="solvable bundle serve")

    return make_directory(tmp_path, not_yet)


def naive_clients():
    """Return every client as a plain dictionary."""
    edges = {"under-2": 0.02, "2-5": 0.05, "5-10": 0.1, "10-20": 0.2, "20-up": 1.1}
    for row, points in zip(ROWS.to_pylist(), POINTS.tolist(), strict=True):
        risk = 1 / (1 + 10 * 2 ** ((points - SCALE.score_at_odds) / SCALE.points_to_double_odds))
        assert SCALE.odds == 10
        yield {
            "client_id": row["client_id"],
            "verdict": verdict_of(points).value,
            "risk": next(key for key, edge in edges.items() if risk < edge),
            "score": points,
            "job": row["job"] or NOT_AVAILABLE,
            "age": "under-35" if row["age"] < 35 else "35-50" if row["age"] < 50 else "50-up",
            "amount": row["amount"],
            "late_count": row["late_count"],
        }


CLIENTS = list(naive_clients())


def meets(client, criteria, *, but=None):
    in_choices = all(client[key] in members for key, members in criteria.choices.items() if key != but)
    return in_choices and all(
        not math.isnan(client[key])
        and (one.at_least is None or client[key] >= one.at_least)
        and (one.at_most is None or client[key] <= one.at_most)
        for key, one in criteria.ranges.items()
    )


def naive_numbers(criteria, order):
    """Return who meets the criteria, sorted with those without a value last and number as tie-break."""
    found = [client for client in CLIENTS if meets(client, criteria)]
    sign = -1 if order.is_descending else 1

    def key(client):
        value = client[order.by]
        return (math.isnan(value), 0 if math.isnan(value) else sign * value, client["client_id"])

    return [client["client_id"] for client in sorted(found, key=key)]


def subsets(*members):
    return st.frozensets(st.sampled_from(members), min_size=1)


def ranges(low, high):
    ends = st.one_of(st.none(), st.integers(low, high).map(float))
    return st.tuples(ends, ends).map(
        lambda pair: Range(at_least=min(pair), at_most=max(pair)) if None not in pair else Range(at_least=pair[0])
    )


BY_SCORE = st.fixed_dictionaries(
    {},
    optional={
        "verdict": subsets(*(verdict.value for verdict in Verdict)),
        "risk": subsets("under-2", "2-5", "5-10", "10-20", "20-up"),
    },
)
JOBS = st.fixed_dictionaries({}, optional={"job": subsets("clerk", "smith", NOT_AVAILABLE)})
AGES = st.fixed_dictionaries({"age": subsets("under-35", "35-50", "50-up")})
AMOUNTS = st.fixed_dictionaries({}, optional={"amount": ranges(50_000, 400_000), "late_count": ranges(0, 3)})
SCORES = st.fixed_dictionaries({}, optional={"score": ranges(470, 530)})
CRITERIA = st.one_of(
    st.builds(
        lambda a, b, c, d: Criteria(choices={**a, **b}, ranges={**c, **d}), BY_SCORE, JOBS, AMOUNTS, SCORES
    ),
    st.builds(lambda a, b, c: Criteria(choices={**a, **b}, ranges=c), AGES, JOBS, AMOUNTS),
)  # fmt: skip
ORDERS = st.builds(Order, by=st.sampled_from(["client_id", "amount", "late_count"]), is_descending=st.booleans())
SOME = settings(max_examples=25, deadline=None, derandomize=True, database=None)


def numbers_on_all_pages(directory, criteria, order, *, limit):
    """Return the numbers on each page, from the first to the last, by the cursor."""
    pages, position = [], None
    while True:
        found = directory.search(Query(criteria=criteria, order=order, position=position, limit=limit))
        pages.append([client.client_id for client in found.clients])
        assert found.first == sum(map(len, pages[:-1]))
        if found.next is None:
            return pages
        position = found.next


# -- Laws


@SOME
@given(criteria=CRITERIA, order=ORDERS, limit=st.integers(20, 60))
def test_pages_together_hold_whom_a_plain_filter_finds_once_and_in_order(directory, criteria, order, limit):
    pages = numbers_on_all_pages(directory, criteria, order, limit=limit)

    assert [number for page in pages for number in page] == naive_numbers(criteria, order)
    assert all(len(page) == limit for page in pages[:-1])


@SOME
@given(criteria=CRITERIA)
def test_each_count_is_what_choosing_that_member_would_give(directory, criteria):
    found = directory.search(Query(criteria=criteria))

    assert found.n_clients == len(naive_numbers(criteria, BY_NUMBER))
    for key, counts in found.counts.items():
        naive = Counter(client[key] for client in CLIENTS if meets(client, criteria, but=key))
        assert {member: n for member, n in counts.items() if n} == dict(naive)


@SOME
@given(criteria=CRITERIA, order=ORDERS, limit=st.integers(20, 40), data=st.data())
def test_back_from_a_page_is_the_page_before(directory, criteria, order, limit, data):
    pages = numbers_on_all_pages(directory, criteria, order, limit=limit)
    which = data.draw(st.integers(0, len(pages) - 1))
    position = None
    for _ in range(which):
        position = directory.search(Query(criteria=criteria, order=order, position=position, limit=limit)).next

    found = directory.search(Query(criteria=criteria, order=order, position=position, limit=limit))

    if which == 0:
        assert found.previous is None
        return
    before = directory.search(Query(criteria=criteria, order=order, position=found.previous, limit=limit))
    assert [client.client_id for client in before.clients] == pages[which - 1]


@pytest.mark.parametrize("is_descending", [False, True])
def test_a_list_by_points_is_sorted_with_the_number_as_tie_break(directory, is_descending):
    order = Order(by="score", is_descending=is_descending)

    pages = numbers_on_all_pages(directory, EVERYBODY, order, limit=50)

    assert [number for page in pages for number in page] == naive_numbers(EVERYBODY, order)


@SOME
@given(criteria=CRITERIA, order=ORDERS)
def test_an_export_is_all_pages_at_once(directory, criteria, order):
    exported = [client.client_id for some in directory.export(criteria, order) for client in some]

    assert exported == naive_numbers(criteria, order)


# -- What a list shows


def test_a_client_is_shown_with_verdict_points_and_the_declared_columns(directory):
    found = directory.search(Query(criteria=Criteria(choices={"job": frozenset(["smith"])}), limit=1))

    [client] = found.clients
    place = client.client_id - CLIENTS[0]["client_id"]
    assert (client.verdict, client.score) == (verdict_of(POINTS[place]), POINTS[place])
    assert [(fact.key, fact.value) for fact in client.facts] == [("amount", CLIENTS[place]["amount"]), ("job", "smith")]
    assert client.facts[1].said.fr == "forgeron"
    assert [column.key for column in directory.columns] == ["amount", "job"]


def test_what_is_missing_is_said_to_be_and_has_no_value(directory):
    without = next(client["client_id"] for client in CLIENTS if math.isnan(client["amount"]))
    jobless = next(client["client_id"] for client in CLIENTS if client["job"] == NOT_AVAILABLE)

    page = directory.search(Query(limit=MOST_PER_PAGE)).clients
    shown = {client.client_id: client.facts for client in page}
    exported = {row.client_id: row.values for some in directory.export(EVERYBODY, BY_NUMBER) for row in some}

    assert shown[without][0].value is None
    assert shown[jobless][1].value is None
    assert shown[jobless][1].said.en == "not available or other"
    assert exported[without][0] is None
    assert exported[jobless][1] is None


def test_an_exported_client_has_what_the_list_has(directory):
    page = directory.search(Query(limit=MOST_PER_PAGE)).clients

    [rows] = directory.export(EVERYBODY, BY_NUMBER)

    assert [(row.client_id, row.verdict, row.score) for row in rows] == [
        (client.client_id, client.verdict, client.score) for client in page
    ]
    assert [row.values for row in rows] == [
        (amount.value, None if job.value is None else job.said) for amount, job in (client.facts for client in page)
    ]


def test_a_list_never_shows_what_became_of_a_credit(directory):
    shown = {column.key for column in directory.columns} | {choice.key for choice in directory.choices}

    assert "is_default" not in shown | set(directory.orders)


# -- What the law protects


@pytest.mark.parametrize(
    "by_score",
    [
        {"choices": {"verdict": frozenset(["accept"])}},
        {"choices": {"risk": frozenset(["2-5"])}},
        {"ranges": {"score": Range(at_least=500)}},
    ],
)
def test_a_protected_ground_and_the_score_are_not_searched_by_together(directory, by_score):
    age = {"age": frozenset(["35-50"])}
    criteria = Criteria(choices=age | by_score.get("choices", {}), ranges=by_score.get("ranges", {}))

    with pytest.raises(SearchError, match="age may be searched by without verdict, risk and score only") as raised:
        directory.search(Query(criteria=criteria))

    assert raised.value.field == "age"


def test_a_protected_ground_is_not_sorted_by_points(directory):
    criteria = Criteria(choices={"age": frozenset(["35-50"])})

    with pytest.raises(SearchError, match="the law forbids"):
        directory.search(Query(criteria=criteria, order=Order(by="score")))


def test_verdicts_are_not_counted_by_a_protected_ground_nor_the_ground_by_verdict(directory):
    by_age = directory.search(Query(criteria=Criteria(choices={"age": frozenset(["35-50"])})))
    by_verdict = directory.search(Query(criteria=Criteria(choices={"verdict": frozenset(["accept"])})))

    assert by_age.counts.keys() == {"job", "age"}
    assert by_verdict.counts.keys() == {"verdict", "risk", "job"}


# -- Before everybody was scored


def test_a_list_without_scores_works_and_says_so(unscored):
    found = unscored.search(Query(limit=3))

    assert not found.is_scored
    assert [(client.verdict, client.score) for client in found.clients] == [(None, None)] * 3
    assert found.counts.keys() == {"job", "age"}


@pytest.mark.parametrize(
    "query",
    [
        Query(criteria=Criteria(choices={"verdict": frozenset(["accept"])})),
        Query(criteria=Criteria(ranges={"score": Range(at_least=500)})),
        Query(order=Order(by="score")),
    ],
)
def test_what_goes_by_the_score_is_not_ready_before(unscored, query):
    with pytest.raises(NotReadyError):
        unscored.search(query)


def test_scores_are_found_as_soon_as_they_are_there(tmp_path):
    is_ready = threading.Event()

    def read():
        if not is_ready.is_set():
            raise NotReadyError("Nobody was scored.", command="solvable bundle serve")
        return read_scores()

    directory = make_directory(tmp_path, read)
    before = directory.search(Query(limit=1))
    is_ready.set()

    assert not before.is_scored
    assert directory.search(Query(limit=1)).is_scored


# -- What cannot be asked for


@pytest.mark.parametrize(
    ("criteria", "field", "said"),
    [
        (Criteria(choices={"colour": frozenset(["red"])}), "colour", "verdict, risk, job, age, found colour"),
        (Criteria(choices={"job": frozenset(["pilot"])}), "job", "clerk, smith, not-available; found pilot"),
        (Criteria(choices={"job": frozenset()}), "job", "Give one or several"),
        (Criteria(ranges={"age": Range(at_least=3)}), "age", "score, amount, late_count, found age"),
    ],
)
def test_a_criterion_that_is_not_declared_is_refused_with_those_that_are(directory, criteria, field, said):
    with pytest.raises(SearchError, match=said) as raised:
        directory.search(Query(criteria=criteria))

    assert raised.value.field == field


def test_an_order_that_is_not_declared_is_refused(directory):
    with pytest.raises(SearchError, match="found is_default") as raised:
        directory.search(Query(order=Order(by="is_default")))

    assert raised.value.field == "sort"


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (Range(at_least=5, at_most=4), "found 5 to 4"),
        (Range(at_least=math.inf), "finite"),
        (Range(at_most=math.nan), "finite"),
    ],
)
def test_a_range_without_numbers_in_it_is_refused(one, said):
    with pytest.raises(SearchError, match=said):
        Query(criteria=Criteria(ranges={"amount": one}))


@pytest.mark.parametrize("limit", [0, -1, MOST_PER_PAGE + 1])
def test_a_page_of_too_few_or_too_many_is_refused(limit):
    with pytest.raises(SearchError, match=f"found {limit}"):
        Query(limit=limit)


@pytest.mark.parametrize(
    "other",
    [
        {"order": Order(by="amount", is_descending=True)},
        {"order": Order(by="late_count")},
        {"criteria": Criteria(choices={"job": frozenset(["clerk"])})},
    ],
)
def test_a_position_of_another_list_is_refused(directory, other):
    position = directory.search(Query(order=Order(by="amount"), limit=10)).next

    with pytest.raises(SearchError, match="found one of another list") as raised:
        Query(**{"order": Order(by="amount"), "position": position, **other})

    assert raised.value.field == "cursor"


# -- Bands of risk


@pytest.mark.parametrize(
    ("points", "band"),
    [
        # 500 points are odds of 10 to 1: 1 in 11, 9.1 %; the edge of 10 % is odds of 9 to 1, 492.4 points.
        pytest.param(493, 2, id="just below one in ten"),
        pytest.param(492, 3, id="just above one in ten"),
        pytest.param(10_000, 0, id="hardly any"),
        pytest.param(-10_000, 4, id="nearly all"),
    ],
)
def test_bands_of_risk_follow_from_points(points, band):
    assert risk_bands(np.array([points], dtype=np.int32), SCALE).tolist() == [band]


# -- Several at once


def test_many_threads_read_each_column_once_and_are_answered_alike(tmp_path):
    calls = []

    def read():
        calls.append(1)
        return read_scores()

    directory = make_directory(tmp_path, read)
    answers = []

    def ask():
        answers.append(directory.search(Query(order=Order(by="score"), limit=5)))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(calls) == 1
    assert len(answers) == 8
    assert all(answer == answers[0] for answer in answers)


def test_preparing_leaves_nothing_to_read_for_a_search(tmp_path):
    calls = []

    def read():
        calls.append(1)
        return read_scores()

    directory = make_directory(tmp_path, read)
    directory.prepare()
    directory.search(Query(criteria=Criteria(choices={"verdict": frozenset(["accept"])})))

    assert len(calls) == 1

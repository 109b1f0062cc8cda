"""One client beside others: who they are, how they spread, where the client stands, and what is not shown."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_catalogue, make_feature, make_rows
from explanations.comparison.populations import FIRST_CLIENT, make_population, rows_with, some_unknown
from solvable.errors import ComparisonError, NotReadyError, UnknownClientError
from solvable.explanations.comparison import (
    FEWEST_CLIENTS,
    FEWEST_IN_CELL,
    Comparison,
    Filters,
    Outcome,
    TooFew,
    comparable_features,
    compare,
)
from solvable.explanations.comparison.place import find_place
from solvable.vocabulary import Admissibility, Text, Verdict

N_CLIENTS = 600
few_examples = settings(max_examples=25, deadline=None)


@pytest.fixture(scope="module")
def population(tmp_path_factory):
    """Return 600 clients, every seventh of unknown outcome, a third of them of each verdict."""
    rows = some_unknown(make_rows(N_CLIENTS))
    return make_population(tmp_path_factory.mktemp("population"), rows, verdicts=np.arange(N_CLIENTS) % 3)


def people(folder, **columns):
    return make_population(folder, rows_with(**columns), verdicts=[0] * len(next(iter(columns.values()))))


def test_a_client_is_placed_among_the_others_and_never_among_themselves(tmp_path):
    population = people(tmp_path, late_count=[5.0] + [1.0] * 24 + [5.0] * 6 + [9.0] * 30)

    found = compare(population, FIRST_CLIENT, "late_count", Filters())

    assert (found.place.n_below, found.place.n_equal, found.place.n_above) == (24, 6, 30)
    assert found.place.percentile == 45.0
    assert found.group.n_clients == 60
    assert found.sentence == Text(
        fr="Libellé late_count\u00a0: 5. 1\u00a0client sur\u00a010 est dans le même cas, "
        "5\u00a0clients sur\u00a010 sont au-dessus.",
        en="Label late_count: 5. 1 client in 10 is in the same case, and 5 clients in 10 are above.",
    )


def test_the_distribution_is_told_by_what_became_of_the_clients(tmp_path):
    outcomes = [False] * 61 + [True] * 40 + [None] * 35
    late = [0.0] * 51 + [1.0] * 10 + [0.0] * 10 + [1.0] * 30 + [None] * 5 + [0.0] * 30
    population = people(tmp_path, is_default=outcomes, late_count=late)

    found = compare(population, FIRST_CLIENT, "late_count", Filters())

    told = {s.outcome: (s.counts, s.n_missing) for s in found.distribution.series}
    assert told == {
        Outcome.REPAID: ((50, 10), 0), Outcome.NOT_REPAID: ((10, 30), 0), Outcome.NOT_KNOWN: ((30, 0), 5),
    }  # fmt: skip
    assert [b.label.en for b in found.distribution.bins] == ["0", "1 and more"]
    assert found.n_missing == 5
    assert found.distribution.client_bin == 0
    assert found.distribution.series[1].shares == (0.25, 0.75)
    assert found.distribution.series[2].missing_share == pytest.approx(5 / 35)


def test_few_who_did_not_repay_are_not_told_apart(tmp_path):
    population = people(tmp_path, is_default=[False] * 101 + [True] * 29)

    (series,) = compare(population, FIRST_CLIENT, "late_count", Filters()).distribution.series

    assert series.outcome is None
    assert series.n_clients == 129


def test_a_group_of_fewer_than_thirty_is_not_shown(tmp_path):
    jobs = ["smith"] * 30 + ["clerk"] * 40
    population = people(tmp_path, job=jobs)

    of_29 = compare(population, FIRST_CLIENT, "amount", Filters(same=frozenset({"job"})))
    of_30 = compare(population, FIRST_CLIENT + 60, "amount", Filters(members={"job": 1}))

    assert isinstance(of_29, TooFew)
    assert of_29.sentence.en.startswith("Fewer than 30 other clients match (job: smith).")
    assert "Moins de 30\u00a0autres clients correspondent (métier\u00a0: forgeron)." in of_29.sentence.fr
    assert isinstance(of_30, Comparison)
    assert of_30.group.n_clients == 30


def test_a_value_that_fewer_than_thirty_have_is_not_shown(tmp_path):
    population = people(tmp_path, score=[0.5] * 30 + [None] * 50)

    found = compare(population, FIRST_CLIENT, "score", Filters())

    assert isinstance(found, TooFew)
    assert found.sentence.en.startswith("Label score: fewer than 30 other clients have this information.")


def test_a_client_without_the_value_gets_no_place_and_is_told_so(tmp_path):
    population = people(tmp_path, score=[None] + [0.5] * 60 + [0.7] * 20 + [None] * 20)

    found = compare(population, FIRST_CLIENT, "score", Filters())

    assert found.place is None
    assert found.value is None
    assert found.distribution.client_bin is None
    assert found.sentence.en == (
        "Label score: this information is not available, so there is no place to give. "
        "It is missing for 2 clients in 10 as well."
    )
    assert "cette information n’est pas renseignée" in found.sentence.fr


def test_a_place_among_part_of_the_group_says_so(tmp_path):
    population = people(tmp_path, score=[0.9] + [0.5] * 60 + [None] * 40)

    found = compare(population, FIRST_CLIENT, "score", Filters())

    assert found.sentence.en == "Label score: 0.9. Of those who have it, all clients are below."


def test_a_level_is_told_by_how_many_share_it(tmp_path):
    population = people(tmp_path, job=["smith"] * 31 + ["clerk"] * 70)

    found = compare(population, FIRST_CLIENT, "job", Filters())

    assert found.place is None
    assert found.sentence.en == "Label job: smith. 3 clients in 10 are in the same case."
    assert [b.label.en for b in found.distribution.bins] == ["clerk", "smith"]
    assert found.distribution.client_bin == 1


def test_how_few_share_a_level_is_not_told(tmp_path):
    population = people(tmp_path, job=["smith"] * 3 + ["clerk"] * 70)

    found = compare(population, FIRST_CLIENT, "job", Filters())

    assert found.sentence.en == "Label job: smith. Fewer than 5 clients of the group are in the same case."
    assert [b.label.en for b in found.distribution.bins] == ["all values"]


def test_filters_leave_those_who_meet_all_of_them(population):
    amounts, jobs = (population.values(name).to_pylist() for name in ("amount", "job"))
    filters = Filters(members={"job": 0, "amount": 1}, verdict=Verdict.REFER)

    found = compare(population, FIRST_CLIENT, "late_count", filters)

    expected = sum(
        job == "clerk" and amount >= 150_000 and i % 3 == 1 and i > 0
        for i, (job, amount) in enumerate(zip(jobs, amounts, strict=True))
    )
    assert found.group.n_clients == expected
    assert found.group.sentence == Text(
        fr=f"Comparaison avec {expected}\u00a0autres clients (métier\u00a0: employé\u202f; "
        "montant\u00a0: 150\u202f000 et plus\u202f; avis proposé\u00a0: étude).",
        en=f"Compared with {expected} other clients (job: clerk; amount: 150,000 and more; proposed verdict: refer).",
    )


def test_the_similar_clients_are_a_group_like_any_other(population):
    similar = frozenset(range(FIRST_CLIENT, FIRST_CLIENT + 41))

    found = compare(population, FIRST_CLIENT, "late_count", Filters(similar=similar))

    assert found.group.n_clients == 40
    assert found.group.sentence.fr == "Comparaison avec 40\u00a0autres clients (clients qui ressemblent à celui-ci)."


def test_clients_without_a_value_are_alike_in_that(tmp_path):
    population = people(tmp_path, job=[None] * 41 + ["clerk"] * 70)

    found = compare(population, FIRST_CLIENT, "amount", Filters(same=frozenset({"job"})))

    assert found.group.n_clients == 40
    assert "(job: not available or other)" in found.group.sentence.en


def test_what_the_law_protects_is_compared_without_outcomes_and_verdicts(population):
    found = compare(population, FIRST_CLIENT, "age", Filters())

    assert not found.tells_outcomes
    assert [series.outcome for series in found.distribution.series] == [None]
    with pytest.raises(ComparisonError, match="age may be compared without verdicts only, found the verdict accept"):
        compare(population, FIRST_CLIENT, "age", Filters(verdict=Verdict.ACCEPT))


def test_of_what_the_law_protects_only_the_clients_own_group_may_be_compared_with(population):
    same = compare(population, FIRST_CLIENT, "amount", Filters(same=frozenset({"age"})))

    assert isinstance(same, Comparison)
    assert {option.key: option.is_same_only for option in population.options} == {
        "job": False, "amount": False, "age": True,
    }  # fmt: skip
    with pytest.raises(ComparisonError, match="By age only clients like this one may be compared with"):
        compare(population, FIRST_CLIENT, "amount", Filters(members={"age": 0}))


@pytest.mark.parametrize("admissibility", [Admissibility.PROXY, Admissibility.THIRD_PARTY, Admissibility.PROTECTED])
def test_what_is_shown_to_nobody_who_decides_is_not_compared(tmp_path, admissibility):
    hidden = make_feature(
        "amount", admissibility=admissibility, admissibility_reason=Text(fr="pas celui-là", en="not this one")
    )
    population = make_population(tmp_path, make_rows(40), catalogue=make_catalogue(hidden))

    assert comparable_features(population.catalogue) == ()
    with pytest.raises(ComparisonError, match=r"found amount \(not this one\)\. Choose another one"):
        compare(population, FIRST_CLIENT, "amount", Filters())


@pytest.mark.parametrize(
    ("feature", "filters", "match"),
    [
        pytest.param("shoe_size", Filters(), "found shoe_size. Choose another", id="no such feature"),
        pytest.param("is_default", Filters(), "found is_default. Choose another", id="the outcome"),
        pytest.param(
            "amount", Filters(same=frozenset({"x'; --"})), "chosen by job, amount, age, found x'; --", id="no such key"
        ),
        pytest.param("amount", Filters(members={"job": 2}), "numbered from 0 to 1, found 2", id="no such member"),
        pytest.param("amount", Filters(members={"job": -1}), "numbered from 0 to 1, found -1", id="below all"),
        pytest.param(
            "amount", Filters(same=frozenset({"job"}), members={"job": 1}), "found both. Give one", id="same and other"
        ),
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused_with_what_may_be_asked(population, feature, filters, match):
    with pytest.raises(ComparisonError, match=match):
        compare(population, FIRST_CLIENT, feature, filters)


@pytest.mark.parametrize("client_id", [1, FIRST_CLIENT + N_CLIENTS, 10**9])
def test_an_unknown_client_is_named(population, client_id):
    with pytest.raises(UnknownClientError, match=str(client_id)):
        compare(population, client_id, "amount", Filters())
    with pytest.raises(UnknownClientError, match=str(client_id)):
        compare(population, FIRST_CLIENT, "amount", Filters(similar=frozenset({FIRST_CLIENT + 1, client_id})))


def test_verdicts_that_are_not_known_yet_are_asked_for_again(tmp_path):
    population = make_population(tmp_path, make_rows(50), verdicts=[0] * 50)
    known, asked = population._read_verdicts, []

    def not_yet():
        asked.append(1)
        raise NotReadyError("No scores.", command="solvable train")

    population._read_verdicts = not_yet
    with pytest.raises(NotReadyError, match="solvable train"):
        compare(population, FIRST_CLIENT, "amount", Filters(verdict=Verdict.ACCEPT))
    population._read_verdicts = known

    assert compare(population, FIRST_CLIENT, "amount", Filters(verdict=Verdict.ACCEPT)).group.n_clients == 49
    assert asked == [1]


@few_examples
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_larger_value_never_has_a_lower_place(others, one, other):
    low, high = sorted((one, other))
    places = [find_place(value, np.array(others)).percentile for value in (low, high)]

    assert 0 <= places[0] <= places[1] <= 100


filter_choices = st.builds(
    Filters,
    same=st.frozensets(st.sampled_from(["job", "amount", "age"])),
    verdict=st.one_of(st.none(), st.sampled_from(Verdict)),
    similar=st.one_of(st.none(), st.just(frozenset(range(FIRST_CLIENT, FIRST_CLIENT + 300)))),
)


@few_examples
@given(client=st.integers(0, N_CLIENTS - 1), filters=filter_choices, more=filter_choices)
def test_another_filter_never_makes_the_group_larger(population, client, filters, more):
    both = Filters(
        same=filters.same | more.same,
        verdict=filters.verdict or more.verdict,
        similar=more.similar if filters.similar is None else filters.similar,
    )

    wide, narrow = (population.others(FIRST_CLIENT + client, chosen) for chosen in (filters, both))

    assert not np.any(narrow & ~wide)


@few_examples
@given(
    client=st.integers(0, N_CLIENTS - 1), filters=filter_choices,
    feature=st.sampled_from(["late_count", "score", "amount", "job"]),
)  # fmt: skip
def test_everybody_of_a_group_is_counted_once(population, client, filters, feature):
    found = compare(population, FIRST_CLIENT + client, feature, filters)

    if isinstance(found, TooFew):
        return
    assert sum(found.group.n_by_outcome.values()) == found.group.n_clients >= FEWEST_CLIENTS
    for series in found.distribution.series:
        outcome_size = found.group.n_by_outcome.get(series.outcome, found.group.n_clients)
        assert sum(series.counts) + series.n_missing == series.n_clients == outcome_size
    if found.place:
        assert found.place.n == found.group.n_clients - found.n_missing
    if len(found.distribution.series) in (1, 3):
        totals = np.sum([series.counts for series in found.distribution.series], axis=0)
        assert all(n == 0 or n >= FEWEST_IN_CELL for n in totals)


def test_the_order_of_features_in_the_file_never_matters(tmp_path):
    rows = make_rows(200)
    turned = rows.select([*rows.schema.names[:2], *reversed(rows.schema.names[2:])])

    first, second = (
        compare(make_population(tmp_path, table), FIRST_CLIENT, "amount", Filters(same=frozenset({"job"})))
        for table in (rows, turned)
    )

    assert first == second


def test_the_order_of_clients_never_matters(tmp_path):
    rows = make_rows(200)
    # The first client stays; the others change places, and with them their numbers.
    order = [0, *(1 + np.random.default_rng(3).permutation(199)).tolist()]
    turned = rows.take(pa.array(order)).set_column(0, "client_id", rows["client_id"])

    first, second = (
        compare(make_population(tmp_path, table), FIRST_CLIENT, "amount", Filters(same=frozenset({"job"})))
        for table in (rows, turned)
    )

    assert first == second

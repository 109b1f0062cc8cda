"""Two features at once: everybody in a cell, nobody to be recognised in one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from builders import make_rows
from explanations.comparison.populations import FIRST_CLIENT, make_population, rows_with, some_unknown
from solvable.errors import ComparisonError
from solvable.explanations.comparison import FEWEST_CLIENTS, FEWEST_IN_CELL, Density, Filters, TooFew, compare_two
from solvable.explanations.comparison.density import _told
from solvable.vocabulary import Verdict


@pytest.fixture(scope="module")
def population(tmp_path_factory):
    return make_population(tmp_path_factory.mktemp("density"), some_unknown(make_rows(500)), verdicts=[0] * 500)


def test_cells_count_the_others_and_mark_the_client(tmp_path):
    job, late = ["smith"] * 41 + ["clerk"] * 60, [0.0] * 31 + [1.0] * 10 + [0.0] * 60
    population = make_population(tmp_path, rows_with(job=job, late_count=late))

    found = compare_two(population, FIRST_CLIENT, ("job", "late_count"), Filters())

    assert {
        (found.x.bins[cell.x].label.en, found.y.bins[cell.y].label.en): cell.n_clients for cell in found.cells
    } == {("clerk", "0"): 60, ("smith", "0"): 30, ("smith", "1 and more"): 10}  # fmt: skip
    assert found.x.bins[found.x.client_bin].label.fr == "forgeron"
    assert found.y.client_bin == 0
    assert found.sentence.en == "Label job: smith; Label late_count: 0. 3 clients in 10 are much like this."
    assert found.sentence.fr.endswith("3\u00a0clients sur\u00a010 sont dans un cas proche.")


def test_cells_of_few_do_not_tell_how_many(tmp_path):
    job, late = ["smith"] * 53 + ["clerk"] * 60, [0.0] * 50 + [1.0] * 3 + [0.0] * 54 + [1.0] * 6
    population = make_population(tmp_path, rows_with(job=job, late_count=late))

    found = compare_two(population, FIRST_CLIENT + 51, ("job", "late_count"), Filters())

    # Alone, the three would follow from the sum: the six next to them are held back as well.
    assert sorted(cell.n_clients for cell in found.cells if cell.n_clients) == [50, 54]
    assert found.n_held_back == 2 + 6
    assert found.sentence.en.endswith("Very few clients are like this.")


def test_who_lacks_one_of_the_two_is_in_no_cell(tmp_path):
    population = make_population(tmp_path, rows_with(score=[None] * 21 + [0.3] * 40 + [0.8] * 40))

    found = compare_two(population, FIRST_CLIENT, ("score", "late_count"), Filters())

    assert found.n_missing == 20
    assert found.x.client_bin is None
    assert found.x.value is None
    assert found.sentence.en.endswith("So there is no place to give.")


def test_fewer_than_thirty_who_have_both_are_not_shown(tmp_path):
    score = [0.5] * 29 + [None] * 60

    found = compare_two(
        make_population(tmp_path, rows_with(score=score)), FIRST_CLIENT + 60, ("score", "amount"), Filters()
    )  # fmt: skip

    assert isinstance(found, TooFew)
    assert found.sentence.en.startswith("Label score, Label amount: fewer than 30 other clients")


def test_a_group_of_fewer_than_thirty_is_not_shown_either(population):
    few = Filters(similar=frozenset(range(FIRST_CLIENT, FIRST_CLIENT + 30)))

    assert isinstance(compare_two(population, FIRST_CLIENT, ("score", "amount"), few), TooFew)


@pytest.mark.parametrize(
    ("features", "filters", "match"),
    [
        pytest.param(("amount", "amount"), Filters(), "Expected two features, found amount twice", id="one twice"),
        pytest.param(("amount", "shoe_size"), Filters(), "found shoe_size", id="no such feature"),
        pytest.param(("amount", "age"), Filters(verdict=Verdict.ACCEPT), "age may be compared without", id="verdict"),
    ],
)
def test_a_wrong_question_about_two_is_refused(population, features, filters, match):
    with pytest.raises(ComparisonError, match=match):
        compare_two(population, FIRST_CLIENT, features, filters)


@settings(max_examples=20, deadline=None)
@given(
    client=st.integers(0, 499),
    features=st.permutations(["late_count", "score", "amount", "job", "age"]).map(lambda names: tuple(names[:2])),
    same=st.frozensets(st.sampled_from(["job", "amount", "age"])),
)
def test_told_and_held_back_clients_are_all_clients_and_no_cell_tells_of_few(population, client, features, same):
    found = compare_two(population, FIRST_CLIENT + client, features, Filters(same=same))

    if isinstance(found, TooFew):
        return
    told = [cell.n_clients for cell in found.cells if cell.n_clients is not None]
    assert sum(told) + found.n_held_back + found.n_missing == found.group.n_clients >= FEWEST_CLIENTS
    assert min(told, default=FEWEST_IN_CELL) >= FEWEST_IN_CELL
    assert found.n_held_back == 0 or found.n_held_back >= FEWEST_IN_CELL
    assert isinstance(found, Density)


@settings(max_examples=50, deadline=None)
@given(hnp.arrays(np.int64, (3, 4), elements=st.integers(0, 9)))
def test_no_number_of_few_follows_from_the_sum(counts):
    is_told = _told(counts.copy())

    hidden = int(counts[~is_told].sum())
    assert np.all(counts[is_told] >= FEWEST_IN_CELL)
    assert hidden == 0 or hidden >= FEWEST_IN_CELL or not is_told.any()

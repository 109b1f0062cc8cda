"""Where a client stands among all others in many features at once: the same as one comparison after the other."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_rows
from explanations.comparison.populations import make_population, rows_with, some_unknown
from solvable.explanations.comparison import FEWEST_CLIENTS, Filters, comparable_features, compare, place_among_all
from solvable.explanations.comparison.place import find_place
from solvable.explanations.comparison.tally import Tally
from solvable.portfolios.catalogue import is_missing
from solvable.portfolios.portfolio import CLIENT_ID
from solvable.vocabulary import Text

N_CLIENTS = 600


def rows_of(rows, i=0):
    return rows.slice(i, 1).to_pylist()[0]


def test_a_client_is_placed_among_the_others_and_never_among_themselves(tmp_path):
    rows = rows_with(late_count=[5.0] + [1.0] * 24 + [5.0] * 6 + [9.0] * 30)

    found = place_among_all(make_population(tmp_path, rows), rows_of(rows), ["late_count"])["late_count"]

    assert (found.place.n_below, found.place.n_equal, found.place.n_above) == (24, 6, 30)
    assert found.sentence == Text(
        fr="1\u00a0client sur\u00a010 est dans le même cas, 5\u00a0clients sur\u00a010 sont au-dessus.",
        en="1 client in 10 is in the same case, and 5 clients in 10 are above.",
    )


def test_whoever_lacks_a_value_is_told_how_many_others_do(tmp_path):
    rows = rows_with(late_count=[None] * 21 + [1.0] * 80)

    found = place_among_all(make_population(tmp_path, rows), rows_of(rows), ["late_count"])["late_count"]

    assert found.place is None
    assert found.sentence.en == "This information is missing for 2 clients in 10 as well."


@pytest.mark.parametrize(("n_others", "is_told"), [(FEWEST_CLIENTS - 1, False), (FEWEST_CLIENTS, True)])
def test_no_place_is_given_among_too_few(tmp_path, n_others, is_told):
    rows = rows_with(late_count=[2.0] * (1 + n_others) + [None] * 100)

    found = place_among_all(make_population(tmp_path, rows), rows_of(rows), ["late_count"])

    assert ("late_count" in found) is is_told


def test_every_place_is_that_of_a_comparison_with_everybody(tmp_path):
    rows = some_unknown(make_rows(N_CLIENTS))
    population = make_population(tmp_path, rows)
    features = [feature.name for feature in comparable_features(population.catalogue)]
    assert len(features) > 3

    for i in range(0, N_CLIENTS, 150):
        row = rows_of(rows, i)
        found = place_among_all(population, row, features)
        for name in features:
            compared = compare(population, row[CLIENT_ID], name, Filters())
            assert found[name].place == compared.place
            if not is_missing(row[name]):
                assert compared.sentence.fr.endswith(f". {found[name].sentence.fr}")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.none(), st.sampled_from([-1.5, -0.0, 0.0, 2.0, 7.0])), min_size=2, max_size=40), st.data())
def test_a_place_that_is_looked_up_is_the_one_that_would_be_counted(values, data):
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return
    own = data.draw(st.sampled_from(known))
    others = list(known)
    others.remove(own)

    looked_up = Tally.of(pa.chunked_array([values], pa.float64())).place_of_one(own)

    assert looked_up == find_place(own, np.array(others))

"""Bands, spread and relations of one feature, by hand."""

import numpy as np
import pyarrow as pa
import pytest

from builders import make_catalogue, make_feature
from reports.exploration.builders import make_variable
from solvable.reports.exploration.variables import correlate, explore_feature, most_telling
from solvable.vocabulary import Unit

CATALOGUE = make_catalogue()
LATE, JOB, SCORE = (CATALOGUE.features[name] for name in ("late_count", "job", "score"))


def explored(feature, values, is_default, **options):
    column = pa.chunked_array([pa.array(values)])
    catalogue = options.pop("catalogue", CATALOGUE)
    return explore_feature(feature, column, np.array(is_default, dtype=bool), catalogue, currency=None)


def counts(variable):
    return [(group.label.en, group.n_clients, group.n_defaults) for group in variable.groups]


def test_equal_values_share_a_band_and_those_without_one_come_last():
    variable = explored(LATE, [0.0, 0.0, 1.0, 1.0, 1.0, None], [0, 1, 0, 0, 1, 1])

    assert counts(variable) == [("0", 2, 1), ("1", 3, 1), ("missing", 1, 1)]


def test_a_band_goes_from_the_least_to_the_greatest_value_that_clients_have():
    values = [float(n) for n in range(100, 120)]

    variable = explored(LATE, values, [n % 2 for n in range(20)])

    assert counts(variable)[0] == ("100 to 101", 2, 1)
    assert counts(variable)[-1] == ("118 to 119", 2, 1)
    assert variable.bands[0].label.fr == "100 à 101"


def test_a_feature_that_nobody_has_is_no_variable():
    assert explored(LATE, pa.array([None, None], pa.float64()), [0, 1]) is None
    assert explored(JOB, pa.array([None, None], pa.string()), [0, 1]) is None


def test_levels_go_by_their_words_the_commonest_first():
    variable = explored(JOB, ["clerk", "smith", "clerk", None, "baker"], [1, 0, 0, 1, 0])

    assert counts(variable) == [("clerk", 2, 1), ("baker", 1, 0), ("smith", 1, 0), ("missing", 1, 1)]


def test_rare_levels_are_taken_together():
    common = [f"level {i}" for i in range(10)] * 2

    variable = explored(JOB, [*common, "rare", "rarer"], [0] * 20 + [1, 0])

    assert len(variable.bands) == 11
    assert counts(variable)[-1] == ("other levels", 2, 1)


def test_few_different_values_are_told_by_their_bands_alone():
    variable = explored(LATE, [float(n % 5) for n in range(100)], [n % 2 for n in range(100)])

    assert variable.histogram is None
    assert variable.fences is None


def test_the_spread_is_of_each_group_by_itself():
    values = [n / 100 for n in range(101)]

    variable = explored(SCORE, values, [value > 0.5 for value in values])

    # From the 1st to the 99th percentile: one of 51 repaid and one of 50 defaulted lies beyond.
    assert sum(variable.histogram.repaid) == pytest.approx(50 / 51)
    assert sum(variable.histogram.defaulted) == pytest.approx(49 / 50)
    assert (variable.histogram.median_repaid.en, variable.histogram.median_defaulted.en) == ("0.25", "0.76")


def test_far_out_is_three_interquartile_ranges_beyond_the_quartiles():
    # Quartiles 25 and 75, so that 225 is the last value that is not far out.
    values = [float(n) for n in range(99)] + [226.0, 1000.0]

    variable = explored(LATE, values, [n % 2 for n in range(101)])

    assert (variable.fences.lower_quartile.en, variable.fences.upper_quartile.en) == ("25", "75")
    assert variable.fences.n_far_out == 2


def test_where_the_quartiles_are_equal_nothing_is_far_out():
    values = [0.0] * 80 + [float(n) for n in range(1, 21)]

    assert explored(LATE, values, [n % 2 for n in range(100)]).fences.n_far_out is None


def test_of_one_reason_the_most_telling_variable_is_kept():
    weak = make_variable("late_count", 60, 80, 100)
    strong = make_variable("late_recently_count", 20, 80, 200)
    other = make_variable("score", 40, 80, 120)
    silent = make_variable("amount", 80, 80, 80)

    assert most_telling([weak, silent, other, strong], 10) == (strong, other)
    assert most_telling([weak, silent, other, strong], 1) == (strong,)


def test_those_without_a_value_tell_as_well():
    assert make_variable("amount", 80, 80, n_lacking=1000).information > 0


def test_more_of_one_is_related_to_less_of_another():
    relation = correlate([LATE, SCORE], [np.array([1.0, 2.0, 3.0]), np.array([9.0, 5.0, 1.0])])

    assert relation.correlations[0] == pytest.approx((1, -1))
    assert relation.correlations[1] == pytest.approx((-1, 1))


def test_values_are_said_with_their_unit():
    days = make_feature("days", unit=Unit.DAYS)
    variable = explored(days, [800.0, 800.0], [0, 1], catalogue=make_catalogue(days))

    assert variable.bands[0].label.fr == "2\u00a0ans et 2\u00a0mois"

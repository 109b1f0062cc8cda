"""Edges of bins: few, round, told apart in words, and never a client's own extreme."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvable import wording
from solvable.explanations.comparison.scale import MOST_EDGES, choose_edges, just_above
from solvable.vocabulary import Language, Unit


def plain(value):
    return wording.decimal(value, Language.EN)


def days(value):
    return wording.duration(value, Language.EN)


def test_money_over_decades_is_cut_at_round_amounts_that_grow_by_ratios():
    amounts = np.geomspace(50_000, 2_000_000, 1000)

    assert choose_edges(amounts, Unit.AMOUNT, plain) == (
        70_000, 100_000, 150_000, 200_000, 300_000, 500_000, 700_000, 1_000_000, 1_500_000,
    )  # fmt: skip


def test_money_within_one_decade_is_cut_in_equal_steps():
    assert choose_edges(np.linspace(10_000, 20_000, 500), Unit.AMOUNT, plain) == tuple(range(11_000, 20_000, 1000))


def test_counts_are_cut_at_whole_numbers():
    counts = np.repeat([0.0, 1.0, 2.0, 3.0], [50, 30, 20, 10])

    assert choose_edges(counts, Unit.COUNT, plain) == (1, 2, 3)


def test_days_are_cut_where_people_count_them():
    edges = choose_edges(np.linspace(10, 3600, 500), Unit.DAYS, days)

    assert [days(edge) for edge in edges] == [f"{n} year{'s' if n > 1 else ''}" for n in range(1, 10)]


def test_a_zero_that_many_have_stands_alone():
    debts = np.concatenate([np.zeros(100), np.geomspace(1000, 100_000, 300)])

    edges = choose_edges(debts, Unit.AMOUNT, plain)

    assert edges[:2] == (0.0, just_above(0.0))
    assert edges[2] >= 1000


def test_one_value_that_nearly_all_have_stands_alone():
    values = np.array([0.5] * 99 + [0.9])

    assert choose_edges(values, Unit.SHARE, plain) == (0.5, just_above(0.5))
    assert choose_edges(np.array([1.0] * 99 + [5.0]), Unit.COUNT, plain) == (1.0, 2.0)


def test_values_that_are_said_alike_are_not_cut_apart():
    assert choose_edges(np.linspace(0.1001, 0.1002, 100), Unit.RATIO, plain) == ()


@settings(max_examples=30, deadline=None)
@given(
    values=st.lists(st.floats(-1e7, 1e7, allow_nan=False), min_size=30, max_size=80),
    unit=st.sampled_from([Unit.AMOUNT, Unit.SHARE, Unit.RATIO, Unit.COUNT, Unit.DAYS, Unit.MONTHS, Unit.YEARS]),
)
def test_edges_rise_are_few_and_lie_within_the_values(values, unit):
    edges = choose_edges(np.array(values), unit, plain)

    assert list(edges) == sorted(set(edges))
    assert len(edges) <= MOST_EDGES + 2
    assert all(min(values) - 1 <= edge <= max(values) + 1 for edge in edges)


@pytest.mark.parametrize("value", [0.0, 1.0, -3.5])
def test_nothing_lies_between_a_value_and_the_one_just_above(value):
    assert value < just_above(value)
    assert (value + just_above(value)) / 2 in (value, just_above(value))

"""Ends, ticks and words of a drawing, by hand."""

import pytest

from solvable.reports.scales import Axis, axis_ends, nice_ticks, spaced_ticks, wrapped_label


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        pytest.param(0.0, 1.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0], id="both ends are round"),
        pytest.param(-0.3, 0.3, [-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3], id="on both sides of nothing"),
        pytest.param(117.0, 1_000.0, [200.0, 400.0, 600.0, 800.0, 1_000.0], id="the first round number comes later"),
        pytest.param(3.0, 3.0, [3.0], id="no room at all"),
        pytest.param(0.0, 5e-324, [0.0], id="less room than has a magnitude"),
    ],
)
def test_ticks_are_round_and_within_the_ends(low, high, ticks):
    assert nice_ticks(low, high) == ticks


def test_long_words_leave_fewer_ticks():
    ends = (0.0, 1_000_000.0)

    assert spaced_ticks(ends, lambda _: "1", 200) == [0.0, 200_000.0, 400_000.0, 600_000.0, 800_000.0, 1_000_000.0]
    assert spaced_ticks(ends, lambda _: "1 000 000", 210) == [0.0, 500_000.0, 1_000_000.0]
    assert spaced_ticks(ends, lambda _: "1 000 000 dollars", 200) == [0.0, 1_000_000.0]


def test_an_axis_ends_where_it_says_or_a_little_beyond_the_largest_value():
    assert axis_ends([0.0, 0.4], Axis(title="x", said=str, low=-1, high=1)) == (-1, 1)
    assert axis_ends([0.0, 0.4], Axis(title="x", said=str)) == pytest.approx((0.0, 0.42))


def test_an_axis_of_nothing_has_room_all_the_same():
    assert axis_ends([0.0, 0.0], Axis(title="x", said=str)) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        pytest.param("Revenus", ["Revenus"], id="short"),
        pytest.param("Ancienneté dans l’emploi", ["Ancienneté dans", "l’emploi"], id="at a blank"),
        pytest.param("NONLIVINGAPARTMENTS_MODE", ["NONLIVINGAPARTMENTS_", "MODE"], id="after an underscore"),
        pytest.param(
            "Crédits menés à terme et remboursements anticipés",
            ["Crédits menés à", "terme et…"],
            id="what is beyond two lines is left out",
        ),
        pytest.param(
            "1\u202f234\u202f567 à 2\u202f345\u202f678",
            ["1\u202f234\u202f567 à", "2\u202f345\u202f678"],
            id="never inside a number",
        ),
    ],
)  # fmt: skip
def test_a_label_takes_two_lines_at_the_most(label, lines):
    assert wrapped_label(label) == lines

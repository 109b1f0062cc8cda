"""How much of a difference between shares is chance."""

import pytest

from solvable.metrics import beyond_chance


@pytest.mark.parametrize(
    ("found", "beyond"),
    [
        # A share of 0.2 among 100 has a standard error of 0.04, so 0.16 either way is chance.
        pytest.param(0.2, 0.0, id="no difference"),
        pytest.param(0.35, 0.0, id="within four standard errors above"),
        pytest.param(0.05, 0.0, id="within four standard errors below"),
        pytest.param(0.5, 0.14, id="beyond them above"),
        pytest.param(0.0, 0.04, id="beyond them below"),
    ],
)
def test_only_what_chance_leaves_counts(found, beyond):
    assert beyond_chance(found, 0.2, 100) == pytest.approx(beyond)


def test_more_draws_leave_less_to_chance():
    assert beyond_chance(0.3, 0.2, 10_000) == pytest.approx(0.1 - 4 * 0.004)


@pytest.mark.parametrize("expected", [0.0, 1.0])
def test_what_never_or_always_happens_leaves_nothing_to_chance(expected):
    assert beyond_chance(0.4, expected, 7) == pytest.approx(abs(0.4 - expected))


def test_nobody_asked_says_nothing():
    assert beyond_chance(1.0, 0.0, 0) == 0

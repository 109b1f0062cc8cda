"""Rates by group: worked by hand, beside Fairlearn's own bootstrap, and what alike groups show."""

import numpy as np
import pytest
from fairlearn.metrics import MetricFrame

from solvable.metrics import RATES, group_rates, rate_intervals

# Of six women one bad and two goods are accepted, one good is referred, one bad and one good are declined;
# of four men one good is accepted, one good and two bads are declined.
BAD = np.array([1, 0, 0, 0, 1, 0, 0, 0, 1, 1], dtype=bool)
ACCEPTED = np.array([1, 1, 1, 0, 0, 0, 1, 0, 0, 0], dtype=bool)
DECLINED = np.array([0, 0, 0, 0, 1, 1, 0, 1, 1, 1], dtype=bool)
SEX = np.array(["F"] * 6 + ["M"] * 4)
SAID = {"is_default": BAD, "is_accepted": ACCEPTED, "is_declined": DECLINED, "groups": SEX, "names": ("F", "M")}


def test_the_rates_of_each_group_worked_by_hand():
    found = group_rates(**SAID)

    assert RATES == ("accepted", "default_among_accepted", "good_declined")
    assert found.by_group[0] == pytest.approx([3 / 6, 1 / 3, 1 / 4])
    assert found.by_group[1] == pytest.approx([1 / 4, 0 / 1, 1 / 2])
    assert found.differences == pytest.approx([1 / 4, 1 / 3, 1 / 4])


def test_a_group_of_whom_nobody_is_accepted_has_no_rate_of_default_there():
    found = group_rates(**SAID | {"is_accepted": ACCEPTED & (SEX == "F")})

    assert np.isnan(found.by_group[1, 1])
    assert found.by_group[1, 0] == 0


def test_a_rate_of_nobody_has_no_interval_and_does_not_spoil_the_others():
    nobody_accepted = SAID | {"is_accepted": ACCEPTED & (SEX == "F")}

    low, high = rate_intervals(**nobody_accepted, rng=np.random.default_rng(1))

    assert np.isnan(low.by_group[1, 1])
    assert np.isnan(high.by_group[1, 1])
    assert high.by_group[0, 1] > low.by_group[0, 1]


def test_of_nobody_accepted_at_all_there_is_no_difference():
    low, high = rate_intervals(**SAID | {"is_accepted": ACCEPTED & False}, rng=np.random.default_rng(1))

    assert np.isnan(low.differences[1])
    assert np.isnan(high.differences[1])


def test_the_order_of_names_is_the_order_of_the_answer():
    assert group_rates(**SAID | {"names": ("M", "F")}).by_group[0, 0] == pytest.approx(1 / 4)


def made_up(n=4000, *, seed=2):
    """Return clients of whom the 30 % of men default more and are accepted less."""
    rng = np.random.default_rng(seed)
    sex = np.where(rng.random(n) < 0.3, "M", "F")
    bad = rng.random(n) < np.where(sex == "M", 0.12, 0.06)
    risk = rng.random(n) + 0.2 * bad + 0.1 * (sex == "M")
    return {
        "is_default": bad, "is_accepted": risk < 0.7, "is_declined": risk > 0.9, "groups": sex, "names": ("F", "M")
    }  # fmt: skip


def test_intervals_hold_the_rates_and_are_those_of_fairlearns_bootstrap_of_clients():
    clients = made_up()
    frame = MetricFrame(
        metrics=lambda _, accepted: float(np.mean(accepted)), y_true=clients["is_default"],
        y_pred=clients["is_accepted"], sensitive_features=clients["groups"],
        n_boot=200, ci_quantiles=[0.025, 0.975], random_state=1,
    )  # fmt: skip

    low, high = rate_intervals(**clients, rng=np.random.default_rng(1))

    found = group_rates(**clients)
    assert (low.by_group < found.by_group).all()
    assert (found.by_group < high.by_group).all()
    for end, interval in zip((low, high), frame.by_group_ci, strict=True):
        assert end.by_group[:, 0] == pytest.approx(interval.loc[["F", "M"]].to_numpy(), abs=0.004)
    difference = frame.difference_ci()
    assert (low.differences[0], high.differences[0]) == pytest.approx(tuple(difference), abs=0.008)


def test_four_times_as_many_clients_halve_the_intervals():
    width = []
    for n in (4000, 16_000):
        low, high = rate_intervals(**made_up(n), rng=np.random.default_rng(1))
        width.append(high.by_group - low.by_group)

    assert width[0] / width[1] == pytest.approx(np.full((2, 3), 2.0), rel=0.2)


def test_the_same_generator_gives_the_same_intervals():
    first, again = (rate_intervals(**made_up(), rng=np.random.default_rng(7))[0] for _ in range(2))

    np.testing.assert_array_equal(first.by_group, again.by_group)

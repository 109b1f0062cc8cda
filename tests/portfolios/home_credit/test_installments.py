"""How instalments were paid, worked by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.home_credit.feature_rows import features_of
from solvable.portfolios.home_credit.installments import instalment_features

LATENESS = (
    "n_late_payments_12m", "n_late_payments_ever", "late_payments_share_12m", "late_payments_share_ever",
    "longest_late_days_12m", "longest_late_days_ever", "n_payments_late_over_30d", "worst_credit_late_share",
)  # fmt: skip


def payment(number=1, *, due, paid_on, owed=100.0, paid=100.0, loan=1):
    return {
        "SK_ID_PREV": loan, "NUM_INSTALMENT_VERSION": 1.0, "NUM_INSTALMENT_NUMBER": number,
        "DAYS_INSTALMENT": float(due), "DAYS_ENTRY_PAYMENT": None if paid_on is None else float(paid_on),
        "AMT_INSTALMENT": owed, "AMT_PAYMENT": paid,
    }  # fmt: skip


def paid(*payments):
    return features_of(instalment_features, "installments_payments", payments)


def test_late_days_are_those_past_the_due_day_and_early_ones_do_not_offset_them():
    features = paid(
        payment(1, due=-100, paid_on=-90), payment(2, due=-70, paid_on=-76), payment(3, due=-40, paid_on=-40)
    )

    assert (features["n_instalments"], features["n_late_payments_ever"]) == (3, 1)
    assert features["late_payments_share_ever"] == pytest.approx(1 / 3)
    assert features["longest_late_days_ever"] == 10
    assert features["mean_late_days_ever"] == pytest.approx(10 / 3)
    assert features["mean_early_days_ever"] == 2
    assert features["since_last_late_payment_days"] == 100


def test_only_instalments_due_in_the_last_year_are_recent():
    features = paid(payment(1, due=-365, paid_on=-360), payment(2, due=-366, paid_on=-300))

    assert (features["n_late_payments_12m"], features["n_late_payments_ever"]) == (1, 2)
    assert (features["longest_late_days_12m"], features["longest_late_days_ever"]) == (5, 66)
    assert features["n_payments_late_over_30d"] == 1


def test_an_instalment_paid_in_two_parts_is_one_settled_by_the_last():
    features = paid(payment(1, due=-50, paid_on=-55, paid=60.0), payment(1, due=-50, paid_on=-47, paid=40.0))

    assert (features["n_instalments"], features["n_late_payments_ever"]) == (1, 1)
    assert (features["longest_late_days_ever"], features["paid_of_due_share_ever"]) == (3, 1)
    assert features["largest_payment_amount"] == 100


def test_an_instalment_never_paid_is_late_until_the_application():
    features = paid(payment(due=-50, paid_on=None, paid=None))

    assert (features["longest_late_days_ever"], features["paid_of_due_share_ever"]) == (50, 0)


def test_paying_too_much_on_one_does_not_make_up_for_another():
    features = paid(payment(1, due=-50, paid_on=-50, paid=200.0), payment(2, due=-20, paid_on=-20, paid=50.0))

    assert features["paid_of_due_share_12m"] == 0.75


def test_the_worst_credit_is_not_hidden_by_the_others():
    on_time = [payment(number, due=-500 - number, paid_on=-510 - number, loan=1) for number in range(1, 10)]
    features = paid(*on_time, payment(1, due=-50, paid_on=-40, loan=2))

    assert features["late_payments_share_ever"] == 0.1
    assert features["worst_credit_late_share"] == 1


def test_early_misbehaviour_looks_at_the_first_five_instalments():
    features = paid(*(payment(n, due=-400 + 30 * n, paid_on=-400 + 30 * n + (n > 4)) for n in range(1, 11)))

    assert features["first_instalments_late_share"] == 0.2


@settings(max_examples=15, deadline=None)
@given(
    history=st.lists(
        st.tuples(st.integers(1, 3), st.integers(-800, -60), st.integers(-20, 50)), min_size=1, max_size=8
    ),
    late=st.tuples(st.integers(1, 3), st.integers(-800, -60), st.integers(1, 50)),
)
def test_one_more_late_instalment_never_lowers_a_lateness(history, late):
    payments = [
        payment(number, due=due, paid_on=due + days, loan=loan)
        for number, (loan, due, days) in enumerate([*history, late], start=1)
    ]

    before, after = paid(*payments[:-1]), paid(*payments)

    for name in LATENESS:
        assert (after[name] or 0) >= (before[name] or 0), name


def test_the_last_three_instalments_are_the_latest_due():
    features = paid(
        payment(1, due=-200, paid_on=-100), *(payment(n, due=-200 + 30 * n, paid_on=-200 + 30 * n) for n in (2, 3, 4))
    )

    assert features["late_payments_share_last_3"] == 0
    assert features["late_payments_share_last_10"] == 0.25


def test_lateness_that_grows_by_a_day_each_month_has_a_slope_of_one():
    months = [(n, -round(365 / 12 * n)) for n in range(6, 0, -1)]
    features = paid(*(payment(7 - n, due=due, paid_on=due + 10 - n) for n, due in months))

    assert features["late_days_rise_per_month"] == pytest.approx(1, abs=0.02)


def test_two_instalments_show_no_trend():
    features = paid(payment(1, due=-60, paid_on=-60), payment(2, due=-30, paid_on=-10))

    assert features["late_days_rise_per_month"] is None


def test_a_recent_delay_weighs_twice_one_of_a_year_ago():
    recent = paid(payment(1, due=-365, paid_on=-365), payment(2, due=0, paid_on=0, paid=None))
    features = paid(payment(1, due=-730, paid_on=-700), payment(2, due=-365, paid_on=-365))

    assert features["recently_weighted_late_days"] == pytest.approx(30 / 3)
    assert recent["recently_weighted_late_days"] == 0


def test_getting_worse_shows_as_the_share_of_a_short_window_above_the_long_one():
    on_time = [payment(n, due=-600 + 30 * n, paid_on=-600 + 30 * n) for n in range(1, 16)]
    features = paid(*on_time, *(payment(20 + n, due=-60 + n, paid_on=-50 + n) for n in range(5)))

    assert features["late_payments_share_change_3m"] == pytest.approx(1 - 5 / 20)


def test_short_payments_and_schedule_changes_are_counted():
    rescheduled = payment(2, due=-20, paid_on=-20) | {"NUM_INSTALMENT_VERSION": 3.0}
    features = paid(payment(1, due=-50, paid_on=-50, paid=98.0), rescheduled)

    assert (features["n_short_payments"], features["short_payments_share"]) == (1, 0.5)
    assert features["n_schedule_changes"] == 2


def test_the_latest_credit_is_that_of_the_latest_instalment():
    features = paid(
        payment(1, due=-300, paid_on=-200, loan=1), payment(1, due=-40, paid_on=-41, loan=2),
        payment(2, due=-10, paid_on=-11, loan=2),
    )  # fmt: skip

    assert features["latest_credit_late_share"] == 0
    assert features["latest_credit_mean_early_days"] == 1
    assert (features["n_credits_with_instalments"], features["n_credits_paid_late"]) == (2, 1)


def test_the_last_ten_reach_back_as_far_as_they_must():
    recent = [payment(n, due=-10 * n, paid_on=-10 * n) for n in range(1, 5)]
    old = [payment(4 + n, due=-1000 - 10 * n, paid_on=-999 - 10 * n) for n in range(1, 9)]

    features = paid(*recent, *old)

    assert features["late_payments_share_last_10"] == 0.6
    assert features["mean_late_days_last_10"] == 0.6


def test_an_instalment_of_no_known_day_is_neither_late_nor_recent_but_counts():
    undated = payment(2, due=-50, paid_on=-40) | {"DAYS_INSTALMENT": None}
    features = paid(payment(1, due=-50, paid_on=-45), undated)

    assert (features["n_instalments"], features["n_late_payments_ever"]) == (2, 1)
    assert (features["late_payments_share_ever"], features["late_payments_share_last_10"]) == (1, 1)
    assert (features["paid_so_far_amount"], features["mean_payment_amount_12m"]) == (200, 100)


def test_instalments_all_due_on_one_day_show_no_trend():
    assert paid(*(payment(n, due=-61, paid_on=-61 + n) for n in (1, 2, 3)))["late_days_rise_per_month"] is None


def test_a_lateness_that_never_changes_has_a_slope_of_zero_without_a_sign():
    features = paid(*(payment(n, due=-31 * n, paid_on=-31 * n) for n in range(1, 6)))

    assert str(features["late_days_rise_per_month"]) == "0.0"


def test_the_spread_of_lateness_is_that_of_single_instalments():
    features = paid(
        payment(1, due=-900, paid_on=-898), payment(2, due=-300, paid_on=-296),
        payment(3, due=-60, paid_on=-60), payment(1, due=-30, paid_on=-24, loan=2),
    )  # fmt: skip

    assert features["late_days_spread"] == pytest.approx(5**0.5)

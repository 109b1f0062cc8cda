"""The way to a yes: every suggestion is accepted, nothing smaller holds, and nobody is told more than is so."""

import dataclasses

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.loans import CUTOFFS, make_bounds, make_decision, make_loan
from solvable.decisions.candidates import Lever, build_ladders
from solvable.decisions.way_to_yes import MOST_ALTERNATIVES, Alternative, Found, Trial, WayToYes, find_way
from solvable.vocabulary import Verdict


def make_trial(points, *, readings=()):
    """Return a trial in which ``points(amount, payment, term, reading)`` scores a loan; the term reads as itself."""

    def features(loans):
        return pa.table(
            {
                "amount": [loan.amount for loan in loans],
                "payment": [loan.payment for loan in loans],
                "term": [float(loan.n_months or 0) for loan in loans],
                "price": [loan.goods_price or 0.0 for loan in loans],
            }
        )

    def scores(rows):
        return np.array([points(**row) for row in rows.to_pylist()], dtype=np.int64)

    return Trial(
        row=features([make_loan()]),
        term_readings=readings,
        features=features,
        scores=scores,
        decide=lambda rows: [make_decision(int(score)) for score in scores(rows)],
    )


def way(points, *, loan=None, stood=None, readings=(), **bounds):
    return find_way(
        stood or make_decision(470), loan or make_loan(), make_bounds(**bounds), make_trial(points, readings=readings)
    )


def by_lever(found):
    return {alternative.lever: alternative.loan for alternative in found.alternatives}


def test_the_largest_amount_that_is_accepted_is_suggested():
    found = way(lambda amount, **_: 480 if amount <= 82_000 else 470, longest_term_months=0)

    assert found.found is Found.WAY
    assert {lever: loan.amount for lever, loan in by_lever(found).items()} == {
        Lever.AMOUNT: 80_000, Lever.DOWN_PAYMENT: 80_000,
    }  # fmt: skip
    assert all(alternative.decision.verdict is Verdict.ACCEPT for alternative in found.alternatives)


def test_who_asks_for_even_less_than_was_suggested_is_accepted_too():
    # 95,000 is accepted by a step of the trees, 90,000 is not, from 75,000 on all are.
    found = way(lambda amount, **_: 480 if amount <= 75_000 or amount == 95_000 else 470, largest_down_payment=0)

    assert by_lever(found)[Lever.AMOUNT].amount == 75_000


def test_a_longer_term_counts_by_the_payment_that_it_lowers():
    found = way(lambda payment, **_: 480 if payment < 3_000 else 470, readings=("term",), largest_down_payment=0)

    assert by_lever(found)[Lever.TERM].n_months == 42
    assert by_lever(found)[Lever.TERM].payment < 3_000


def test_a_longer_term_does_not_count_by_being_long():
    def points(term, **_):
        return 480 if term > 24 else 470

    assert way(points, readings=("term",)).found is Found.NO_WAY
    assert by_lever(way(points))[Lever.TERM].n_months == 30


def test_a_longer_term_must_be_accepted_as_the_model_reads_it_too():
    assert way(lambda term, **_: 480 if term <= 24 else 470, readings=("term",), largest_decrease=0,
               largest_down_payment=0).found is Found.NO_WAY  # fmt: skip


def test_a_pair_is_suggested_only_where_neither_part_suffices():
    def points(amount, payment, **_):
        return 480 if amount <= 90_000 and payment <= 2_800 else 470

    pair = way(points, largest_decrease=0.3, largest_down_payment=0)
    alone = way(points, largest_decrease=0.4, largest_down_payment=0)

    assert by_lever(pair).keys() == {Lever.AMOUNT_AND_TERM}
    assert by_lever(alone).keys() == {Lever.AMOUNT}


def test_alternatives_come_with_the_smallest_change_first_each_of_its_own_kind():
    found = way(lambda payment, **_: 480 if payment <= 3_600 else 470)

    assert [alternative.lever for alternative in found.alternatives] == [Lever.AMOUNT, Lever.DOWN_PAYMENT, Lever.TERM]
    assert by_lever(found)[Lever.AMOUNT].amount == 80_000


@pytest.mark.parametrize(
    ("stood", "loan", "bounds", "found"),
    [
        pytest.param(make_decision(480), make_loan(), make_bounds(), Found.ALREADY_ACCEPTED, id="accepted"),
        pytest.param(make_decision(479), make_loan(), None, Found.NOT_OFFERED, id="a policy that tells nothing"),
        pytest.param(make_decision(449), None, make_bounds(), Found.NO_LOAN, id="no amounts"),
        pytest.param(
            make_decision(449), make_loan(n_months=None), make_bounds(largest_decrease=0), Found.NO_WAY,
            id="nothing that may be changed",
        ),
    ],
)  # fmt: skip
def test_where_there_is_nothing_to_suggest_it_says_why(stood, loan, bounds, found):
    answer = find_way(stood, loan, bounds, make_trial(lambda **_: 600))

    assert (answer.found, answer.alternatives) == (found, ())


def test_a_term_that_nobody_knows_is_said_to_be_left_out():
    estimated = make_loan(is_term_estimated=True)

    assert way(lambda **_: 470, loan=estimated).is_term_left_out
    assert not way(lambda **_: 470).is_term_left_out
    assert not way(lambda **_: 470, loan=make_loan(n_months=None, is_term_estimated=True)).is_term_left_out


@settings(max_examples=40)
@given(st.integers(0, 2**45 - 1), st.booleans())
def test_no_smaller_change_of_a_lever_holds_and_every_suggestion_does(accepted, is_down_payment):
    """Accept at random over amounts of 60,000 to 100,000 and terms of 24 to 48 months, and search by hand."""

    def points(amount, term, **_):
        bit = (round(amount / 5_000) - 12) + 9 * (round(term / 6) - 4)
        return 480 if accepted >> bit & 1 else 470

    bounds = make_bounds(largest_down_payment=0.3 if is_down_payment else 0)
    found = find_way(make_decision(470), make_loan(), bounds, make_trial(points))
    holding = {}
    for ladder in build_ladders(make_loan(), bounds):
        flags = [points(rung.loan.amount, rung.loan.n_months) >= CUTOFFS.accept_from for rung in ladder]
        places = [place for place in range(len(ladder)) if all(flags[place:])]
        if places:
            holding.setdefault(ladder[0].lever, []).append(ladder[places[0]].cost)
    expected = {
        lever: min(costs) for lever, costs in holding.items() if not any(part in holding for part in lever.parts)
    }

    assert {a.lever for a in found.alternatives} == set(sorted(expected, key=lambda v: (expected[v], v))[:3])
    assert len(found.alternatives) <= MOST_ALTERNATIVES
    for alternative in found.alternatives:
        asked = alternative.loan
        cost = 1 - asked.amount / 100_000 + asked.n_months / 24 - 1
        assert cost == pytest.approx(expected[alternative.lever])
        assert points(asked.amount, asked.n_months) == 480


def test_an_alternative_that_is_not_accepted_cannot_exist():
    with pytest.raises(ValueError, match="must be accepted, found refer"):
        Alternative(lever=Lever.AMOUNT, loan=make_loan(), decision=make_decision(479))


def test_a_way_without_alternatives_cannot_exist():
    found = way(lambda **_: 470)

    with pytest.raises(ValueError, match="found 0 with way"):
        dataclasses.replace(found, found=Found.WAY)
    assert isinstance(found, WayToYes)

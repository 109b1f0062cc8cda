"""The form of a trial: what was typed, and the changes that it comes to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvable.decisions.asking import Askable
from solvable.portfolios.loan import Loan
from solvable.portfolios.simulation import ANNUITY, CREDIT, GOODS_PRICE, INCOME, LARGEST_AMOUNT, TERM
from solvable.vocabulary import Language, Text, Unit
from solvable.web.desk.numbers import read_number
from solvable.web.desk.trial_form import (
    CONTRACT_TERM,
    FOLLOWS,
    NOTHING,
    TrialForm,
    loan_as_typed,
    read_trial,
)

STANDS = {CREDIT: 406_597.504, ANNUITY: 24_700.5, GOODS_PRICE: 351_000.0, INCOME: 202_500.0, TERM: 18.0}


def askable(**changes):
    label = Text(fr="libellé", en="label")
    return [
        Askable(name=name, label=label, unit=Unit.MONTHS if name == TERM else Unit.AMOUNT, value=value)
        for name, value in (STANDS | changes).items()
    ]


def trial(typed, language=Language.FR, **changes) -> TrialForm:
    return read_trial(typed, askable(**changes), language)


def field(form, name):
    return next(field for field in form.fields if field.name == name)


def test_an_address_without_anything_changes_nothing_and_shows_what_stands():
    form = trial({})

    assert form.changes == {}
    assert field(form, CREDIT).typed == "406\u202f597,50"
    assert not form.has_complaints


@pytest.mark.parametrize("language", Language)
def test_what_is_sent_back_as_it_was_shown_is_no_change_even_where_more_digits_stand(language):
    shown = {each.name: each.typed for each in trial({}, language).fields}

    assert trial(shown, language).changes == {}


@pytest.mark.parametrize(
    ("follows", "typed", "changes"),
    [
        pytest.param(ANNUITY, {CREDIT: "300000"}, {CREDIT: 300_000}, id="the payment follows a new amount"),
        pytest.param(ANNUITY, {TERM: "36"}, {TERM: 36}, id="and a new term"),
        pytest.param(ANNUITY, {ANNUITY: "1"}, {}, id="what follows is not read"),
        pytest.param(TERM, {CREDIT: "300000"}, {CREDIT: 300_000, ANNUITY: 24_700.5}, id="the term follows an amount"),
        pytest.param(TERM, {ANNUITY: "30000"}, {CREDIT: 406_597.504, ANNUITY: 30_000}, id="to the last digit"),
        pytest.param(CREDIT, {TERM: "36"}, {ANNUITY: 24_700.5, TERM: 36}, id="the amount follows a term"),
        pytest.param(CREDIT, {GOODS_PRICE: "9", INCOME: "8"}, {GOODS_PRICE: 9, INCOME: 8}, id="price and income"),
        pytest.param("everything", {CREDIT: "300000"}, {CREDIT: 300_000}, id="what there is not"),
    ],
)
def test_what_follows_is_left_to_the_rate(follows, typed, changes):
    assert trial({FOLLOWS: follows, **typed}).changes == changes


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([ANNUITY, TERM, CREDIT]), st.dictionaries(st.sampled_from(list(STANDS)), st.integers(1, 9_999)))
def test_a_form_never_contradicts_itself(follows, typed):
    changes = trial({FOLLOWS: follows, **{name: str(value) for name, value in typed.items()}}).changes

    assert len({CREDIT, ANNUITY, TERM} & changes.keys()) <= 2
    assert follows not in changes


def test_a_credit_without_a_term_has_no_such_field_and_may_be_given_amount_and_payment():
    form = trial({FOLLOWS: NOTHING, CREDIT: "300000"}, **{TERM: None})

    assert form.choices == (ANNUITY, NOTHING)
    assert TERM not in {each.name for each in form.fields}
    assert form.changes == {CREDIT: 300_000, ANNUITY: 24_700.5}


def test_an_application_without_its_amount_lets_it_be_given_and_nothing_follows():
    form = trial({CREDIT: "300000"}, **{CREDIT: None, TERM: None})

    assert form.choices == ()
    assert form.changes[CREDIT] == 300_000
    assert field(trial({}, **{CREDIT: None, TERM: None}), CREDIT).slider is None


@pytest.mark.parametrize(
    "typed", ["beaucoup", "-5", "0", "1e5", "nan", "inf", "9" * 60, str(LARGEST_AMOUNT * 2), "1,2,3", "٣"]
)
def test_what_cannot_be_an_amount_is_kept_and_complained_about(typed):
    form = trial({CREDIT: typed})

    assert form.has_complaints
    assert field(form, CREDIT).typed == typed
    assert field(form, CREDIT).complaint


def test_an_emptied_field_stands_as_the_application_does():
    assert trial({CREDIT: "  "}).changes == {}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("250 000", 250_000), ("250\u202f000,5", 250_000.5), ("12258.25", 12_258.25), ("406597.504", 406_597.504),
        ("1.250.000", 1_250_000), ("1.250.000,5", 1_250_000.5), ("250,000", 250_000), ("1,250,000.5", 1_250_000.5),
        ("36,5", 36.5), ("36.5", 36.5), ("250'000", 250_000), ("0,125", 0.125),
        ("1,250.000,5", None), ("1,25,000", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_of_either_language_type_them(typed, number):
    assert read_number(typed) == number


@pytest.mark.parametrize("typed_in", Language)
@pytest.mark.parametrize("read_in", Language)
def test_an_address_means_the_same_once_the_language_is_changed(typed_in, read_in):
    whole = {CREDIT: 500_000.0, ANNUITY: 24_700.5, GOODS_PRICE: 558_000.0, INCOME: 157_500.0}
    shown = {each.name: each.typed for each in trial({}, typed_in, **whole).fields}

    assert trial(shown, read_in, **whole).changes == {}
    assert trial({GOODS_PRICE: shown[CREDIT]}, read_in).changes == {GOODS_PRICE: 500_000}


def test_a_stated_term_takes_the_place_of_the_estimate():
    form = trial({CONTRACT_TERM: "24"})

    assert (form.stated_months, field(form, TERM).stands, form.changes) == (24, 24, {})


@pytest.mark.parametrize("language", Language)
def test_a_suggested_loan_comes_back_from_the_address_as_it_was_suggested(language):
    loan = Loan.of(amount=250_000.25, payment=15_190.0, n_months=18.0, goods_price=200_000.0)

    form = trial(loan_as_typed(loan), language)

    assert form.follows == TERM
    assert form.changes == {CREDIT: 250_000.25, ANNUITY: 15_190.0, GOODS_PRICE: 200_000.0}


def test_what_follows_is_filled_in_once_it_is_known():
    loan = Loan.of(amount=300_000.0, payment=18_225.0, n_months=18.0)

    assert field(trial({CREDIT: "300000"}).following(loan, Language.EN), ANNUITY).typed == "18,225"


def test_sliders_reach_around_what_stands():
    sliders = {each.name: each.slider for each in trial({}).fields}

    assert sliders[CREDIT].low <= STANDS[CREDIT] / 3
    assert sliders[CREDIT].high >= STANDS[CREDIT] * 2
    assert (sliders[CREDIT].high - sliders[CREDIT].low) % sliders[CREDIT].step == 0
    assert (sliders[TERM].low, sliders[TERM].high, sliders[TERM].step) == (6, 60, 1)

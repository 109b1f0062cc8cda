"""What leads to a yes, as it is said to the client."""

import pytest

from decisions.loans import make_decision, make_loan
from solvable.decisions.candidates import Lever
from solvable.decisions.way_to_yes import Alternative, Found, WayToYes
from solvable.decisions.way_words import LEVER_LABELS, say_alternative, say_found

NARROW, WIDE = "\u202f", "\u00a0"
LESS = {"amount": 80_000.0, "payment": 3_550.0}


def say(lever, loan=None, *, currency=None, **asked):
    loan = loan or make_loan()
    alternative = Alternative(lever=lever, loan=make_loan(**asked), decision=make_decision(480))
    return say_alternative(alternative, loan, currency=currency)


def plain(text):
    return text.replace(NARROW, " ").replace(WIDE, " ")


def test_a_smaller_amount_is_said_with_the_goods_that_it_is_for():
    said = say(Lever.AMOUNT, **LESS, goods_price=72_000.0)

    assert plain(said.fr) == (
        "Si vous rameniez le montant demandé à 80 000 (20 000 de moins) pour un bien à 72 000 au lieu de 90 000, "
        "votre mensualité passerait de 4 432 à 3 550 sur la même durée."
    )
    assert said.en == (
        "If you asked for 80,000 (20,000 less) for goods at 72,000 instead of 90,000, your monthly payment would go "
        "from 4,432 to 3,550 over the same term."
    )
    assert f"80{NARROW}000" in said.fr


def test_goods_of_no_known_price_are_not_mentioned():
    said = say(Lever.AMOUNT, make_loan(goods_price=None), **LESS, goods_price=None)

    assert "bien" not in said.fr
    assert "goods" not in said.en


def test_a_credit_without_a_term_is_not_said_to_keep_it():
    said = say(Lever.AMOUNT, make_loan(n_months=None), **LESS, n_months=None)

    assert plain(said.fr).endswith("passerait de 4 432 à 3 550.")
    assert said.en.endswith("from 4,432 to 3,550.")


def test_a_down_payment_is_said_with_what_is_still_borrowed():
    said = say(Lever.DOWN_PAYMENT, **LESS, currency="EUR")

    assert plain(said.fr).startswith(
        "Si vous apportiez 20 000 € de plus et n’empruntiez que 80 000 €, votre mensualité"
    )
    assert said.en.startswith("If you paid €20,000 more yourself and borrowed only €80,000, your monthly payment")


def test_a_longer_term_is_said_with_what_it_costs_in_all():
    # 36 payments of 3,050 are 109,800; 24 of 4,432.06 are 106,369.
    said = say(Lever.TERM, payment=3_050.0, n_months=36)

    assert plain(said.fr) == (
        "Si vous allongiez la durée de 24 à 36 mois pour le même montant, au même taux, votre mensualité passerait de "
        "4 432 à 3 050 ; au total, vous paieriez 3 431 de plus."
    )
    assert said.en == (
        "If you lengthened the term from 24 to 36 months for the same amount, at the same rate, your monthly payment "
        "would go from 4,432 to 3,050; in total you would pay 3,431 more."
    )


@pytest.mark.parametrize("lever", [Lever.AMOUNT_AND_TERM, Lever.DOWN_PAYMENT_AND_TERM])
def test_a_pair_is_said_with_both(lever):
    said = say(lever, **(LESS | {"payment": 2_450.0}), n_months=36)

    assert "80" in plain(said.fr)
    assert "allongiez la durée de 24 à 36 mois, au même taux" in plain(said.fr)
    assert "vous paieriez 18 169 de moins." in plain(said.fr)
    assert "lengthened the term from 24 to 36 months, at the same rate" in said.en
    assert "in total you would pay 18,169 less." in said.en


@pytest.mark.parametrize("lever", Lever)
def test_every_lever_has_a_label_and_a_sentence_without_a_gap(lever):
    said = say(lever, **LESS, n_months=36)

    assert LEVER_LABELS[lever].fr
    assert LEVER_LABELS[lever].en
    assert "{" not in said.fr + said.en


@pytest.mark.parametrize("found", [found for found in Found if found is not Found.WAY])
def test_every_end_of_a_search_is_said(found):
    way = WayToYes(found=found, stood=make_decision(), loan=make_loan(), alternatives=(), n_loans=0)

    assert say_found(way).fr.endswith(".")
    assert say_found(way).en.endswith(".")


def test_a_term_that_was_left_out_is_said():
    loan = make_loan(is_term_estimated=True)
    way = WayToYes(found=Found.NO_WAY, stood=make_decision(), loan=loan, alternatives=(), n_loans=0)

    assert say_found(way).fr.endswith("une durée plus longue n’a pas été étudiée.")
    assert say_found(way).en.endswith("a longer one was not considered.")

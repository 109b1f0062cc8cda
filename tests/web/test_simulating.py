"""The trial of a client: the address holds it, the answer is the service's, and nothing is recorded."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from solvable import wording
from solvable.portfolios.simulation import ANNUITY, CREDIT, TERM
from solvable.vocabulary import Language
from solvable.web.journal.records import ChainLink
from web.made_up import ACCEPTED, DECLINED, REFERRED, FakeScoringService, open_nothing
from web.test_desk import plain, words_of

PAGE = f"/clients/{REFERRED}/simuler/"


def ask(desk, language="fr", part=False, page=PAGE, **typed):
    desk.cookies["django_language"] = language
    headers = {"HX-Request": "true", "HX-Target": "trial-answer"} if part else {}
    answer = desk.get(page, typed, headers=headers)
    assert answer.status_code == 200
    return answer


def value_of(answer, name):
    field = re.search(rf'<input id="field-{name}"[^>]*value="([^"]*)"', answer.content.decode())
    return unescape(field[1])


def test_the_page_begins_with_the_application_as_it_stands(desk):
    answer = ask(desk)

    assert "La demande actuelle" in words_of(answer)
    assert value_of(answer, CREDIT) == "406\u202f597,50"
    assert "Rien n’est enregistré ici" in words_of(answer)
    assert not ChainLink.objects.exists()


@pytest.mark.parametrize("language", Language)
def test_the_answer_is_what_the_service_says(desk, language):
    found = FakeScoringService().what_if(REFERRED, {CREDIT: 200_000.0})

    said = words_of(ask(desk, language, credit_amount="200000"))

    assert plain(wording.points(found.after.score - found.before.score, language)) in said
    assert plain(wording.amount(found.loan_after.payment, language, currency=None)) in said
    for change in found.changes:
        assert plain(change.sentence.in_language(language)) in said
        assert plain(wording.points(change.difference, language)) in said


def test_what_follows_is_shown_in_its_field_and_cannot_be_typed(desk):
    answer = ask(desk, credit_amount="203298,75")

    assert value_of(answer, ANNUITY) == "12\u202f350,25"
    assert re.search(rf'id="field-{ANNUITY}"[^>]* readonly', answer.content.decode())


def test_a_part_is_the_answer_with_what_follows_and_nothing_else(desk):
    answer = ask(desk, part=True, credit_amount="203298,75")

    page = answer.content.decode()
    assert page.lstrip().startswith('<div class="trial-answer" id="trial-answer">')
    assert "<html" not in page
    assert re.search(rf'<input id="field-{ANNUITY}"[^>]*hx-swap-oob="true"', page)
    assert not re.search(rf'<input id="field-{CREDIT}"', page), "what one types in is never taken away"


@pytest.mark.parametrize("part", [True, False])
def test_a_payment_below_the_interest_is_explained_at_its_field_and_kept(desk, part):
    page = ask(desk, part=part, follows=TERM, annuity_amount="100").content.decode()

    complaint = re.search(rf'id="complaint-{ANNUITY}"[^>]*>([^<]*)<', page)[1]
    assert "La mensualité doit dépasser les intérêts" in complaint
    assert "corrigez le champ signalé" in page
    if not part:
        assert 'value="100"' in page


def test_what_is_no_number_is_kept_with_what_is_expected(desk):
    answer = ask(desk, "en", credit_amount="a lot")

    assert value_of(answer, CREDIT) == "a lot"
    assert "Expected: a number" in words_of(answer)


def test_a_contract_that_does_not_pay_its_amount_back_is_explained_at_its_field(desk):
    answer = ask(desk, contract_term_months="2")

    assert "Au moins 17 mois" in words_of(answer)
    assert value_of(answer, "contract_term_months") == "2"


def test_a_suggestion_fills_the_form_and_leads_to_a_yes(desk):
    page = ask(desk).content.decode()
    [address] = re.findall(r'<a class="secondary" href="([^"]*)"', page)
    typed = dict(parse_qsl(urlsplit(unescape(address)).query))

    assert f"{FakeScoringService().way_to_yes(REFERRED).alternatives[0].decision.score} points" in plain(page)
    assert "Accord proposé" in words_of(ask(desk, **typed))


@pytest.mark.parametrize(
    ("client_id", "said"),
    [(DECLINED, "aucune modification ne conduirait"), (ACCEPTED, "La proposition est déjà un accord")],
)
def test_where_there_is_no_way_it_is_said_plainly(desk, client_id, said):
    answer = ask(desk, page=f"/clients/{client_id}/simuler/")

    assert said in words_of(answer)
    assert "Essayer" not in words_of(answer)


def test_an_unknown_client_and_a_service_that_is_not_ready_have_their_pages(desk, settings):
    assert desk.get("/clients/999/simuler/").status_code == 404
    settings.SCORING_SERVICE = open_nothing
    assert desk.get(PAGE).status_code == 503

"""From a client to a decision and its review, by people at two browsers, with all that goes wrong on the way."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from browser.conftest import PASSWORD, Visit
from browser.looking import look
from solvable.web.access import Role
from solvable.web.journal.records import Decision, Review
from web.made_up import DECLINED, REFERRED

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("records_let_go")]

PAGE = f"/clients/{DECLINED}/decider/"
WORDS = "Contrat de travail vérifié."


@pytest.fixture
def colleague(browser, address):
    """An approver at a browser of their own."""
    get_user_model().objects.create_user("dominique", password=PASSWORD, first_name="Dominique", role=Role.APPROVER)
    context = browser.new_context()
    visit = Visit(context.new_page(), address)
    visit.come_in("dominique")
    yield visit
    context.close()


def depart(page):
    page.get_by_label("Accord").check()
    page.get_by_label("Motif, si vous vous écartez").select_option("new_documents")
    page.get_by_label("Votre explication").fill(WORDS)


def test_from_the_login_to_a_trial_a_decision_its_confirmation_and_a_review(visit, colleague):
    page = visit.page
    visit.log_in()
    visit.go(f"/clients/{REFERRED}/simuler/")
    page.get_by_role("link", name=re.compile("^Essayer")).click()
    expect(page.locator("#trial-answer h3").first).to_have_text("Accord proposé")

    visit.go(PAGE)
    depart(page)
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.get_by_role("status").filter(has_text="Votre décision est enregistrée")).to_be_visible()
    expect(page.get_by_role("heading", name="Accord en attente d’une seconde personne")).to_be_visible()

    colleague.go("/reexamens/")
    colleague.page.get_by_role("link", name=str(DECLINED)).click()
    expect(colleague.page.get_by_text(WORDS)).to_be_visible()
    colleague.page.get_by_label("Je la valide").check()
    colleague.page.get_by_role("button", name="Enregistrer ma réponse").click()
    expect(colleague.page.get_by_role("heading", name="Accord en vigueur")).to_be_visible()

    page.reload()
    page.get_by_text("Le client demande qu’une personne").click()
    page.get_by_label("Ce que dit le client").fill("Le montant n’est pas celui que j’ai demandé.")
    page.get_by_role("button", name="Enregistrer la demande de réexamen").click()
    page.get_by_role("link", name="Ouvrir le réexamen").click()
    expect(page.get_by_text("Vous avez pris la décision réexaminée")).to_be_visible()

    colleague.go(f"/reexamens/{Review.objects.get().pk}/")
    colleague.page.get_by_role("button", name="Prendre le dossier").click()
    colleague.page.get_by_label("La décision est maintenue").check()
    colleague.page.get_by_label("Pour quels motifs").fill("Le montant est celui de la demande signée.")
    colleague.page.get_by_role("button", name="Enregistrer la conclusion").click()
    expect(colleague.page.get_by_text("Le montant est celui de la demande signée.")).to_be_visible()
    assert colleague.complaints == []


def test_the_answer_follows_the_slider_without_a_reload_and_the_address_holds_it(visit):
    page = visit.page
    visit.come_in()
    visit.go(f"/clients/{REFERRED}/simuler/")
    page.evaluate("window.isSamePage = true")

    slider = page.get_by_label("Montant du crédit : curseur")
    slider.focus()
    page.keyboard.press("Home")

    expect(page.locator("#trial-answer h3").first).to_have_text("Accord proposé")
    expect(page.get_by_role("status").filter(has_text="Accord proposé")).to_be_attached()
    expect(page.get_by_label("Mensualité", exact=True)).not_to_have_value("24\u202f700,5")
    expect(page).to_have_url(re.compile("credit_amount="))
    assert page.evaluate("window.isSamePage")
    lent = page.get_by_label("Montant du crédit", exact=True).input_value()
    page.reload()
    expect(page.get_by_label("Montant du crédit", exact=True)).to_have_value(lent)
    expect(page.locator("#trial-answer h3").first).to_have_text("Accord proposé")

    page.get_by_label("la durée", exact=True).check()
    expect(page.get_by_label("Durée en mois", exact=True)).not_to_be_editable()
    page.get_by_label("Mensualité", exact=True).fill("100")
    expect(page.get_by_text("La mensualité doit dépasser les intérêts")).to_be_visible()
    expect(page.get_by_label("Mensualité", exact=True)).to_have_value("100")


def test_a_double_click_decides_once_and_going_back_sends_nothing_again(visit):
    page = visit.page
    visit.come_in()
    visit.go(PAGE)
    page.get_by_label("Refus").check()
    page.get_by_role("button", name="Enregistrer la décision").dblclick()
    expect(page.get_by_role("heading", name="Refus en vigueur")).to_be_visible()
    visit.go("/")

    page.go_back()
    expect(page.get_by_role("heading", name="Refus en vigueur")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Refus en vigueur")).to_be_visible()
    assert Decision.objects.count() == 1


def test_a_lost_connection_loses_nothing_and_sending_again_decides_once(visit):
    page = visit.page
    visit.come_in()
    visit.go(PAGE)
    depart(page)

    page.context.set_offline(True)
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.get_by_text("La connexion a été perdue")).to_be_visible()
    expect(page.get_by_label("Votre explication")).to_have_value(WORDS)
    assert not Decision.objects.exists()

    page.context.set_offline(False)
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.get_by_role("heading", name="Accord en attente")).to_be_visible()
    assert Decision.objects.count() == 1
    visit.complaints = [told for told in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in told]


def test_a_session_that_ran_out_in_mid_form_gives_back_what_was_typed(visit):
    page = visit.page
    visit.come_in()
    visit.go(PAGE)
    depart(page)
    Session.objects.all().delete()

    page.get_by_role("button", name="Enregistrer la décision").click()
    page.get_by_label("Identifiant").fill("camille")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_text("Votre session avait expiré")).to_be_visible()
    expect(page.get_by_label("Votre explication")).to_have_value(WORDS)
    expect(page.get_by_label("Accord")).to_be_checked()
    assert not Decision.objects.exists()
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.get_by_role("heading", name="Accord en attente")).to_be_visible()


def test_of_two_people_on_one_case_the_second_is_told_and_keeps_what_was_typed(visit, colleague):
    page = visit.page
    visit.come_in()
    visit.go(PAGE)
    depart(page)
    colleague.go(PAGE)
    colleague.page.get_by_label("Refus").check()
    colleague.page.get_by_role("button", name="Enregistrer la décision").click()
    expect(colleague.page.get_by_role("heading", name="Refus en vigueur")).to_be_visible()

    page.get_by_role("button", name="Enregistrer la décision").click()

    expect(page.get_by_role("alert").filter(has_text="Dominique a décidé pour ce client")).to_be_visible()
    expect(page.get_by_label("Votre explication")).to_have_value(WORDS)
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.get_by_role("heading", name="Accord en attente").first).to_be_visible()
    assert Decision.objects.count() == 2


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_it_all_works_without_a_script(visit):
    page = visit.page
    visit.come_in()
    visit.go(f"/clients/{REFERRED}/simuler/")
    page.get_by_label("Montant du crédit", exact=True).fill("150000")
    page.get_by_role("button", name="Calculer").click()
    expect(page.locator("#trial-answer h3").first).to_have_text("Accord proposé")

    visit.go(PAGE)
    page.get_by_label("Accord").check()
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.get_by_text("Choisissez le motif pour lequel")).to_be_visible()
    depart(page)
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.get_by_role("heading", name="Accord en attente")).to_be_visible()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_about_deciding_has_a_violation_or_scrolls_sideways(visit, language):
    visit.page.context.add_cookies([{"name": "django_language", "value": language, "url": visit.address}])
    visit.come_in()
    for path in (
        f"/clients/{REFERRED}/simuler/?credit_amount=150000",
        f"/clients/{REFERRED}/simuler/?credit_amount=x",
        PAGE,
        "/reexamens/",
    ):
        visit.go(path)
        look(visit.page, path)


def test_no_page_on_the_way_from_a_decision_to_its_review_has_a_violation(visit, colleague):
    visit.come_in()
    visit.go(PAGE)
    visit.page.locator("input[value=accept]").check()
    visit.page.locator("#field-words").fill(WORDS)
    visit.page.locator(".decide-form .primary").click()
    visit.page.wait_for_selector("#complaint-ground")
    look(visit.page, "what is missing")
    visit.page.locator("#field-ground").select_option("other")
    visit.page.locator(".decide-form .primary").click()
    visit.page.wait_for_selector(".decided")
    visit.page.locator(".asking summary").click()
    look(visit.page, "asking for a review")
    visit.page.locator("#field-review_words").fill("Je conteste.")
    visit.page.locator(".asking button").click()
    visit.page.wait_for_selector(".decided .notice")
    colleague.go(PAGE)
    look(colleague.page, "the second person")
    colleague.go("/reexamens/")
    look(colleague.page, "what waits")
    colleague.go(f"/reexamens/{Review.objects.get().pk}/")
    colleague.page.locator(".take button").click()
    colleague.page.wait_for_selector("#field-grounds")
    look(colleague.page, "a review")

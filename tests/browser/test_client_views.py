"""The views of a client: parts change without a reload, by keyboard alone, and what goes wrong is said."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from web.made_up import DECLINED

pytestmark = pytest.mark.browser

PROFILE = f"/clients/{DECLINED}/profil/"
SIMILAR = f"/clients/{DECLINED}/similaires/"
UNDERSTAND = f"/clients/{DECLINED}/comprendre/"


def mark(page):
    """Leave a mark that a reload of the page would wipe away."""
    page.evaluate("window.stayed = true")


def is_same_page(page):
    return page.evaluate("window.stayed === true")


def test_by_keyboard_a_theme_and_a_reason_open_and_groups_and_numbers_are_chosen_without_a_reload(visit):
    page = visit.page
    visit.come_in()

    visit.go(UNDERSTAND)
    theme = page.locator("details:not([open]) > summary.fall-row").first
    theme.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("details[open] > .reason-details").first).to_be_visible()

    visit.go(PROFILE)
    mark(page)
    page.get_by_label("Logement et patrimoine").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Logement et patrimoine")).to_have_count(0)
    expect(page.get_by_label("Logement et patrimoine")).to_be_focused()
    expect(page.locator("#shown")).to_have_text("5 groupes affichés sur 6.")
    expect(page).to_have_url(re.compile(r"^(?!.*groupe=housing).*groupe=credit"))
    assert is_same_page(page)
    page.get_by_role("button", name="EN – English").click()
    expect(page.locator("#shown")).to_have_text("5 groups shown of 6.")
    page.get_by_role("button", name="FR – Français").click()
    # Leaving before the answer is there would leave the language as it was.
    expect(page.locator("#shown")).to_have_text("5 groupes affichés sur 6.")

    visit.go(SIMILAR)
    mark(page)
    field = page.get_by_label("Nombre de clients similaires")
    field.fill("5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Saisissez un nombre entier de 30 à 400.")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value("5")
    field.fill("40")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Chaque repère est un client sur cent.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?k=40$"))
    assert is_same_page(page)


def test_what_could_not_be_brought_up_to_date_says_so_and_a_session_that_ended_leads_back(visit):
    page = visit.page
    visit.come_in()
    visit.go(PROFILE)
    notice = page.locator("#not-updated")
    expect(notice).to_be_hidden()

    page.route(re.compile("/profil/"), lambda route: route.abort())
    page.get_by_label("Famille").uncheck()
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("n’a pas pu être mise à jour")
    page.unroute_all()
    page.get_by_label("Famille").check()
    expect(notice).to_be_hidden()
    page.get_by_label("Famille").uncheck()
    expect(page.locator("#shown")).to_have_text("5 groupes affichés sur 6.")

    Session.objects.all().delete()
    page.get_by_label("Crédit demandé").click()  # The page goes away with it, before its state could be looked at.
    page.wait_for_url(re.compile("/connexion/"))
    page.fill("#id_username", "camille")
    page.fill("#id_password", "une-phrase-de-passe")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Qui est le client")).to_be_visible()
    expect(page.get_by_label("Famille")).not_to_be_checked()
    visit.complaints = [text for text in visit.complaints if "ERR_FAILED" not in text and "htmx" not in text]

"""A relationship manager's way from the door to a client and out again."""

import re

import pytest
from playwright.sync_api import expect

from web.made_up import DECLINED

pytestmark = pytest.mark.browser


def test_from_the_door_to_a_client_in_two_languages_and_out_again(visit):
    page = visit.page
    visit.log_in()

    expect(page.get_by_label("Numéro de client")).to_be_focused()
    page.keyboard.type("100002")
    page.keyboard.press("Enter")
    expect(page).to_have_title(f"Client n°\u00a0{DECLINED} – Refus proposé · solvable")
    expect(page.get_by_role("heading", name="Refus proposé")).to_be_visible()
    expect(page.get_by_text("Sur 100 dossiers comparables, environ 24 ne sont pas remboursés.")).to_be_visible()

    page.get_by_role("button", name="EN – English").click()
    expect(page.get_by_role("heading", name="Decline proposed")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/clients/{DECLINED}/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_the_answer_is_on_the_first_screen(visit):
    visit.log_in()
    visit.go(f"/clients/{DECLINED}/")

    for part in (".answer h2", ".say", ".scale-picture", ".person", "#main-reasons"):
        expect(visit.page.locator(part)).to_be_in_viewport(ratio=1)


def test_keyboard_alone_does_everything(visit):
    page = visit.page
    visit.go("/connexion/")
    # The browser gives the first field the focus when it draws the page, which may be after it has loaded.
    expect(page.get_by_label("Identifiant")).to_be_focused()
    page.keyboard.type("camille")
    page.keyboard.press("Tab")
    page.keyboard.type("une-phrase-de-passe")
    page.keyboard.press("Enter")
    page.wait_for_url(visit.address + "/")

    expect(page.get_by_label("Numéro de client")).to_be_focused()
    page.keyboard.type("100 0O2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("n’est pas un numéro de client")
    expect(page.get_by_label("Numéro de client")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("100003")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Étude proposée")).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()

    for _ in range(7):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.value") == "en":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Referral proposed")).to_be_visible()

    leave = page.get_by_role("button", name="Log out")
    for _ in range(9):
        page.keyboard.press("Tab")
        if leave.evaluate("button => button === document.activeElement"):
            break
    assert leave.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/connexion/$"))


def test_the_next_client_is_one_field_away(visit):
    visit.log_in()
    visit.go(f"/clients/{DECLINED}/")

    visit.page.get_by_role("search", name="Autre client").get_by_label("Numéro de client").fill("100004")
    visit.page.keyboard.press("Enter")

    expect(visit.page.get_by_role("heading", name="Accord proposé")).to_be_visible()


def test_a_client_is_found_among_all_without_leaving_the_page(visit):
    page = visit.page
    visit.log_in()
    lines = page.locator("#clients tbody tr")

    page.get_by_label("étude").check()
    expect(page.get_by_role("status").filter(has_text="1 client pour ces critères")).to_be_attached()
    page.get_by_label("accord").check()
    expect(lines).to_have_count(3)
    expect(page.get_by_label("accord")).to_be_focused()
    page.get_by_text("Plus de critères").click()
    page.get_by_role("group", name="Montant du crédit").get_by_label("de", exact=True).fill("beaucoup")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Saisissez seulement des chiffres")
    expect(page.locator("#credit_amount-problem")).to_be_visible()
    page.get_by_role("group", name="Montant du crédit").get_by_label("de", exact=True).fill("150 000")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"verdict=accept&verdict=refer&credit_amount_from=150\+000$"))
    # The address is there before the list is: a click meanwhile may meet a link that is just being replaced.
    expect(page.locator("#credit_amount-problem")).to_be_hidden()
    page.get_by_role("link", name="Revenus déclarés").click()
    expect(page.get_by_role("columnheader", name="Revenus déclarés")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("link", name="Revenus déclarés")).to_be_focused()
    expect(page).to_have_url(
        re.compile(r"verdict=accept&verdict=refer&credit_amount_from=150\+000&sort=income_amount$")
    )

    page.reload()
    expect(lines).to_have_count(3)
    expect(page.get_by_role("group", name="Montant du crédit").get_by_label("de", exact=True)).to_have_value("150 000")
    lines.first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("100003")
    page.go_back()
    expect(lines).to_have_count(3)


def test_a_list_sorted_while_a_criterion_is_still_answered_keeps_both(visit):
    page = visit.page
    visit.log_in()
    unanswered = []
    page.route(re.compile(r"verdict=accept(?!.*sort=)"), lambda route: unanswered.append(route))
    with page.expect_request(re.compile(r"verdict=accept")):
        page.get_by_label("accord").check()

    page.get_by_role("link", name="Revenus déclarés").click()

    expect(page.get_by_role("columnheader", name="Revenus déclarés")).to_have_attribute("aria-sort", "ascending")
    expect(page).to_have_url(re.compile(r"\?verdict=accept&sort=income_amount$"))
    expect(page.locator("#clients tbody tr")).to_have_count(2)
    assert unanswered, "the criterion was to be held back"


def test_the_page_of_the_api_works_under_the_content_policy(visit):
    visit.log_in()
    visit.go("/v1/docs")

    expect(visit.page.get_by_text("Score one stored client", exact=True)).to_be_visible()


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_nothing_needs_a_script(visit):
    visit.log_in()
    visit.page.fill("#client", "100002")
    visit.page.keyboard.press("Enter")

    expect(visit.page.get_by_role("heading", name="Refus proposé")).to_be_visible()

"""Comparing in a real browser: choices bring the picture up to date, and a long list is searched."""

import re

import pytest
from playwright.sync_api import expect

from browser.looking import look
from web.made_up import REFERRED

pytestmark = pytest.mark.browser

COMPARE = f"/clients/{REFERRED}/comparer/"


def test_a_choice_brings_picture_address_and_language_form_up_to_date_without_a_new_page(visit):
    visit.come_in()
    visit.go(COMPARE)
    visit.page.evaluate("window.isSamePage = true")

    visit.page.select_option("#second", "credit_amount")
    visit.page.wait_for_selector(".field")
    visit.page.select_option("#variable", "age_years")
    visit.page.wait_for_url(lambda address: "variable=age_years" in address)
    visit.page.locator(".criteria summary").click()
    visit.page.select_option("#verdict", "accept")
    visit.page.wait_for_selector("#complaint-verdict:not(:empty)")
    look(visit.page, "a comparison that the law forbids")

    assert visit.page.evaluate("window.isSamePage")
    expect(visit.page).to_have_url(re.compile("verdict=accept"))
    expect(visit.page.locator("#complaint-verdict")).to_contain_text("La loi interdit")
    expect(visit.page.locator(".languages [name=next]")).to_have_value(re.compile("second=credit_amount"))
    expect(visit.page.locator("#compared-said")).to_contain_text("n’est pas possible")
    visit.page.go_back()
    expect(visit.page.locator(".field")).to_be_attached()
    expect(visit.page.locator("#variable")).to_have_value("age_years")


def test_a_variable_is_found_by_words_without_their_accents_and_chosen_by_enter(visit):
    visit.come_in()
    visit.go(COMPARE)
    everything = visit.page.locator("#variable option").count()

    visit.page.fill("#find-variable", "duree credit")
    left = visit.page.locator("#variable option").count()
    visit.page.press("#find-variable", "Enter")
    visit.page.wait_for_url(lambda address: "variable=" in address)

    assert 1 <= left < everything
    assert "urée" in visit.page.locator("#variable option:checked").inner_text()
    visit.page.fill("#find-variable", "zzz")
    assert visit.page.inner_text("#found-variables") == "Aucune variable ne contient ces mots."
    visit.page.fill("#find-variable", "")
    assert visit.page.locator("#variable option").count() == everything

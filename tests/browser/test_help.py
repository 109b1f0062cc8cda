"""Words that explain themselves, in a real browser: by keyboard, without leaving the page."""

import pytest
from playwright.sync_api import expect

from browser.looking import look
from web.made_up import DECLINED

pytestmark = pytest.mark.browser


def test_a_note_opens_and_closes_by_keyboard_and_leads_to_the_glossary(visit):
    visit.come_in()
    visit.go(f"/clients/{DECLINED}/")
    word, note = visit.page.locator("button.term").first, visit.page.locator(".term-note").first
    expect(note).to_be_hidden()

    word.focus()
    visit.page.keyboard.press("Enter")

    expect(note).to_be_visible()
    look(visit.page, "a note that is open")
    visit.page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(word).to_be_focused()

    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(f"{visit.address}/lexique/#score")

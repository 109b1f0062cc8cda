"""A client's history in a real browser: a long table gives its other rows where it stands."""

import pytest
from playwright.sync_api import expect

from browser.looking import look
from web.made_up import DECLINED

pytestmark = pytest.mark.browser


def test_the_other_rows_of_a_table_come_where_it_stands_without_a_new_page(visit):
    visit.come_in()
    visit.go(f"/clients/{DECLINED}/historique/")
    visit.page.evaluate("window.isSamePage = true")
    table = visit.page.locator("#table-instalmentsby_month")

    table.locator("summary").focus()
    visit.page.keyboard.press("Enter")
    expect(table.locator("tbody tr")).to_have_count(12)
    table.get_by_role("link").click()

    expect(table.locator("tbody tr")).to_have_count(20)
    expect(table.get_by_role("link")).to_have_count(0)
    assert visit.page.evaluate("window.isSamePage")
    look(visit.page, "a history with a table whole")

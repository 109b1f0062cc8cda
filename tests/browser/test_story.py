"""A client's history in a real browser: a long table gives its other rows where it stands."""

import pytest

from browser.looking import look
from web.made_up import DECLINED

pytestmark = pytest.mark.browser


def test_the_other_rows_of_a_table_come_where_it_stands_without_a_new_page(visit):
    visit.log_in()
    visit.go(f"/clients/{DECLINED}/historique/")
    visit.page.evaluate("window.isSamePage = true")
    table = visit.page.locator("#table-instalmentsby_month")

    table.locator("summary").focus()
    visit.page.keyboard.press("Enter")
    assert table.locator("tbody tr").count() == 12
    table.get_by_role("link").click()
    table.locator("tbody tr").nth(19).wait_for()

    assert table.locator("tbody tr").count() == 20
    assert visit.page.evaluate("window.isSamePage")
    assert table.get_by_role("link").count() == 0
    look(visit.page, "a history with a table whole")

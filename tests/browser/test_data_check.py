"""The page of a data check as a browser shows it: axe finds nothing, and only tables scroll sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from reports.test_data_check import AMOUNT, GRADE, make_check, make_column
from solvable.portfolios.findings import Severity
from solvable.reports.data_check import write_data_check
from solvable.vocabulary import Language

pytestmark = pytest.mark.browser

LONG = make_column("YEARS_BEGINEXPLUATATION_MEDI", Severity.WARNING, least=0.0, greatest=117_000_000.0)


@pytest.mark.parametrize("language", Language)
def test_the_page_has_no_violation_and_does_not_scroll_sideways(browser, tmp_path, language):
    write_data_check(make_check(AMOUNT, GRADE, LONG), tmp_path / "check.html", language)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((tmp_path / "check.html").as_uri())

    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= room, f"{wide} px wide in {room}"
        # The two schemes differ in colours only, so only the rule on contrast is asked again.
        for scheme, options in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
            page.emulate_media(color_scheme=scheme)
            results = Axe().run(page, options={"resultTypes": ["violations"]} | options)
            assert results.violations_count == 0, f"{scheme}, {width} px\n{results.generate_report()}"
    assert complaints == []
    context.close()

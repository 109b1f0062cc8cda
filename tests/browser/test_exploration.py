"""The page of an exploration as a browser shows it: axe finds nothing, and only tables scroll sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from reports.exploration.builders import build_workspace
from solvable.portfolios.home_credit import home_credit
from solvable.progress import Silent
from solvable.reports.exploration import explore
from solvable.reports.exploration.page import write_exploration
from solvable.vocabulary import Language

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def exploration(tmp_path_factory):
    return explore(build_workspace(tmp_path_factory.mktemp("browsed"), n_clients=400), home_credit(), Silent())


@pytest.mark.parametrize("language", Language)
def test_the_page_has_no_violation_and_does_not_scroll_sideways(browser, exploration, tmp_path, language):
    write_exploration(exploration, tmp_path / "page.html", language)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((tmp_path / "page.html").as_uri())

    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= room, f"{wide} px wide in {room}"
        # Words of a drawing are cut where they leave it: a reader's font is not known when it is drawn.
        cut = page.evaluate(
            """[...document.querySelectorAll("svg")].flatMap(svg => [...svg.querySelectorAll("text")]
               .filter(text => text.getBoundingClientRect().left < svg.getBoundingClientRect().left - 1
                            || text.getBoundingClientRect().right > svg.getBoundingClientRect().right + 1)
               .map(text => text.textContent))"""
        )
        assert cut == []
        # The two schemes differ in colours only, so only the rule on contrast is asked again.
        for scheme, options in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
            page.emulate_media(color_scheme=scheme)
            results = Axe().run(page, options={"resultTypes": ["violations"]} | options)
            assert results.violations_count == 0, f"{scheme}, {width} px\n{results.generate_report()}"
    assert complaints == []
    context.close()

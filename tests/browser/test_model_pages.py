"""Validation and model card as a browser shows them: axe finds nothing, and only tables scroll sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from builders import make_bundle, make_validation
from solvable.reports.model_card import model_card_page
from solvable.reports.validation.page import validation_page
from solvable.vocabulary import Language

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("which", ["validation", "card"])
def test_the_page_has_no_violation_and_does_not_scroll_sideways(browser, tmp_path, which, language):
    manifest, validation = make_bundle().manifest, make_validation()
    if which == "card":
        page_as_html = model_card_page(manifest, validation, language)
    else:
        page_as_html = validation_page(manifest, validation, language, alternatives=None)
    (tmp_path / "page.html").write_text(page_as_html, encoding="utf-8")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((tmp_path / "page.html").as_uri())

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

"""Every page in both languages, light and dark, wide and narrow: axe finds nothing, and nothing is cut off."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from web.made_up import ACCEPTED, DECLINED, PLAIN, REFERRED, open_broken, open_fake, open_nothing

pytestmark = pytest.mark.browser

CLIENTS = [f"/clients/{client_id}/" for client_id in (ACCEPTED, REFERRED, DECLINED, PLAIN)]
PAGES = ["/", "/?client=Dupont", *CLIENTS, "/clients/999/", "/nulle-part"]
WIDTHS = (1440, 390)
# At 200 % zoom a window of 1440 has room for 720, and one of 640 for 320: WCAG's limit for reflow.
ZOOMED = [{"viewport": {"width": width, "height": 600}, "device_scale_factor": 2} for width in (720, 320)]


def look(visit, axe, where):
    """Check the open page with axe, wide and narrow, light and dark, and that it never scrolls sideways."""
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 900})
        check_width(visit, where)
        # The two schemes differ in colours only, so only the rule on contrast is asked again.
        for scheme, options in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
            visit.page.emulate_media(color_scheme=scheme)
            results = axe.run(visit.page, options={"resultTypes": ["violations"]} | options)
            assert results.violations_count == 0, f"{where}, {scheme}, {width} px\n{results.generate_report()}"


def check_width(visit, where):
    wide, room = visit.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{where}: {wide} px wide in {room}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_has_a_violation_or_scrolls_sideways(visit, language, settings):
    axe = Axe()
    visit.page.context.add_cookies([{"name": "django_language", "value": language, "url": visit.address}])

    visit.go("/connexion/")
    look(visit, axe, "login")
    visit.page.fill("#id_username", "camille")
    visit.page.fill("#id_password", "wrong")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("[role=alert]")
    look(visit, axe, "login refused")
    visit.log_in()
    for path in PAGES:
        visit.go(path)
        assert visit.page.locator("html").get_attribute("lang") == language
        look(visit, axe, path)
    for opener in (open_nothing, open_broken):
        settings.SCORING_SERVICE = opener
        visit.go("/")
        look(visit, axe, opener.__name__)
    settings.SCORING_SERVICE = open_fake


@pytest.mark.parametrize("visit", ZOOMED, indirect=True)
def test_nothing_is_lost_at_twice_the_size(visit):
    visit.go("/connexion/")
    check_width(visit, "login")
    visit.log_in()
    for path in PAGES:
        visit.go(path)
        check_width(visit, path)
        cut_off = visit.page.evaluate(
            """() => [...document.querySelectorAll('main :is(h1, h2, h3, p, dd, dt, th, td)')]
                .filter(part => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflow !== 'visible'
                                && !part.closest('.hidden'))
                .map(part => part.textContent)"""
        )
        assert cut_off == []

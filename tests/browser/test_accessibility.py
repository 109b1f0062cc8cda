"""Every page in both languages, light and dark, wide and narrow: axe finds nothing, and nothing is cut off."""

import pytest
from django.utils import timezone

from browser.looking import check_width, look
from solvable.web.access import Scope
from solvable.web.journal.keys import create_key
from solvable.web.journal.lockout import LIMITS, Kind, note_attempt
from web.made_up import ACCEPTED, DECLINED, PLAIN, REFERRED, open_broken, open_fake, open_nothing

pytestmark = pytest.mark.browser

CLIENTS = [f"/clients/{client_id}/" for client_id in (ACCEPTED, REFERRED, DECLINED, PLAIN)]
VIEWS = [f"/clients/{DECLINED}/{view}" for view in ("comprendre/", "profil/", "similaires/", "similaires/?k=5")]
COMPARED = [
    f"/clients/{REFERRED}/comparer/?variable=income_amount&second=credit_amount&by_age=same",
    f"/clients/{PLAIN}/comparer/?variable=age_years&verdict=accept",
]
HELP = ["/modele/", "/lexique/#cutoff", "/visite/", "/accessibilite/"]
STORIES = [f"/clients/{DECLINED}/historique/", f"/clients/{DECLINED}/historique/?all=instalments.by_month"]
FOUND = ["/?contract_type=Cash+loans&verdict=refer&sort=-credit_amount", "/?credit_amount_from=beaucoup&age=30-40"]
PAGES = ["/", "/?client=Dupont", *FOUND, *CLIENTS, *VIEWS, *COMPARED, *STORIES, *HELP, "/clients/999/", "/nulle-part"]
# At 200 % zoom a window of 1440 has room for 720, and one of 640 for 320: WCAG's limit for reflow.
ZOOMED = [{"viewport": {"width": width, "height": 600}, "device_scale_factor": 2} for width in (720, 320)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_has_a_violation_or_scrolls_sideways(visit, language, settings):
    visit.page.context.add_cookies([{"name": "django_language", "value": language, "url": visit.address}])

    visit.go("/connexion/")
    look(visit.page, "login")
    visit.page.fill("#id_username", "camille")
    visit.page.fill("#id_password", "wrong")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("[role=alert]")
    look(visit.page, "login refused")
    visit.log_in()
    for path in PAGES:
        visit.go(path)
        assert visit.page.locator("html").get_attribute("lang") == language
        look(visit.page, path)
    for opener in (open_nothing, open_broken):
        settings.SCORING_SERVICE = opener
        visit.go("/")
        look(visit.page, opener.__name__)
    settings.SCORING_SERVICE = open_fake


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_about_access_has_a_violation_or_scrolls_sideways(visit, language):
    visit.page.context.add_cookies([{"name": "django_language", "value": language, "url": visit.address}])
    create_key("nightly batch of the portfolio", 90, scopes=list(Scope))
    for _ in range(LIMITS[Kind.NAME] + 1):
        note_attempt("camille", "10.0.0.1", now=timezone.now())

    visit.go("/connexion/")
    visit.page.fill("#id_username", "camille")
    visit.page.fill("#id_password", "wrong")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("[role=alert]")
    look(visit.page, "locked out")
    visit.log_in("ada", home="/acces/")
    look(visit.page, "people and keys")
    visit.page.locator("summary").click()
    look(visit.page, "about to revoke a key")
    visit.go("/")
    look(visit.page, "not open")


@pytest.mark.parametrize("visit", ZOOMED, indirect=True)
def test_nothing_is_lost_at_twice_the_size(visit):
    visit.go("/connexion/")
    check_width(visit.page, "login")
    visit.log_in()
    for path in PAGES:
        visit.go(path)
        check_width(visit.page, path)
        cut_off = visit.page.evaluate(
            """() => [...document.querySelectorAll('main :is(h1, h2, h3, p, dd, dt, th, td)')]
                .filter(part => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflow !== 'visible'
                                && !part.closest('.hidden') && getComputedStyle(part).clipPath === 'none')
                .map(part => part.textContent)"""
        )
        assert cut_off == []

"""The client's page on paper: one A4 sheet that says all that a file needs."""

import pytest

from reports.letter.samples import read_pdf, squeezed, words_of
from web.made_up import ACCEPTED, DECLINED, PLAIN, REFERRED, FakeScoringService

pytestmark = pytest.mark.browser

A4 = (595, 842)


def printed(visit, client_id, language):
    """Return the page as the browser prints it, at its own margins."""
    visit.page.context.add_cookies([{"name": "django_language", "value": language, "url": visit.address}])
    visit.go(f"/clients/{client_id}/")
    return visit.page.pdf(prefer_css_page_size=True, print_background=False)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_client_prints_on_one_sheet_with_the_proposal_its_reasons_the_facts_and_the_origin(visit, language):
    visit.come_in()

    for client_id in (DECLINED, REFERRED, ACCEPTED, PLAIN):
        pdf = printed(visit, client_id, language)

        pages, words = read_pdf(pdf).pages, words_of(pdf)
        assert len(pages) == 1, client_id
        assert tuple(round(side) for side in pages[0].mediabox[2:]) == A4
        [decision] = FakeScoringService().decide([client_id])
        for reason in (*decision.against[:3], *decision.in_favour[:3]):
            assert squeezed(getattr(reason.sentence, language)) in words
        for said in (
            {"fr": "Proposition calculée le", "en": "Proposal computed on"}[language],
            {"fr": "Âge 39", "en": "Age 39"}[language],
            decision.model_version,
            decision.policy_version,
            str(client_id),
        ):
            assert squeezed(said) in words


def test_what_serves_the_screen_only_is_not_printed_and_what_serves_paper_not_shown(visit):
    visit.come_in()
    visit.go(f"/clients/{DECLINED}/")

    assert not visit.page.locator(".print-only").is_visible()
    visit.page.emulate_media(media="print")
    assert visit.page.locator(".print-only").is_visible()
    for part in (".tabs", ".next-steps", ".top-tools", ".top-links", ".quick", "details:not([open])"):
        assert visit.page.locator(part).count() == 0 or not visit.page.locator(part).first.is_visible(), part

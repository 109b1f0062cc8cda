"""Validation, model card and scorecard as a browser shows them: axe finds nothing, and only tables scroll sideways."""

import pytest

from browser.looking import look_at_file
from builders import make_bundle, make_catalogue, make_validation
from reports.test_scorecard import CARD, MAIN
from reports.test_scorecard import page as make_scorecard_page
from solvable.explanations.model_view import view_model
from solvable.reports.model_card import model_card_page
from solvable.reports.validation.page import validation_page
from solvable.vocabulary import Language

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("which", ["validation", "card", "scorecard"])
def test_the_page_has_no_violation_and_does_not_scroll_sideways(browser, tmp_path, which, language):
    manifest, validation = make_bundle().manifest, make_validation()
    if which == "card":
        page_as_html = model_card_page(manifest, validation, language)
    elif which == "scorecard":
        page_as_html = make_scorecard_page(language, compared=(CARD, MAIN))
    else:
        view = view_model(make_bundle().importance, make_catalogue(), currency=None)
        page_as_html = validation_page(manifest, validation, language, alternatives=None, model=view)
    (tmp_path / "page.html").write_text(page_as_html, encoding="utf-8")
    look_at_file(browser, tmp_path / "page.html")

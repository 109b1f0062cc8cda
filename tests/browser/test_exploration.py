"""The page of an exploration as a browser shows it: axe finds nothing, and only tables scroll sideways."""

import pytest

from browser.looking import look_at_file
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


def no_words_are_cut(page):
    # Words of a drawing are cut where they leave it: a reader's font is not known when it is drawn.
    cut = page.evaluate(
        """[...document.querySelectorAll("svg")].flatMap(svg => [...svg.querySelectorAll("text")]
           .filter(text => text.getBoundingClientRect().left < svg.getBoundingClientRect().left - 1
                        || text.getBoundingClientRect().right > svg.getBoundingClientRect().right + 1)
           .map(text => text.textContent))"""
    )
    assert cut == []


@pytest.mark.parametrize("language", Language)
def test_the_page_has_no_violation_and_does_not_scroll_sideways(browser, exploration, tmp_path, language):
    write_exploration(exploration, tmp_path / "page.html", language)
    look_at_file(browser, tmp_path / "page.html", no_words_are_cut)

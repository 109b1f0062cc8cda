"""The page of an exploration: whole, in both languages, and in need of nothing."""

import re

import pytest

from reports.exploration.builders import build_workspace, make_exploration, make_variable
from solvable.errors import ConfigError
from solvable.portfolios.home_credit import home_credit
from solvable.progress import Silent
from solvable.reports.exploration import explore
from solvable.reports.exploration.page import exploration_page, write_exploration
from solvable.reports.page import FigureTable
from solvable.vocabulary import Language


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return the page of four hundred clients in each language."""
    found = explore(build_workspace(tmp_path_factory.mktemp("page"), n_clients=400), home_credit(), Silent())
    return {language: exploration_page(found, language) for language in Language}


@pytest.fixture(params=list(Language))
def page(request, pages):
    return pages[request.param]


def cells(page, panel):
    """Return the rows of a panel's table, as words."""
    (table,) = re.findall(rf'id="{panel}-figures".*?</table>', page, flags=re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", table, flags=re.DOTALL)
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def test_the_page_needs_no_network_and_no_script(page):
    assert not re.search(r"<script|<link(?! rel=\"icon\" href=\"data:,\")|@import|url\(|https?:|src=", page)


def test_every_drawing_has_an_alternative_and_every_table_caption_and_scopes(page):
    assert page.count("<svg") == len(re.findall(r'<svg role="img" aria-label="[^"]+"', page))
    assert page.count("<table") == page.count("<caption")
    assert len(re.findall(r"<th[ >]", page)) == page.count("scope=")


def test_every_panel_can_be_pointed_at(page):
    names = re.findall(r' id="([^"]+)"', page)

    assert len(set(names)) == len(names)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(names)


def test_either_language_is_whole(pages):
    def words(language):
        return set(re.findall(r"<(?:h1|h2|dt|caption)[^>]*>([^<]+)<", pages[language]))

    assert words(Language.FR) & words(Language.EN) == {"Clients"}


def test_a_segment_is_drawn_and_told_in_figures(pages):
    assert cells(pages[Language.EN], "segment-contract_type") == [
        ["Group", "Clients", "Share of repaid", "Share of defaulted", "Default rate", "95% interval"],
        ["cash loan", "200", "66.7%", "0%", "0%", "0 to 1.9%"],
        ["revolving credit", "200", "33.3%", "100%", "50%", "43.1 to 56.9%"],
    ]


def test_the_tables_are_told_with_who_is_not_in_them(pages):
    assert cells(pages[Language.FR], "table-sizes")[2] == [
        "bureau", "crédits auprès d’autres prêteurs", "600", "300", "2", "3", "25\u202f%", "100\u202f%", "0\u202f%",
    ]  # fmt: skip


def test_a_variable_that_may_not_decide_says_why():
    page = exploration_page(make_exploration(variables=(make_variable("age"),)), Language.FR)

    assert "Variable protégée\u00a0: critère protégé." in page


def test_where_nothing_tells_more_than_chance_the_page_says_so():
    page = exploration_page(make_exploration(), Language.EN)

    assert "No variable tells more than chance" in page
    assert "correlations" not in page


def test_few_clients_are_a_number_and_not_an_interval():
    variable = make_variable("late_count", 20, 80)
    few = type(variable)(
        feature=variable.feature, bands=variable.bands, lacking=type(variable.bands[0])(
            label=variable.lacking.label, n_clients=3, n_defaults=1
        ),
    )  # fmt: skip

    page = exploration_page(make_exploration(variables=(few,)), Language.EN)

    assert "missing (n\u00a0=\u00a03)" in page
    assert cells(page, "variable-late_count")[-1][-2:] == ["33.3%", "6.1 to 79.2%"]


def test_a_page_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"ending in \.html in a folder that exists"):
        write_exploration(make_exploration(), tmp_path / "page.pdf", Language.FR)


def test_a_written_page_is_all_there_is(tmp_path):
    write_exploration(make_exploration(), tmp_path / "page.html", Language.FR)

    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_a_table_with_a_row_too_short_is_refused():
    with pytest.raises(ValueError, match="needs 2 cells, one per head, found 1"):
        FigureTable(caption="Figures", heads=("a", "b"), rows=(("a",),))

"""The view of the clients who resemble one."""

import re
from html import unescape

import pytest

from html_text import words_of_main
from solvable.errors import SimilarClientsError
from solvable.vocabulary import Language
from solvable.web.desk.dots import draw_dots
from web.made_up import ACCEPTED, DECLINED, N_ALIKE, FakeScoringService


def page_of(desk, client_id=ACCEPTED, **asked):
    response = desk.get(f"/clients/{client_id}/similaires/", asked)
    assert response.status_code == 200
    return response.content.decode()


def field_of(page):
    return re.search(r'<input id="k"[^>]*value="([^"]*)"([^>]*)>', page)


@pytest.mark.parametrize("language", list(Language))
def test_what_became_of_them_is_said_with_the_others_beside_it(desk, language):
    desk.cookies["django_language"] = language.value
    found = FakeScoringService().similar(ACCEPTED)

    said = words_of_main(page_of(desk))

    for text in (found.scope, found.nearness_said, found.repayment, *found.columns, found.differences[0].label):
        assert text.in_language(language) in said
    assert {"fr": "10 % non remboursés", "en": "10% not repaid"}[language] in said.replace("\u202f", " ")
    assert {"fr": "8,1 % non remboursés", "en": "8.1% not repaid"}[language] in said.replace("\u202f", " ")


def test_both_pictures_have_a_hundred_marks_of_two_shapes(desk):
    first, second = re.findall(r'<svg class="dots".*?</svg>', page_of(desk), re.S)

    assert (first.count("<path"), first.count("<circle")) == (10, 90)
    assert (second.count("<path"), second.count("<circle")) == (8, 92)


def test_a_mark_is_one_client_only_where_there_are_a_hundred(desk):
    assert "Chaque repère est l’un des clients similaires" in words_of_main(page_of(desk))
    assert "Chaque repère est un client sur cent" in words_of_main(page_of(desk, k="200"))


@pytest.mark.parametrize(("rate", "n_defaults"), [(0, 0), (0.001, 1), (0.25, 25), (0.999, 99), (1, 100)])
def test_a_share_that_is_neither_nothing_nor_all_is_drawn_as_neither(rate, n_defaults):
    dots = draw_dots(rate)

    assert len(dots) == len({(dot.x, dot.y) for dot in dots}) == 100
    assert [dot.is_default for dot in dots] == [True] * n_defaults + [False] * (100 - n_defaults)


def test_who_resembles_nobody_is_said_to_before_the_figures(desk):
    thin, close = page_of(desk, DECLINED), page_of(desk, ACCEPTED)

    assert "À prendre avec réserve. Peu de clients ressemblent à celui-ci." in words_of_main(thin)
    assert thin.index("Peu de clients") < thin.index("Un sur dix") < thin.index('class="dots"')
    assert "avec réserve" not in words_of_main(close)


def test_the_nearest_are_shown_with_their_outcome_beside_this_client_and_without_their_numbers(desk):
    page = page_of(desk)

    table = page[page.index('<table class="nearest"') :]
    rows = re.findall(r"<tr.*?</tr>", table[table.index("<tbody") :], re.S)
    assert len(rows) == 1 + 5
    assert "202\u202f500" in rows[0]
    assert [("non remboursé" in row) for row in rows[1:]] == [False, True, False, False, False]
    assert "200001" not in page
    assert "200002" not in page


@pytest.mark.parametrize("typed", ["30", " 40 ", "1 00", str(N_ALIKE)])
def test_as_many_are_sought_as_are_asked_for(desk, typed):
    page = page_of(desk, k=typed)

    assert "aria-invalid" not in page
    assert field_of(page)[1] == typed.strip()
    assert 'class="dots"' in page


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        pytest.param("abc", "un nombre entier de 30 à 1 000", id="no number"),
        pytest.param("", "un nombre entier de 30 à 1 000", id="nothing"),
        pytest.param("-5", "un nombre entier de 30 à 1 000", id="below nothing"),
        pytest.param("9" * 5000, "un nombre entier de 30 à 1 000", id="without end"),
        pytest.param("３０", "un nombre entier de 30 à 1 000", id="other digits"),
        pytest.param("29", "un nombre entier de 30 à 400", id="too few"),
        pytest.param("401", "un nombre entier de 30 à 400", id="more than there are"),
    ],
)
def test_a_wrong_number_is_kept_and_told_at_the_field_what_is_expected(desk, typed, complaint):
    page = page_of(desk, k=typed)

    assert complaint in words_of_main(page).replace("\u202f", " ")
    assert unescape(field_of(page)[1]) == typed
    assert 'aria-invalid="true" aria-describedby="k-complaint"' in field_of(page)[2]
    assert 'class="dots"' not in page
    assert "<title>Erreur – " in page


class _AlmostNobody(FakeScoringService):
    """Has too few clients to look for similar ones."""

    def similar(self, client_id, k=100):
        """Refuse whatever is asked of whoever there is."""
        self.describe(client_id)
        raise SimilarClientsError(asked=k, fewest=30, most=11, n_known=12)


def test_where_there_are_too_few_clients_the_page_says_so(desk, settings):
    settings.SCORING_SERVICE = _AlmostNobody

    page = page_of(desk)

    assert "Trop peu de clients dont l’issue du crédit est connue" in words_of_main(page)
    assert "aria-invalid" not in page


def test_no_sentence_is_left_in_the_other_language(desk):
    said = []
    for language in Language:
        desk.cookies["django_language"] = language.value
        said.append(words_of_main(page_of(desk)))

    assert not re.search(r"\b(the|and|clients who|of them)\b", said[0])
    assert not re.search(r"[éèêçœ«]|\b(le|la|les|des|une)\b", said[1])

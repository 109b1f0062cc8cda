"""The view that tells who a client is."""

import re
from html import unescape

import pytest

from html_text import words_of_main
from solvable.vocabulary import Language
from web.made_up import DECLINED, FakeScoringService

PROFILE = f"/clients/{DECLINED}/profil/"
GROUPS = [group.label.fr for group in FakeScoringService().describe(DECLINED)]


def page_of(desk, **asked):
    response = desk.get(PROFILE, asked)
    assert response.status_code == 200
    return response.content.decode()


def shown(page):
    return [unescape(label) for label in re.findall(r"<h3>([^<]*)</h3>", page)]


def ticked(page):
    return re.findall(r'name="groupe" value="(\w+)" checked', page)


def test_everything_that_is_known_is_told_until_somebody_chooses(desk):
    page = page_of(desk)

    said = words_of_main(page)
    assert shown(page) == GROUPS
    assert len(ticked(page)) == len(GROUPS)
    for group in FakeScoringService().describe(DECLINED):
        for item in group.items:
            assert re.sub(r"\s+", " ", f"{item.label.fr}{item.value.fr}") in said


def test_facts_that_the_score_does_not_use_say_so_and_the_others_do_not(desk):
    page = page_of(desk)

    unused = re.findall(r"<dt>([^<]*)</dt><dd>[^<]*<span class=\"unused\"", page)
    assert unused == ["Âge", "Sexe", "Situation de famille", "Nombre d’enfants", "Personnes dans le foyer"]
    assert page.count("(non utilisé dans le calcul)") == len(unused)


def test_a_value_with_an_order_has_its_place_among_all_as_a_mark_and_in_words(desk):
    page = page_of(desk)

    (age,) = re.findall(r"<div><dt>Âge</dt>(.*?)</div>", page, re.S)
    assert 'cx="25.0%"' in age
    assert re.sub(r"\s+", " ", "Environ 8\u00a0clients sur\u00a010 sont au-dessus.") in words_of_main(page)
    (housing,) = re.findall(r"<div><dt>Mode de logement</dt>(.*?)</div>", page, re.S)
    assert "<svg" not in housing
    assert "1\u00a0client sur\u00a010 est dans le même cas." in housing


@pytest.mark.parametrize(
    ("asked", "labels"),
    [
        pytest.param({"groupe": ["housing"]}, ["Logement et patrimoine"], id="one"),
        pytest.param(
            {"groupe": ["credit", "housing"]}, ["Logement et patrimoine", "Crédit demandé"], id="in their order"
        ),
        pytest.param({"groupe": ["housing", "nonsense"]}, ["Logement et patrimoine"], id="one that there is not"),
        pytest.param({"choix": "1"}, [], id="none"),
    ],
)
def test_the_groups_that_are_asked_for_are_shown_and_ticked(desk, asked, labels):
    page = page_of(desk, **asked)

    assert shown(page) == labels
    assert len(ticked(page)) == len(labels)
    assert ("Choisissez au moins un groupe." in page) is (labels == [])


def test_the_mark_for_unused_facts_is_explained_only_where_there_are_any(desk):
    assert "jamais compté" in words_of_main(page_of(desk))
    assert "jamais compté" not in words_of_main(page_of(desk, groupe="credit"))


def test_no_sentence_is_left_in_the_other_language(desk):
    said = []
    for language in Language:
        desk.cookies["django_language"] = language.value
        said.append(words_of_main(page_of(desk)))

    assert not re.search(r"\b(the|and|stands|groups)\b", said[0])
    assert not re.search(r"[éèêçœ«]|\b(le|la|les|des|une)\b", said[1])


def test_an_unknown_client_has_the_page_that_says_so(desk):
    assert desk.get("/clients/999/profil/").status_code == 404

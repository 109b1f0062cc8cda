"""Help for who reads the desk: words that explain themselves, their page, and the accessibility statement."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from solvable.vocabulary import Language
from solvable.web.desk.lexicon import lexicon
from web.made_up import DECLINED

CLIENT = f"/clients/{DECLINED}/"


def text_of(response):
    return response.content.decode()


# -- Words that explain themselves


def test_a_word_opens_a_note_that_leads_to_its_place_in_the_glossary():
    with translation.override("fr"):
        written = Template('{% load explaining %}{% term "cutoff" "seuil d’accord" %}').render(Context())

    assert ">seuil d’accord<" in written
    assert 'popovertarget="note-cutoff"' in written
    assert '<span class="term-note" id="note-cutoff" popover>' in written
    assert lexicon().terms["cutoff"].short.fr in written
    assert 'href="/lexique/#cutoff"' in written


def test_a_word_stands_as_its_label_where_a_page_does_not_say_how():
    with translation.override("en"):
        written = Template('{% load explaining %}{% term "cutoff" %}').render(Context())

    assert ">Cutoff<" in written


def test_a_word_that_nobody_explained_stops_the_page():
    with pytest.raises(KeyError, match="no_such_word"):
        Template('{% load explaining %}{% term "no_such_word" %}').render(Context())


@pytest.mark.parametrize("page", [CLIENT, f"{CLIENT}comprendre/"])
def test_a_page_explains_a_word_once(desk, page):
    ids = re.findall(r'\bid="([^"]+)"', text_of(desk.get(page)))

    assert any(found.startswith("note-") for found in ids)
    assert sorted(ids) == sorted(set(ids))


# -- The glossary


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_glossary_has_every_word_where_its_notes_lead(desk, language):
    desk.cookies["django_language"] = language

    page = text_of(desk.get("/lexique/"))

    for key, term in lexicon().terms.items():
        assert f'<div id="{key}">' in page
        assert term.label.in_language(Language(language)) in page


def test_an_accent_does_not_send_a_word_behind_the_alphabet():
    labels = [term.label.fr for _, term in lexicon().in_order(Language.FR)]

    assert labels.index("Double regard") < labels.index("Étude") < labels.index("Fréquence observée")


def test_what_a_word_means_is_said_in_one_sentence_of_thirty_words_at_most():
    for key, term in lexicon().terms.items():
        for said in (term.short.fr, term.short.en):
            assert said.endswith("."), key
            assert said.count(". ") == 0, key
            assert len(said.split()) <= 30, key


def test_the_french_of_the_glossary_is_set_with_its_own_apostrophes_and_spaces():
    for term in lexicon().terms.values():
        for said in (term.label.fr, term.short.fr, term.long.fr):
            assert not re.search(r"'| [:?!;»]|« ", said), said


# -- The accessibility statement


def test_whoever_cannot_log_in_can_read_the_accessibility_statement(stranger):
    page = stranger.get("/accessibilite/")

    assert page.status_code == 200
    assert "non conforme" in text_of(page)
    assert "Défenseur des droits" in text_of(page)


def test_the_statement_says_whom_to_tell_of_an_obstacle(stranger, settings):
    settings.ACCESSIBILITY_CONTACT = "accessibilite@banque.example"
    assert "accessibilite@banque.example" in text_of(stranger.get("/accessibilite/"))

    settings.ACCESSIBILITY_CONTACT = ""
    assert "n’a pas encore indiqué d’adresse" in text_of(stranger.get("/accessibilite/"))


@pytest.mark.parametrize("page", ["/connexion/", "/accessibilite/", "/nulle-part"])
def test_every_page_leads_to_the_accessibility_statement(stranger, page):
    assert 'href="/accessibilite/"' in text_of(stranger.get(page))

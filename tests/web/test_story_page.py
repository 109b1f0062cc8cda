"""The page of a client's history: every chapter with its state, pictures with words, and no row lost."""

import re

import pytest

from web.made_up import DECLINED, open_superseded
from web.test_desk import words_of


def told(desk, language="fr", status=200, **asked):
    desk.cookies["django_language"] = language
    answer = desk.get(f"/clients/{DECLINED}/historique/", asked)
    assert answer.status_code == status
    return answer


def rows_of(answer, table):
    (found,) = re.findall(
        rf'<details class="story-table" id="table-{table}".*?</details>', answer.content.decode(), re.S
    )
    return re.findall(r"<tr><td.*?</tr>", found, flags=re.DOTALL), found


def test_every_chapter_has_its_sentence_and_nothing_is_not_the_same_as_not_delivered(desk):
    said = words_of(told(desk))

    assert "Vous avez payé 19 échéances." in said
    assert "Cartes Vous n’avez pas eu de carte." in said
    assert "Autres crédits Non transmis. On ne sait pas si vous en avez." in said
    assert "Cartes rien" in said
    assert "Autres crédits non transmis" in said


def test_figures_are_said_and_one_that_nobody_knows_is_said_so(desk):
    assert re.search(r"Échéances\s*19.*Retards\s*non connu", words_of(told(desk)))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", [
            "20 mois. Au plus en un mois : Montant dû 1 000, Montant réglé 1 000.",
            "20 mois, dont 5 avec un retard, de 40 jours au plus.",
            "14 crédits, le premier ouvert il y a 12 ans ; en cours : 1, en difficulté : 1.",
        ]),
        ("en", [
            "20 months. Most in a month: Amount due 1,000, Amount paid 1,000.",
            "20 months, late in 5 of them, by up to 40 days.",
            "14 credits, the first begun 12 years ago; running: 1, in trouble: 1.",
        ]),
    ],
)  # fmt: skip
def test_each_picture_says_in_a_sentence_what_it_shows(desk, language, words):
    # Late are month 1 and each fifth of the 20: 1, 5, 10, 15, 20. The first credit began 200 + 12 * 365 days before.
    said = words_of(told(desk, language))

    for one in words:
        assert one in said


def test_a_long_table_shows_its_first_rows_says_how_many_more_there_are_and_gives_all(desk):
    short, before = rows_of(told(desk), "instalmentsby_month")
    whole, after = rows_of(told(desk, all="instalments.by_month"), "instalmentsby_month")

    assert (len(short), len(whole)) == (12, 20)
    assert "Voir 8 autres lignes" in before
    assert 'href="?all=instalments.by_month#table-instalmentsby_month"' in before
    assert " open" in after[:100]
    assert "Voir 8" not in after
    assert whole[:12] == short


def test_a_column_that_no_row_fills_is_left_out_and_no_other(desk):
    _, table = rows_of(told(desk), "instalmentsby_month")

    assert re.findall(r"<th [^>]*>([^<]*)<", table) == ["Mois", "Montant dû", "Montant réglé", "Retard"]


def test_a_table_that_there_is_not_may_be_asked_for_without_harm(desk):
    assert len(rows_of(told(desk, all="instalments.secrets"), "instalmentsby_month")[0]) == 12


def test_more_than_twelve_credits_stand_behind_a_click_and_none_is_lost(desk):
    page = told(desk).content.decode()

    first, more = re.findall(r'<table class="spans".*?</table>', page, flags=re.DOTALL)
    assert (first.count('<svg class="span"'), more.count('<svg class="span"')) == (12, 2)
    assert "2 crédits plus anciens" in page


def test_every_picture_has_its_own_name_and_summary(desk):
    page = told(desk).content.decode()

    named = re.findall(r'aria-labelledby="([\w-]+)" aria-describedby="([\w-]+)"', page)
    assert len(named) == len(set(named)) == 4
    for one in (identifier for pair in named for identifier in pair):
        assert page.count(f' id="{one}"') == 1


def test_a_story_that_cannot_be_told_says_so_and_leaves_the_verdict(desk, settings):
    settings.SCORING_SERVICE = open_superseded

    answer = told(desk, status=503)

    assert "L’historique n’est pas disponible pour le moment" in words_of(answer)
    assert "485 points" in words_of(answer)
    assert "secret" not in answer.content.decode()


def test_an_unknown_client_is_told_as_everywhere(desk):
    assert desk.get("/clients/999/historique/").status_code == 404

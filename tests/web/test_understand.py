"""The view that explains a score: every reason by theme, with sums that a reader can check."""

import re

import pytest

from html_text import reason_table, words_of_main
from solvable.vocabulary import Language
from web.made_up import ACCEPTED, DECLINED, PLAIN, REFERRED, FakeScoringService


def page_of(desk, client_id, language="fr"):
    desk.cookies["django_language"] = language
    response = desk.get(f"/clients/{client_id}/comprendre/")
    assert response.status_code == 200
    return response.content.decode()


def plain(text):
    return re.sub(r"\s+", " ", text)


def number(said):
    return int(said.replace("\u2212", "-").replace("\u202f", ""))


@pytest.mark.parametrize("client_id", [ACCEPTED, REFERRED, DECLINED, PLAIN])
@pytest.mark.parametrize("language", list(Language))
def test_every_reason_is_told_and_those_that_count_with_their_details(desk, client_id, language):
    [decision] = FakeScoringService().decide([client_id])

    page = page_of(desk, client_id, language)

    said = words_of_main(page)
    details = re.findall(r'<dl class="reason-details">(.*?)</dl>', page, flags=re.DOTALL)
    assert len(details) == sum(1 for reason in decision.reasons if reason.points)
    for reason in decision.reasons:
        assert reason.label.in_language(language) in said
        if reason.points:
            assert plain(reason.sentence.in_language(language)) in said
            assert reason.accepted is None or plain(reason.accepted.in_language(language)) in said
    assert decision.model_version in said
    assert decision.policy_version in said
    assert decision.policy_checksum[:12] in said


@pytest.mark.parametrize("client_id", [ACCEPTED, REFERRED, DECLINED, PLAIN])
def test_the_whole_numbers_on_screen_add_up(desk, client_id):
    page = page_of(desk, client_id)

    base, *points, score = [number(points) for _, points in reason_table(page)]
    assert base + sum(points) == score
    strip = re.findall(r"<dd>(?:<span[^>]*>= </span>)?([+\u2212]?\d+)</dd>", page[page.index('class="sum"') :])[:4]
    start, against, in_favour, total = map(number, strip)
    assert (start, start + against + in_favour, total) == (base, score, score)
    assert against <= 0 <= in_favour


def test_a_theme_says_its_points_and_the_total_behind_it_and_its_reasons_sum_to_it(desk):
    page = page_of(desk, DECLINED)

    total = 561
    themes = re.findall(r'<summary class="fall-row">(.*?)</summary>\s*<ul class="theme-reasons">(.*?)</ul>', page, re.S)
    for summary, reasons in themes:
        said, behind = re.findall(r'class="fall-(?:points|total)[^"]*">(?:<span[^>]*>[^<]*</span>)?([^<]+)', summary)
        inside = re.findall(r'class="fall-points[^"]*">([^<]+)<', reasons)
        assert number(said) == sum(map(number, inside))
        total += number(said)
        assert number(behind) == total
    assert total == 485
    assert len(themes) == len(FakeScoringService().decide([DECLINED])[0].themes)


def test_the_picture_is_told_in_words_and_how_to_read_it(desk):
    said = words_of_main(page_of(desk, DECLINED))

    assert plain("De 561 points, le point de départ de tous les dossiers, à 485 points pour ce client.") in said
    assert plain("Ce qui abaisse le plus le score\u00a0: «\u00a0Remboursements passés\u00a0» (−25).") in said
    assert plain("Ce qui le relève le plus\u00a0: «\u00a0Capacité de remboursement\u00a0» (+6).") in said
    assert "Comment lire ce graphique" in said
    assert "Voir les chiffres" in said


def test_nothing_is_said_to_lower_a_score_that_nothing_lowers(desk):
    said = words_of_main(page_of(desk, PLAIN))

    assert "abaisse le plus" not in said
    assert "relève le plus" not in said


def test_a_reason_says_whether_the_client_can_act_on_it(desk):
    page = page_of(desk, DECLINED)

    answers = re.findall(r"<dd>(Oui, avant la décision|Pas avant cette décision)\.</dd>", page)
    [decision] = FakeScoringService().decide([DECLINED])
    counted = [reason for reason in decision.reasons if reason.points]
    assert answers.count("Oui, avant la décision") == sum(1 for reason in counted if reason.is_actionable) > 0
    assert len(answers) == len(counted)


def test_no_sentence_is_left_in_the_other_language(desk):
    french, english = (words_of_main(page_of(desk, DECLINED, language)) for language in Language)

    assert not re.search(r"\b(the|and|client’s|points of)\b", french)
    assert not re.search(r"[éèêçœ«]|\b(le|la|les|des|une)\b", english)


def test_an_unknown_client_has_the_page_that_says_so(desk):
    assert desk.get("/clients/999/comprendre/").status_code == 404

"""The page of all clients: what is found, counted, sorted and exported, and what it says where it cannot."""

import csv
import io
import re
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from solvable.web.access import Role
from solvable.web.desk.search_export import spreadsheet_text
from web.made_up import ACCEPTED, DECLINED, PLAIN, REFERRED, open_unscored
from web.test_desk import plain, words_of


def page(desk, asked=None, language="fr"):
    desk.cookies["django_language"] = language
    response = desk.get("/", asked or {})
    assert response.status_code == 200
    return response


def numbers(response):
    """Return the clients that a page leads to, in its order."""
    return [int(number) for number in re.findall(r'href="/clients/(\d+)/"', response.content.decode())]


def links(response, rel):
    found = re.search(rf'<a class="small" rel="{rel}" href="([^"]*)"', response.content.decode())
    return unescape(found[1]) if found else None


@pytest.fixture
def analyst(db):  # noqa: ARG001 - asked for what it does.
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.create_user("ana", role=Role.ANALYST))
    return client


# -- What is found


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [DECLINED, REFERRED, ACCEPTED, PLAIN]),
        ({"verdict": ["accept", "refer"]}, [REFERRED, ACCEPTED, PLAIN]),
        ({"risk": "under-2"}, [ACCEPTED]),
        ({"occupation": "Drivers", "housing": ""}, [REFERRED]),
        ({"credit_amount_from": "200\u202f000", "credit_amount_to": " 500 000,50 "}, [DECLINED]),
        ({"income_amount_from": "200,000"}, [DECLINED, ACCEPTED]),
        ({"age": "60-up"}, [ACCEPTED]),
        ({"sort": "-income_amount"}, [ACCEPTED, DECLINED, PLAIN, REFERRED]),
    ],
)
def test_the_address_says_who_is_listed_and_how(desk, asked, expected):
    assert numbers(page(desk, asked)) == expected


def test_a_line_tells_verdict_points_and_what_is_asked_for_in_both_languages(desk):
    french, english = (words_of(page(desk, {"verdict": "decline"}, language)) for language in ("fr", "en"))

    assert "refus Points485 Montant du crédit406 598" in french
    assert "decline Points485" in english
    assert "non renseigné ou autre" in french


def test_verdicts_are_counted_under_the_other_criteria(desk):
    def counts(asked):
        found = re.findall(r'<span class="n" id="n-\w+">(\d+)<', page(desk, asked).content.decode())
        return [int(n) for n in found]

    assert counts({}) == [2, 1, 1]
    assert counts({"verdict": "accept"}) == [2, 1, 1]
    assert counts({"contract_type": "Cash loans"}) == [1, 1, 1]


def test_how_many_are_found_is_said_to_who_does_not_see_the_list(desk):
    response = page(desk, {"verdict": "accept"})

    status = re.search(r'<p id="found" role="status">(.*?)</p>', response.content.decode(), re.S)
    assert status is not None
    assert plain(re.sub("<[^>]+>", "", status[1])).strip() == "2 clients pour ces critères"


def test_each_criterion_in_force_is_named_and_can_be_taken_away(desk):
    asked = {"verdict": ["accept", "refer"], "housing": "House / apartment", "credit_amount_from": "100000"}

    content = page(desk, asked).content.decode()

    chips = re.findall(r'<li><a href="([^"]*)">(.*?)<span', content)
    assert [plain(unescape(words)).strip() for _, words in chips] == [
        "Avis proposé : accord",
        "Avis proposé : étude",
        "Mode de logement : maison ou appartement",
        "Montant du crédit : 100 000 ou plus",
    ]
    assert unescape(chips[0][0]) == "?verdict=refer&housing=House+%2F+apartment&credit_amount_from=100000"
    assert unescape(chips[3][0]) == "?verdict=accept&verdict=refer&housing=House+%2F+apartment"


# -- Order and pages


def test_the_head_of_the_sorted_column_says_so_and_turns_the_order(desk):
    content = page(desk, {"sort": "credit_amount", "verdict": "accept"}).content.decode()

    sorted_by = re.findall(r'aria-sort="(\w+)"><a id="sort-(\w+)" href="([^"]*)"', content)
    assert [(order, key, unescape(to)) for order, key, to in sorted_by] == [
        ("ascending", "credit_amount", "?verdict=accept&sort=-credit_amount")
    ]
    assert 'aria-sort="descending"' in page(desk, {"sort": "-credit_amount"}).content.decode()


def test_pages_lead_on_and_back(desk):
    first = page(desk, {"limit": "3", "sort": "-client_id"})
    second = desk.get("/" + links(first, "next"))
    back = desk.get("/" + links(second, "prev"))

    assert numbers(first) + numbers(second) == [PLAIN, ACCEPTED, REFERRED, DECLINED]
    assert numbers(back) == numbers(first)
    assert "4 à 4 sur 4" in words_of(second)
    assert links(first, "prev") is links(second, "next") is None


@pytest.mark.parametrize("cursor", ["forged", "WyJ4Il0:abc"])
def test_a_place_that_no_longer_holds_shows_the_list_from_its_start_and_says_so(desk, cursor):
    response = page(desk, {"cursor": cursor})

    assert numbers(response) == [DECLINED, REFERRED, ACCEPTED, PLAIN]
    assert "La liste a changé" in words_of(response)


# -- What cannot be used


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ({"credit_amount_from": "beaucoup"}, "credit_amount", "Saisissez seulement des chiffres"),
        ({"income_amount_from": "5000", "income_amount_to": "400"}, "income_amount", "ne doit pas dépasser le second"),
        ({"age": "30-40", "verdict": "accept"}, "age", "« Âge » ne se combine pas avec l’avis"),
        ({"age": "30-40", "sort": "score"}, "age", "la loi interdit de juger"),
        ({"occupation": "astronaute"}, "occupation", "Choisissez une valeur de la liste"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field_is_kept_and_finds_nobody(desk, asked, field, said):
    response = page(desk, asked)

    content = response.content.decode()
    problem = re.search(rf'id="{field}-problem">(.*?)</p>', content)
    assert problem is not None
    assert said in plain(unescape(problem[1]))
    assert numbers(response) == []
    assert "<title>Erreur – " in content
    assert 'role="alert"' in content
    for typed in asked.values():
        assert f'value="{typed}"' in content or typed == "astronaute"


@pytest.mark.parametrize("asked", [{"sort": "is_default"}, {"limit": "0"}, {"limit": "999"}])
def test_an_address_of_no_list_says_so(desk, asked):
    assert "L’adresse demande une liste qui n’existe pas" in words_of(page(desk, asked))


def test_nobody_found_says_what_to_do(desk):
    response = page(desk, {"credit_amount_from": "9000000"})

    assert "Aucun client ne répond à tous ces critères" in words_of(response)
    assert numbers(response) == []


def test_what_is_typed_is_never_part_of_the_page_itself(desk):
    content = page(desk, {"credit_amount_from": '"><script>', "occupation": "<script>"}).content.decode()

    assert "<script>" not in content[content.index("<main") :]


def test_verdicts_by_a_protected_ground_are_not_counted_and_the_page_says_why(desk):
    response = page(desk, {"age": "30-40"})

    assert re.findall(r'<span class="n" id="n-\w+">(.*?)</span>', response.content.decode()) == ["", "", ""]
    assert "Les avis ne sont pas comptés par « Âge »" in words_of(response)
    assert 'id="sort-score"' not in response.content.decode()


def test_before_everybody_was_scored_the_list_has_no_verdicts_and_says_so(desk, settings):
    settings.SCORING_SERVICE = open_unscored

    everybody = page(desk)
    by_verdict = page(desk, {"verdict": "accept"})

    assert numbers(everybody) == [DECLINED, REFERRED, ACCEPTED, PLAIN]
    assert "ne sont pas encore calculés" in words_of(everybody)
    assert numbers(by_verdict) == []
    assert 'id="verdict-problem">Les avis' in by_verdict.content.decode()


# -- Without reloading


def test_an_update_of_the_list_leaves_an_address_without_what_was_left_empty(desk):
    asked = {"verdict": "accept", "occupation": "", "credit_amount_from": " ", "sort": "-score"}

    response = desk.get("/", asked, headers={"HX-Request": "true"})

    assert response["HX-Push-Url"] == "/?verdict=accept&sort=-score"


# -- Export


def lines(response, separator):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=separator))


def test_an_export_has_the_clients_of_the_list_as_a_spreadsheet_of_the_language_reads_it(analyst):
    asked = {"verdict": ["accept", "decline"], "sort": "-client_id"}
    french = lines(analyst.get("/clients.csv", asked), ";")
    analyst.cookies["django_language"] = "en"
    english = lines(analyst.get("/clients.csv", asked), ",")

    assert french[0] == [
        "Numéro", "Avis", "Points", "Montant du crédit", "Revenus déclarés", "Type de crédit", "Profession",
    ]  # fmt: skip
    assert [line[:4] for line in french[1:]] == [
        [str(PLAIN), "accord", "561", "900000"],
        [str(ACCEPTED), "accord", "649", "180000"],
        [str(DECLINED), "refus", "485", "406597,5"],
    ]
    assert english[0] == [
        "Number", "Verdict", "Points", "Credit amount", "Declared income", "Type of credit", "Occupation",
    ]  # fmt: skip
    assert english[3] == [str(DECLINED), "decline", "485", "406597.5", "202500", "cash loan", ""]


def test_an_export_is_a_file_that_accents_survive_in(analyst):
    response = analyst.get("/clients.csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="clients.csv"'
    assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("asked", [{"age": "30-40", "verdict": "accept"}, {"credit_amount_from": "beaucoup"}])
def test_an_export_of_what_cannot_be_used_leads_to_the_page_that_says_why(analyst, asked):
    response = analyst.get("/clients.csv", asked)

    assert response.status_code == 302
    assert "<title>Erreur – " in analyst.get(response.url).content.decode()


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_is_never_a_formula(text):
    assert spreadsheet_text(text) == f"'{text}"


def test_the_export_is_offered_to_whom_it_is_open_only(desk, analyst):
    assert "clients.csv" in page(analyst).content.decode()
    assert "clients.csv" not in page(desk).content.decode()
    assert desk.get("/clients.csv").status_code == 403

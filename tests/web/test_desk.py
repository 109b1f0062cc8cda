import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from html_text import words_of_main
from solvable import wording
from solvable.vocabulary import Language
from solvable.web import project
from solvable.web.access import ACCESS, Role
from web.made_up import ACCEPTED, DECLINED, PLAIN, REFERRED, FakeScoringService, open_broken, open_nothing


def words_of(response):
    """Return what the main part of an answer says."""
    return words_of_main(response.content.decode())


def plain(text):
    return re.sub(r"\s+", " ", text)


def page_of(desk, client_id, language="fr"):
    desk.cookies["django_language"] = language
    response = desk.get(f"/clients/{client_id}/")
    assert response.status_code == 200
    return response


# -- Who gets in


def test_the_door_opens_with_the_password_and_leads_to_where_one_wanted_to_go(stranger, django_user_model):
    django_user_model.objects.create_user("camille", password="une-phrase-de-passe", role=Role.ANALYST)

    asked = stranger.get(f"/clients/{DECLINED}/")
    wrong = stranger.post(asked.url, {"username": "camille", "password": "faux", "next": f"/clients/{DECLINED}/"})
    right = stranger.post(
        asked.url, {"username": "camille", "password": "une-phrase-de-passe", "next": f"/clients/{DECLINED}/"}
    )

    assert asked.url == f"/connexion/?next=/clients/{DECLINED}/"
    assert "Identifiant ou mot de passe incorrect" in words_of(wrong)
    assert 'value="camille"' in wrong.content.decode()
    assert right.url == f"/clients/{DECLINED}/"


@pytest.mark.django_db
def test_passwords_are_kept_with_argon2(django_user_model, settings):
    settings.PASSWORD_HASHERS = project.PASSWORD_HASHERS  # As in service: for other tests guessing is made cheap.

    person = django_user_model.objects.create_user("camille", password="une-phrase-de-passe", role=Role.ANALYST)

    assert person.password.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")


def test_the_door_does_not_lead_elsewhere(stranger, django_user_model):
    django_user_model.objects.create_user("camille", password="une-phrase-de-passe", role=Role.ANALYST)

    answer = stranger.post(
        "/connexion/", {"username": "camille", "password": "une-phrase-de-passe", "next": "https://elsewhere.example/"}
    )

    assert answer.url == "/"


def test_leaving_ends_the_session_and_only_by_a_form(desk):
    assert desk.get("/deconnexion/").status_code == 405
    assert desk.post("/deconnexion/").url == "/connexion/"
    assert desk.get("/").status_code == 302


# -- Find a client


@pytest.mark.parametrize(
    "typed", ["100002", " 100 002 ", "100\u202f002", "n° 100002", "N°100002", "#100002", "100.002"]
)
def test_a_number_is_found_however_it_is_typed(desk, typed):
    assert desk.get("/", {"client": typed}).url == "/clients/100002/"


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("Dupont", "« Dupont » n’est pas un numéro de client"),
        ("12a", "« 12a » n’est pas un numéro de client"),
        ("-5", "« -5 » n’est pas un numéro de client"),
        ("9" * 30, "n’est pas un numéro de client"),
        ("１００", "n’est pas un numéro de client"),
        ("999", "Aucun client ne porte le numéro 999"),
        ("   ", "Saisissez un numéro de client"),
        ("<script>", "« <script> » n’est pas un numéro de client"),
    ],
)
def test_a_wrong_number_is_explained_and_kept_in_the_field(desk, typed, complaint):
    response = desk.get("/", {"client": typed})

    assert response.status_code == 200
    assert complaint in words_of(response)
    field = re.search(r'<input id="client"[^>]*value="([^"]*)"', response.content.decode())
    assert field is not None
    assert unescape(field[1]) == typed
    assert "<title>Erreur – " in response.content.decode()
    assert "<script>" not in response.content.decode()


def test_the_first_key_press_lands_in_the_field_and_examples_lead_on(desk):
    page = desk.get("/").content.decode()

    assert re.search(r'<input id="client"[^>]* autofocus', page)
    assert re.findall(r'href="/clients/(\d+)/"', page) == ["100002", "100003", "100004", "100005"]


# -- The page of a client


@pytest.mark.parametrize(
    ("client_id", "fr", "en"),
    [
        (ACCEPTED, "Accord proposé", "Acceptance proposed"),
        (REFERRED, "Étude proposée", "Referral proposed"),
        (DECLINED, "Refus proposé", "Decline proposed"),
    ],
)
def test_the_verdict_is_a_word_in_the_title_and_on_the_page_in_both_languages(desk, client_id, fr, en):
    for language, word in (("fr", fr), ("en", en)):
        response = page_of(desk, client_id, language)
        assert f'<html lang="{language}">' in response.content.decode()
        assert re.search(rf"<title>Client n[^<]*{client_id} – {word}\s*· solvable</title>", response.content.decode())
        assert word in words_of(response)
        assert response["Content-Language"] == language


@pytest.mark.parametrize("client_id", [ACCEPTED, REFERRED, DECLINED, PLAIN])
@pytest.mark.parametrize("language", list(Language))
def test_the_answer_shows_exactly_the_figures_of_the_decision(desk, client_id, language):
    [decision] = FakeScoringService().decide([client_id])

    said = words_of(page_of(desk, client_id, language))

    likelihood = wording.likelihood(decision.prob_default, language)
    assert plain(likelihood[1:]) in said
    assert plain(wording.percent(decision.prob_default, language)) in said
    for reason in (*decision.against[:3], *decision.in_favour[:3]):
        assert plain(reason.sentence.in_language(language)) in said
        assert reason.accepted is None or plain(reason.accepted.in_language(language)) in said


def test_the_page_says_what_became_of_clients_with_a_like_score(desk):
    french, english = (words_of(page_of(desk, REFERRED, language)) for language in Language)

    assert (
        plain("Parmi 1\u202f240 dossiers notés de même, 98 impayés\u00a0: 7,9\u202f%, entre 6,5 et 9,5\u202f%.")
        in french
    )
    assert "Of 1,240 applications with a like score, 98 defaulted: 7.9%, between 6.5% and 9.5%." in english


def test_the_page_says_nothing_of_a_frequency_that_is_not_known(desk):
    assert "notés de même" not in words_of(page_of(desk, PLAIN))


def test_three_reasons_for_and_three_against_and_no_others(desk):
    page = page_of(desk, DECLINED).content.decode()

    assert re.findall(r'<p class="reason-points">([^<]*)<', page) == ["+12", "+9", "+6", "−31", "−17", "−14"]


def test_the_answer_leads_on_to_what_the_role_opens(desk):
    page = page_of(desk, DECLINED).content.decode()

    steps = re.findall(r'href="([^"]*)"', page[page.index('class="next-steps"') : page.index("</main>")])
    offered = [name for name in ("desk:understand", "desk:simulate", "desk:decide") if name in ACCESS]
    opened = [name for name in offered if Role.RELATIONSHIP_MANAGER in ACCESS[name].roles]
    assert steps == [reverse(name, args=[DECLINED]) for name in opened]
    assert f"/clients/{DECLINED}/comprendre/" in steps


def test_the_scale_says_in_words_what_it_draws(desk):
    page = page_of(desk, DECLINED).content.decode()

    label = re.search(r'<svg class="scale-picture"[^>]*aria-label="([^"]*)"', page)
    assert label is not None
    assert plain(label[1]) == "Score de 485 points. Refus en dessous de 520 points, accord à partir de 560 points."
    assert "Il manque 75 points pour un accord" in words_of(page_of(desk, DECLINED))
    assert "pour un accord" not in words_of(page_of(desk, ACCEPTED))


def test_a_person_decides_and_the_page_says_so(desk):
    said = words_of(page_of(desk, DECLINED))

    assert "la décision vous revient" in said
    assert "une personne réexamine son dossier" in said


def test_numbers_in_french_have_narrow_spaces_and_percent_signs_apart(desk):
    page = page_of(desk, DECLINED).content.decode()

    assert "202\u202f500" in page
    assert "24,5\u202f%" in page


def test_no_sentence_of_a_page_is_left_in_the_other_language(desk):
    french = words_of(page_of(desk, DECLINED, "fr"))
    english = words_of(page_of(desk, DECLINED, "en"))

    assert not re.search(r"\b(the|and|client’s|points of)\b", french)
    assert not re.search(r"[éèêçœ«]|\b(le|la|les|des|une)\b", english)


# -- Language


def test_french_is_spoken_until_a_person_chooses_otherwise(stranger):
    page = stranger.get("/connexion/", headers={"Accept-Language": "en"}).content.decode()

    assert '<html lang="fr">' in page


def test_choosing_a_language_returns_to_the_same_page_and_lasts(desk):
    answer = desk.post("/langue/", {"language": "en", "next": f"/clients/{DECLINED}/"})

    assert answer.url == f"/clients/{DECLINED}/"
    assert "Decline proposed" in words_of(desk.get(answer.url))
    assert desk.post("/langue/", {"language": "en", "next": "https://elsewhere.example/"}).url == "/"


def test_an_unknown_language_leaves_french(stranger):
    stranger.cookies["django_language"] = "xx/../.."

    assert '<html lang="fr">' in stranger.get("/connexion/").content.decode()


# -- What goes wrong


@pytest.mark.parametrize("path", ["/clients/999/", "/nulle-part", "/clients/abc/", f"/clients/{2**63}/", "/clients/0/"])
def test_what_is_not_there_has_a_page_with_a_way_on(desk, path):
    response = desk.get(path)

    assert response.status_code == 404
    assert "Trouver un client" in words_of(response)
    assert re.search(r"<h1>[^<]+</h1>", response.content.decode())


def test_an_unknown_client_is_named(desk):
    assert "Aucun client ne porte le numéro 999" in words_of(desk.get("/clients/999/"))


@pytest.mark.parametrize("path", ["/", f"/clients/{DECLINED}/"])
def test_a_service_that_is_not_ready_has_a_page_without_the_servers_folders(desk, settings, path):
    settings.SCORING_SERVICE = open_nothing

    response = desk.get(path)

    assert response.status_code == 503
    assert "Le service n’est pas disponible" in words_of(response)
    assert "/secret/place" not in response.content.decode()
    assert response["X-Request-ID"] in words_of(response)


def test_a_fault_of_ours_has_a_page_with_a_number_and_no_details(desk, settings):
    settings.SCORING_SERVICE = open_broken

    response = desk.get(f"/clients/{DECLINED}/")

    assert response.status_code == 500
    assert "Une erreur s’est produite de notre côté" in words_of(response)
    assert response["X-Request-ID"] in words_of(response)
    assert "secret" not in words_of(response)


def test_error_pages_speak_english_too(desk, settings):
    settings.SCORING_SERVICE = open_broken
    desk.cookies["django_language"] = "en"

    assert "Something failed on our side" in words_of(desk.get("/"))


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_a_page():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/connexion/", {"username": "camille", "password": "x"})

    assert response.status_code == 403
    assert "Ce formulaire a expiré" in words_of(response)


def test_a_foreign_host_name_is_refused_with_a_page(stranger):
    response = stranger.get("/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert "Cette demande n’a pas pu être lue" in words_of(response)

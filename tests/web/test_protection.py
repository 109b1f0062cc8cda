import os
import subprocess
import sys

import pytest
from django.test import Client

from solvable.errors import ConfigError
from solvable.settings import check_secret_key
from solvable.web.access import Role
from solvable.web.journal.people import create_person
from web.made_up import DECLINED

PAGES = ["/", f"/clients/{DECLINED}/", "/nulle-part", "/v1/docs", "/v1/openapi.json", "/healthz", "/connexion/"]
REFUSALS = ["/v1/nowhere", "/credit/abc", "/credit/999", "/v1/clients/1/score"]
# What a browser is to load nothing with, if it is ever made to show it.
DATA = ["/healthz", *REFUSALS]


@pytest.mark.parametrize("path", PAGES + REFUSALS)
def test_every_answer_carries_the_protecting_headers(desk, path):
    response = desk.get(path)

    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    allowed = "'none'" if path in DATA else "'self'"
    assert (policy["default-src"], policy["form-action"]) == (allowed, allowed)
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=(), " in response["Permissions-Policy"]
    assert response["Cache-Control"] == "no-store, private" or path == "/connexion/"
    assert "X-Request-ID" in response


@pytest.mark.parametrize(
    ("path", "directive", "sources"),
    [("/v1/docs", "img-src", "'self' data:"), ("/modele/fiche/", "style-src", "'self' 'unsafe-inline'")],
)
def test_a_page_that_needs_more_says_what_and_keeps_all_else(stranger, django_user_model, path, directive, sources):
    stranger.force_login(django_user_model.objects.create_user("anna", role=Role.ANALYST))

    policies = [
        dict(part.split(" ", 1) for part in stranger.get(address)["Content-Security-Policy"].split("; "))
        for address in (path, "/connexion/")
    ]

    assert policies[0][directive] == sources
    assert {name: told for name, told in policies[0].items() if name in policies[1]} == policies[1]


def test_what_a_program_asks_looks_up_no_session_even_where_a_browser_sends_one(desk, key, django_assert_num_queries):
    address, headers = f"/v1/clients/{DECLINED}/proposal", {"X-API-Key": key}
    assert desk.get(address, headers=headers).status_code == 200

    with django_assert_num_queries(0):
        again = desk.get(address, headers=headers)

    assert again.status_code == 200
    assert not again.cookies


@pytest.mark.parametrize("path", ["/", f"/clients/{DECLINED}/", "/connexion/", "/nulle-part", "/v1/docs"])
def test_pages_have_no_script_or_style_of_their_own(desk, path):
    page = desk.get(path).content.decode()

    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


def test_static_files_are_kept_for_good_under_names_that_carry_their_checksum(stranger):
    page = stranger.get("/connexion/").content.decode()
    address = page[page.index("/static/desk/desk.") :].split('"')[0]

    response = stranger.get(address)

    assert response.status_code == 200
    response.close()
    assert "immutable" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(stranger, django_user_model):
    django_user_model.objects.create_user("camille", password="une-phrase-de-passe", role=Role.ANALYST)
    stranger.post("/connexion/", {"username": "camille", "password": "une-phrase-de-passe"})
    stranger.post("/langue/", {"language": "en"})

    for name in ("sessionid", "csrftoken", "django_language"):
        assert stranger.cookies[name]["httponly"], name
        assert stranger.cookies[name]["samesite"] == "Lax", name


def test_behind_tls_every_answer_tells_browsers_to_stay_with_it_and_cookies_need_it(settings, db):  # noqa: ARG001 - asked for what it does.
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    create_person("nora", "quatre-mots-sans-suite", role=Role.ANALYST)
    door = Client(headers={"X-Forwarded-Proto": "https"})

    answer = door.post("/connexion/", {"username": "nora", "password": "quatre-mots-sans-suite"})

    assert answer["Strict-Transport-Security"] == "max-age=31536000"
    assert all(door.cookies[name]["secure"] for name in ("sessionid", "csrftoken"))
    assert "Strict-Transport-Security" not in Client().get("/connexion/")


def _settings_behind(environment):
    """Return some settings as another process reads them from its environment."""
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "DEBUG"]
    code = f"from solvable.web import project; print(*[getattr(project, name) for name in {names}])"
    result = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return dict(zip(names, result.stdout.split(), strict=True))


def test_behind_tls_cookies_need_it_and_browsers_are_told_to_stay():
    behind = _settings_behind({"SOLVABLE_BEHIND_TLS": "1"})
    plain = _settings_behind({"SOLVABLE_BEHIND_TLS": "0", "DEBUG": "1"})

    assert {behind[name] for name in behind if name.endswith("SECURE")} == {"True"}
    assert behind["SECURE_HSTS_SECONDS"] == "31536000"
    assert {plain[name] for name in plain if name.endswith("SECURE")} == {"False"}
    assert plain["DEBUG"] == "False"


@pytest.mark.parametrize("secret_key", ["", "short"])
def test_a_server_without_a_proper_secret_does_not_start_and_says_how_to_make_one(secret_key):
    with pytest.raises(ConfigError, match=r"SOLVABLE_SECRET_KEY must have at least 32 .*secrets\.token_urlsafe"):
        check_secret_key(secret_key)

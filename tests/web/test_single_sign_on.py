"""Logging in with the bank's directory: it names the role, and who has none does not get in."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from solvable.errors import ConfigError, MissingExtraError
from solvable.settings import Settings
from solvable.web.access import Role
from solvable.web.single_sign_on.project import SingleSignOn, read_single_sign_on
from solvable.web.single_sign_on.roles import role_in_claims

COMPLETE = {"oidc_client_id": "solvable", "oidc_client_secret": "secret", "oidc_issuer": "https://login.bank.example/x"}


@pytest.fixture(scope="module")
def told():
    """What became of everybody who tried, with a real token of a real provider."""
    program = Path(__file__).with_name("bank_directory.py")
    done = subprocess.run([sys.executable, program], env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) | {"log": done.stderr}


def test_the_door_offers_it_and_starts_it_by_a_form_of_its_own_only(told):
    assert 'action="/connexion/sso/"' in told["door"]
    assert "Se connecter avec votre compte professionnel" in told["door"]
    assert told["by link"] == 405
    assert told["by another site"] == 403


def test_the_directory_is_asked_with_a_challenge_and_for_a_way_back_to_us(told):
    asked = told["first"]["asked"]

    assert asked["at"].endswith("/authorize")
    assert asked["redirect_uri"] == "http://testserver/connexion/sso/retour/"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert {"openid", "profile"} <= set(asked["scope"].split())
    assert {"client_secret", "code_verifier"} <= set(told["first"]["proved_itself"][0])
    directives = dict(directive.split(maxsplit=1) for directive in told["csp"].split("; "))
    assert directives["form-action"] == f"'self' {asked['at'].removesuffix('/authorize')}"


def test_somebody_new_gets_a_record_and_the_role_that_the_directory_names(told):
    assert told["first"]["home"] == 200
    assert told["first"]["is_new_session"]
    assert told["first"]["people"][-1] == {"username": "nora", "role": "auditor", "first_name": "Nora"}


def test_signs_that_nobody_sees_are_left_out_of_names(told):
    assert told["hidden signs"]["people"][-1] == {"username": "lisa", "role": "analyst", "first_name": "Li sa"}


def test_the_next_login_takes_over_the_role_of_the_day(told):
    assert told["again"]["people"][-1]["role"] == "analyst"
    assert len(told["again"]["people"]) == 2


def test_one_comes_out_where_one_wanted_to_go_and_nowhere_else(told):
    assert told["first"]["url"] == "/v1/docs"
    assert told["elsewhere"]["url"] == "/"


def test_a_namesake_does_not_become_who_logs_in_with_a_password(told):
    assert told["namesake"]["people"][0] == {"username": "paul", "role": "administrator", "first_name": ""}
    assert told["namesake"]["people"][-1]["username"] == "paul-4712"
    assert told["namesake"]["people"][-1]["role"] == "analyst"


@pytest.mark.parametrize("case", ["nobody's role", "no role", "two roles", "shut out"])
def test_who_has_not_one_role_or_was_shut_out_is_told_that_this_is_not_open_to_them(told, case):
    assert told[case]["status"] == 403
    assert "ne vous est pas ouverte" in told[case]["page"]
    assert told[case]["home"] == 302


def test_who_lost_their_role_loses_it_here_and_who_never_had_one_leaves_no_record(told):
    roles = {person["username"]: person["role"] for person in told["no role"]["people"]}

    assert roles["nora"] == ""
    assert "eve" not in roles


@pytest.mark.parametrize("case", ["wrong code", "wrong state", "other issuer", "for another", "too old"])
def test_a_token_that_does_not_hold_lets_nobody_in(told, case):
    assert (told[case]["url"], told[case]["home"]) == ("/connexion/?sso=failed", 302)


def test_who_turns_back_or_finds_no_directory_is_at_the_door_again(told):
    assert told["cancelled"] == told["unreachable"] == "/connexion/?sso=failed"
    assert "n’a pas pu vous connecter" in told["failed"]


def test_the_log_names_nobody(told):
    assert "logged in by single sign-on" in told["log"]
    for personal in ("nora", "Nora", "Roy", "4711", "paul"):
        assert personal not in told["log"]


@pytest.mark.parametrize(
    ("claims", "path", "role"),
    [
        ({"roles": ["auditor"]}, "roles", Role.AUDITOR),
        ({"roles": "auditor"}, "roles", Role.AUDITOR),
        ({"a": {"b": ["x", "analyst"]}}, "a.b", Role.ANALYST),
        ({"roles": []}, "roles", None),
        ({"roles": ["Auditor"]}, "roles", None),
        ({"roles": ["auditor", "analyst"]}, "roles", None),
        ({"roles": {"auditor": True}}, "roles", None),
        ({"roles": [["auditor"], 3, None]}, "roles", None),
        ({"roles": "auditor"}, "roles.more", None),
        ({}, "roles", None),
    ],
)
def test_a_token_gives_the_one_role_of_ours_that_it_names_else_none(claims, path, role):
    assert role_in_claims(claims, path) is role


def test_without_its_variables_nothing_of_it_is_loaded():
    assert read_single_sign_on(Settings()) == SingleSignOn()
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, solvable.web.project; print('allauth' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert loaded.stdout.strip() == "False"


@pytest.mark.parametrize("name", list(COMPLETE))
def test_half_of_its_variables_is_refused_with_what_is_missing(name):
    with pytest.raises(ConfigError, match=f"found that SOLVABLE_{name.upper()} is not set"):
        read_single_sign_on(Settings(**COMPLETE | {name: ""}))


@pytest.mark.parametrize("issuer", ["http://login.bank.example", "login.bank.example", "ftp://login.bank.example"])
def test_a_directory_that_is_asked_without_tls_is_refused(issuer):
    with pytest.raises(ConfigError, match="must be an https address"):
        read_single_sign_on(Settings(**COMPLETE | {"oidc_issuer": issuer}))


def test_where_its_libraries_are_missing_it_says_which_extra_has_them(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    with pytest.raises(MissingExtraError, match="make install EXTRAS=sso"):
        read_single_sign_on(Settings(**COMPLETE))

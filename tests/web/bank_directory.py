"""A small OpenID Connect provider, and people who log in through it: run as a program, it prints what became of each.

A process of its own, because single sign-on is read from the environment once, before Django starts.
"""

import json
import os
import sys
import tempfile
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "solvable-at-the-bank", "a-secret-of-the-test"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class BankDirectory(BaseHTTPRequestHandler):
    """Answers what OpenID Connect Discovery and the token endpoint must; who logs in is set beforehand."""

    claims: dict = {}  # noqa: RUF012 - set anew for each visit.
    token_requests: list = []  # noqa: RUF012

    def do_GET(self):
        """Tell where everything is."""
        self._answer({
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        })  # fmt: skip

    def do_POST(self):
        """Give a token for a code."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.token_requests.append(form)
        if form["code"] != ["good"]:
            self._answer({"error": "invalid_grant"}, HTTPStatus.BAD_REQUEST)
            return
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": int(time.time()), "exp": int(time.time()) + 60}
        token = jwt.encode(claims | self.claims, KEY, algorithm="RS256", headers={"kid": "1"})
        self._answer({"access_token": "opaque", "token_type": "Bearer", "id_token": token})

    def log_message(self, *_args):
        """Say nothing."""

    @property
    def issuer(self):
        """The address of this directory."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def _answer(self, document, status=HTTPStatus.OK):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def visit(claims, *, code="good", wanted="/", state=None, browser=None):
    """Go to the directory and back, and say what came of it."""
    from django.test import Client

    BankDirectory.claims = claims
    BankDirectory.token_requests.clear()
    browser = browser or Client(raise_request_exception=False)
    away = browser.post(f"/connexion/sso/?next={wanted}")
    asked = {name: value[0] for name, value in parse_qs(urlsplit(away.url).query).items()}
    session_before = browser.cookies["sessionid"].value
    back = browser.get("/connexion/sso/retour/", {"code": code, "state": state or asked["state"]})
    return {
        "asked": asked | {"at": away.url.split("?")[0]},
        "proved_itself": [sorted(form) for form in BankDirectory.token_requests],
        "status": back.status_code,
        "url": getattr(back, "url", None),
        "page": back.content.decode(),
        "home": browser.get("/v1/docs").status_code,
        "is_new_session": browser.cookies["sessionid"].value != session_before,
    }


def everybody():
    """Return, visit by visit, what became of it."""
    from solvable.web.prepare import prepare_web

    prepare_web()
    from django.conf import settings
    from django.test import Client

    from solvable.web.access import Role
    from solvable.web.journal.models import Person
    from solvable.web.journal.people import create_person, set_active

    settings.ALLOWED_HOSTS = ["testserver"]
    nora = {
        "sub": "4711",
        "preferred_username": "nora",
        "given_name": "Nora",
        "family_name": "Roy",
        "roles": ["auditor"],
    }
    people = lambda: list(Person.objects.order_by("pk").values("username", "role", "first_name"))  # noqa: E731
    create_person("paul", "quatre-mots-sans-suite", role=Role.ADMINISTRATOR)

    told = {"door": Client().get("/connexion/").content.decode()}
    told["csp"] = Client().get("/connexion/")["Content-Security-Policy"]
    told["by link"] = Client().get("/connexion/sso/").status_code
    told["by another site"] = Client(enforce_csrf_checks=True).post("/connexion/sso/").status_code
    told["first"] = visit(nora, wanted="/v1/docs") | {"people": people()}
    told["again"] = visit(nora | {"roles": "analyst"}) | {"people": people()}
    told["elsewhere"] = visit(nora, wanted="https://elsewhere.example/")
    told["namesake"] = visit({"sub": "4712", "preferred_username": "paul", "roles": ["analyst"]}) | {"people": people()}
    told["nobody's role"] = visit({"sub": "4713", "preferred_username": "eve"}) | {"people": people()}
    told["no role"] = visit(nora | {"roles": ["offline_access"]}) | {"people": people()}
    told["two roles"] = visit(nora | {"roles": ["analyst", "approver"]})
    visit(nora)
    set_active("nora", is_active=False)
    told["shut out"] = visit(nora)
    set_active("nora", is_active=True)
    told["wrong code"] = visit(nora, code="stolen")
    told["wrong state"] = visit(nora, state="made-up")
    told["other issuer"] = visit(nora | {"iss": "https://elsewhere.example"})
    told["for another"] = visit(nora | {"aud": "another-application"})
    told["too old"] = visit(nora | {"exp": int(time.time()) - 3600})
    hidden = {"sub": "4714", "preferred_username": "li\u202esa", "given_name": "Li\nsa\u200f", "roles": ["analyst"]}
    told["hidden signs"] = visit(hidden) | {"people": people()}
    told["cancelled"] = Client().get("/connexion/sso/retour/", {"error": "access_denied"}).url
    told["failed"] = Client().get("/connexion/?sso=failed").content.decode()
    return told


def main():
    """Serve the directory, let everybody try, and print what became of it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BankDirectory)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "SOLVABLE_WORKSPACE": folder, "SOLVABLE_SECRET_KEY": "x" * 50,
            "DJANGO_SETTINGS_MODULE": "solvable.web.project",
            "SOLVABLE_OIDC_ISSUER": f"http://127.0.0.1:{server.server_port}", "SOLVABLE_OIDC_CLIENT_ID": CLIENT_ID,
            "SOLVABLE_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        }  # fmt: skip
        told = everybody()
        server.shutdown()
        server.server_close()
        told["unreachable"] = _without_directory()
    sys.stdout.write(json.dumps(told))


def _without_directory():
    from django.test import Client

    return Client(raise_request_exception=False).post("/connexion/sso/").url


if __name__ == "__main__":
    main()

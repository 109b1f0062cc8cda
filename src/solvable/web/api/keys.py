"""Three ways for a program to show its key; they all lead to the same check."""

from django.http import HttpRequest
from ninja.security import APIKeyHeader, HttpBasicAuth, HttpBearer

from solvable.web.journal.keys import find_key
from solvable.web.journal.models import ApiKey

__all__ = ["BasicPassword", "BearerToken", "KeyHeader", "shown_key"]


class KeyHeader(APIKeyHeader):
    """The key in a header of its own."""

    param_name = "X-API-Key"

    def authenticate(self, _request: HttpRequest, key: str | None) -> ApiKey | None:
        """Return the key's record, or None for a key that holds nothing open."""
        return find_key(key) if key else None


class BearerToken(HttpBearer):
    """The key as a bearer token."""

    def authenticate(self, _request: HttpRequest, token: str) -> ApiKey | None:
        """Return the key's record, or None for a key that holds nothing open."""
        return find_key(token)


class BasicPassword(HttpBasicAuth):
    """The key as the password of HTTP Basic: it fits into an address, for programs that know nothing else."""

    def authenticate(self, _request: HttpRequest, _username: str, password: str) -> ApiKey | None:
        """Return the key's record whatever the user is called, or None for a key that holds nothing open."""
        return find_key(password)


def shown_key(request: HttpRequest) -> ApiKey | None:
    """Return the record of the key that a request shows in any of the three ways."""
    ways = (KeyHeader(), BearerToken(), BasicPassword())
    found = (way(request) for way in ways)
    return next((key for key in found if isinstance(key, ApiKey)), None)

"""Three ways for a program to show its key; they all lead to the same check."""

from django.http import HttpRequest
from ninja.security import APIKeyHeader, HttpBasicAuth, HttpBearer

from solvable.web.journal.keys import find_key
from solvable.web.journal.models import ApiKey

__all__ = ["BasicPassword", "BearerToken", "KeyHeader", "shown_key"]

_LOOKED_UP = "solvable.keys"


class KeyHeader(APIKeyHeader):
    """The key in a header of its own."""

    param_name = "X-API-Key"

    def authenticate(self, request: HttpRequest, key: str | None) -> ApiKey | None:
        """Return the key's record, or None for a key that holds nothing open."""
        return _found(request, key) if key else None


class BearerToken(HttpBearer):
    """The key as a bearer token."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """Return the key's record, or None for a key that holds nothing open."""
        return _found(request, token)


class BasicPassword(HttpBasicAuth):
    """The key as the password of HTTP Basic: it fits into an address, for programs that know nothing else."""

    def authenticate(self, request: HttpRequest, _username: str, password: str) -> ApiKey | None:
        """Return the key's record whatever the user is called, or None for a key that holds nothing open."""
        return _found(request, password)


_WAYS = (KeyHeader(), BearerToken(), BasicPassword())


def shown_key(request: HttpRequest) -> ApiKey | None:
    """Return the record of the key that a request shows in any of the three ways."""
    found = (way(request) for way in _WAYS)
    return next((key for key in found if isinstance(key, ApiKey)), None)


def _found(request: HttpRequest, clear_key: str) -> ApiKey | None:
    """Look a key up once per request: the gate asks for it first, and the operation again."""
    found: dict[str, ApiKey | None] = request.META.setdefault(_LOOKED_UP, {})
    if clear_key not in found:
        found[clear_key] = find_key(clear_key)
    return found[clear_key]

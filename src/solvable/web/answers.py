"""What every answer carries, whoever asked: a number to find it by, and no copy left in a cache."""

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

__all__ = [
    "REQUEST_ID_HEADER",
    "current_request_id",
    "limited_in_browsers",
    "never_stored",
    "request_id",
    "with_request_id",
]

REQUEST_ID_HEADER = "X-Request-ID"
# A caller's own number is taken over where it can do no harm in a log.
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

# Nothing here needs a camera, a place or a purse; other sites may not embed what is said about a client.
_LIMITS = {
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Of what is no page: a browser that shows it all the same loads nothing with it. Pages say what they need.
_POLICY_OF_DATA = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_current: ContextVar[str] = ContextVar("request_id", default="-")

Answer = Callable[[HttpRequest], HttpResponseBase]


def request_id(request: HttpRequest) -> str:
    """Return the number under which this request is found in the log."""
    return str(request.META["solvable.request_id"])


def current_request_id() -> str:
    """Return the number of the request that is being answered here; a dash where none is."""
    return _current.get()


def with_request_id(get_response: Answer) -> Answer:
    """Give each request a number, the caller's own where it sent a usable one, and say it in the answer."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        sent = request.META.get("HTTP_X_REQUEST_ID", "")
        request.META["solvable.request_id"] = sent if _SAFE_ID.fullmatch(sent) else uuid.uuid4().hex
        token = _current.set(request_id(request))
        try:
            response = get_response(request)
        finally:
            _current.reset(token)
        response[REQUEST_ID_HEADER] = request_id(request)
        return response

    return answer


def limited_in_browsers(get_response: Answer) -> Answer:
    """Tell browsers what no page of ours may do, beyond what Django's own headers tell them."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for header, limit in _LIMITS.items():
            response[header] = limit
        response.setdefault("Content-Security-Policy", _POLICY_OF_DATA)
        return response

    return answer


def never_stored(get_response: Answer) -> Answer:
    """Forbid browsers and proxies to keep what is said about a client."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.setdefault("Cache-Control", "no-store, private")
        return response

    return answer

"""What every answer carries, whoever asked: a number to find it by, and no copy left in a cache."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

__all__ = ["REQUEST_ID_HEADER", "never_stored", "request_id", "with_request_id"]

REQUEST_ID_HEADER = "X-Request-ID"
# A caller's own number is taken over where it can do no harm in a log.
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

Answer = Callable[[HttpRequest], HttpResponseBase]


def request_id(request: HttpRequest) -> str:
    """Return the number under which this request is found in the log."""
    return str(request.META["solvable.request_id"])


def with_request_id(get_response: Answer) -> Answer:
    """Give each request a number, the caller's own where it sent a usable one, and say it in the answer."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        sent = request.headers.get(REQUEST_ID_HEADER, "")
        request.META["solvable.request_id"] = sent if _SAFE_ID.fullmatch(sent) else uuid.uuid4().hex
        response = get_response(request)
        response[REQUEST_ID_HEADER] = request_id(request)
        return response

    return answer


def never_stored(get_response: Answer) -> Answer:
    """Forbid browsers and proxies to keep what is said about a client."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.setdefault("Cache-Control", "no-store, private")
        return response

    return answer

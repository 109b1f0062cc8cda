"""Every request is read as UTF-8, whatever charset it declares: pages are UTF-8, and browsers declare none.

Django reads by any codec of Python that a request names. Some are of no text, and fail before any middleware has run;
others make halves of surrogate pairs, which no file and no database takes.
"""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

__all__ = ["Utf8Handler", "Utf8Request"]


class Utf8Request(WSGIRequest):
    """A request whose parameters and forms are UTF-8; bytes that are not become U+FFFD."""

    def __init__(self, environ: dict[str, Any]) -> None:
        try:
            super().__init__(environ)
        except ValueError:
            # A parameter of Content-Type names a codec that is none: the body is then of no type that is read.
            super().__init__({**environ, "CONTENT_TYPE": ""})

    @property
    def encoding(self) -> str:
        """The one charset that is read."""
        return "utf-8"

    @encoding.setter
    def encoding(self, _declared: str) -> None:
        """Take no notice of the charset that Django finds in `Content-Type`."""


class Utf8Handler(WSGIHandler):
    """Django's application for such requests."""

    request_class = Utf8Request

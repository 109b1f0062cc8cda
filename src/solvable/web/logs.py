"""The lines of the log: found by the request's number, and silent about people.

What an exception says may repeat what somebody typed or what a record holds, so its words stay out of the log,
except those of our own errors, which name columns, client numbers and limits and nothing else. Where it happened and
of what kind it was is told in full.
"""

import logging
import time
import traceback
from types import TracebackType

from django.http import HttpRequest

from solvable.errors import SolvableError
from solvable.web.answers import current_request_id, request_id

__all__ = ["DiscreetLine"]

WITHHELD = "(its words are withheld: they may tell of a person)"

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetLine(logging.Formatter):
    """A line with time (UTC), level, origin and number of the request; exceptions without their words."""

    # The clock of the records, so that a line and a decision of the same moment bear the same time.
    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} [{request_id}] {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; nothing that another formatter made of the exception is taken over."""
        record.request_id = _number(record)
        record.exc_text = None
        line = super().format(record)
        record.exc_text = None
        return line

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - the name that logging calls.
        """Tell where an exception came from, cause by cause, and of what type each is."""
        return "" if ei[1] is None else "\n".join(_told(error) for error in _causes(ei[1]))


def _number(record: logging.LogRecord) -> str:
    """Return the request's number; Django writes some lines once the answer has left our hands, and says for which."""
    request = getattr(record, "request", None)
    return request_id(request) if isinstance(request, HttpRequest) else current_request_id()


def _causes(error: BaseException) -> list[BaseException]:
    """Return the exception and what led to it, first cause first."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.insert(0, current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return chain


def _told(error: BaseException) -> str:
    words = str(error) if isinstance(error, SolvableError) else WITHHELD
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback:\n{frames}{type(error).__module__}.{type(error).__qualname__}: {words}"

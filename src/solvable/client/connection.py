"""Requests to the API over HTTP: sent again where that does no harm, and answered with JSON or with an error."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from weakref import WeakSet

from solvable.client.errors import AddressError, UnreachableError, error_of

__all__ = ["Answer", "Connection", "Retries"]

JSON, LINES = "application/json", "application/x-ndjson"
_HERE = ("localhost", "127.0.0.1", "::1")
# What a connection that broke raises, on the way there or back.
_BROKEN = (OSError, http.client.HTTPException)

Query = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How often a request is sent, and how long is waited in between: twice as long each time, or as the server says.

    Everything that the client sends may come twice: it reads, or computes, or carries an idempotency key.
    """

    attempts: int = 4
    first_wait_s: float = 0.5
    longest_wait_s: float = 30.0

    def __post_init__(self) -> None:
        if self.attempts < 1 or not 0 <= self.first_wait_s <= self.longest_wait_s:
            raise ValueError(f"Retries need one attempt or more, and waits from 0 up that grow, found {self}.")

    def wait_s(self, attempt: int, asked: str | None) -> float:
        """Return how long to wait after an attempt, from 0 on; ``asked`` is the server's ``Retry-After``."""
        told = float(asked) if asked is not None and asked.isascii() and asked.isdigit() else None
        return min(self.longest_wait_s, self.first_wait_s * 2**attempt if told is None else told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; ``response`` is still to be read where lines are to come."""

    status: int
    headers: Message
    body: bytes
    response: http.client.HTTPResponse

    def checked(self) -> "Answer":
        """Return the answer where it is one, and raise what it stands for where it is a problem; ApiError."""
        if self.status // 100 == 2 or self.status == HTTPStatus.NOT_MODIFIED:
            return self
        raise error_of(self.status, self.headers, self.body)

    def json(self) -> Any:
        """Return what the body says."""
        return json.loads(self.body)


@dataclass(frozen=True, kw_only=True)
class Connection:
    """One server and one key; any number of threads may ask, each over a connection of its own.

    Raises
    ------
    AddressError
        The address is not http or https, or is http to another machine: the key would go over the
        network for everybody to read.
    """

    address: str
    key: str = field(repr=False)
    timeout_s: float
    retries: Retries
    allow_plain_http: bool = False
    wait: Callable[[float], None] = field(default=time.sleep, repr=False)
    _of_thread: threading.local = field(default_factory=threading.local, init=False, repr=False)
    # Those of threads that ended go with them.
    _opened: "WeakSet[http.client.HTTPConnection]" = field(default_factory=WeakSet, init=False, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise AddressError(f"Expected an address such as https://host:port, found {self.address!r}. Correct it.")
        if parts.scheme == "http" and parts.hostname not in _HERE and not self.allow_plain_http:
            raise AddressError(
                f"Expected https, found http to {parts.hostname}: the key would go over the network in the clear. "
                "Use https, or say allow_plain_http=True inside a network that is yours alone."
            )

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request and return its answer; ApiError by the type of problem, UnreachableError where none came."""
        sent = None if body is None else json.dumps(body).encode()
        given = self._headers(JSON if sent is not None else None) | dict(headers or {})
        target = _target(self.address, path, query)
        return self._until_answered(lambda: _receive(self._own(), method, target, sent, given)).checked()

    def lines(self, path: str, *, query: Query, body: bytes) -> Iterator[bytes]:
        """Send lines and give the lines that come back, as they come; where they break off, no more are given.

        Raises ApiError and UnreachableError before the first line.
        """
        # A connection of its own: whoever stops reading would leave the rest of the lines in a shared one.
        connection = self._new()
        try:
            given, target = self._headers(LINES), _target(self.address, path, query)
            answer = self._until_answered(
                lambda: _receive(connection, "POST", target, body, given, is_streamed=True)
            ).checked()
            try:
                # A last line without its end was cut off.
                yield from (line for line in answer.response if line.endswith(b"\n"))
            except _BROKEN:
                return
        finally:
            connection.close()

    def close(self) -> None:
        """Close what is open; the next request opens it again."""
        for connection in list(self._opened):
            connection.close()

    def _until_answered(self, send: Callable[[], Answer]) -> Answer:
        """Send until there is an answer other than that the service cannot answer now, or attempts are used up."""
        for attempt in range(self.retries.attempts):
            is_last = attempt == self.retries.attempts - 1
            asked: str | None = None
            try:
                answer = send()
            except _BROKEN as error:
                if is_last:
                    raise UnreachableError(
                        f"Expected an answer from {self.address}, found none in {self.retries.attempts} attempts "
                        f"({type(error).__name__}). Is the server up, and the address right?"
                    ) from error
            else:
                if is_last or answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
                    return answer
                asked = answer.headers.get("Retry-After")
            self.wait(self.retries.wait_s(attempt, asked))
        raise AssertionError("The last attempt returns or raises.")

    def _headers(self, content_type: str | None) -> dict[str, str]:
        kind = {} if content_type is None else {"Content-Type": content_type}
        return {"X-API-Key": self.key, **kind}

    def _own(self) -> http.client.HTTPConnection:
        """Return the connection of this thread, which is kept open from one request to the next."""
        if not hasattr(self._of_thread, "connection"):
            self._of_thread.connection = self._new()
            self._opened.add(self._of_thread.connection)
        connection: http.client.HTTPConnection = self._of_thread.connection
        return connection

    def _new(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.address)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(str(parts.hostname), parts.port, timeout=self.timeout_s)


def _receive(
    connection: http.client.HTTPConnection,
    method: str,
    target: str,
    body: bytes | None,
    headers: Mapping[str, str],
    *,
    is_streamed: bool = False,
) -> Answer:
    """Send a request once and return what came, whatever it is; its body is read unless it comes in lines."""
    try:
        connection.request(method, target, body, dict(headers))
        response = connection.getresponse()
        is_open = is_streamed and response.status == HTTPStatus.OK
        return Answer(
            status=response.status,
            headers=response.headers,
            body=b"" if is_open else response.read(),
            response=response,
        )
    except _BROKEN:
        connection.close()  # The next request opens it again.
        raise


def _target(address: str, path: str, query: Query | None) -> str:
    """Return a path with its query below the path of the address; what is None is left out."""
    asked = {name: value for name, value in (query or {}).items() if value is not None}
    target = urlsplit(address).path.rstrip("/") + quote(path)
    return f"{target}?{urlencode(asked, doseq=True)}" if asked else target

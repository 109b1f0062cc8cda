"""A server of one's own that does what a test tells it to, request by request."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from solvable.client import Api, Retries

KEY = "solvable_000000_" + "k" * 43


@dataclass
class Reply:
    """What the server does with one request; of ``n_sent`` bytes less than the body it breaks off."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    n_sent: int | None = None
    hangs_up: bool = False


@dataclass
class Heard:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class ToldServer:
    """Answers by the replies given to it, in their order, and keeps what it heard."""

    replies: list[Reply] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    address: str = ""
    opened: list[Api] = field(default_factory=list)

    def api(self, **options: object) -> Api:
        """Return a client of this server that does not really wait."""
        given = {"retries": Retries(attempts=3), "wait": self.waited.append, "timeout_s": 10.0} | options
        self.opened.append(Api(self.address, KEY, **given))
        return self.opened[-1]


@pytest.fixture
def told() -> Iterator[ToldServer]:
    told = ToldServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told.heard.append(Heard(self.command, self.path, dict(self.headers), body))
            reply = told.replies.pop(0)
            if reply.hangs_up:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in (reply.headers | {"Content-Length": str(len(reply.body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body[: reply.n_sent])
            self.close_connection = reply.n_sent is not None

        do_GET = do_POST = answer  # noqa: N815 - the names that the base class calls.

        def log_message(self, *args: object) -> None:
            """Leave the test's output to the test."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_port}"
    yield told
    for api in told.opened:
        api.close()
    server.shutdown()
    server.server_close()
    thread.join()

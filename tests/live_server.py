"""The whole application behind a port, in this process: for whoever comes by HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from solvable.web.wsgi import create_application

__all__ = ["served"]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Leave the test's output to the test."""


@contextmanager
def served() -> Iterator[str]:
    """Serve on a free port, and give the address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(create_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()

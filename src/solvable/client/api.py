"""The client put together: one object per server and key."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Self, cast

from solvable.client.answers import ProblemLine, ScoreLine
from solvable.client.clients import NewClients, StoredClients
from solvable.client.connection import Connection, Retries
from solvable.client.documents import Documents
from solvable.client.errors import BrokenAnswerError, ServerFailedError
from solvable.client.records import Decisions, Reviews

__all__ = ["Api"]

# A body of 2 MB at most, a fifth of what servers read unless told otherwise.
CLIENTS_AT_ONCE = 100_000


class Api:
    """The API of one server, by one key; any number of threads may ask.

    Parameters
    ----------
    address
        Such as ``https://scoring.bank.example``.
    key
        As `solvable key create` printed it.
    timeout_s
        How long to wait for an answer, each time. The first way to a yes of a server takes longest.
    retries
        How often to ask again where no answer comes, or the service is not ready (503).
    allow_plain_http
        Whether the key may go to another machine without TLS.

    Raises
    ------
    AddressError
        The address is none, or is http to another machine and that was not allowed.

    Attributes
    ----------
    clients, new_clients
        Score, describe and compare clients who are stored, or who are given as rows.
    decisions, reviews
        Record what people decide, and look after what clients contest.
    documents
        The model, the policy, the catalogue.
    """

    def __init__(
        self,
        address: str,
        key: str,
        *,
        timeout_s: float = 60.0,
        retries: Retries | None = None,
        allow_plain_http: bool = False,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._connection = Connection(
            address=address,
            key=key,
            timeout_s=timeout_s,
            retries=retries or Retries(),
            allow_plain_http=allow_plain_http,
            wait=wait,
        )
        self.clients = StoredClients(self._connection)
        self.new_clients = NewClients(self._connection)
        self.decisions = Decisions(self._connection)
        self.reviews = Reviews(self._connection)
        self.documents = Documents(self._connection)

    def __enter__(self) -> Self:
        """Return the client; leaving closes its connections."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept open between requests."""
        self._connection.close()

    def scores(self, client_ids: Iterable[int], *, reasons: int = 0) -> Iterator[ScoreLine | ProblemLine]:
        """Give a line for each client, in the order asked, as they come; any number of clients.

        Numbers are sent as many at a time as the server reads, and the rest is asked for again where an
        answer breaks off. A client who is not there is a line of kind ``problem``.

        Raises
        ------
        ServerFailedError
            The server could not go on; the lines before hold.
        BrokenAnswerError
            An answer broke off again and again without a line more.
        """
        numbers = iter(client_ids)
        while asked := list(islice(numbers, CLIENTS_AT_ONCE)):
            yield from self._of_some(asked, reasons=reasons)

    def _of_some(self, asked: Sequence[int], *, reasons: int) -> Iterator[ScoreLine | ProblemLine]:
        n_answered, fruitless = 0, 0
        while n_answered < len(asked):
            before = n_answered
            body = "".join(f"{client_id}\n" for client_id in asked[n_answered:]).encode()
            for line in self._connection.lines("/v1/scores", query={"reasons": reasons}, body=body):
                yield _told(line)
                n_answered += 1
            fruitless = fruitless + 1 if n_answered == before else 0
            if fruitless == self._connection.retries.attempts:
                raise BrokenAnswerError(
                    f"Expected {len(asked):,} lines, found {n_answered:,} and no more in {fruitless} attempts. "
                    "Ask for the rest later: those that came hold."
                )


def _told(line: bytes) -> ScoreLine | ProblemLine:
    """Return a line; ServerFailedError for the one that says that no more will follow."""
    told = cast(ScoreLine | ProblemLine, json.loads(line))
    if told["kind"] == "problem" and told["client_id"] is None:
        problem = told["problem"]
        raise ServerFailedError(
            kind="failure", title=problem["title"], status=problem["status"], detail=problem["detail"], errors=(),
            request_id="",
        )  # fmt: skip
    return told

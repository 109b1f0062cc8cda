"""Work done on several connections to DuckDB at a time, and stopped where nobody waits for it any more.

One query keeps all processors busy while it reads and sums up, and one of them while it ends, is planned, or its
result is handed over: another query fills these gaps.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, Protocol, TypeVar

import duckdb

__all__ = ["Submit", "side_by_side"]

Result = TypeVar("Result")
# Interrupted again after so long: what was between two queries then is within the next one.
INTERRUPT_AGAIN_SECONDS = 0.1


class Submit(Protocol):
    """Hand work over, which is done on the next connection that is free; work begins in the order of its coming."""

    def __call__(self, work: Callable[[duckdb.DuckDBPyConnection], Result], /) -> Future[Result]:
        """Return what the work will have come to."""


@contextmanager
def side_by_side(connections: Sequence[duckdb.DuckDBPyConnection]) -> Iterator[Submit]:
    """Give the means to have work done, as many pieces at a time as there are connections.

    Leaving waits for what was begun. Leaving by an exception, Ctrl-C included, begins nothing more and interrupts
    the queries that run.
    """
    free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
    for connection in connections:
        free.put(connection)
    unfinished: set[Future[Any]] = set()

    def done(work: Callable[[duckdb.DuckDBPyConnection], Result]) -> Result:
        connection = free.get()
        try:
            return work(connection)
        finally:
            free.put(connection)

    with ThreadPoolExecutor(len(connections)) as threads:

        def submit(work: Callable[[duckdb.DuckDBPyConnection], Result], /) -> Future[Result]:
            future = threads.submit(done, work)
            unfinished.add(future)
            future.add_done_callback(unfinished.discard)
            return future

        try:
            yield submit
        except BaseException:
            left = list(unfinished)
            for future in left:
                future.cancel()
            while wait(left, timeout=INTERRUPT_AGAIN_SECONDS).not_done:
                for connection in connections:
                    connection.interrupt()
            raise

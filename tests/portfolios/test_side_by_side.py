"""Work on several connections at a time."""

import threading
import time

import duckdb
import pytest

from solvable.portfolios.side_by_side import side_by_side

# Hours, if nobody stopped it.
ENDLESS = "SELECT sum(a.range * b.range) FROM range(10_000_000) a, range(10_000_000) b"


@pytest.fixture
def connections():
    opened = [duckdb.connect(config={"threads": 1}) for _ in range(2)]
    yield opened
    for connection in opened:
        connection.close()


def test_as_many_pieces_run_at_a_time_as_there_are_connections(connections):
    both_run = threading.Barrier(2, timeout=10)

    def meet(connection):
        both_run.wait()
        return connection

    with side_by_side(connections) as submit:
        met = [submit(meet), submit(meet)]

        assert {future.result() for future in met} == set(connections)


def test_a_piece_may_wait_for_one_that_was_handed_over_before(connections):
    with side_by_side(connections) as submit:
        first = submit(lambda connection: connection.execute("SELECT 1").fetchall())
        others = [submit(lambda _, n=n: (n, first.result())) for n in range(5)]

    assert [future.result() for future in others] == [(n, [(1,)]) for n in range(5)]


def test_leaving_waits_for_what_was_handed_over(connections):
    done = []
    with side_by_side(connections) as submit:
        for n in range(4):
            submit(lambda _, n=n: (time.sleep(0.05), done.append(n)))

    assert sorted(done) == [0, 1, 2, 3]


@pytest.mark.parametrize("raised", [KeyboardInterrupt(), ValueError("a defect")])
def test_leaving_by_an_exception_stops_what_runs_and_begins_nothing_more(connections, raised):
    both_run, handed_over, begun_later = threading.Barrier(3, timeout=10), [], []

    def run_on(connection):
        both_run.wait()
        connection.execute(ENDLESS)

    def leave_early():
        with side_by_side(connections) as submit:
            handed_over.extend(submit(work) for work in (run_on, run_on, begun_later.append))
            both_run.wait()
            raise raised

    with pytest.raises(type(raised)):
        leave_early()

    *running, later = handed_over
    assert all(isinstance(future.exception(), duckdb.InterruptException) for future in running)
    assert later.cancelled()
    assert not begun_later

"""A property that is built once, however many ask at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from solvable.decisions.once import once


class Slow:
    """Something that counts how often it was built, and builds once everybody has asked."""

    def __init__(self, n_asking):
        self.built = 0
        self._all_asked = threading.Barrier(n_asking + 1)
        self._may_build = threading.Event()

    @once
    def thing(self):
        """What takes long."""
        self._may_build.wait(5)
        self.built += 1
        return object()

    def ask(self):
        self._all_asked.wait(5)
        return self.thing

    def let_build(self):
        self._all_asked.wait(5)
        self._may_build.set()


def test_threads_that_ask_at_once_are_given_the_same_thing():
    slow = Slow(n_asking=6)

    with ThreadPoolExecutor(6) as threads:
        asked = [threads.submit(slow.ask) for _ in range(6)]
        slow.let_build()
        found = {future.result() for future in asked}

    assert slow.built == len(found) == 1


def test_each_instance_has_its_own():
    class Numbered:
        def __init__(self, number):
            self.number = number

        @once
        def double(self):
            return 2 * self.number

    first, second = Numbered(1), Numbered(2)

    assert (first.double, second.double, first.double) == (2, 4, 2)
    assert isinstance(Numbered.double, once)


def test_a_failure_is_not_kept():
    class Later:
        is_ready = False

        @once
        def thing(self):
            if not self.is_ready:
                raise LookupError("not yet")
            return "there"

    later = Later()
    with pytest.raises(LookupError):
        _ = later.thing
    later.is_ready = True

    assert later.thing == "there"

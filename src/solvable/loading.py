"""What is loaded at a start stays, so that looking through it for garbage is time that every start would lose."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["loading"]


@contextmanager
def loading() -> Iterator[None]:
    """Let nothing be looked through for garbage while modules are loaded, a fifth of the time that they take.

    What is there in the end is never looked through again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()

"""How long work tells whoever waits where it is."""

from typing import Protocol

__all__ = ["Progress", "Silent"]


class Progress(Protocol):
    """Told by the core what it does; the command line draws it."""

    def start(self, step: str, *, total: int | None = None) -> None:
        """Begin a step; ``total`` is the number of rows or rounds where it is known."""

    def advance(self, amount: int = 1) -> None:
        """Say that ``amount`` more rows or rounds of the current step are done."""

    def finish(self, detail: str = "") -> None:
        """End the current step, with a word on what came of it (``"1,716,428 rows"``)."""


class Silent:
    """Progress that nobody watches: tests, and programs that call the core."""

    def start(self, step: str, *, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, amount: int = 1) -> None:
        """Say nothing."""

    def finish(self, detail: str = "") -> None:
        """Say nothing."""

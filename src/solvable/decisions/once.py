"""What takes seconds to build is built by the first who asks, once, while others wait for it."""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

__all__ = ["once"]

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - used as a decorator, as cached_property is.
    """A property that is computed once for all threads; ``cached_property`` lets two of them compute it at once.

    A failure is not kept: the next who asks tries again.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute, self._name = compute, compute.__name__
        self.__doc__ = compute.__doc__
        self._turn = threading.RLock()

    @overload
    def __get__(self, instance: None, owner: type[Any]) -> "once[T]": ...
    @overload
    def __get__(self, instance: object, owner: type[Any]) -> T: ...

    def __get__(self, instance: object | None, owner: type[Any]) -> "once[T] | T":
        """Return the value of an instance."""
        if instance is None:
            return self
        kept = instance.__dict__
        if self._name not in kept:
            with self._turn:
                if self._name not in kept:
                    kept[self._name] = self._compute(instance)
        found: T = kept[self._name]
        return found

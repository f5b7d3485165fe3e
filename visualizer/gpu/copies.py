"""GPU copies of Python objects, freed after the original is garbage-collected."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Generic, Protocol, TypeVar

import moderngl


class Releasable(Protocol):
    """An object that owns GPU objects and can free them."""

    def release(self) -> None:
        """Free them."""


Original = TypeVar("Original")
Copy = TypeVar("Copy", bound=Releasable)


class Copies(Generic[Copy]):
    """GPU copies of Python objects, by the digest of their content.

    Originals of equal content share one copy, which lives as long as the original that was last passed to `get`: once
    that is garbage-collected, the next `collect` frees the copy. `release` frees all copies.
    """

    def __init__(self) -> None:
        self._copies: dict[str, tuple[weakref.ref[Any], Copy]] = {}
        # Python may garbage-collect an original on any thread, but only the context's thread may free GPU objects.
        self._gone: deque[tuple[str, weakref.ref[Any]]] = deque()

    def get(self, key: str, original: Original, make: Callable[[Original], Copy]) -> Copy:
        """Return the copy of an original. key: digest of its content. make: makes the copy if there is none of that
        content."""
        found = self._copies.get(key)
        if found is not None and found[0]() is original:
            return found[1]
        copy = found[1] if found is not None else make(original)
        gone = self._gone
        self._copies[key] = (weakref.ref(original, lambda dead: gone.append((key, dead))), copy)
        return copy

    def collect(self) -> bool:
        """Free the copies whose originals were garbage-collected, and return whether there were any. The context must
        be current."""
        any_gone = bool(self._gone)
        while self._gone:
            key, dead = self._gone.popleft()
            found = self._copies.get(key)
            if found is not None and found[0] is dead:
                del self._copies[key]
                found[1].release()
        return any_gone

    def release(self) -> None:
        """Free all copies."""
        for _, copy in self._copies.values():
            copy.release()
        self._copies.clear()
        self._gone.clear()

    def __iter__(self) -> Iterator[Copy]:
        return (copy for _, copy in self._copies.values())

    def __len__(self) -> int:
        return len(self._copies)


def collect_objects(context: moderngl.Context) -> None:
    """Free the GPU objects that were garbage-collected without a release, such as those of a pass that raised an error.

    Contexts of this program queue them for this (`gc_mode = "context_gc"`): Python collects garbage on any thread,
    where another context may be current, in which OpenGL would delete an object that has the same number.
    """
    while context.objects:
        dropped = context.objects.popleft()
        if not isinstance(dropped, moderngl.InvalidObject):  # the class of released objects
            dropped.release()

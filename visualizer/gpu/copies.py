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
    """Copies by the key of their content. Owns them.

    Equal originals share one copy. It is freed by the first `collect` after the original that was asked for last
    is gone; another one with the same content gets a new copy then.
    """

    def __init__(self) -> None:
        self._copies: dict[str, tuple[weakref.ref[Any], Copy]] = {}
        # Python may drop an original on any thread, and only the context's own may free GPU objects.
        self._gone: deque[tuple[str, weakref.ref[Any]]] = deque()

    def get(self, key: str, original: Original, make: Callable[[Original], Copy]) -> Copy:
        """Return the copy of an original, made with `make` if there is none of its content."""
        found = self._copies.get(key)
        if found is not None and found[0]() is original:
            return found[1]
        copy = found[1] if found is not None else make(original)
        gone = self._gone
        self._copies[key] = (weakref.ref(original, lambda dead: gone.append((key, dead))), copy)
        return copy

    def collect(self) -> None:
        """Free the copies whose originals are gone. Call it where the context is current."""
        while self._gone:
            key, dead = self._gone.popleft()
            found = self._copies.get(key)
            if found is not None and found[0] is dead:
                del self._copies[key]
                found[1].release()

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
    """Free the GPU objects that Python dropped without a release, such as those of a pass that failed half way.

    Contexts of this program keep them for this (`gc_mode = "context_gc"`): Python drops objects on any thread and
    whatever context is current, where OpenGL would delete an object of another context that has the same number.
    """
    while context.objects:
        dropped = context.objects.popleft()
        if not isinstance(dropped, moderngl.InvalidObject):  # which is what a released one becomes
            dropped.release()

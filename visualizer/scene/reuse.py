"""Reuse: what a load takes from the load before it, because all that it depends on is the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class Same:
    """An object as a part of a key: equal to another one only if both are the very same object, which it keeps
    alive."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


class Results:
    """The results of the steps of one load, each by a key that holds all that it depends on.

    before: those of a load that is finished. A step whose key is among them is not done again; results that a load does
    not ask for are not in its `Results`. A result must never change afterwards, as several scenes may hold it.
    """

    def __init__(self, before: Results | None = None) -> None:
        self._made: dict[Hashable, Any] = {}
        self._before: Mapping[Hashable, Any] = {} if before is None else before._made

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the result of a step. make: does it; what it raises is raised, and nothing is remembered."""
        if not self.has(key):
            self._made[key] = make()
        found: T = self._made[key]
        return found

    def has(self, key: Hashable) -> bool:
        """Return whether a step is done already, by this load or the one before."""
        if key not in self._made and key in self._before:
            self._made[key] = self._before[key]
        return key in self._made

    def about(self, thing: object, yields: Callable[[Any], Iterable[T]]) -> tuple[T, ...]:
        """Return what a function yields of an object that never changes."""
        return self.of((yields, Same(thing)), lambda: tuple(yields(thing)))

    def set(self, key: Hashable, result: object) -> None:
        """Give the result of a step that was done elsewhere."""
        self._made[key] = result

    def finish(self) -> Results:
        """Let go of the results of the load before, when the load is done. Return the object itself."""
        self._before = {}
        return self


class Moments(dict[str, float]):
    """When each shot starts and each marker is, s, by its name. read: those that were read, by name."""

    def __init__(self, moments: Mapping[str, float]) -> None:
        super().__init__(moments)
        self.read: dict[str, float] = {}

    def __getitem__(self, name: str) -> float:
        self.read[name] = super().__getitem__(name)
        return self.read[name]

"""`kept`: a pure function whose results are remembered in memory and in the cache folder; `kept_as`: a result that is
kept by a name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial, update_wrapper
from threading import RLock
from typing import Any, Generic, ParamSpec, TypeVar, cast

from visualizer.cache.digests import code_digest, content_digest
from visualizer.cache.packing import PACKAGE, packed, unpacked
from visualizer.cache.store import store

P = ParamSpec("P")
R = TypeVar("R")


def kept(*, memory: int = 4) -> Callable[[Callable[P, R]], Kept[P, R]]:
    """Return a decorator of functions whose results depend on nothing but their arguments, and are not written to.

    memory: how many results are held in memory; 0 if the caller holds them. Every result is kept in the cache folder
    too, if the function is one of this package: code of other packages may depend on what no digest holds. Arguments
    must be hashable, and have a digest (see `content_digest`); results are what `packed` takes. Threads that ask at
    once get one result.
    """
    return lambda function: Kept(function, memory)


def kept_as(name: str, make: Callable[[], R]) -> R:
    """Return the entry `name` of the cache folder, or what `make` returns, which is then kept.

    The name holds a digest of all that the result depends on, the code included (`code_digest`). What `make` raises is
    raised, and nothing is kept.
    """
    entries = store()
    if entries is None:
        return make()
    data = entries.read(name)
    if data is not None:
        with suppress(ValueError):  # not a value: it is written anew
            return cast(R, unpacked(data))
    result = make()
    if entries.writable:
        entries.write(name, packed(result))
    return result


def is_own(module: str) -> bool:
    """Return whether a module is one of this package, whose code `code_digest` holds."""
    return module.partition(".")[0] == PACKAGE


class Kept(Generic[P, R]):
    """A function with its results. `__wrapped__` is the function itself."""

    __wrapped__: Callable[P, R]

    def __init__(self, function: Callable[P, R], memory: int) -> None:
        update_wrapper(self, function)
        self._lock = RLock()
        self._remembered = lru_cache(maxsize=memory)(self._found)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the result of the function, computed unless it is cached."""
        with self._lock:
            return cast(R, self._remembered(*args, **kwargs))  # type: ignore[arg-type]  # TypeError if not hashable

    def forget(self) -> None:
        """Drop what is held in memory."""
        self._remembered.cache_clear()

    def entry(self, *args: P.args, **kwargs: P.kwargs) -> str:
        """Return the name of the entry of a result: the function's name, and a digest of code and arguments."""
        of = self.__wrapped__
        digest = content_digest((code_digest(), of.__module__, of.__qualname__, args, sorted(kwargs.items())))
        return f"{of.__qualname__.strip('_')}-{digest}"

    def _found(self, *args: Any, **kwargs: Any) -> Any:
        make = partial(self.__wrapped__, *args, **kwargs)
        return kept_as(self.entry(*args, **kwargs), make) if is_own(self.__wrapped__.__module__) else make()

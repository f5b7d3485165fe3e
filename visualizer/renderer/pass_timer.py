"""Times of passes: GPU time by timer queries, or wall-clock time where the rasteriser runs on the CPU."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import moderngl

from visualizer.gpu.context import driver_of
from visualizer.gpu.native import finish

_UNMEASURED = nullcontext()


class PassTimer:
    """Measures the passes of one draw, by name; times of the same name are summed. Measured passes must not be nested.

    enabled: whether to measure. queries: True for timer queries of OpenGL, which do not delay the GPU; False for
    wall-clock time, with a wait for the GPU before and after each pass; None for timer queries only where a GPU draws.
    clock: returns seconds.
    """

    def __init__(
        self,
        context: moderngl.Context,
        *,
        enabled: bool,
        queries: bool | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._context = context
        self._enabled = enabled
        self._queries = enabled and (not driver_of(context).software if queries is None else queries)
        self._clock = clock
        self._pending: list[tuple[str, moderngl.Query]] = []
        self._seconds: dict[str, float] = {}

    def clear(self) -> None:
        """Discard all measurements."""
        self._pending.clear()
        self._seconds.clear()

    def measured(self, name: str) -> AbstractContextManager[None]:
        """Return a context manager that measures the commands issued within it, under a name."""
        return self._measured(name) if self._enabled else _UNMEASURED

    @contextmanager
    def _measured(self, name: str) -> Iterator[None]:
        if self._queries:
            query = self._context.query(time=True)
            with query:
                yield
            self._pending.append((name, query))
        else:
            finish(self._context)
            start = self._clock()
            yield
            finish(self._context)
            self._add(name, self._clock() - start)

    @property
    def seconds(self) -> dict[str, float]:
        """Seconds by the name of the pass, in the order of their first measurement. Waits for the GPU."""
        for name, query in self._pending:
            self._add(name, query.elapsed * 1e-9)
        self._pending.clear()
        return dict(self._seconds)

    def _add(self, name: str, seconds: float) -> None:
        self._seconds[name] = self._seconds.get(name, 0.0) + seconds

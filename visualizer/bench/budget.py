"""Budgets: how long a part of a benchmark may take, and how much memory, on a machine of unknown speed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

MEMORY_SHARE = 0.5
"""Share of the free memory that a benchmark may take."""
UNKNOWN_MEMORY = 2 << 30
"""Bytes that are taken to be free where the operating system does not tell."""


class Budget:
    """The time that a part may take. It starts when it is made.

    seconds: in all. clock: returns seconds.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left, at least 0."""
        return max(0.0, self._end - self._clock())

    def refusal(self, seconds: float) -> str:
        """Return why a step of so many seconds, as estimated, does not fit; empty if it does."""
        left = self.left
        return "" if seconds <= left else f"it would take about {seconds:.0f} s, and {left:.0f} s are left"


def free_memory() -> int:
    """Return the bytes of memory that a benchmark may take."""
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        free = UNKNOWN_MEMORY
    return int(MEMORY_SHARE * free)

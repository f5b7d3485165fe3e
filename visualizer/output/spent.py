"""Where the time of a render goes: seconds of each stage, summed over threads and processes."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

DRAWING = ("draw", "read back", "wait")
"""Stages of the thread that draws: evaluating the scene and issuing its passes; waiting until a picture is drawn and
copying it; waiting for the thread that writes."""
WRITING = ("encode", "write", "idle")
"""Stages of the thread that writes: converting and encoding or compressing pictures; closing files, reading them back
and comparing them; waiting for pictures."""


class Spent:
    """Seconds by stage. Threads may use it at once. clock: seconds from any time on."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._lock = threading.Lock()

    @contextmanager
    def on(self, stage: str) -> Iterator[None]:
        """Count the time in which this context is entered. stage: one of DRAWING or WRITING."""
        began = self._clock()
        try:
            yield
        finally:
            self.add({stage: self._clock() - began})

    def add(self, seconds: Mapping[str, float]) -> None:
        """Add seconds by stage."""
        with self._lock:
            for stage, value in seconds.items():
                self._seconds[stage] += value

    def taken(self) -> dict[str, float]:
        """Return the seconds since the last call, by stage."""
        with self._lock:
            found = dict(self._seconds)
            self._seconds.clear()
        return found

    @property
    def seconds(self) -> dict[str, float]:
        """The seconds of each stage, in order; 0 for a stage that took none."""
        with self._lock:
            return {stage: self._seconds.get(stage, 0.0) for stage in (*DRAWING, *WRITING)}

    def described(self) -> str:
        """Return where the time of each kind of thread went, in words; "" if nothing was counted."""
        seconds = self.seconds
        parts = []
        for kind, stages in (("drawing", DRAWING), ("writing", WRITING)):
            if total := sum(seconds[stage] for stage in stages):
                shares = ", ".join(f"{stage} {100.0 * seconds[stage] / total:.0f} %" for stage in stages)
                parts.append(f"{kind} {total:.1f} s ({shares})")
        return ", ".join(parts)

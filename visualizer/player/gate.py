"""Gate: whether the window builds a program now, or first lets events in, or another process compile it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from visualizer.gpu.sources import Request

COLD = 0.015
"""Seconds of CPU time that a program takes to link, at least, if the driver has not kept it."""
_VAIN = 3  # programs that took as long although the process had built them: then the driver keeps none


class Compiling(Protocol):
    """What compiles programs in another process: `visualizer.player.warming.Warming`."""

    warm: int

    @property
    def running(self) -> bool:
        """Whether more is to come."""

    def has_built(self, request: Request) -> bool:
        """Return whether the driver keeps a program by now."""

    def has_drawn(self, moment: float) -> bool:
        """Return whether all that is drawn at a film time is warm. If not, the process turns to it first."""

    def stop(self) -> None:
        """End the process."""


class Gate:
    """Decides before each program that a draw needs. Most of the time of a new program is that of its first draw.

    interrupt: returns whether something came that the window must act on. warm: begins to compile what is needed in
    another process; None if the window builds all itself. time: of the film, seconds, of what is drawn.
    """

    def __init__(
        self, interrupt: Callable[[], bool] = lambda: False, warm: Callable[[], Compiling] | None = None
    ) -> None:
        self.interrupt = interrupt
        self.time = 0.0
        self._begin = warm
        self._warming: Compiling | None = None
        self._vain = 0

    @property
    def warm_moments(self) -> int | None:
        """How many of the `moments` the other process has drawn; None if there is none, or it has drawn all."""
        return self._warming.warm if self._warming is not None and self._warming.running else None

    def holds(self, request: Request) -> bool:
        """Return whether a draw with a program waits for the other process, which then turns to `time`."""
        warming = self._warming
        if warming is None or not warming.running or warming.has_built(request):
            return False
        return not warming.has_drawn(self.time)

    def built(self, request: Request, seconds: float) -> None:
        """Note how long a program took to build, CPU time. One that the driver has not kept begins the other
        process."""
        if seconds < COLD:
            return
        if self._warming is None:
            self._warming = self._begin() if self._begin is not None else None
        elif self._warming.has_built(request):
            self._vain += 1
            if self._vain == _VAIN:
                self.stop()

    def stop(self) -> None:
        """End the other process; the window builds all itself from now on."""
        self._begin = None
        if self._warming is not None:
            self._warming.stop()
            self._warming = None

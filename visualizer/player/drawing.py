"""Drawing in slices: a picture that takes long is drawn a part at a time, so that the window handles events in
between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.player.gate import Gate
from visualizer.renderer.renderer import Superseded

SLICE = 0.03
"""Seconds that are drawn between two polls for events, at least; a pass of the renderer is not interrupted."""


@dataclass(frozen=True)
class Wanted:
    """What a picture depends on.

    time: of the film, seconds. changed: `Session.changed`. size: (width, height), pixels. samples: sub-frames.
    coarse: as in `Frame`. borrowed: whether it may show the reflections of the picture before it; pictures
    of equal ones are equal if it may not.
    """

    time: float
    changed: int
    size: tuple[int, int]
    samples: int
    coarse: frozenset[str] = frozenset()
    borrowed: bool = False


class _Paused(Exception):
    """A slice of time is over in the midst of a pass."""


class Interruptible(Protocol):
    """What draws: `visualizer.player.picture.Picture`."""

    def interrupted(
        self, before_program: Callable[[Request], None], after_program: Callable[[Request, float], None]
    ) -> AbstractContextManager[None]:
        """Call functions before and after each program that is built in the `with` block; what they raise ends the
        draw."""

    def wait(self) -> None:
        """Wait until the GPU has finished."""


class Steps:
    """Draws in slices of time.

    begin: begins to draw, and yields (passes drawn, passes in all) after each pass. It is called anew after another
    draw was begun, and after a pause in the midst of a pass that builds several programs, each of which may take long:
    up to where it was, that is quick, as all is made. share: how much is drawn, 0..1, in passes. built: how many
    programs were built. paused: whether the last slice ended before a program. held: whether it waits for another
    process to compile one.
    """

    def __init__(self, begin: Callable[[], Iterator[tuple[int, int]]]) -> None:
        self.share = 0.0
        self.built = 0
        self.paused = False
        self._held: Request | None = None
        self._begin = begin
        self._steps: Iterator[tuple[int, int]] | None = None
        self._reached = 0

    @property
    def held(self) -> bool:  # noqa: D102  documented by the class
        return self._held is not None

    def advance(
        self,
        picture: Interruptible,
        clock: Callable[[], float],
        budget: float = SLICE,
        patience: float = SLICE,
        gate: Gate | None = None,
        *,
        yields: bool = False,
    ) -> bool:
        """Draw for some seconds, at least one pass or program more than before, unless a program is held. Return
        whether all is drawn.

        clock: seconds. budget: seconds after which a pass ends the slice. patience: seconds after which it ends before
        a program, which costs drawing anew up to there. gate: asked before each program. yields: whether any pass ends
        the slice once there is something to act on. Raises as the renderer does.
        """
        gate = gate or Gate()
        if self._held is not None and gate.holds(self._held):
            return False
        start, built = clock(), 0

        def over() -> bool:
            return clock() - start >= budget or (yields and gate.interrupt())

        def hold(request: Request) -> None:
            if gate.holds(request):
                self._held = request
                raise _Paused

        def before_program(request: Request) -> None:
            nonlocal built
            hold(request)
            if built and (clock() - start >= patience or gate.interrupt()):
                raise _Paused
            built += 1
            self.built += 1

        def after_program(request: Request, seconds: float) -> None:
            gate.built(request, seconds)
            hold(request)

        self.paused, self._held = False, None
        with picture.interrupted(before_program, after_program):
            try:
                return self._advanced(picture, over)
            except (_Paused, Superseded) as pause:
                self._steps = None
                self.paused = isinstance(pause, _Paused)
                return False

    def _advanced(self, picture: Interruptible, over: Callable[[], bool]) -> bool:
        if self._steps is None:
            self._steps = self._begin()
        for done, whole in self._steps:
            if done > self._reached:
                self._reached, self.share = done, done / whole
                if over():
                    picture.wait()
                    return False
        return True


class Drawing:
    """A picture that is being drawn.

    frames: of its exposure. steps: draw it. live: whether the picture is one of a motion, of which the next follows at
    once. start: clock reading when it was begun, seconds.
    """

    def __init__(
        self,
        wanted: Wanted,
        frames: list[Frame],
        steps: Steps,
        *,
        live: bool,
        start: float,
    ) -> None:
        self.wanted = wanted
        self.frames = frames
        self.live = live
        self.start = start
        self.steps = steps

    def outdated(self, wanted: Wanted) -> bool:
        """Return whether to give it up, as another picture is wanted.

        A picture of a motion is finished: the next one would be outdated as soon. So is one of a single sample that is
        more than half done; and any one that differs in time alone while the film plays.
        """
        if wanted == self.wanted or (self.live and self.wanted.samples == 1):
            return False
        if self.live and wanted.changed == self.wanted.changed and wanted.size == self.wanted.size:
            return False
        return self.wanted.samples > 1 or self.steps.share < 0.5

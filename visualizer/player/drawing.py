"""Drawing in slices: a picture that takes long is drawn a part at a time, so that the window handles events in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from visualizer.frame import Frame

SLICE = 0.03
"""Seconds that are drawn between two polls for events, at least; a pass of the renderer is not interrupted."""


@dataclass(frozen=True)
class Wanted:
    """What a picture depends on. Pictures of equal ones are equal.

    time: of the film, seconds. changed: `Session.changed`. size: (width, height), pixels. samples: sub-frames.
    """

    time: float
    changed: int
    size: tuple[int, int]
    samples: int


class Drawing:
    """A picture that is being drawn.

    frames: of its exposure. steps: yields (passes drawn, passes in all) and draws a pass for each step. live: whether the
    picture is one of a motion, of which the next follows at once. start: clock reading when it was begun, seconds.
    """

    def __init__(
        self,
        wanted: Wanted,
        frames: list[Frame],
        steps: Iterator[tuple[int, int]],
        *,
        live: bool,
        start: float,
    ) -> None:
        self.wanted = wanted
        self.frames = frames
        self.live = live
        self.start = start
        self._steps = steps
        self._done, self._whole = 0, 1

    @property
    def share(self) -> float:
        """How much of it is drawn, 0..1, in passes."""
        return self._done / self._whole

    def advance(self, clock: Callable[[], float], wait: Callable[[], None]) -> bool:
        """Draw for a `SLICE`, at least one pass. Return whether the picture is complete. Raises as the renderer does.

        clock: seconds. wait: waits until the GPU has finished; so that what was drawn is what took the time.
        """
        start = clock()
        for done, whole in self._steps:
            self._done, self._whole = done, whole
            if clock() - start >= SLICE:
                wait()
                return False
        return True

    def outdated(self, wanted: Wanted) -> bool:
        """Return whether to give it up, as another picture is wanted.

        A picture of a motion is finished: the next one would be outdated as soon. So is one of a single sample that is more
        than half done; and any one that differs in time alone while the film plays.
        """
        if wanted == self.wanted or (self.live and self.wanted.samples == 1):
            return False
        if self.live and wanted.changed == self.wanted.changed and wanted.size == self.wanted.size:
            return False
        return self.wanted.samples > 1 or self.share < 0.5

"""Transport: play, pause, seek, speed and loop.

A transport is immutable: every action returns a new one. The position is computed from the clock and the time of the
last action, not from the frames that were drawn, so slow drawing never slows the film.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, replace
from fractions import Fraction

from visualizer.timeline.frames import FrameGrid

SPEEDS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Speeds that can be chosen, film seconds per second; each also backwards."""

_RESTART = 1.0  # seconds; while playing, "previous shot" goes to the start of this shot if it is further than that into it


@dataclass(frozen=True)
class Transport:
    """duration: seconds. fps: frames per second. starts: when each shot starts, seconds, ascending.

    anchor: film time, seconds, when the clock read `clock`. moving: whether it was set to play. speed: film seconds
    per second, not 0. loop: whether to start again at the end. part: start and end, s, of what is looped
    while the film plays in it; None for the whole film. Every argument `now` is a reading of one monotonic
    clock, seconds.
    """

    duration: float
    fps: Fraction | float
    starts: tuple[float, ...] = (0.0,)
    anchor: float = 0.0
    clock: float = 0.0
    moving: bool = False
    speed: float = 1.0
    loop: bool = False
    part: tuple[float, float] | None = None

    @property
    def grid(self) -> FrameGrid:
        """The frame grid of the film: which frame is shown at which time."""
        return FrameGrid.of(self.duration, self.fps)

    @property
    def last(self) -> float:
        """The time of the film's last frame, seconds."""
        return self.grid.time(self.grid.last)

    @property
    def marks(self) -> tuple[float, ...]:
        """The times of the first frames of all shots, seconds, ascending."""
        return tuple(self.grid.time(frame) for frame in self._cuts())

    def position(self, now: float) -> float:
        """Return the film time, seconds, in 0..last; in a loop, in 0..the end of the last frame, or in the part that is
        looped."""
        raw = self._raw(now)
        if not self.loop:
            return self._clamped(raw)
        start, end = self.round
        return start + (raw - start) % (end - start)

    @property
    def round(self) -> tuple[float, float]:
        """What a loop goes through from here, s: the part if it is played in it, else the whole film."""
        start, end = self.bounds
        return (start, end) if self.moving and start <= self.anchor < end else (0.0, self.grid.seconds)

    @property
    def bounds(self) -> tuple[float, float]:
        """Start and end of the part that is looped, s: whole frames, one at least."""
        grid = self.grid
        if self.part is None:
            return 0.0, grid.seconds
        first = grid.held(grid.first(self.part[0]))
        return grid.time(first), grid.time(min(max(grid.first(self.part[1]), first + 1), grid.count))

    def displayed_time(self, now: float) -> float:
        """Return the film time to draw, seconds: that of a film frame; in slow motion and while paused, the position
        itself."""
        time = self.position(now)
        if not self.playing(now) or abs(self.speed) < 1.0:
            return time
        return self.grid.time(self.frame(now))

    def frame(self, now: float) -> int:
        """Return the number of the frame that the position is in."""
        return self.grid.held(self.grid.at(self.position(now)))

    def playing(self, now: float) -> bool:
        """Return whether the film runs: set to play, and not yet at the end it runs towards."""
        if not self.moving or self.loop:
            return self.moving
        raw = self._raw(now)
        return raw < self.last if self.speed > 0.0 else raw > 0.0

    def played(self, now: float) -> Transport:
        """Play from here; from the other end of the film if this one is reached; from the start of the part that is
        looped if this is outside."""
        start = self.position(now)
        if not self.loop and (start >= self.last if self.speed > 0.0 else start <= 0.0):
            start = 0.0 if self.speed > 0.0 else self.last
        first, end = self.bounds
        if self.loop and not first <= start < end:
            start = first if self.speed > 0.0 else self.grid.time(self.grid.at(end) - 1)
        return replace(self, anchor=start, clock=now, moving=True)

    def paused(self, now: float) -> Transport:
        """Pause at the nearest frame."""
        return replace(self, anchor=self._framed(self.position(now)), clock=now, moving=False)

    def toggled(self, now: float) -> Transport:
        """Play if paused, pause if playing."""
        return self.paused(now) if self.playing(now) else self.played(now)

    def sought(self, time: float, now: float) -> Transport:
        """Go to a film time, seconds; if paused, to the nearest frame."""
        moving = self.playing(now)
        return replace(
            self, anchor=self._clamped(time) if moving else self._framed(time), clock=now, moving=moving
        )

    def stepped(self, frames: int, now: float) -> Transport:
        """Pause and go `frames` frames forward; back if negative."""
        grid, here = self.grid, self.position(now)
        frame = (grid.at(here) if frames >= 0 else grid.first(here)) + frames
        frame = frame % grid.count if self.loop else grid.held(frame)
        return replace(self, anchor=grid.time(frame), clock=now, moving=False)

    def shot(self, now: float) -> int:
        """Return the index of the shot on screen, from 0."""
        return max(0, bisect_right(self.starts, self.displayed_time(now)) - 1)

    def next_shot(self, now: float) -> Transport:
        """Go to the first frame of the next shot; from the last one, to the film's last frame."""
        cuts = self._cuts()
        number = bisect_right(cuts, self.frame(now))
        return self._cut(cuts[number] if number < len(cuts) else self.grid.last, now)

    def previous_shot(self, now: float) -> Transport:
        """Go to the first frame of this shot; if already there or, while playing, near it, to that of the shot
        before."""
        cuts, grid = self._cuts(), self.grid
        number = bisect_right(cuts, self.frame(now)) - 1
        into = self.position(now) - grid.time(cuts[number])
        if into <= _RESTART if self.playing(now) else self.frame(now) == cuts[number]:
            number = max(0, number - 1)
        return self._cut(cuts[number], now)

    def faster(self, now: float) -> Transport:
        """Play at the next higher speed, in the same direction."""
        return self.at_speed(math.copysign(SPEEDS[min(self._gear() + 1, len(SPEEDS) - 1)], self.speed), now)

    def slower(self, now: float) -> Transport:
        """Play at the next lower speed, in the same direction."""
        return self.at_speed(math.copysign(SPEEDS[max(self._gear() - 1, 0)], self.speed), now)

    def shuttled(self, direction: int, now: float) -> Transport:
        """Play forward (1) or back (-1) at normal speed; at the next higher speed if it plays that way already."""
        if self.playing(now) and self.speed * direction > 0.0:
            return self.faster(now)
        return self.at_speed(float(direction), now).played(now)

    def at_speed(self, speed: float, now: float) -> Transport:
        """Play at `speed` from here on; backwards if negative. Raises ValueError for 0."""
        if speed == 0.0:
            raise ValueError("a speed of 0 is a pause")
        return replace(self, anchor=self.position(now), clock=now, speed=speed, moving=self.playing(now))

    def looped(self, loop: bool, now: float) -> Transport:
        """Start again at the end, or stop there."""
        return replace(
            self, anchor=self._clamped(self.position(now)), clock=now, loop=loop, moving=self.playing(now)
        )

    def parted(self, part: tuple[float, float] | None, now: float) -> Transport:
        """Loop a part of the film, start and end in s, or the whole of it."""
        return replace(
            self,
            anchor=self._clamped(self.position(now)),
            clock=now,
            loop=True,
            part=part,
            moving=self.playing(now),
        )

    def on_film(
        self, duration: float, fps: Fraction | float, starts: tuple[float, ...], now: float
    ) -> Transport:
        """Return this transport for another version of the film: same position and speed, playing or paused as
        before."""
        film = replace(self, duration=duration, fps=fps, starts=starts, clock=now, moving=self.playing(now))
        here = self.position(now)
        return replace(film, anchor=film._clamped(here) if film.moving else film._framed(here))

    def _raw(self, now: float) -> float:
        return self.anchor + (now - self.clock) * self.speed if self.moving else self.anchor

    def _clamped(self, time: float) -> float:
        return min(max(time, 0.0), self.last)

    def _framed(self, time: float) -> float:
        return self.grid.time(self.grid.held(self.grid.nearest(time)))

    def _cuts(self) -> list[int]:
        """Return the first frame of every shot that any frame of the film shows, the film's first frame before all."""
        grid = self.grid
        first = {max(grid.first(start), 0) for start in self.starts[1:]}
        return [0, *sorted(frame for frame in first if 0 < frame < grid.count)]

    def _cut(self, frame: int, now: float) -> Transport:
        return replace(self, anchor=self.grid.time(frame), clock=now, moving=self.playing(now))

    def _gear(self) -> int:
        return min(range(len(SPEEDS)), key=lambda gear: abs(SPEEDS[gear] - abs(self.speed)))

"""Transport: where the film is. The clock is an argument, so slow drawing never slows the film.

A transport is a value: every action returns another one. The position is worked out from the clock and the
moment of the last action, never from frames that were drawn.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, replace

SPEEDS = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""How fast the film may run, film seconds a second; each also backwards."""

_RESTART = 1.0  # seconds into a shot from which "previous shot" means its own start, while playing
_TINY = 1e-6  # frames: rounding of k / fps * fps


@dataclass(frozen=True)
class Transport:
    """duration: seconds. fps: frames a second. starts: when each shot begins, seconds, ascending.

    anchor: film time at the moment `clock`. moving: asked to play. speed: film seconds a second, never 0.
    All `now` arguments are readings of one monotonic clock, seconds.
    """

    duration: float
    fps: float
    starts: tuple[float, ...] = (0.0,)
    anchor: float = 0.0
    clock: float = 0.0
    moving: bool = False
    speed: float = 1.0
    loop: bool = False

    @property
    def last(self) -> float:
        """The time of the film's last frame, seconds."""
        return (max(1, round(self.duration * self.fps)) - 1) / self.fps

    def position(self, now: float) -> float:
        """Return the film time, seconds: in 0..last, or in 0..duration in a loop."""
        raw = self._raw(now)
        return raw % self.duration if self.loop else self._clamped(raw)

    def shown(self, now: float) -> float:
        """Return the film time to draw: that of a film frame, but any instant in slow motion or in between."""
        time = self.position(now)
        if not self.playing(now) or abs(self.speed) < 1.0:
            return time
        return math.floor(time * self.fps + _TINY) / self.fps

    def playing(self, now: float) -> bool:
        """Return whether the film runs: asked to, and not at the end it runs to."""
        if not self.moving or self.loop:
            return self.moving
        raw = self._raw(now)
        return raw < self.last if self.speed > 0.0 else raw > 0.0

    def played(self, now: float) -> Transport:
        """Run from here; from the other end if the film has run out."""
        start = self.position(now)
        if not self.loop and (start >= self.last if self.speed > 0.0 else start <= 0.0):
            start = 0.0 if self.speed > 0.0 else self.last
        return replace(self, anchor=start, clock=now, moving=True)

    def paused(self, now: float) -> Transport:
        """Stand still, on a frame of the film."""
        return replace(self, anchor=self._framed(self.position(now)), clock=now, moving=False)

    def toggled(self, now: float) -> Transport:
        """Play if still, pause if playing."""
        return self.paused(now) if self.playing(now) else self.played(now)

    def sought(self, time: float, now: float) -> Transport:
        """Go to a film time; what stands still stands on the nearest frame."""
        moving = self.playing(now)
        return replace(
            self, anchor=self._clamped(time) if moving else self._framed(time), clock=now, moving=moving
        )

    def stepped(self, frames: int, now: float) -> Transport:
        """Pause and go `frames` frames on, or back."""
        here = self.position(now) * self.fps
        frame = (math.floor(here + _TINY) if frames >= 0 else math.ceil(here - _TINY)) + frames
        count = round(self.last * self.fps) + 1
        frame = frame % count if self.loop else min(max(frame, 0), count - 1)
        return replace(self, anchor=frame / self.fps, clock=now, moving=False)

    def shot(self, now: float) -> int:
        """Return the number of the shot on screen."""
        return max(0, bisect_right(self.starts, self.position(now) + _TINY) - 1)

    def next_shot(self, now: float) -> Transport:
        """Go to the first frame of the next shot; from the last one, to the film's last frame."""
        number = self.shot(now) + 1
        return self._cut(self._first_frame(number) if number < len(self.starts) else self.last, now)

    def previous_shot(self, now: float) -> Transport:
        """Go to the first frame of this shot; from near there, to that of the one before."""
        number = self.shot(now)
        near = _RESTART if self.playing(now) else 0.5 / self.fps
        if self.position(now) - self._first_frame(number) <= near:
            number = max(0, number - 1)
        return self._cut(self._first_frame(number), now)

    def faster(self, now: float) -> Transport:
        """Take the next higher speed, in the same direction."""
        return self.at_speed(math.copysign(SPEEDS[min(self._gear() + 1, len(SPEEDS) - 1)], self.speed), now)

    def slower(self, now: float) -> Transport:
        """Take the next lower speed, in the same direction."""
        return self.at_speed(math.copysign(SPEEDS[max(self._gear() - 1, 0)], self.speed), now)

    def at_speed(self, speed: float, now: float) -> Transport:
        """Run at `speed` from here on; negative runs backwards. Raises ValueError for 0."""
        if speed == 0.0:
            raise ValueError("a speed of 0 is a pause")
        return replace(self, anchor=self.position(now), clock=now, speed=speed, moving=self.playing(now))

    def looped(self, loop: bool, now: float) -> Transport:
        """Begin again at the end, or stop there."""
        return replace(
            self, anchor=self._clamped(self.position(now)), clock=now, loop=loop, moving=self.playing(now)
        )

    def over(self, duration: float, fps: float, starts: tuple[float, ...], now: float) -> Transport:
        """Carry on over another version of the film: same place, same speed, playing or not as before."""
        film = replace(self, duration=duration, fps=fps, starts=starts, clock=now, moving=self.playing(now))
        here = self.position(now)
        return replace(film, anchor=film._clamped(here) if film.moving else film._framed(here))

    def _raw(self, now: float) -> float:
        return self.anchor + (now - self.clock) * self.speed if self.moving else self.anchor

    def _clamped(self, time: float) -> float:
        return min(max(time, 0.0), self.last)

    def _framed(self, time: float) -> float:
        return round(self._clamped(time) * self.fps) / self.fps

    def _first_frame(self, shot: int) -> float:
        # A shot that begins between two frames is first seen on the later one.
        return self._clamped(math.ceil(self.starts[shot] * self.fps - _TINY) / self.fps)

    def _cut(self, time: float, now: float) -> Transport:
        return replace(self, anchor=time, clock=now, moving=self.playing(now))

    def _gear(self) -> int:
        return min(range(len(SPEEDS)), key=lambda gear: abs(SPEEDS[gear] - abs(self.speed)))

"""Frames: conversion between times and frame numbers, used by all code that counts frames.

Frame k shows the time k / rate, seconds, computed from integers with one rounding, so errors do not accumulate. A frame
is on screen from its own time until the next frame's. A span of time is half-open, [start, end), and contains the
frames whose own time lies in it, so consecutive spans share no frame and leave none out.
"""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

LOWEST_RATE, HIGHEST_RATE = 1, 240
"""Limits of a frame rate, frames per second."""

# Numerator and denominator of a rate: video files store both as 32-bit integers, multiplied by small factors.
_LARGEST_PART = 1_000_000
_NTSC = (24, 30, 48, 60, 96, 120, 240)  # rates that are divided by 1.001, SMPTE ST 12-1 and ST 2036-1
_ROUNDING = 1e-6  # frames: a time so near to a frame's own time differs from it by rounding errors only


def rate_of(value: object) -> Fraction:
    """Return a frame rate, frames per second, from a number or a text such as "30000/1001", "24" or "29.97".

    A decimal to which one of the NTSC rates rounds is that rate: 29.97 is 30000/1001, 23.98 and 23.976 are 24000/1001.
    Raises ValueError for anything else; the message says what is needed.
    """
    rate = _fraction(value)
    if rate < LOWEST_RATE:
        raise ValueError(f"must be at least {LOWEST_RATE}")
    if rate > HIGHEST_RATE:
        raise ValueError(f"must be at most {HIGHEST_RATE}")
    if max(rate.numerator, rate.denominator) > _LARGEST_PART:
        raise ValueError("has too many digits; write a fraction such as '100/3'")
    return rate


def _fraction(value: object) -> Fraction:
    needed = ValueError("a number such as 24 or 29.97 is needed, or a fraction such as '30000/1001'")
    if isinstance(value, numbers.Real) and not isinstance(value, bool | Fraction):
        # NumPy's numbers are converted to Python's, because their repr is not a decimal.
        value = int(value) if isinstance(value, numbers.Integral) else float(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str | Fraction):
        raise needed
    if isinstance(value, Fraction):
        return value
    if isinstance(value, str) and "/" in value:
        parts = [part.strip() for part in value.split("/")]
        if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 20 for part in parts):
            raise needed
        if int(parts[1]) == 0:
            raise needed
        return Fraction(int(parts[0]), int(parts[1]))
    try:
        # repr gives the shortest decimal that rounds to this float: the one that was written.
        decimal = Decimal(value.strip() if isinstance(value, str) else repr(value))
    except InvalidOperation:
        raise needed from None
    if not decimal.is_finite() or (decimal and abs(decimal.adjusted()) > 20):
        raise needed
    places = -int(decimal.as_tuple().exponent)
    if places >= 2:
        for nominal in _NTSC:
            rate = Fraction(nominal * 1000, 1001)
            if round(rate, places) == Fraction(decimal):
                return rate
    return Fraction(decimal)


def rate_text(rate: Fraction) -> str:
    """Return a rate as the shortest text that `rate_of` reads as the same rate: 24, 29.97, 23.976, 12.5, 100/3."""
    text = f"{float(rate):.3f}".rstrip("0").rstrip(".")
    return text if _fraction(text) == rate else str(rate)


@dataclass(frozen=True)
class FrameGrid:
    """The frames 0 .. count - 1 of a film. rate: frames a second, exact. count: at least 1."""

    rate: Fraction
    count: int

    @classmethod
    def of(cls, duration: float, rate: Fraction | float) -> FrameGrid:
        """Return the frames of a film of `duration` seconds: the whole number nearest to duration times rate.

        Raises ValueError for an invalid rate.
        """
        return _grid(duration, rate)

    @property
    def last(self) -> int:
        """The number of the last frame."""
        return self.count - 1

    @property
    def seconds(self) -> float:
        """How long all frames together are on screen, which is the period of a loop."""
        return self.time(self.count)

    def time(self, frame: int) -> float:
        """Return the time that a frame shows, seconds: frame / rate, correctly rounded. Any frame number is allowed."""
        # Python divides integers of any size with a single rounding.
        return frame * self.rate.denominator / self.rate.numerator

    def at(self, time: float) -> int:
        """Return the number of the frame on screen at a time: the latest one whose own time is not after it.

        The result may lie outside the film: see `held`. Raises ValueError for a time that is not finite.
        """
        if not math.isfinite(time):
            raise ValueError(f"{time} is not a time")
        above, below = time.as_integer_ratio()
        frame = above * self.rate.numerator // (below * self.rate.denominator)
        # A frame's own time may have been rounded down to this one.
        return frame + 1 if self.time(frame + 1) <= time else frame

    def first(self, time: float) -> int:
        """Return the number of the first frame whose own time is not before `time`. It may lie outside the film."""
        frame = self.at(time)
        return frame if self.time(frame) == time else frame + 1

    def nearest(self, time: float) -> int:
        """Return the number of the frame whose own time is nearest; of two, the later one. It may lie outside the
        film."""
        frame = self.at(time)
        return frame if time - self.time(frame) < self.time(frame + 1) - time else frame + 1

    def held(self, frame: int) -> int:
        """Return a frame number clamped to the film."""
        return min(max(frame, 0), self.last)

    def span(self, start: float, end: float) -> range:
        """Return the frames of the film whose own time lies in [start, end); none if the range is empty."""
        first = min(max(self.first(start), 0), self.count)
        return range(first, max(first, min(self.first(end), self.count)))

    def settled(self, time: float) -> float:
        """Return the own time of a frame if `time` differs from it by no more than a rounding error, else `time`
        itself.

        For times that come from a caller's arithmetic, such as 3 * 0.1 for frame 3 of 10 a second.
        """
        near = self.time(self.nearest(time))
        return near if abs(near - time) * float(self.rate) <= _ROUNDING else time

    def timecode(self, frame: int) -> str:
        """Return a frame's number as a non-drop timecode, hours:minutes:seconds:frames (SMPTE ST 12-1)."""
        a_second = math.ceil(self.rate)
        seconds, frames = divmod(frame, a_second)
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{frames:02d}"

    def of_timecode(self, hours: int, minutes: int, seconds: int, frames: int) -> int:
        """Return the frame number of a timecode, the inverse of `timecode`.

        Raises ValueError if `frames` is not below the rate, rounded up.
        """
        a_second = math.ceil(self.rate)
        if frames >= a_second:
            raise ValueError(
                f"there are {a_second} frames a second, numbered 0 to {a_second - 1}, so {frames} is too large"
            )
        return ((hours * 60 + minutes) * 60 + seconds) * a_second + frames


@lru_cache(maxsize=64)
def _grid(duration: float, rate: Fraction | float) -> FrameGrid:
    exact = rate_of(rate)
    return FrameGrid(exact, max(1, math.floor(Fraction(duration) * exact + Fraction(1, 2))))

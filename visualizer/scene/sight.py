"""Sight: the rotation of a camera about its line of sight while that passes close to its `up` vector.

An upright picture is undefined where the camera looks along `up`: on a path straight over its target it would turn by
180 degrees at once, and no continuous function of the direction alone avoids this (the hairy ball theorem). The
rotation is therefore a function of the path: the turn of the upright picture within a cap about the pole is spread over
a time around it. Farther from the pole the picture is upright. The result does not depend on which times were evaluated
before.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from visualizer.transforms import normalized, transported

Array = NDArray[np.float64]
Line = Callable[[float], tuple[Array, Array]]
"""A function of film time, s, that returns the direction of sight and the picture's up: two unit vectors, (3,),
world."""

TURN = 1.5
"""Seconds over which a turn at the pole is spread, half of them before it. 180 degrees take at most 240 a second."""
CAP = (4.0, 12.0)
"""Degrees from the pole: within the first all of the picture's turn is spread, beyond the second none of it."""

_STEP = 1.0 / 48.0  # s between two samples of the path
_BLOCK = 4  # samples: a block that is far from the pole at both ends is not examined
_REACH = math.ceil(TURN / 2.0 / _STEP) + 1
_CUT = math.cos(
    math.radians(45.0)
)  # a larger angle in one step counts as a jump, over which no turn is spread
_LEVEL = 1e-6  # sine of the angle to the pole below which a direction has no heading
_NEAR, _FAR = (
    96,
    24,
)  # samples: headings before a rest at the pole are searched one by one, then in strides of the second
_AHEAD = 48 * 60  # samples: how far ahead a heading is sought if there was none before
_Y, _Z = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])
_KEPT = 4096  # samples that are remembered: a window of some 80 seconds


class Sight:
    """The line of sight of one camera in one shot. start: s, when the shot begins; the search for an earlier heading
    ends half of TURN before it.

    jumps: returns when the position of the camera or of its target jumps, s, ascending: no turn is spread over these
    times. Called when the direction is first near the pole.
    """

    def __init__(self, line: Line, start: float, jumps: Callable[[], Sequence[float]] = tuple) -> None:
        self._line = line
        self._find_jumps = jumps
        self._first = math.floor(start / _STEP) - _REACH
        self._at = lru_cache(_KEPT)(self._sampled)
        self._upright = lru_cache(_KEPT)(lambda number: _heading(*self._at(number)))
        self._right = lru_cache(_KEPT)(self._right_at)
        self._turn = lru_cache(_KEPT)(self._turn_from)
        self._polar = lru_cache(_KEPT)(self._polar_block)

    def right(self, time: float) -> tuple[Array, float] | None:
        """Return the right of the picture, a unit vector (3,), and how polar the direction is, 0..1.

        None where the picture is upright and no pole is near: there it is the cross product of direction and up.
        """
        here = math.floor(time / _STEP)
        here -= here * _STEP > time  # by rounding
        blocks = range((here - _REACH) // _BLOCK, (here + _REACH) // _BLOCK + 1)
        if not any(self._polar(block) for block in blocks):
            return None
        direction, up = self._line(time)
        _, weight, jumps = self._turn(here)
        # No turn is spread across a jump: it is measured from the sample on the same side of the jump.
        base = here + 1 if jumps and not self._before(here, time, direction) else here
        angle = 0.0
        for number in range(base - 1, here - _REACH - 1, -1):
            turn, _, cut = self._turn(number)
            if cut:
                break
            angle += turn * (_spread(time - (number + 0.5) * _STEP) - 1.0)
        for number in range(base, here + _REACH + 1):
            turn, _, cut = self._turn(number)
            if cut:
                break
            angle += turn * _spread(time - (number + 0.5) * _STEP)
        right = transported(self._right(base), self._at(base)[0], direction)
        upright = _heading(direction, up)
        if upright is not None and weight < 1.0:
            angle += (1.0 - weight) * _angle(right, upright, direction)
        right = right * math.cos(angle) + _cross(direction, right) * math.sin(angle)
        return right, _weight(_polar_angle(direction, up))

    @cached_property
    def _jumps(self) -> tuple[float, ...]:
        return tuple(self._find_jumps())

    @staticmethod
    def shaken(right: Array, direction: Array, shaken: Array, up: Array, polar: float) -> Array:
        """Return the right of the picture, as `right` gives it for `direction`, for a direction that is shaken a
        little.

        polar: as `right` gives it. Far from the pole the shaken picture is upright, at the pole it does not turn.
        """
        right = transported(right, direction, shaken)
        before, after = _heading(direction, up), _heading(shaken, up)
        if before is None or after is None or polar >= 1.0:
            return right
        angle = (1.0 - polar) * _angle(transported(before, direction, shaken), after, shaken)
        return right * math.cos(angle) + _cross(shaken, right) * math.sin(angle)

    def _cut(self, first: int, last: int) -> bool:
        """Return whether the camera jumps between two samples, of which the second is the later one."""
        if bisect_right(self._jumps, first * _STEP) < bisect_right(self._jumps, last * _STEP):
            return True
        return float(self._at(first)[0] @ self._at(last)[0]) < _CUT

    def _before(self, number: int, time: float, direction: Array) -> bool:
        """Return whether a time from a sample on, before the next, is before the jump between the two."""
        begin, end = (bisect_right(self._jumps, at * _STEP) for at in (number, number + 1))
        passed = bisect_right(self._jumps, time)
        if begin < end and passed in (begin, end):
            return passed == begin
        return float(self._at(number)[0] @ direction) >= float(self._at(number + 1)[0] @ direction)

    def _sampled(self, number: int) -> tuple[Array, Array]:
        return self._line(number * _STEP)

    def _right_at(self, number: int) -> Array:
        """Return the right of the upright picture at a sample; at the pole itself, of the nearest picture that has
        one."""
        direction, up = self._at(number)
        right = self._upright(number)
        if right is None:
            right = self._nearest_right(number)
        if right is None:
            # No sample has a heading: the top of the picture is -z, or y where up is along z.
            top = normalized(_cross(_cross(up, -_Z), up))
            right = _cross(direction, top if top.any() else _Y)
        return normalized(right - direction * float(direction @ right))

    def _nearest_right(self, number: int) -> Array | None:
        """Return the right of the last picture before a sample that has one, or else of the first after it."""
        for sign, end in ((-1, self._first), (1, number + _AHEAD)):
            at, stride = number, 1
            while (end - at) * sign > 0:
                stride = _FAR if abs(number - at) >= _NEAR else 1
                following = at + sign * stride
                if self._cut(*sorted((at, following))):
                    break
                if self._upright(following) is not None:
                    while stride > 1:  # the nearest of those in between
                        stride //= 2
                        if self._upright(following - sign * stride) is not None:
                            following -= sign * stride
                    return self._upright(following)
                at = following
        return None

    def _turn_from(self, number: int) -> tuple[float, float, bool]:
        """Return what is spread of the picture's turn from a sample to the next, radians; its share; whether they are
        cut."""
        (a, up), (b, _) = self._at(number), self._at(number + 1)
        if self._cut(number, number + 1):
            return 0.0, 0.0, True
        weight = _weight(_closest(a, b, up))
        if weight == 0.0:
            return 0.0, 0.0, False
        turn = _angle(transported(self._right(number), a, b), self._right(number + 1), b)
        return weight * turn, weight, False

    def _polar_block(self, block: int) -> bool:
        """Return whether anything is spread between the samples of a block."""
        first, last = block * _BLOCK, (block + 1) * _BLOCK
        (a, up), (b, last_up) = self._at(first), self._at(last)
        travelled = _between(a, b) + _between(up, last_up)
        if min(_polar_angle(a, up), _polar_angle(b, last_up)) - 2.0 * travelled >= math.radians(CAP[1]):
            return False
        return any(self._turn(number)[1] > 0.0 for number in range(first, last))


def _cross(a: Array, b: Array) -> Array:
    """Return the cross product of two vectors, (3,): numpy.cross takes ten times as long for one pair."""
    ax, ay, az = a.tolist()
    bx, by, bz = b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


def _heading(direction: Array, up: Array) -> Array | None:
    """Return the right of the upright picture, a unit vector, or None for a direction along up."""
    right = _cross(direction, up)
    length = math.sqrt(float(right @ right))
    return right / length if length > _LEVEL else None


def _angle(a: Array, b: Array, axis: Array) -> float:
    """Return the angle from `a` to `b` about `axis`, radians, above -pi up to pi."""
    angle = math.atan2(float(axis @ _cross(a, b)), float(a @ b))
    return abs(angle) if abs(angle) > math.pi - _LEVEL else angle  # half a turn goes the same way every time


def _between(a: Array, b: Array) -> float:
    """Return the angle between two unit vectors, radians."""
    cross = _cross(a, b)
    return math.atan2(math.sqrt(float(cross @ cross)), float(a @ b))


def _polar_angle(direction: Array, up: Array) -> float:
    """Return the angle between a direction and the line along up, radians, 0 to a right angle."""
    angle = _between(direction, up)
    return min(angle, math.pi - angle)


def _closest(a: Array, b: Array, up: Array) -> float:
    """Return the least polar angle of the arc from `a` to `b`, radians."""
    least = min(_polar_angle(a, up), _polar_angle(b, up))
    normal = _cross(a, b)
    length = math.sqrt(float(normal @ normal))
    if length > 1e-12:
        normal = normal / length
        foot = up - normal * float(normal @ up)  # the pole, projected into the plane of the arc
        sides = float(_cross(a, foot) @ normal), float(_cross(foot, b) @ normal)
        if sides[0] * sides[1] >= 0.0:
            least = min(least, math.asin(min(1.0, abs(float(normal @ up)))))
    return least


def _weight(angle: float) -> float:
    """Return how much of a turn is spread at a polar angle, radians: 1 within the cap, 0 beyond, smooth between."""
    inner, outer = (math.radians(edge) for edge in CAP)
    share = min(max((outer - angle) / (outer - inner), 0.0), 1.0)
    return share * share * (3.0 - 2.0 * share)


def _spread(seconds: float) -> float:
    """Return the share of a turn that is done `seconds` after its middle: the integral of a raised cosine, TURN
    long."""
    share = seconds / TURN
    if abs(share) >= 0.5:
        return 0.0 if share < 0.0 else 1.0
    return 0.5 + share + math.sin(2.0 * math.pi * share) / (2.0 * math.pi)

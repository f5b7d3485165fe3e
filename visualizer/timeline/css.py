"""The easing functions of CSS: cubic-bezier(...), steps(...) and linear(...).

CSS Easing Functions Level 2 (W3C), sections 2.2 to 2.4. An easing maps the share of the time between two keyframes,
0..1, to the share of the way from the first value to the second, which may leave 0..1.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

Easing = Callable[[float], float]

FARTHEST = 1000.0
"""Largest overshoot of an easing, in multiples of the difference of the two values. Larger numbers are taken for
mistakes."""

JUMPS = ("jump-end", "jump-start", "jump-none", "jump-both", "end", "start")
"""The second argument of steps(): a jump at the end of each step or at its start, at neither end of the whole, or at
both."""

MOST_STEPS = 10_000
"""Largest number of steps of steps()."""

_ROUNDING = 1e-9  # of a step
_BEZIER_ERROR = 1e-15  # relative to x: a few units in the last place
_BEZIER_STEPS = (
    100  # where the tangent is vertical, a step of Newton's method reduces the error only by a third
)


def css_easing(text: str) -> tuple[Easing, tuple[float, ...]] | None:
    """Return the easing of a text such as "steps(4, jump-start)", and the shares of time at which it jumps.

    None if the text is not written as a function of CSS.

    Raises ValueError for one that is, with arguments that it cannot have.
    """
    name, bracket, rest = text.partition("(")
    readers = {"cubic-bezier": _read_bezier, "steps": _read_steps, "linear": _read_linear}
    if not bracket or not rest.endswith(")") or name not in readers:
        return None
    return readers[name]([part.strip() for part in rest[:-1].split(",")])


def cubic_bezier(x1: float, y1: float, x2: float, y2: float) -> Easing:
    """Return the cubic Bezier curve from (0, 0) to (1, 1) with two control points between. x1 and x2 lie in 0..1.

    The error is a few units in the last place, also where the tangent is vertical at an end.
    """
    rising = _bezier_half(x1, y1, x2, y2)
    # The second half is evaluated as a curve from the other end: near 1, float spacing is coarser than near 0.
    falling = _bezier_half(1.0 - x2, 1.0 - y2, 1.0 - x1, 1.0 - y1)

    def eased(x: float) -> float:
        if x <= 0.0 or x >= 1.0:
            return min(max(x, 0.0), 1.0)
        return rising(x) if x <= 0.5 else 1.0 - falling(1.0 - x)

    return eased


def steps(count: int, jump: str = "end") -> Easing:
    """Return a step function of `count` steps. jump: one of JUMPS; jump-none needs at least two steps."""
    first = 1 if jump in ("jump-start", "start", "jump-both") else 0
    jumps = count + {"jump-none": -1, "jump-both": 1}.get(jump, 0)
    # A time less than a rounding error before a jump counts as after it.
    return lambda x: min(math.floor(x * count + _ROUNDING) + first, jumps) / jumps


def linear(points: Sequence[tuple[float, float]]) -> Easing:
    """Return the polyline through at least two points (share of time, share of the way), in ascending order of time.

    Before the first and after the last point it is extrapolated from the two nearest points.
    """

    def eased(x: float) -> float:
        if same := [way for time, way in points if time == x]:
            return same[-1]
        after = next((k for k, (time, _) in enumerate(points) if time > x), len(points) - 1)
        (start, a), (end, b) = points[max(after, 1) - 1], points[max(after, 1)]
        return a + (b - a) * (x - start) / (end - start) if end > start else (a if x < start else b)

    return eased


def _bezier_half(x1: float, y1: float, x2: float, y2: float) -> Easing:
    """Return a Bezier easing that is accurate in its first half: Newton's method, with bisection where it leaves the
    bracket."""
    cx, cy = 3.0 * x1, 3.0 * y1
    bx, by = 3.0 * (x2 - x1) - cx, 3.0 * (y2 - y1) - cy
    ax, ay = 1.0 - cx - bx, 1.0 - cy - by

    def eased(x: float) -> float:
        low, high, s = 0.0, 1.0, x
        for _ in range(_BEZIER_STEPS):
            error = ((ax * s + bx) * s + cx) * s - x
            if abs(error) <= _BEZIER_ERROR * x:
                break
            if error > 0.0:
                high = s
            else:
                low = s
            slope = (3.0 * ax * s + 2.0 * bx) * s + cx
            newton = s - error / slope if slope > 0.0 else -1.0
            following = newton if low < newton < high else (low + high) / 2.0
            if following == s:
                break
            s = following
        return ((ay * s + by) * s + cy) * s

    return eased


def _read_bezier(parts: list[str]) -> tuple[Easing, tuple[float, ...]]:
    try:
        x1, y1, x2, y2 = (float(part) for part in parts)
    except ValueError:
        raise ValueError("cubic-bezier takes four numbers") from None
    if not (0.0 <= x1 <= 1.0 and 0.0 <= x2 <= 1.0):
        raise ValueError("the first and third number of cubic-bezier lie between 0 and 1")
    if not (abs(y1) <= FARTHEST and abs(y2) <= FARTHEST):
        raise ValueError(f"the second and fourth number of cubic-bezier lie within {FARTHEST:g} of 0")
    return cubic_bezier(x1, y1, x2, y2), ()


def _read_steps(parts: list[str]) -> tuple[Easing, tuple[float, ...]]:
    jump = parts[1] if len(parts) == 2 else "end"
    if len(parts) > 2 or jump not in JUMPS:
        raise ValueError(f"steps takes a whole number and, after a comma, one of {', '.join(JUMPS)}")
    least = 2 if jump == "jump-none" else 1
    if not (parts[0].isdecimal() and parts[0].isascii() and least <= int(parts[0][:9]) <= MOST_STEPS):
        raise ValueError(f"the number of steps is a whole number from {least} to {MOST_STEPS}")
    count = int(parts[0])
    first = 0 if jump in ("jump-start", "start", "jump-both") else 1
    last = count if jump in ("jump-end", "end", "jump-both") else count - 1
    return steps(count, jump), tuple(k / count for k in range(first, last + 1))


def _read_linear(parts: list[str]) -> tuple[Easing, tuple[float, ...]]:
    ways: list[float] = []
    times: list[float | None] = []
    for part in parts:
        words = part.split()
        shares = [word for word in words if word.endswith("%")]
        numbers = [word for word in words if not word.endswith("%")]
        try:
            (way,) = (float(word) for word in numbers)
            at: list[float] = [float(word[:-1]) / 100.0 for word in shares]
        except ValueError:
            raise ValueError("each stop of linear is a number and up to two percentages") from None
        if len(at) > 2 or not all(abs(number) <= FARTHEST for number in (way, *at)):
            raise ValueError(
                f"each stop of linear is a number within {FARTHEST:g} of 0 and up to two percentages"
            )
        ways += [way] * max(len(at), 1)
        times += at or [None]
    if len(ways) < 2:
        raise ValueError("linear takes at least two stops")
    points = list(zip(_filled(times), ways, strict=True))
    eased = linear(points)
    jumps = {start for (start, a), (end, b) in itertools.pairwise(points) if start == end and a != b}
    # The values of the keyframes are 0 and 1: a curve that starts or ends elsewhere jumps there.
    jumps |= {share for share in (0.0, 1.0) if eased(share) != share}
    return eased, tuple(sorted(share for share in jumps if 0.0 <= share <= 1.0))


def _filled(times: list[float | None]) -> list[float]:
    """Return the times of stops: each at least that of the stop before it; missing ones evenly between their
    neighbours'."""
    times[0] = 0.0 if times[0] is None else times[0]
    times[-1] = max(1.0, *(time for time in times if time is not None)) if times[-1] is None else times[-1]
    known: list[tuple[int, float]] = []
    for number, time in enumerate(times):
        if time is not None:
            known.append((number, max(time, known[-1][1]) if known else time))
    filled = [known[0][1]]
    for (first, start), (last, end) in itertools.pairwise(known):
        filled += [
            start + (end - start) * (number - first) / (last - first) for number in range(first + 1, last + 1)
        ]
    return filled

"""Footsteps: the time and position at which each foot lifts and lands along a path.

The phase of a gait is the distance travelled divided by the length of a stride, and does not depend on time.
All steps of the film are computed once, and a foot on the ground has a constant position, so feet do not slide.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from visualizer.physics.ballistics import GRAVITY

Array = NDArray[np.float64]

RATE = 60.0
"""Samples of the path per second."""

PLACE = slice(3)
RISE, HEADING, PHASE, SPEED, PUSH, AIRBORNE, WINDED = range(3, 10)
"""Columns of `Walk.table`. PLACE: x, y, z of the path, m. RISE: height of a leap above it, m. HEADING: radians, 0 is +z
and a right angle +x. PHASE: of the gait, strides. SPEED: m/s. PUSH: forward acceleration, m/s^2. AIRBORNE: 0..1 through
a leap. WINDED: 0..1, how hard one breathes after a run."""

FOOTPRINT = 0.10
"""Distance from the middle of the body to the middle of each foot, across the path, metres."""

EARLY = 0.10
"""Strides by which the second step of a walk begins earlier than a regular one."""

TOES_OUT, APART = 0.22, 0.06
"""Of feet at rest: radians by which toes point outwards; metres by which the left foot is ahead, the right behind."""

BREATHLESS = 4.0
"""Seconds in which one who runs comes to breathe hard, and one who rests to breathe calmly."""

WIDER = 0.2
"""Share of FOOTPRINT by which feet at rest are farther apart."""

CLOSING = 0.3
"""Seconds after a stop within which the rear foot is moved beside the other."""

AHEAD = 0.22
"""Share of a leap by which the foot in front reaches its place earlier, and the one behind leaves later."""

STILL = 0.08
"""Speed below which a walker counts as standing, m/s."""

FASTEST = 20.0
"""Speed above which the rate of steps does not grow, m/s: figures that fly may be faster."""

FARTHEST_TREAD = 0.4
"""Distance along the path by which a footprint is moved at most to the middle of a tread, metres."""

TURNING_RADIUS = 0.22
"""A turn on the spot counts as walking a circle of this radius, metres, so that the feet step as the body turns."""


@dataclass(frozen=True)
class Arc:
    """The parabola of a leap, from `start` to `end`, seconds, which rises `height` metres above the path."""

    start: float
    end: float
    height: float


@dataclass(frozen=True, eq=False)
class Walk:
    """A path with its headings, gait phase and footsteps, sampled over the film.

    table: (n, 10) at `times`, with the columns above. steps: for the left and the right foot, (k, 13): time of
    lifting and of landing (s), position before and after (xyz, m), heading before and after (radians), height (m),
    phase at lifting and at landing (both 0 for a step whose progress follows time instead of the phase).
    """

    times: Array
    table: Array
    steps: tuple[Array, Array]

    def at(self, time: float) -> Array:
        """Return the row of `table` at `time`, (10,)."""
        place = (min(max(time, self.times[0]), self.times[-1]) - self.times[0]) * RATE
        low = min(int(place), len(self.times) - 2)
        share = place - low
        return np.asarray(self.table[low] * (1.0 - share) + self.table[low + 1] * share)

    def sample(self, times: Array) -> Array:
        """Return the rows of `table` at `times`, (...): (..., 10)."""
        place = (np.minimum(np.maximum(times, self.times[0]), self.times[-1]) - self.times[0]) * RATE
        low = np.minimum(place.astype(np.int64), len(self.times) - 2)
        share = (place - low)[..., None]
        return np.asarray(self.table[low] * (1.0 - share) + self.table[low + 1] * share)

    def foot(self, side: int, time: float) -> tuple[float, float, float, float, float, float]:
        """Return x, y and z of the ball of a foot, metres, its heading (radians), lift (0..1) and progress (0..1).

        side: 0 left, 1 right. time: s. The progress of a step is 1 from its landing until the foot lifts again.
        """
        steps = self._rows[side]
        number = bisect_right(self._lifts[side], time) - 1
        step = steps[max(number, 0)]
        share = 0.0 if number < 0 else min((time - step[0]) / max(step[1] - step[0], 1e-9), 1.0)
        walking = step[12] > step[11]
        if share < 1.0 and walking:
            # The progress follows the phase instead of time, so that a walker that slows down keeps its feet below it.
            share = min(max((float(self.at(time)[PHASE]) - step[11]) / (step[12] - step[11]), 0.0), 1.0)
        eased = share * share * (3.0 - 2.0 * share)
        # The foot is highest early in the step, behind the body, and low when it reaches forward. In a leap it leaves
        # the ground and comes back to it at rest: the leg is stretched by the body that rises.
        early = share * (1.5 - 0.5 * share) if walking else share
        lift = 4.0 * early * (1.0 - early)
        lift = lift if walking else lift * lift
        x, y, z = (step[axis] + (step[axis + 3] - step[axis]) * eased for axis in (2, 3, 4))
        heading = step[8] + (step[9] - step[8]) * eased
        return x, y + step[10] * lift, z, heading, lift if step[10] > 0.0 else 0.0, share

    @cached_property
    def _rows(self) -> tuple[list[list[float]], list[list[float]]]:
        """The steps as Python's floats, with which single ones are worked out in less time."""
        return self.steps[0].tolist(), self.steps[1].tolist()

    @cached_property
    def _lifts(self) -> tuple[list[float], list[float]]:
        """The times at which each foot lifts, s."""
        return self.steps[0][:, 0].tolist(), self.steps[1][:, 0].tolist()


def stride_of(speed: Array) -> Array:
    """Return the length of a stride (two steps), metres, at speeds in m/s: 1.4 m at 1.4 m/s, 2.8 m at 4 m/s."""
    return 0.8 + 0.43 * np.minimum(speed, 5.0) + 0.28 * np.minimum(np.maximum(speed - 3.0, 0.0), 1.5)


def walk_of(
    times: Array,
    path: Array,
    arcs: Sequence[Arc],
    *,
    headings: Array | None = None,
    still: float = 0.0,
    tread: float | None = None,
    winded: float = 0.0,
) -> Walk:
    """Return the walk along `path`, (n, 3) metres, at `times`, (n,) s, RATE per second.

    headings: (n,) radians, or None for the direction of the path. still: heading of a walker that never moves, radians.
    tread: height of each step of the stairs that the path climbs, metres. winded: 0..1, at the first of `times`.
    """
    step = 1.0 / RATE
    velocity = np.gradient(path, step, axis=0) if len(path) > 2 else np.zeros_like(path)
    speed = smoothed(np.hypot(velocity[:, 0], velocity[:, 2]), 0.05)
    heading = smoothed(headings_along(velocity, still), 0.12) if headings is None else headings
    turning = np.abs(np.gradient(heading, step)) if len(path) > 2 else np.zeros(len(path))
    effort = np.minimum(np.maximum(speed, TURNING_RADIUS * smoothed(turning, 0.05)), FASTEST)
    leap, airborne, in_leap = np.zeros(len(times)), np.zeros(len(times)), np.zeros(len(times), bool)
    for arc in arcs:
        share = np.clip((times - arc.start) / max(arc.end - arc.start, 1e-9), 0.0, 1.0)
        leap += 4.0 * arc.height * share * (1.0 - share)
        airborne += np.where((share > 0.0) & (share < 1.0), share, 0.0)
        in_leap |= (times >= arc.start) & (times <= arc.end)
    phase = np.zeros(len(times))
    steps: tuple[list[list[float]], list[list[float]]] = ([], [])
    row = np.column_stack([path, heading])
    for start, end in _runs((effort > STILL) & ~in_leap):
        if end - start < 3:
            continue
        local = np.concatenate([[0.0], np.cumsum(effort[start:end] * step / stride_of(effort[start:end]))])[
            :-1
        ]
        halves = max(2, round(2.0 * local[-1]))
        local *= 0.5 * halves / max(local[-1], 1e-9)
        begun = float(phase[start])
        phase[start:end] = begun + local
        phase[end:] = phase[end - 1]
        leads_to_leap = end < len(times) and bool(in_leap[min(end, len(times) - 1)])
        _lay(
            steps,
            times[start:end],
            row[start:end],
            local,
            halves,
            effort[start:end],
            leads_to_leap,
            begun,
            tread,
        )
    for arc in arcs:
        _lay_leap(steps, arc, times, row)
    rest = float(effort[0] <= STILL)  # one who comes in mid-stride does not stand
    laid = (_ordered(steps[0], row, 0, rest), _ordered(steps[1], row, 1, rest))
    forward = np.gradient(speed, step) if len(path) > 2 else np.zeros(len(path))
    table = np.column_stack([path, leap, heading, phase, speed, smoothed(forward, 0.12), airborne])
    table = np.column_stack([table, _winded(speed, winded)])
    return Walk(times, table, laid)


def _winded(speed: Array, before: float) -> Array:
    """Return how hard one breathes who goes at speeds, (n,) m/s, RATE per second: (n,) 0..1. before: at the first."""
    fade = np.exp(-np.arange(len(speed)) / (RATE * BREATHLESS))
    ran = np.minimum(np.maximum((speed - 2.0) / 2.0, 0.0), 1.0)
    step = 1.0 - np.exp(-1.0 / (RATE * BREATHLESS))
    return np.asarray(before * fade + step * np.convolve(ran, fade)[: len(ran)])


def leap_height(seconds: float) -> float:
    """Return the height in metres of a free flight that lasts `seconds` and ends where it began."""
    return GRAVITY * seconds * seconds / 8.0


def _lay(
    steps: tuple[list[list[float]], list[list[float]]],
    times: Array,
    row: Array,
    phase: Array,
    halves: int,
    speeds: Array,
    leads_to_leap: bool,
    begun: float,
    tread: float | None,
) -> None:
    """Add the steps of one uninterrupted walk; step j belongs to the left foot if j is even.

    phase: strides since the walk began. halves: number of steps. begun: phase of the gait at its start, strides. tread:
    as of `walk_of`.
    """
    whole = 0.5 * halves
    for j in range(halves):
        # The second step of a walk begins early, because the foot that stayed behind has a longer way.
        middle = 0.5 * (j + 0.5) - (EARLY if j == 1 else 0.0)
        speed = float(np.interp(middle, phase, speeds))
        # A foot is on the ground for three fifths of a stride at a walk, and for a quarter at a run, which so has times
        # without a foot on the ground; its heel comes up behind, its knee in front.
        swing = float(np.interp(speed, [1.1, 1.9, 3.5, 4.3], [0.40, 0.52, 0.68, 0.74]))
        height = float(np.interp(speed, [0.3, 1.3, 2.4, 4.2], [0.04, 0.07, 0.12, 0.33]))
        narrow = float(np.interp(speed, [1.5, 4.0], [0.0, 0.45]))
        if leads_to_leap and middle + swing / 2 > whole:
            continue  # no time for another step: the rear foot pushes off
        window = np.array([max(middle - swing / 2, 0.0), min(middle + swing / 2, whole)])
        lift, land = np.interp(window, phase, times)
        # The foot lands below where the body will be in the middle of its time on the ground.
        stance = min(middle + 0.5, whole)
        index = float(np.interp(stance, phase, np.arange(len(phase))))
        spot = _spot(row, index if tread is None else _on_tread(row, index, tread), j % 2, narrow=narrow)
        steps[j % 2].append([float(lift), float(land), *spot, height, *(begun + window)])
    if not leads_to_leap:
        # The rear foot is moved beside the other as the body comes to rest.
        end = float(times[-1])
        steps[halves % 2].append(
            [end - 0.12, end + CLOSING, *_spot(row, len(row) - 1.0, halves % 2, rest=1.0), 0.04, 0.0, 0.0]
        )


def _lay_leap(steps: tuple[list[list[float]], list[list[float]]], arc: Arc, times: Array, row: Array) -> None:
    """Add the step of each foot that a leap is: the left one reaches ahead early, the right one stays behind for
    long."""
    flight = arc.end - arc.start
    for side, (after, before) in enumerate(((0.0, AHEAD * flight), (AHEAD * flight, 0.0))):
        end = float(np.interp(arc.end, times, np.arange(len(times))))
        forward = np.array([np.sin(row[int(end), 3]), 0.0, np.cos(row[int(end), 3])])
        spot = _spot(row, end, side)
        reach = 0.22 if side == 0 else -0.05
        spot[:3] = [*(np.array(spot[:3]) + reach * forward)]
        steps[side].append([arc.start + after, arc.end - before, *spot, arc.height + 0.12, 0.0, 0.0])


def _on_tread(row: Array, index: float, tread: float) -> float:
    """Return the index near a fractional index of the path's samples where its height is that of a tread; the same on
    the level.

    The middles of treads lie on the path, at heights that are whole multiples of `tread`, metres.
    """
    at = int(index)
    gap = row[:, 1] - round(float(row[at, 1]) / tread) * tread
    crossings = np.flatnonzero((gap[:-1] * gap[1:] <= 0.0) & (gap[:-1] != gap[1:]))
    if not len(crossings):
        return index
    first = crossings[np.abs(crossings - index).argmin()]
    if np.hypot(*(row[first, [0, 2]] - row[at, [0, 2]])) > FARTHEST_TREAD:
        return index
    return float(first + gap[first] / (gap[first] - gap[first + 1]))


def _spot(row: Array, index: float, side: int, *, rest: float = 0.0, narrow: float = 0.0) -> list[float]:
    """Return x, y, z and heading of a footprint beside the path at a fractional index of its samples.

    rest: share of the stance of one who stands: toes outwards, one foot ahead of the other. narrow: share of FOOTPRINT
    by which it is nearer to the path.
    """
    low = min(int(index), len(row) - 1)
    high = min(low + 1, len(row) - 1)
    x, y, z, heading = row[low] + (row[high] - row[low]) * (index - low)
    out = (1.0 + WIDER * rest - narrow) * (FOOTPRINT if side == 0 else -FOOTPRINT)
    ahead = rest * (APART if side == 0 else -APART)
    return [
        x + out * np.cos(heading) + ahead * np.sin(heading),
        y,
        z - out * np.sin(heading) + ahead * np.cos(heading),
        heading + rest * (TOES_OUT if side == 0 else -TOES_OUT),
    ]


def _ordered(steps: list[list[float]], row: Array, side: int, rest: float) -> Array:
    """Return the steps of one foot as rows of `Walk.steps`, in order of time; each begins where the one before it
    ended. rest: of the first place, as of `_spot`."""
    place = _spot(row, 0.0, side, rest=rest)
    laid = [[-1e9, -1e9, *place[:3], *place[:3], place[3], place[3], 0.0, 0.0, 0.0]]
    for lift, land, x, y, z, heading, height, *phases in sorted(steps):
        lift = max(lift, laid[-1][1])
        land = max(land, lift + 1e-3)
        laid.append([lift, land, *place[:3], x, y, z, place[3], heading, height, *phases])
        place = [x, y, z, heading]
    return np.array(laid)


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return (first, end) of every run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def headings_along(velocity: Array, still: float) -> Array:
    """Return unwrapped headings (n,), radians, of velocities (n, 3), m/s.

    A walker at rest keeps its latest heading; before its first step it has the first one, and `still` if it never
    moves.
    """
    moving = np.hypot(velocity[:, 0], velocity[:, 2]) > 2.0 * STILL
    if not moving.any():
        return np.full(len(velocity), still)
    angle = np.unwrap(np.arctan2(velocity[moving, 0], velocity[moving, 2]))
    known = np.flatnonzero(moving)
    return np.asarray(
        angle[np.clip(np.searchsorted(known, np.arange(len(velocity)), side="right") - 1, 0, len(angle) - 1)]
    )


def smoothed(values: Array, seconds: float) -> Array:
    """Return values (n,), RATE per second, convolved with a Gaussian of standard deviation `seconds`; the ends are
    padded."""
    reach = max(1, int(3.0 * seconds * RATE))
    if len(values) < 2:
        return values
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (seconds * RATE)) ** 2)
    padded = np.concatenate([np.full(reach, values[0]), values, np.full(reach, values[-1])])
    return np.convolve(padded, weights / weights.sum(), mode="valid")

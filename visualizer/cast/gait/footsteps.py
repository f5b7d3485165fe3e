"""Footsteps: where and when each foot lifts and lands along a walker's path.

The phase of a gait is the distance travelled divided by the length of a stride, and does not depend on time.
All steps of the film are laid out once, and a foot on the ground has a constant place, so feet do not slide.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.physics.ballistics import GRAVITY

Array = NDArray[np.float64]

RATE = 60.0
"""Samples a second of the path."""

FOOTPRINT = 0.10
"""Metres from the middle of the walker to the middle of each foot."""

EARLY = 0.10
"""Strides by which the second step of a walk comes early."""

CLOSING = 0.3
"""Seconds after a stop in which the last foot is drawn up."""

STILL = 0.08
"""Speed in m/s below which a walker stands."""

FASTEST = 20.0
"""Speed in m/s above which the rate of steps does not grow: figures that fly may be faster."""

TURNING_RADIUS = 0.22
"""Metres: a turn on the spot counts as walking this circle, so the feet step round with the body."""


@dataclass(frozen=True)
class Jump:
    """A leap from `start` to `end`, seconds, whose arc rises `height` metres above the way between."""

    start: float
    end: float
    height: float


@dataclass(frozen=True, eq=False)
class Walk:
    """A path with its headings, gait phase and footsteps, sampled over the film.

    table: (n, 9) at `times`: x, y, z of the path (m), height of a leap above it (m), heading (radians, 0 is +z,
    towards +x), phase (strides), speed (m/s), forward acceleration (m/s^2), airborne (0..1 through a leap).
    steps: for the left and the right foot, (k, 13): lift, landing (s), from xyz, to xyz, heading from and to
    (radians), height (m), phase at the lift and at the landing (both 0 for a step that goes by time).
    """

    times: Array
    table: Array
    steps: tuple[Array, Array]

    def at(self, time: float) -> Array:
        """Return the row of `table` at `time`, (9,)."""
        place = (min(max(time, self.times[0]), self.times[-1]) - self.times[0]) * RATE
        low = min(int(place), len(self.times) - 2)
        share = place - low
        return np.asarray(self.table[low] * (1.0 - share) + self.table[low + 1] * share)

    def sample(self, times: Array) -> Array:
        """Return the rows of `table` at `times`, (n, 9)."""
        place = (np.clip(times, self.times[0], self.times[-1]) - self.times[0]) * RATE
        low = np.minimum(place.astype(np.int64), len(self.times) - 2)
        share = (place - low)[:, None]
        return np.asarray(self.table[low] * (1.0 - share) + self.table[low + 1] * share)

    def foot(self, side: int, time: float) -> tuple[Array, float, float, float]:
        """Return where the ball of a foot is, (3,), its heading (radians), lift (0..1) and share of its swing (0..1).

        side: 0 left, 1 right. The share is 1 from a landing to the next lift.
        """
        steps = self.steps[side]
        number = int(np.searchsorted(steps[:, 0], time, side="right")) - 1
        step = steps[max(number, 0)]
        share = 0.0 if number < 0 else min((time - step[0]) / max(step[1] - step[0], 1e-9), 1.0)
        if share < 1.0 and step[12] > step[11]:
            # The swing follows the phase, not time, so that a walker who pauses does not keep a leg stretched out.
            share = min(max((self.at(time)[5] - step[11]) / (step[12] - step[11]), 0.0), 1.0)
        eased = share * share * (3.0 - 2.0 * share)
        place = step[2:5] + (step[5:8] - step[2:5]) * eased
        # The heel is drawn up early, behind the body, and reaches forward low.
        early = share**0.7
        lift = 4.0 * early * (1.0 - early)
        place = place + np.array([0.0, step[10] * lift, 0.0])
        return place, float(step[8] + (step[9] - step[8]) * eased), lift if step[10] > 0.0 else 0.0, share


def stride_of(speed: Array) -> Array:
    """Return the length in metres of a stride (two steps) at speeds in m/s: 1.4 m at a walk, 2.5 m at a run."""
    return 0.8 + 0.43 * np.minimum(speed, 5.0)


def walk_of(
    times: Array, path: Array, jumps: Sequence[Jump], *, headings: Array | None = None, still: float = 0.0
) -> Walk:
    """Return the walk along `path`, (n, 3) metres at `times`, which are RATE a second.

    headings: (n,) radians, or None for the direction of the path. still: heading of a walker that never
    moves, radians.
    """
    step = 1.0 / RATE
    velocity = np.gradient(path, step, axis=0) if len(path) > 2 else np.zeros_like(path)
    speed = smoothed(np.hypot(velocity[:, 0], velocity[:, 2]), 0.05)
    heading = smoothed(headings_along(velocity, still), 0.12) if headings is None else headings
    turning = np.abs(np.gradient(heading, step)) if len(path) > 2 else np.zeros(len(path))
    effort = np.minimum(np.maximum(speed, TURNING_RADIUS * smoothed(turning, 0.05)), FASTEST)
    leap, airborne, barred = np.zeros(len(times)), np.zeros(len(times)), np.zeros(len(times), bool)
    for jump in jumps:
        share = np.clip((times - jump.start) / max(jump.end - jump.start, 1e-9), 0.0, 1.0)
        leap += 4.0 * jump.height * share * (1.0 - share)
        airborne += np.where((share > 0.0) & (share < 1.0), share, 0.0)
        barred |= (times >= jump.start) & (times <= jump.end)
    phase = np.zeros(len(times))
    steps: tuple[list[list[float]], list[list[float]]] = ([], [])
    row = np.column_stack([path, heading])
    for start, end in _runs((effort > STILL) & ~barred):
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
        leads_to_leap = end < len(times) and bool(barred[min(end, len(times) - 1)])
        _lay(steps, times[start:end], row[start:end], local, halves, effort[start:end], leads_to_leap, begun)
    for jump in jumps:
        _lay_leap(steps, jump, times, row)
    laid = (_ordered(steps[0], row, 0), _ordered(steps[1], row, 1))
    forward = np.gradient(speed, step) if len(path) > 2 else np.zeros(len(path))
    table = np.column_stack([path, leap, heading, phase, speed, smoothed(forward, 0.12), airborne])
    return Walk(times, table, laid)


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
) -> None:
    """Lay the steps of one stretch of walking; step j is the left foot's if j is even."""
    whole = 0.5 * halves
    for j in range(halves):
        # From a stand the second step comes early: the foot that stayed behind has farther to go.
        middle = 0.5 * (j + 0.5) - (EARLY if j == 1 else 0.0)
        speed = float(np.interp(middle, phase, speeds))
        # The faster, the shorter a foot stands: from three fifths of a stride at a walk to a third at a run.
        swing = float(np.interp(speed, [1.1, 1.9, 3.5], [0.40, 0.52, 0.68]))
        height = float(np.interp(speed, [0.3, 1.3, 4.0], [0.04, 0.07, 0.17]))
        if leads_to_leap and middle + swing / 2 > whole:
            continue  # no time for another step: the foot behind is the one that pushes off
        window = np.array([max(middle - swing / 2, 0.0), min(middle + swing / 2, whole)])
        lift, land = np.interp(window, phase, times)
        # The foot lands where the body will be half way through its stance.
        stance = min(middle + 0.5, whole)
        spot = _spot(row, float(np.interp(stance, phase, np.arange(len(phase)))), j % 2)
        steps[j % 2].append([float(lift), float(land), *spot, height, *(begun + window)])
    if not leads_to_leap:
        # The foot left behind is drawn up beside the other as the body comes to rest.
        end = float(times[-1])
        steps[halves % 2].append(
            [end - 0.12, end + CLOSING, *_spot(row, len(row) - 1.0, halves % 2), 0.04, 0.0, 0.0]
        )


def _lay_leap(
    steps: tuple[list[list[float]], list[list[float]]], jump: Jump, times: Array, row: Array
) -> None:
    for side, (after, before) in enumerate(((0.0, 0.06), (0.05, 0.0))):
        end = float(np.interp(jump.end, times, np.arange(len(times))))
        forward = np.array([np.sin(row[int(end), 3]), 0.0, np.cos(row[int(end), 3])])
        spot = _spot(row, end, side)
        reach = 0.22 if side == 0 else -0.05
        spot[:3] = [*(np.array(spot[:3]) + reach * forward)]
        steps[side].append([jump.start + after, jump.end - before, *spot, jump.height + 0.12, 0.0, 0.0])


def _spot(row: Array, index: float, side: int) -> list[float]:
    low = min(int(index), len(row) - 1)
    high = min(low + 1, len(row) - 1)
    x, y, z, heading = row[low] + (row[high] - row[low]) * (index - low)
    out = FOOTPRINT if side == 0 else -FOOTPRINT
    return [x + out * np.cos(heading), y, z - out * np.sin(heading), heading]


def _ordered(steps: list[list[float]], row: Array, side: int) -> Array:
    """Return steps (lift, landing, from xyz, to xyz, headings, height) that each begin where the last one ended."""
    place = _spot(row, 0.0, side)
    laid = [[-1e9, -1e9, *place[:3], *place[:3], place[3], place[3], 0.0, 0.0, 0.0]]
    for lift, land, x, y, z, heading, height, *phases in sorted(steps):
        lift = max(lift, laid[-1][1])
        land = max(land, lift + 1e-3)
        laid.append([lift, land, *place[:3], x, y, z, place[3], heading, height, *phases])
        place = [x, y, z, heading]
    return np.array(laid)


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def headings_along(velocity: Array, still: float) -> Array:
    """Return unwrapped headings (n,); a walker at rest keeps its last heading; before the first step it has
    the first.
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
    """Return values (n,) averaged with a Gaussian of the given standard deviation, ends held."""
    reach = max(1, int(3.0 * seconds * RATE))
    if len(values) < 2:
        return values
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (seconds * RATE)) ** 2)
    padded = np.concatenate([np.full(reach, values[0]), values, np.full(reach, values[-1])])
    return np.convolve(padded, weights / weights.sum(), mode="valid")

"""Flight: a recorded movement of the free camera, and the few keyframes that it is kept as. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualizer.scene.camera_edits import Pose, PoseKey
from visualizer.timeline.smooth import hermite, monotone_slopes
from visualizer.transforms import triple

Array = NDArray[np.float64]

TOLERANCE = 0.004
"""Distance between the flight and its keyframes at most, as a share of the distance to what is looked at."""
_ANGLE = 0.2  # degrees of roll and field of view that the keyframes may differ by


@dataclass(frozen=True)
class Sample:
    """Where the camera is at a film time, seconds. position, forward: (3,), metres and length 1, world. distance: of
    the pivot, metres.

    roll, fov: degrees.
    """

    time: float
    position: tuple[float, float, float]
    forward: tuple[float, float, float]
    distance: float
    roll: float
    fov: float


class Fitted(NamedTuple):
    """keys: of the camera, with the easing "smooth". metres: how far the eye is from that of the flight at most.
    degrees: the line of sight, roll and field of view."""

    keys: tuple[PoseKey, ...]
    metres: float
    degrees: float


def fitted(samples: Sequence[Sample], tolerance: float = TOLERANCE) -> Fitted:
    """Return few keyframes that give the poses of a flight at the times of its samples, within the tolerance.

    samples: in ascending order of time, at least one. tolerance: as TOLERANCE. Keyframes are samples; the one that is
    farthest off is added until none is too far, and then those are left out again that are not needed. Raises
    ValueError for samples that are not in order.
    """
    times = np.array([one.time for one in samples])
    if not len(times) or np.any(np.diff(times) <= 0.0):
        raise ValueError("the samples of a flight are in ascending order of time, at least one")
    # One distance for all: a target that jumps from one thing to another would not be a smooth path.
    distance = float(np.median([one.distance for one in samples]))
    rows = _rows(samples, distance)
    limits = np.array([tolerance * distance] * 6 + [_ANGLE] * 2)
    chosen = [0] if len(times) == 1 else [0, len(times) - 1]
    while True:
        off = _off(times, rows, chosen, limits)
        worst = int(np.argmax(off))
        if off[worst] <= 1.0:
            break
        chosen = sorted([*chosen, worst])
    for number in chosen[-2:0:-1]:
        fewer = [one for one in chosen if one != number]
        if float(_off(times, rows, fewer, limits).max()) <= 1.0:
            chosen = fewer
    keys = tuple(PoseKey(float(times[one]), _pose(rows[one])) for one in chosen)
    written = np.array([_row_of(key.pose.rounded()) for key in keys])
    return Fitted(keys, *_apart(rows, _curve(times, times[chosen], written)))


def _rows(samples: Sequence[Sample], distance: float) -> Array:
    """Return eye, target, roll and field of view of each sample, (n, 8)."""
    eye = np.array([one.position for one in samples])
    target = eye + distance * np.array([one.forward for one in samples])
    roll = np.unwrap([one.roll for one in samples], period=360.0)
    return np.column_stack([eye, target, roll, [one.fov for one in samples]])


def _curve(times: Array, key_times: Array, keys: Array) -> Array:
    """Return the values of tracks with the easing "smooth" at some times, (n, 8)."""
    if len(key_times) == 1:
        return np.repeat(keys, len(times), axis=0)
    slopes = np.array(monotone_slopes(key_times.tolist(), list(keys)))
    left = np.clip(np.searchsorted(key_times, times, side="right") - 1, 0, len(key_times) - 2)
    span = (key_times[left + 1] - key_times[left])[:, None]
    share = (times - key_times[left])[:, None] / span
    found: Array = hermite(share, span, keys[left], keys[left + 1], slopes[left], slopes[left + 1])
    return found


def _off(times: Array, rows: Array, chosen: Sequence[int], limits: Array) -> Array:
    """Return how far the curve through some samples is from each sample, in units of the limits, (n,)."""
    away = np.abs(_curve(times, times[list(chosen)], rows[list(chosen)]) - rows)
    off: Array = (away / limits).max(axis=1)
    off[list(chosen)] = 0.0
    return off


def _apart(rows: Array, others: Array) -> tuple[float, float]:
    """Return how far two paths are from each other at most: eyes in metres; lines of sight, rolls and fields of view in
    degrees."""
    eyes = float(np.linalg.norm(rows[:, :3] - others[:, :3], axis=1).max())
    ways = [path[:, 3:6] - path[:, :3] for path in (rows, others)]
    ways = [way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-12) for way in ways]
    turned = 2.0 * np.arcsin(np.clip(np.linalg.norm(ways[0] - ways[1], axis=1) / 2.0, 0.0, 1.0))
    angles = np.abs(rows[:, 6:] - others[:, 6:])
    return eyes, float(max(math.degrees(float(turned.max())), float(angles.max())))


def _pose(row: Array) -> Pose:
    return Pose(triple(row[:3]), triple(row[3:6]), float(row[6]), float(row[7]))


def _row_of(pose: Pose) -> tuple[float, ...]:
    return (*pose.position, *pose.look_at, pose.roll, pose.fov)

"""Motions: what a gizmo does to what it holds, as values of the properties that move, turn and size it. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.graph import Snapshot
from visualizer.editor.fields import Field
from visualizer.editor.held import Held, axes_of, posed
from visualizer.editor.writing import present
from visualizer.scene.aim import Aim
from visualizer.scene.cameras import placing
from visualizer.scene.scene import Scene
from visualizer.transforms import heading_pitch_roll, inverse, points, quaternion_of, rotation_vector

Array = NDArray[np.float64]
Placements = list[tuple[Field, Any]]
"""Properties with the values that they get."""

_ALONG = 1e-3  # of the sine of an angle: a turn about the line of sight leaves it where it is, to this
_SIZE_DIGITS = 3
_ANGLE_DIGITS = 2
_DIRECTION_DIGITS = 3  # of a direction's largest number


def moved(scene: Scene, one: Held, offset: Sequence[float] | Array, step: float) -> Placements:
    """Return the values that move what is held by an offset, (3,) metres, world. step: metres to which numbers that
    change are rounded."""
    assert one.position is not None
    way = np.linalg.inv(one.world_from_parent[:3, :3]) @ np.asarray(offset, float)
    values: Placements = []
    for point in (one.position, *one.others):
        shown = present(scene, point, one.time)
        here = isinstance(point.value, Aim) or shown is None
        old = one.place if here else np.asarray(shown, float)
        values.append((point, near(old, old + way, step)))
    return values


def turned(scene: Scene, one: Held, turn: Array) -> Placements:
    """Return the values that turn what is held in place. turn: (3, 3) rotation in the axes of the world."""
    if one.look_at is not None and one.roll is not None:
        return _aimed(scene, one, turn)
    if one.heading is not None:
        return [(one.heading, _headed(scene, one.heading, one, turn))]
    if one.direction is not None:
        return [(one.direction, _directed(one, turn))]
    assert one.rotation is not None
    axes = axes_of(one.world_from_parent).T @ turn @ one.world_from_object[:3, :3]
    old = present(scene, one.rotation, one.time)
    if len(old) == 4:
        return [
            (one.rotation, [round(float(part), 6) + 0.0 for part in quaternion_of(posed(axes, np.zeros(3)))])
        ]
    found = _nearest_angles(heading_pitch_roll(axes), old)
    return [(one.rotation, near(np.asarray(old, float), np.array(found), 10.0**-_ANGLE_DIGITS))]


def _aimed(scene: Scene, one: Held, turn: Array) -> Placements:
    """Return the values that turn a camera: its roll for a turn about its line of sight, else the point that it looks
    at."""
    assert one.look_at is not None and one.roll is not None
    forward = -one.world_from_object[:3, 2]
    after = turn @ forward
    if float(np.linalg.norm(after - forward)) < _ALONG:
        angle = math.degrees(float(rotation_vector(quaternion_of(posed(turn, np.zeros(3)))) @ -forward))
        return [(one.roll, round(float(present(scene, one.roll, one.time)) + angle, _ANGLE_DIGITS))]
    model = scene.cameras[str(one.path[1])]
    snapshot = Snapshot(scene.graph, one.time)
    target = model.look_at.at(one.time, placing(model, snapshot))
    far = float(np.linalg.norm(target - one.origin))
    parent_from_world = inverse(one.world_from_parent)
    old = points(parent_from_world, target)
    new = points(parent_from_world, one.origin + far * after)
    step = 10.0 ** math.floor(math.log10(max(far, 1e-6)) - 3.0)
    return [(one.look_at, near(old, new, step))]


def _headed(scene: Scene, heading: Field, one: Held, turn: Array) -> float:
    """Return the heading of what is turned: that which is written, or else is seen, and the angle of the turn."""
    parent = axes_of(one.world_from_parent).T
    before = parent @ one.world_from_object[:3, 2]
    after = parent @ turn @ one.world_from_object[:3, 2]
    seen, turned_to = (math.degrees(math.atan2(way[0], way[2])) for way in (before, after))
    written = present(scene, heading, one.time)
    by = (turned_to - seen + 180.0) % 360.0 - 180.0
    return round((seen if written is None else float(written)) + by, _ANGLE_DIGITS) + 0.0


def _directed(one: Held, turn: Array) -> list[float]:
    """Return a direction after a turn, as long as before."""
    parent_from_world = np.linalg.inv(one.world_from_parent[:3, :3])
    after = parent_from_world @ turn @ one.world_from_parent[:3, :3] @ one.along
    after *= np.linalg.norm(one.along) / np.linalg.norm(after)
    step = 10.0 ** (math.floor(math.log10(float(np.abs(one.along).max()))) - _DIRECTION_DIGITS)
    return near(one.along, after, step)


def scaled(scene: Scene, one: Held, factors: Sequence[float] | Array) -> Placements:
    """Return the values that size what is held. factors: (3,) along its x, y and z. What has one number takes the
    largest change."""
    found: Placements = []
    for size, axes in one.sizes:
        old = present(scene, size, one.time)
        if size.kind == "vector":
            new: Any = [
                _sized(float(part), float(factors[axis]), size) if axis in axes else float(part)
                for axis, part in enumerate(old)
            ]
        else:
            factor = max(
                (float(factors[axis]) for axis in axes), key=lambda number: abs(math.log(max(number, 1e-6)))
            )
            new = _sized(float(old), factor, size)
        if new != old:
            found.append((size, new))
    return found


def _sized(old: float, factor: float, size: Field) -> float:
    """Return a size times a factor, in few digits, within the limits of its property."""
    if abs(factor - 1.0) < 1e-6 or old == 0.0:
        return old
    new = old * max(factor, 1e-3)
    digits = _SIZE_DIGITS - 1 - math.floor(math.log10(abs(new)))
    low = -math.inf if size.low is None else size.low
    high = math.inf if size.high is None else size.high
    return min(max(round(new, digits), low), high)


def near(old: Array, new: Array, step: float) -> list[float]:
    """Return a vector's numbers rounded to a step; those that change by less than half of it stay as they are."""
    digits = max(0, -math.floor(math.log10(step)))
    return [
        float(before) if abs(after - before) < 0.5 * step else round(float(after), digits) + 0.0
        for before, after in zip(old, new, strict=True)
    ]


def _nearest_angles(angles: tuple[float, float, float], old: Sequence[float]) -> tuple[float, float, float]:
    """Return heading, pitch and roll of the same rotation, degrees, each at most half a turn from the old one if that
    is possible."""
    heading, pitch, roll = angles
    best: tuple[float, tuple[float, float, float]] | None = None
    for one in ((heading, pitch, roll), (heading + 180.0, 180.0 - pitch, roll + 180.0)):
        near = [
            angle + 360.0 * round((before - angle) / 360.0) for angle, before in zip(one, old, strict=True)
        ]
        far = sum(abs(angle - before) for angle, before in zip(near, old, strict=True))
        if best is None or far < best[0]:
            best = far, (near[0], near[1], near[2])
    assert best is not None
    return best[1]

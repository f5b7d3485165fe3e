"""Held: where in the world a table of the scene is, and which of its properties move, turn and size it. Pure.

A gizmo gives a motion in the world; the functions here turn that into values of properties, in the space in which they
are written.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import Actor
from visualizer.actors.graph import Snapshot
from visualizer.editor.fields import Field, Fields
from visualizer.editor.writing import present
from visualizer.player.gizmo import MODES, Mode
from visualizer.scene.aim import Aim
from visualizer.scene.cameras import placing
from visualizer.scene.paths import Path, dotted
from visualizer.scene.scene import Scene
from visualizer.transforms import (
    camera_from_world,
    heading_pitch_roll,
    inverse,
    points,
    quaternion_of,
    rotation,
    rotation_vector,
)

Array = NDArray[np.float64]
Values = list[tuple[Field, Any]]
"""Properties with the values that they get."""

SPATIAL = ("actor", "camera", "light", "emitter", "fog")
"""Tables that have a place in the world."""

_ALONG = 1e-3  # of the sine of an angle: a turn about the line of sight leaves it where it is, to this
_TURNED = 1e-4  # radians: a rotation that differs by more is not that of the property
_SIZE_DIGITS = 3
_ANGLE_DIGITS = 2


@dataclass(frozen=True)
class Held:
    """A table, or a property of one that is a point, at one time.

    path: of the table. selected: of it, or of its property that is a point. looked_through: whether it is the camera of
    the picture. world_from_parent: the frame in which its properties are written. world_from_object: its place and
    axes, without scale. position: the property that moves it, with `place`, its value, (3,). sizes: properties of its
    size, each with the axes along which it is one: 0 for x to 2 for z. refusals: why it cannot be moved, turned or
    sized, in words.
    """

    path: Path
    selected: Path
    time: float
    world_from_parent: Array
    world_from_object: Array
    place: Array
    position: Field | None = None
    rotation: Field | None = None
    look_at: Field | None = None
    roll: Field | None = None
    sizes: tuple[tuple[Field, tuple[int, ...]], ...] = ()
    refusals: dict[Mode, str] = field(default_factory=dict)
    looked_through: bool = False

    @property
    def origin(self) -> Array:
        """Its place, (3,) metres, world."""
        origin: Array = self.world_from_object[:3, 3]
        return origin


def held(scene: Scene, fields: Fields, selected: Path, time: float, through: str = "") -> Held | None:
    """Return what a gizmo holds at a time, s, or None for what has no place in the world.

    selected: path of a table, or of a property of it. through: name of the camera that is looked through, or empty.
    Raises as the code of actors does.
    """
    table = selected[:2]
    if len(table) < 2 or table[0] not in SPATIAL or table not in scene.tables:
        return None
    own = {str(one.path[-1]): one for one in fields.of(scene, table) if len(one.path) == len(table) + 1}
    snapshot = Snapshot(scene.graph, time)
    name = str(table[1])
    match table[0]:
        case "camera":
            return _camera(scene, own, selected, snapshot, through)
        case "actor":
            return _actor(scene.graph.actors[name], own, table, snapshot)
    model = scene.tables[table]
    parent = _parent(model, snapshot)
    place = np.asarray(model.position.at(time), float)
    refusals: dict[Mode, str] = {}
    if table[0] == "emitter" and model.parent is not None:
        reason = (
            f"{dotted(table)} is born of the particles of emitter.{model.parent}, and has no place of its own"
        )
        refusals = dict.fromkeys(MODES, reason)
    turning = own["rotation"]
    if table[0] == "light" and model.shape not in ("tube", "rectangle"):
        refusals["turn"] = f"A {model.shape} light shines alike in all directions"
    if table[0] == "fog" and model.shape == "cone":
        refusals["turn"] = "A cone of fog is turned by its direction, in the inspector"
    sizes = _sizes(table, model, own)
    if not sizes and "scale" not in refusals:
        refusals["scale"] = (
            "The size of a cone of fog is its length and angle, in the inspector"
            if table[0] == "fog"
            else f"The shape '{model.shape}' of {dotted(table)} has no size"
        )
    axes = _axes(parent) @ rotation(model.rotation.at(time))[:3, :3]
    pose = _pose(axes, points(parent, place))
    return Held(
        table, table, time, parent, pose, place, own["position"], turning, None, None, sizes, refusals
    )


def place_at(scene: Scene, selected: Path, time: float) -> Array:
    """Return where what is held is at a time, s: (3,) metres, world. Raises as the code of actors does."""
    table, snapshot = selected[:2], Snapshot(scene.graph, time)
    if table[0] == "actor":
        return snapshot.position(str(table[1]))
    model = scene.tables[table]
    if selected[2:3] == ("look_at",):
        found: Array = model.look_at.at(time, placing(model, snapshot))
        return found
    return points(_parent(model, snapshot), model.position.at(time))


def world_from_parent(scene: Scene, table: Path, time: float) -> Array:
    """Return the frame, (4, 4), in which the position of a table is written, at a time, s."""
    snapshot = Snapshot(scene.graph, time)
    model = scene.graph.actors[str(table[1])].properties if table[0] == "actor" else scene.tables[table]
    return _parent(model, snapshot)


def _parent(model: Any, snapshot: Snapshot) -> Array:
    return np.eye(4) if model.attach is None else snapshot.world_from(model.attach)


def _actor(actor: Actor[Any], own: dict[str, Field], path: Path, snapshot: Snapshot) -> Held:
    p, t = actor.properties, snapshot.time
    parent = _parent(p, snapshot)
    world = snapshot.world_from(actor.name)
    axes = _axes(world)
    refusals: dict[Mode, str] = {}
    written = _axes(parent) @ rotation(p.rotation.at(t))[:3, :3]
    off = float(np.linalg.norm(rotation_vector(quaternion_of(_pose(written.T @ axes, np.zeros(3))))))
    if off > _TURNED:
        also = "; its heading is in the inspector" if "heading" in own else ""
        refusals["turn"] = f"An actor of the kind {actor.kind} is turned by how it moves{also}"
    sizes = ((own["scale"], (0, 1, 2)),)
    place = np.asarray(p.position.at(t), float)
    pose = _pose(axes, world[:3, 3])
    return Held(
        path, path, t, parent, pose, place, own["position"], own["rotation"], None, None, sizes, refusals
    )


def _camera(scene: Scene, own: dict[str, Field], selected: Path, snapshot: Snapshot, through: str) -> Held:
    path, t = selected[:2], snapshot.time
    name = str(path[1])
    model = scene.cameras[name]
    parent = _parent(model, snapshot)
    put = placing(model, snapshot)
    eye = put(tuple(model.position.at(t)))
    target = model.look_at.at(t, put)
    aims_at = [key.value for key in model.look_at.track.keys if isinstance(key.value, str)]
    refusals: dict[Mode, str] = {"scale": "A camera has no size; its field of view, fov, is in the inspector"}
    named = f"{dotted(path)} looks at {aims_at[0]}, which turns it" if aims_at else ""
    if selected[2:3] == ("look_at",):
        refusals |= {"turn": "A point that is looked at cannot be turned", "scale": "A point has no size"}
        if named:
            refusals["move"] = named
        local = points(inverse(parent), target)
        return Held(
            path, selected[:3], t, parent, _pose(np.eye(3), target), local, own["look_at"], refusals=refusals
        )
    if named:
        refusals["turn"] = named
    if name == through:
        reason = f"The picture is seen through {dotted(path)}: V turns the free camera on"
        refusals |= {"move": reason, "turn": reason}
    view = camera_from_world(eye, target, float(model.roll.at(t)), tuple(model.up.at(t)))
    place = np.asarray(model.position.at(t), float)
    pose = _pose(view[:3, :3].T, eye)
    return Held(
        path,
        path,
        t,
        parent,
        pose,
        place,
        position=own["position"],
        look_at=own["look_at"],
        roll=own["roll"],
        refusals=refusals,
        looked_through=name == through,
    )


def _sizes(table: Path, model: Any, own: dict[str, Field]) -> tuple[tuple[Field, tuple[int, ...]], ...]:
    match table[0], model.shape:
        case "light", "rectangle":
            return (own["width"], (0,)), (own["height"], (1,))
        case "light", "tube":
            return (own["length"], (0,)), (own["radius"], (1, 2))
        case "light", _:
            return ((own["radius"], (0, 1, 2)),)
        case "fog", "box" | "sphere" | "layer":
            return ((own["size"], (1,) if model.shape == "layer" else (0, 1, 2)),)
        case "emitter", "box" | "sphere":
            return ((own["extent"], (0, 1, 2)),)
        case "emitter", "disc" | "cone" | "line":
            return ((own["extent"], (0,)),)
    return ()


# Values


def moved(scene: Scene, one: Held, offset: Sequence[float] | Array, step: float) -> Values:
    """Return the values that move what is held by an offset, (3,) metres, world. step: metres to which numbers that
    change are rounded."""
    assert one.position is not None
    way = np.linalg.inv(one.world_from_parent[:3, :3]) @ np.asarray(offset, float)
    shown = present(scene, one.position, one.time)
    old = one.place if isinstance(one.position.value, Aim) else np.asarray(shown, float)
    return [(one.position, near(old, old + way, step))]


def turned(scene: Scene, one: Held, turn: Array) -> Values:
    """Return the values that turn what is held in place. turn: (3, 3) rotation in the axes of the world."""
    if one.look_at is not None and one.roll is not None:
        return _aimed(scene, one, turn)
    assert one.rotation is not None
    axes = _axes(one.world_from_parent).T @ turn @ one.world_from_object[:3, :3]
    old = present(scene, one.rotation, one.time)
    if len(old) == 4:
        return [
            (one.rotation, [round(float(part), 6) + 0.0 for part in quaternion_of(_pose(axes, np.zeros(3)))])
        ]
    found = _nearest_angles(heading_pitch_roll(axes), old)
    return [(one.rotation, near(np.asarray(old, float), np.array(found), 10.0**-_ANGLE_DIGITS))]


def _aimed(scene: Scene, one: Held, turn: Array) -> Values:
    """Return the values that turn a camera: its roll for a turn about its line of sight, else the point that it looks
    at."""
    assert one.look_at is not None and one.roll is not None
    forward = -one.world_from_object[:3, 2]
    after = turn @ forward
    if float(np.linalg.norm(after - forward)) < _ALONG:
        angle = math.degrees(float(rotation_vector(quaternion_of(_pose(turn, np.zeros(3)))) @ -forward))
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


def scaled(scene: Scene, one: Held, factors: Sequence[float] | Array) -> Values:
    """Return the values that size what is held. factors: (3,) along its x, y and z. What has one number takes the
    largest change."""
    found: Values = []
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


def _axes(world_from_any: Array) -> Array:
    """Return the axes of a frame, (3, 3), each of unit length."""
    axes: Array = world_from_any[:3, :3] / np.linalg.norm(world_from_any[:3, :3], axis=0)
    return axes


def _pose(axes: Array, origin: Array) -> Array:
    found = np.eye(4)
    found[:3, :3], found[:3, 3] = axes, origin
    return found

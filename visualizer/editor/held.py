"""Held: where in the world a table of the scene, or a part of one, is, and which of its properties move, turn and size
it. Pure.

A gizmo gives a motion in the world; `motions.py` turns that into values of these properties, in the space in which they
are written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import Actor
from visualizer.actors.graph import Snapshot
from visualizer.editor.fields import Field, Fields
from visualizer.editor.parts import SPATIAL, Part, parent_of, part_at, parts_of, place_of, space_of, value_of
from visualizer.editor.writing import present
from visualizer.player.gizmo import MODES, Gizmo, Mode
from visualizer.scene.aim import Aim
from visualizer.scene.cameras import placing
from visualizer.scene.paths import Path, dotted
from visualizer.scene.scene import Scene
from visualizer.transforms import (
    camera_from_world,
    facing,
    inverse,
    points,
    quaternion_of,
    rotation,
    rotation_as_written,
    rotation_vector,
)

Array = NDArray[np.float64]

_TURNED = 1e-4  # radians: a rotation that differs by more is not that of the property


@dataclass(frozen=True)
class Held:
    """A table, or a part of one, at one time.

    path: of the table. selected: of it, or of the part. looked_through: whether it is the camera of the picture.
    world_from_parent: the frame in which its properties are written. world_from_object: its place and axes, without
    scale. position: the property that moves it, with `place`, its value, (3,); others: points that move with it.
    rotation, direction, heading: the property that turns it, one of them at most; a camera is turned by look_at and
    roll. along: the value of the direction, (3,), or zeros. sizes: properties of its size, each with the axes along
    which it is one: 0 for x to 2 for z. refusals: why it cannot be moved, turned or sized, in words.
    """

    path: Path
    selected: Path
    time: float
    world_from_parent: Array
    world_from_object: Array
    place: Array
    position: Field | None = None
    others: tuple[Field, ...] = ()
    rotation: Field | None = None
    direction: Field | None = None
    heading: Field | None = None
    along: Array = field(default_factory=lambda: np.zeros(3))
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

    @property
    def pointed(self) -> Array | None:
        """Its direction as a unit vector, (3,), world; None if it has none."""
        if self.direction is None:
            return None
        way: Array = self.world_from_object[:3, 2]
        return way

    def mode(self, wanted: Gizmo) -> Gizmo:
        """Return what handles do with it: what is wanted, or, for a part with which one thing alone can be done,
        that."""
        able = [mode for mode in MODES if mode not in self.refusals]
        return able[0] if wanted and self.selected != self.path and len(able) == 1 else wanted


def held(scene: Scene, fields: Fields, selected: Path, time: float, through: str = "") -> Held | None:
    """Return what a gizmo holds at a time, s, or None for what has no place in the world.

    selected: path of a table, of a part of it, or of a property of either. through: name of the camera that is looked
    through, or empty. Raises as the code of actors does.
    """
    table = selected[:2]
    if len(table) < 2 or table[0] not in SPATIAL or table not in scene.tables:
        return None
    own = {str(one.path[-1]): one for one in fields.of(scene, table) if len(one.path) == len(table) + 1}
    snapshot = Snapshot(scene.graph, time)
    part = part_at(scene, fields, selected)
    if part is None and table[0] == "look":
        part = next(iter(parts_of(scene, fields, table)), None)
        if part is None:
            return None
    if table[0] == "camera" and (part is None or part.path[2] == "look_at"):
        return _camera(scene, own, selected, snapshot, through)
    if part is not None:
        return _part(scene, part, snapshot)
    if table[0] == "actor":
        return _actor(scene.graph.actors[str(table[1])], own, table, snapshot)
    return _placed(scene, table, own, snapshot)


def place_at(scene: Scene, one: Held, time: float) -> Array:
    """Return where what is held is at a time, s: (3,) metres, world. Raises as the code of actors does."""
    snapshot = Snapshot(scene.graph, time)
    if one.path[0] == "actor" and one.selected == one.path:
        return snapshot.position(str(one.path[1]))
    if one.position is not None and isinstance(one.position.value, Aim):
        model = scene.tables[one.path]
        found: Array = model.look_at.at(time, placing(model, snapshot))
        return found
    if one.position is None:
        return one.origin
    return points(space_of(scene, one.position, snapshot), value_of(scene, one.position, snapshot))


def _part(scene: Scene, part: Part, snapshot: Snapshot) -> Held:
    t, turning = snapshot.time, part.turn
    first = part.points[0] if part.points else turning
    assert first is not None
    parent, name = space_of(scene, first, snapshot), dotted(part.path)
    refusals: dict[Mode, str] = {}
    if not part.points:
        refusals["move"] = f"{name} is a direction: it is turned"
    if turning is None:
        refusals["turn"] = f"{name} is a point: it cannot be turned"
    if not part.sizes:
        refusals["scale"] = f"{name} has no size"
    axes, along, direction, turn = axes_of(parent), np.zeros(3), None, None
    if turning is not None and turning.kind == "rotation":
        turn = turning
        axes = axes @ rotation(rotation_as_written(present(scene, turning, t)))[:3, :3]
    elif turning is not None:
        direction, along = turning, value_of(scene, turning, snapshot)
        if np.any(along):
            axes = rotation(facing(parent[:3, :3] @ along))[:3, :3]
        else:
            refusals["turn"] = f"{name} is zero at this time: it has no direction"
    place = value_of(scene, first, snapshot) if part.points else np.zeros(3)
    return Held(
        path=part.table,
        selected=part.path,
        time=t,
        world_from_parent=parent,
        world_from_object=posed(axes, place_of(scene, part, snapshot)),
        place=place,
        position=part.points[0] if part.points else None,
        others=part.points[1:],
        rotation=turn,
        direction=direction,
        along=along,
        sizes=tuple((size, (0, 1, 2)) for size in part.sizes),
        refusals=refusals,
    )


def _placed(scene: Scene, table: Path, own: dict[str, Field], snapshot: Snapshot) -> Held:
    """Return what is held of a table with a position and a rotation of its own."""
    model, t = scene.tables[table], snapshot.time
    parent = space_of(scene, own["position"], snapshot)
    place = np.asarray(model.position.at(t), float)
    refusals: dict[Mode, str] = {}
    if table[0] == "emitter" and model.parent is not None:
        reason = (
            f"{dotted(table)} is born of the particles of emitter.{model.parent}, and has no place of its own"
        )
        refusals = dict.fromkeys(MODES, reason)
    if table[0] == "light" and model.shape not in ("tube", "rectangle"):
        refusals["turn"] = f"A {model.shape} light shines alike in all directions"
    sizes = _sizes(table, model, own)
    if not sizes and "scale" not in refusals:
        refusals["scale"] = f"The shape '{model.shape}' of {dotted(table)} has no size"
    cone = table[0] == "fog" and model.shape == "cone"
    along = value_of(scene, own["direction"], snapshot) if cone else np.zeros(3)
    turn = facing(parent[:3, :3] @ along) if cone else model.rotation.at(t)
    axes = rotation(turn)[:3, :3] if cone else axes_of(parent) @ rotation(turn)[:3, :3]
    return Held(
        path=table,
        selected=table,
        time=t,
        world_from_parent=parent,
        world_from_object=posed(axes, points(parent, place)),
        place=place,
        position=own["position"],
        rotation=None if cone else own["rotation"],
        direction=own["direction"] if cone else None,
        along=along,
        sizes=sizes,
        refusals=refusals,
    )


def _actor(actor: Actor[Any], own: dict[str, Field], path: Path, snapshot: Snapshot) -> Held:
    p, t = actor.properties, snapshot.time
    parent = parent_of(p, snapshot)
    world = snapshot.world_from(actor.name)
    axes = axes_of(world)
    refusals: dict[Mode, str] = {}
    written = axes_of(parent) @ rotation(p.rotation.at(t))[:3, :3]
    off = float(np.linalg.norm(rotation_vector(quaternion_of(posed(written.T @ axes, np.zeros(3))))))
    moving = off > _TURNED  # it is turned by more than its rotation
    if moving and "heading" not in own:
        refusals["turn"] = f"An actor of the kind {actor.kind} is turned by how it moves"
    sizes = ((own["scale"], (0, 1, 2)),)
    place = np.asarray(p.position.at(t), float)
    pose = posed(axes, world[:3, 3])
    return Held(
        path=path,
        selected=path,
        time=t,
        world_from_parent=parent,
        world_from_object=pose,
        place=place,
        position=own["position"],
        rotation=None if moving else own["rotation"],
        heading=own.get("heading") if moving else None,
        sizes=sizes,
        refusals=refusals,
    )


def _camera(scene: Scene, own: dict[str, Field], selected: Path, snapshot: Snapshot, through: str) -> Held:
    path, t = selected[:2], snapshot.time
    name = str(path[1])
    model = scene.cameras[name]
    parent = parent_of(model, snapshot)
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
            path, selected[:3], t, parent, posed(np.eye(3), target), local, own["look_at"], refusals=refusals
        )
    if named:
        refusals["turn"] = named
    if name == through:
        reason = f"The picture is seen through {dotted(path)}: V turns the free camera on"
        refusals |= {"move": reason, "turn": reason}
    view = camera_from_world(eye, target, float(model.roll.at(t)), tuple(model.up.at(t)))
    place = np.asarray(model.position.at(t), float)
    pose = posed(view[:3, :3].T, eye)
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
        case "fog", "cone":
            return (own["length"], (2,)), (own["angle"], (0, 1))
        case "fog", "box" | "sphere" | "layer":
            return ((own["size"], (1,) if model.shape == "layer" else (0, 1, 2)),)
        case "emitter", "box" | "sphere":
            return ((own["extent"], (0, 1, 2)),)
        case "emitter", "disc" | "cone" | "line":
            return ((own["extent"], (0,)),)
    return ()


def axes_of(world_from_any: Array) -> Array:
    """Return the axes of a frame, (3, 3), each of unit length."""
    axes: Array = world_from_any[:3, :3] / np.linalg.norm(world_from_any[:3, :3], axis=0)
    return axes


def posed(axes: Array, origin: Array) -> Array:
    """Return the pose, (4, 4), with axes, (3, 3), and an origin, (3,)."""
    found = np.eye(4)
    found[:3, :3], found[:3, 3] = axes, origin
    return found

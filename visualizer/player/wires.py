"""Wires: what has no picture of its own, as lines over the picture: the camera and its path, lights, fog, emitters,
colliders. Pure."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.graph import Snapshot
from visualizer.frame import AreaLight, Camera, Frame, KeyLight, PointLight
from visualizer.particles.colliders import Collider
from visualizer.particles.emitter import Emitter
from visualizer.scene.cameras import placing
from visualizer.scene.film import Shot
from visualizer.scene.fog import FogModel
from visualizer.scene.paths import Path
from visualizer.scene.probes import ProbeModel
from visualizer.scene.scene import Scene
from visualizer.transforms import axis_angle, compose, facing, inverse, normalized, points, rotation

Array = NDArray[np.float64]
Kind = Literal["camera", "path", "light", "fog", "probe", "emitter", "collider"]

_ROUND = 24  # segments of a circle
_ALONG = 48  # points of a path
_MOST_LIGHTS = 60
_REACH = 7.0  # points: a click that is nearer to a line is one on it
_LAYER = 5.0  # metres: half of the sides of the squares that stand for a layer of fog, which has no end
_Y_TO_Z = rotation(axis_angle((1.0, 0.0, 0.0), 90.0))  # turns +y to +z
_FRUSTUM = 0.2  # of the distance to what a camera looks at
_NEAR = (
    0.02  # of the distance of a wire's farthest point: its parts nearer to the eye than that are not drawn
)


class Wire(NamedTuple):
    """points: (n, 3) metres, world: of a line through all of them. label: written at its first point, or empty.

    path: of the table of the scene that it stands for; () for none.
    """

    kind: Kind
    points: Array
    label: str = ""
    path: Path = ()


class Line(NamedTuple):
    """A line in the picture. start, end: x and y, 0..1 from its left and top. label, path: as of its wire; the label is
    written at the start."""

    kind: Kind
    start: tuple[float, float]
    end: tuple[float, float]
    label: str = ""
    path: Path = ()


def wires_of(scene: Scene, frame: Frame, film: Camera | None) -> list[Wire]:
    """Return the wires at a frame's time. film: the film's camera where the picture has another, else None."""
    shot = scene.shot_at(frame.time)
    found: list[Wire] = []
    if film is not None:
        found += _camera(film, scene, shot, frame.time)
        found.append(Wire("path", _path(scene, shot), path=("camera", shot.camera)))
    look: Path = ("look", shot.look, "key") if shot.look else ()
    found += _of(look, "", _key_light(frame.key_light))
    for name, probe in scene.probes.items():
        if shot.look and scene.looks[shot.look].probe == name:
            found += _of(("probe", name), name, _probe(probe))
    snapshot = Snapshot(scene.graph, frame.time)
    named = {
        own: name
        for name, model in scene.lights.items()
        if ("light", name) not in scene.hidden and (own := model.at(snapshot)) is not None
    }
    lights: list[PointLight | AreaLight] = [
        *frame.point_lights[:_MOST_LIGHTS],
        *frame.area_lights[:_MOST_LIGHTS],
    ]
    for light in lights:
        name = named.get(light, "")
        found += _of(("light", name) if name else (), name, _light(light))
    for name, model in scene.fog.items():
        if ("fog", name) not in scene.hidden:
            found += _of(("fog", name), name, _fog(model, snapshot, frame.key_light))
    for name in dict.fromkeys(batch.emitter for batch in frame.batches if batch.count):
        actor = name.partition(".")[0]
        owned = "." in name and actor in scene.graph.actors
        path: Path = ("actor", actor) if owned else ("emitter", name)
        for wire in _of(path, name, _emitter(scene.library.emitters[name], frame.time)):
            found.append(wire._replace(path=path) if owned else wire)
    return found


def nearest_path(lines: Iterable[Line], place: tuple[float, float], size: tuple[float, float]) -> Path:
    """Return the path of the line nearest to a place, 0..1 of a picture from its left and top; () if none that has one
    is near.

    size: width and height of the picture, points.
    """
    scale = np.array(size)
    best = _REACH
    found: Path = ()
    for line in lines:
        start, end = np.array(line.start) * scale, np.array(line.end) * scale
        along, off = end - start, np.array(place) * scale - start
        share = float(np.clip(off @ along / max(float(along @ along), 1e-9), 0.0, 1.0))
        distance = float(np.linalg.norm(off - share * along))
        if line.path and distance < best:
            best, found = distance, line.path
    return found


def _of(path: Path, label: str, wires: Iterable[Wire]) -> Iterator[Wire]:
    """Yield the wires of a table, of which the first bears a label unless it has one. A wire's own path is that within
    the table."""
    for wire in wires:
        yield wire._replace(path=(*path, *wire.path) if path else (), label=wire.label or label)
        label = ""


def projected(wires: Iterable[Wire], camera: Camera, aspect: float) -> tuple[Line, ...]:
    """Return the lines of wires in a picture, without what is outside of it. aspect: of the picture, width over
    height."""
    found: list[Line] = []
    half = math.tan(math.radians(camera.fov) / 2.0)
    for wire in wires:
        local = points(camera.camera_from_world, wire.points)
        near = max(camera.near, _NEAR * float(-local[:, 2].min())) if len(local) else camera.near
        label = wire.label
        for a, b in itertools.pairwise(local):
            clipped = _before_eye(a, b, near)
            line = None if clipped is None else _within(*(_place(one, half, aspect) for one in clipped))
            if line is not None:
                found.append(Line(wire.kind, *line, label, wire.path))
                label = ""
    return tuple(found)


def _camera(film: Camera, scene: Scene, shot: Shot, time: float) -> Iterator[Wire]:
    world_from_camera = inverse(film.camera_from_world)
    model = scene.cameras[shot.camera]
    target = model.look_at.at(time, placing(model, Snapshot(scene.graph, time)))
    depth = _FRUSTUM * max(float(np.linalg.norm(target - film.eye)), 0.1)
    high = depth * math.tan(math.radians(film.fov) / 2.0)
    wide = high * scene.film.size[0] / scene.film.size[1]
    corners = np.array([[x * wide, y * high, -depth] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))])
    eye = np.zeros(3)
    path: Path = ("camera", shot.camera)
    yield Wire("camera", points(world_from_camera, np.array([*corners, corners[0]])), shot.camera, path)
    for corner in corners:
        yield Wire("camera", points(world_from_camera, np.array([eye, corner])), path=path)
    yield Wire("path", np.array([film.eye, target]), "look_at", (*path, "look_at"))


@lru_cache(maxsize=1)
def _path(scene: Scene, shot: Shot) -> Array:
    """Return where the eye of a shot's camera goes, (n, 3) metres, world."""
    model = scene.cameras[shot.camera]
    times = np.linspace(shot.start, max(shot.end - 1e-3, shot.start), _ALONG)
    return np.array(
        [placing(model, Snapshot(scene.graph, float(t)))(tuple(model.position.at(float(t)))) for t in times]
    )


def _key_light(light: KeyLight) -> Iterator[Wire]:
    """Yield an arrow in the direction of the light through the middle of its shadows, and their edge."""
    way, centre = normalized(light.direction), np.array(light.centre)
    length = 0.5 * light.radius
    turn = rotation(facing(way))[:3, :3]
    yield Wire("light", np.array([centre - length * way, centre]), "key light")
    for side in (turn[:, 0], turn[:, 1]):
        tip = [centre + length * (0.15 * side * sign - 0.2 * way) for sign in (1.0, -1.0)]
        yield Wire("light", np.array([tip[0], centre, tip[1]]))


def _probe(model: ProbeModel) -> Iterator[Wire]:
    """Yield the place from which a probe sees the set, and its box."""
    yield from _cross(np.array(model.position, float), 0.25, "probe")
    box = np.eye(4)
    box[:3, 3] = model.centre
    yield from _box(box, 0.5 * np.asarray(model.size, float), "probe")


def _light(light: PointLight | AreaLight) -> Iterator[Wire]:
    if isinstance(light, PointLight):
        size = max(light.radius, 0.02 * min(light.reach, 10.0))
        yield from _cross(np.array(light.position), size, "light")
        return
    centre, right, up = (np.array(one) for one in (light.position, light.right, light.up))
    if light.shape == "rectangle":
        corners = [centre + x * right + y * up for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
        yield Wire("light", np.array(corners))
    elif light.shape == "tube":
        yield Wire("light", np.array([centre - right, centre + right]))
    else:
        pose = np.eye(4)
        pose[:3, 3] = centre
        yield from _sphere(pose, (light.radius,) * 3, "light")


def _fog(model: FogModel, snapshot: Snapshot, light: KeyLight) -> Iterator[Wire]:
    """Yield the edges of a region of fog: of a layer, two squares at its bottom and its top about its position."""
    volume = model.at(snapshot, light.direction)
    if volume is None:
        return
    world_from_parent = np.eye(4) if model.attach is None else snapshot.world_from(model.attach)
    t = snapshot.time
    place = model.position.at(t)
    if model.shape == "cone":
        way = light.direction if model.direction is None else model.direction.at(t)
        pose = world_from_parent @ compose(place, facing(way)) @ _Y_TO_Z
        length = float(model.length.at(t))
        wide = length * math.tan(math.radians(0.5 * float(model.angle.at(t))))
        yield from _frustum_of_cone(pose, 0.0, wide, length, "fog")
        return
    pose = world_from_parent @ compose(place, model.rotation.at(t))
    half = 0.5 * np.asarray(model.size.at(t), float)
    if model.shape == "sphere":
        yield from _sphere(pose, half, "fog")
    elif model.shape == "box":
        yield from _box(pose, half, "fog")
    else:
        for height in (-half[1], half[1]):
            square = [
                (x * _LAYER, height, z * _LAYER) for x, z in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
            ]
            yield Wire("fog", points(pose, np.array(square)))


def _emitter(emitter: Emitter, time: float) -> Iterator[Wire]:
    """Yield the shape that an emitter's particles are born in, and its colliders."""
    own = emitter.properties
    parent = emitter.world_from_parent(time)
    pose = parent @ compose(own.position.at(time), own.rotation.at(time))
    extent = np.asarray(own.extent.at(time), float)
    match own.shape:
        case "box":
            shape = _box(pose, extent, "emitter")
        case "sphere":
            shape = _sphere(pose, extent, "emitter")
        case "disc":
            shape = iter([Wire("emitter", points(pose, _circle(extent[0], 0, 2)))])
        case "cone":
            shape = _cone(pose, float(extent[0]), float(own.cone.at(time)))
        case "line":
            shape = iter([Wire("emitter", points(pose, np.array([[-extent[0], 0, 0], [extent[0], 0, 0]])))])
        case "curve":
            shape = iter([Wire("emitter", points(pose, np.array(own.points, float)))])
        case _:  # points; the surfaces and pieces of meshes are seen themselves
            shape = _cross(pose[:3, 3], 0.25, "emitter")
    yield from shape
    world_from_space = parent if own.space == "local" else np.eye(4)
    for collider in emitter.colliders:
        number = next(n for n, one in enumerate(own.colliders) if one is collider)
        for wire in _collider(collider):
            yield wire._replace(points=points(world_from_space, wire.points), path=("colliders", number))


def _collider(collider: Collider) -> Iterator[Wire]:
    """Yield a collider in the space of its emitter."""
    centre = np.array(collider.position, float)
    match collider.shape:
        case "plane":
            pose = compose(centre, facing(collider.normal))
            for number in range(-2, 3):
                for ends in (((number, -2, 0), (number, 2, 0)), ((-2, number, 0), (2, number, 0))):
                    yield Wire("collider", points(pose, np.array(ends, float)))
        case "sphere":
            yield from _sphere(compose(centre, (0, 0, 0, 1)), (collider.radius,) * 3, "collider")
        case "capsule":
            end = np.array(collider.end if collider.end is not None else collider.position, float)
            yield Wire("collider", np.array([centre, end]))
            for place in (centre, end):
                yield from _sphere(compose(place, (0, 0, 0, 1)), (collider.radius,) * 3, "collider")
        case "box":
            yield from _box(compose(centre, collider.quaternion), np.array(collider.extent), "collider")


def _box(pose: Array, extent: Array, kind: Kind) -> Iterator[Wire]:
    for axis in range(3):
        a, b = (axis + 1) % 3, (axis + 2) % 3
        for x in (-1.0, 1.0):
            for y in (-1.0, 1.0):
                ends = np.zeros((2, 3))
                ends[:, a], ends[:, b], ends[:, axis] = (
                    x * extent[a],
                    y * extent[b],
                    (-extent[axis], extent[axis]),
                )
                yield Wire(kind, points(pose, ends))


def _sphere(pose: Array, radii: Sequence[float] | Array, kind: Kind) -> Iterator[Wire]:
    for a, b in ((0, 1), (1, 2), (2, 0)):
        circle = _circle(1.0, a, b) * np.asarray(radii, float)
        yield Wire(kind, points(pose, circle))


def _cone(pose: Array, radius: float, degrees: float) -> Iterator[Wire]:
    height = max(2.0 * radius, 0.5)
    top = radius + height * math.tan(math.radians(min(degrees, 80.0)))
    yield from _frustum_of_cone(pose, radius, top, height, "emitter")


def _frustum_of_cone(pose: Array, radius: float, top: float, height: float, kind: Kind) -> Iterator[Wire]:
    """Yield a cone along +y, with the radii at its base and at a height."""
    base, end = _circle(radius, 0, 2), _circle(top, 0, 2) + (0.0, height, 0.0)
    for circle in (base, end):
        yield Wire(kind, points(pose, circle))
    for number in range(0, _ROUND, _ROUND // 4):
        yield Wire(kind, points(pose, np.array([base[number], end[number]])))


def _cross(centre: Array, size: float, kind: Kind) -> Iterator[Wire]:
    for axis in np.eye(3):
        yield Wire(kind, np.array([centre - size * axis, centre + size * axis]))


def _circle(radius: float, a: int, b: int) -> Array:
    """Return a circle about the origin in the plane of two axes, (n, 3), closed."""
    angles = np.linspace(0.0, 2.0 * math.pi, _ROUND + 1)
    found = np.zeros((_ROUND + 1, 3))
    found[:, a], found[:, b] = radius * np.cos(angles), radius * np.sin(angles)
    return found


def _before_eye(a: Array, b: Array, near: float) -> tuple[Array, Array] | None:
    """Return the part of a line, in camera space, that is farther than `near` along the view; None if nothing is."""
    if -a[2] < near and -b[2] < near:
        return None
    if -a[2] >= near and -b[2] >= near:
        return a, b
    cut = a + (b - a) * (-near - a[2]) / (b[2] - a[2])
    return (cut, b) if -a[2] < near else (a, cut)


def _place(local: Array, half: float, aspect: float) -> tuple[float, float]:
    x, y, z = (float(part) for part in local)
    return 0.5 + 0.5 * x / (-z * half * aspect), 0.5 - 0.5 * y / (-z * half)


def _within(
    start: tuple[float, float], end: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the part of a line inside the picture, or None: Liang and Barsky 1984."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    low, high = 0.0, 1.0
    for way, room in ((-dx, start[0]), (dx, 1.0 - start[0]), (-dy, start[1]), (dy, 1.0 - start[1])):
        if way == 0.0:
            if room < 0.0:
                return None
        elif way < 0.0:
            low = max(low, room / way)
        else:
            high = min(high, room / way)
    if low > high:
        return None
    return (start[0] + low * dx, start[1] + low * dy), (start[0] + high * dx, start[1] + high * dy)

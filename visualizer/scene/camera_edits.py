"""Edits of cameras: a pose as a keyframe of a shot's camera, and new cameras with a cut, as splices of the scene's
files."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.graph import Snapshot
from visualizer.scene.document import Document, EditError, Span, toml_of
from visualizer.scene.film import Shot
from visualizer.scene.model import CameraModel
from visualizer.scene.paths import dotted
from visualizer.scene.scene import Scene
from visualizer.scene.splices import Splice, inserting, replacing
from visualizer.timeline.track import Keyframe, Track
from visualizer.transforms import camera_from_world, inverse, triple

Point = tuple[float, float, float]

_DIGITS = 4  # significant ones of the distance between eye and target
_ANGLE_DIGITS = 3
_SAME = 1e-3  # degrees: an angle that differs by less is not written


@dataclass(frozen=True)
class Pose:
    """position, look_at: metres, world. roll: degrees about the line of sight, as of a camera of the scene file whose
    up is y.

    fov: vertical, degrees.
    """

    position: Point
    look_at: Point
    roll: float
    fov: float

    @property
    def distance(self) -> float:
        """Metres from the eye to what it looks at."""
        return math.dist(self.position, self.look_at)

    def rounded(self) -> Pose:
        """Return the pose with as many digits as can be seen."""
        digits = _DIGITS - 1 - math.floor(math.log10(max(self.distance, 1e-6)))
        position, look_at = (_rounded(point, digits) for point in (self.position, self.look_at))
        return Pose(position, look_at, round(self.roll, _ANGLE_DIGITS) + 0.0, round(self.fov, _ANGLE_DIGITS))


@dataclass(frozen=True)
class PoseKey:
    """A pose at a film time, seconds."""

    time: float
    pose: Pose


def camera_table(name: str, keys: Sequence[PoseKey], ease: str = "smooth") -> str:
    """Return a table of a scene file with a new camera, which has these poses. ease: between several keys."""
    poses = [key.pose.rounded() for key in keys]
    lines = [f"[camera.{name}]"]
    lines.append(_line("position", keys, [list(pose.position) for pose in poses], ease))
    lines.append(_line("look_at", keys, [list(pose.look_at) for pose in poses], ease))
    if any(abs(pose.roll) > _SAME for pose in poses):
        lines.append(_line("roll", keys, [pose.roll for pose in poses], ease))
    lines.append(_line("fov", keys, [pose.fov for pose in poses], ease))
    return "\n".join(lines) + "\n"


def camera_cut(scene: Scene, name: str, keys: Sequence[PoseKey]) -> list[Splice]:
    """Return the splices that add a camera with these poses, and a shot that cuts to it at the time of the first one.

    name: of both. The shot has the look of the one that it cuts, and lasts until the next one; the camera has its
    planes. A shot that starts at that time gets the camera instead. Raises EditError for a name that is taken, and for
    shots and cameras that are not written in tables of their own.
    """
    time = keys[0].time
    shot = scene.shot_at(time)
    if name in scene.cameras or any(one.name == name for one in scene.shots):
        raise EditError(f"there is a camera or a shot called '{name}'")
    here = _cut(scene, shot, name, time)
    model = scene.cameras[shot.camera]
    table = camera_table(name, keys)
    for plane, track in (("near", model.near), ("far", model.far)):
        if plane in model.model_fields_set:
            table += f"{plane} = {_number(float(track.at(time)))}\n"
    document, where = _table(scene, ("camera", shot.camera))
    there = _after(document, where, table)
    if (there.file, there.span) == (here.file, here.span):
        return [Splice(here.file, here.span, here.text + there.text)]
    return [here, there]


def _cut(scene: Scene, shot: Shot, name: str, time: float) -> Splice:
    path = ("shot", scene.shots.index(shot))
    if abs(time - shot.start) < 0.5 / float(scene.film.fps):
        return replacing(scene.documents, (*path, "camera"), toml_of(name))
    # Rounded down: a shot that starts after its first frame's own time would begin with the next frame.
    start = _number(math.floor(time * 1e6) / 1e6)
    lines = ["[[shot]]", f"name = {toml_of(name)}", f"start = {start}", f"camera = {toml_of(name)}"]
    lines += [f"look = {toml_of(shot.look)}"] if shot.look else []
    return _after(*_table(scene, path), "\n".join(lines) + "\n")


def camera_keys(scene: Scene, time: float, pose: Pose) -> list[Splice]:
    """Return the splices that give the camera on screen at a film time, seconds, this pose there, as keyframes of its
    properties.

    A property that has one value keeps that at the start of the shot. Roll and field of view are written only if they
    differ. Raises EditError for a camera or property that is not written as a table or value.
    """
    shot = scene.shot_at(time)
    name, model = shot.camera, scene.cameras[shot.camera]
    parent = Snapshot(scene.graph, time).world_from(model.attach) if model.attach else None
    seen = pose.rounded() if parent is None else _within(parent, pose).rounded()
    roll = _roll_about(pose, triple(model.up.at(time)))
    texts = {"position": list(seen.position), "look_at": list(seen.look_at)}
    found: list[Splice] = []
    for field, value in texts.items():
        found += _keyed(scene, shot, field, time, toml_of(value))
    for field, angle in (("roll", roll), ("fov", pose.fov)):
        if abs(_turn(angle - float(getattr(model, field).at(time)))) > _SAME:
            text = _number(round(angle, _ANGLE_DIGITS) + 0.0)
            found += _keyed(scene, shot, field, time, text)
    if not found:
        raise EditError(f"camera.{name} has that pose already")
    return found


def free_name(scene: Scene, stem: str) -> str:
    """Return a name for a camera and a shot that none has: `stem` with a number."""
    taken = {*scene.cameras, *(shot.name for shot in scene.shots)}
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def _keyed(scene: Scene, shot: Shot, field: str, time: float, value: str) -> list[Splice]:
    """Return the splices that write a keyframe of a property of a shot's camera. value: as TOML."""
    keys = _keyframes(scene.cameras[shot.camera], field)
    documents, path = scene.documents, ("camera", shot.camera, field)
    near = 0.25 / float(scene.film.fps)
    document, own = _table(scene, path[:2])
    text = f"{{ t = {_time_text(scene, shot, time, written=_written(scene, path))}, v = {value} }}"
    start = _time_text(scene, shot, shot.start, written=())
    begins = time - shot.start <= near
    if (*own, field) not in document.values:
        before = toml_of(np.asarray(keys[0].value).tolist())  # the default
        span = document.tables.get(own)
        if span is None:
            raise EditError(f"{dotted(path[:2])} is not written as a table")
        end = document.source.find(b"\n", span.start)
        end = len(document.source) if end < 0 else end + 1
        value = value if begins else f"[{{ t = {start}, v = {before} }}, {text}]"
        return [Splice(document.file, Span(end, end), f"{field} = {value}\n")]
    number = 0
    while (*own, field, number, "t") in document.values:
        number += 1
    if not number:
        before = documents.written(path)
        if begins:
            return [replacing(documents, path, value)]
        return [replacing(documents, path, f"[{{ t = {start}, v = {before} }}, {text}]")]
    for index, key in enumerate(keys):
        if abs(key.time - time) <= near:
            return [replacing(documents, (*path, index, "v"), value)]
    return inserting(documents, path, sum(key.time < time for key in keys), [text])


def _keyframes(model: CameraModel, field: str) -> tuple[Keyframe, ...]:
    found: Track[Any] = model.look_at.track if field == "look_at" else getattr(model, field)
    return found.keys


def _written(scene: Scene, path: tuple[str, ...]) -> tuple[str, ...]:
    """Return how the times of the keyframes at a path are written."""
    document, own = _table(scene, path[:-1])
    found: list[str] = []
    while (key := (*own, path[-1], len(found), "t")) in document.values:
        found.append(document.written(key))
    return tuple(found)


def _time_text(scene: Scene, shot: Shot, time: float, *, written: Iterable[str]) -> str:
    """Return a time as TOML, relative to its shot if one of the times beside it is."""
    if not any(text[:1] in "'\"" for text in written):
        return _number(time)
    offset = round(time - shot.start, 6)
    return toml_of(f"{shot.name}+{offset:.10g}" if offset else shot.name)


def _number(value: float) -> str:
    return f"{round(value, 6):.12g}"


def _rounded(point: Iterable[float], digits: int) -> Point:
    return triple([round(value, digits) + 0.0 for value in point])  # no -0.0


def _line(field: str, keys: Sequence[PoseKey], values: Sequence[object], ease: str) -> str:
    if all(value == values[0] for value in values):
        return f"{field} = {toml_of(values[0])}"
    last = len(keys) - 1
    items = [
        f"    {{ t = {_number(key.time)}, v = {toml_of(value)}{f', ease = {toml_of(ease)}' if number < last else ''} }},"
        for number, (key, value) in enumerate(zip(keys, values, strict=True))
    ]
    return "\n".join([f"{field} = [", *items, "]"])


def _table(scene: Scene, path: tuple[str | int, ...]) -> tuple[Document, tuple[str | int, ...]]:
    found = scene.documents.find(path)
    if found is None or len(found[1]) < len(path):
        raise EditError(f"{dotted(path)} is not in the scene's files")
    return found


def _after(document: Document, path: tuple[str | int, ...], text: str) -> Splice:
    """Return the splice that writes a table after the one at `path` and the tables within that."""
    spans = [span for one, span in document.tables.items() if one[: len(path)] == path]
    if not spans:
        raise EditError(f"{dotted(path)} is not written as a table with a header")
    last = max(spans, key=lambda span: span.end)
    # Up to the end of the last line that is not empty, with a comment that it may have.
    end = last.start + len(document.source[last.start : last.end].rstrip())
    line = document.source.find(b"\n", end)
    if line < 0:
        return Splice(document.file, Span(len(document.source), len(document.source)), "\n\n" + text)
    return Splice(document.file, Span(line + 1, line + 1), "\n" + text)


def _within(world_from_parent: NDArray[np.float64], pose: Pose) -> Pose:
    """Return a pose in the frame of what a camera is attached to."""
    parent_from_world = inverse(world_from_parent)
    eye, target = (triple((parent_from_world @ (*point, 1.0))[:3]) for point in (pose.position, pose.look_at))
    return Pose(eye, target, pose.roll, pose.fov)


def _roll_about(pose: Pose, up: Point) -> float:
    """Return the roll of a camera with another up, degrees, that gives the pose."""
    wanted = camera_from_world(pose.position, pose.look_at, pose.roll)
    plain = camera_from_world(pose.position, pose.look_at, 0.0, up)
    # Rows of the matrices are the axes of the cameras.
    sine, cosine = float(wanted[0, :3] @ plain[1, :3]), float(wanted[0, :3] @ plain[0, :3])
    probe = camera_from_world(pose.position, pose.look_at, 10.0, up)
    sign = math.copysign(1.0, float(probe[0, :3] @ plain[1, :3]))
    return math.degrees(math.atan2(sign * sine, cosine))


def _turn(degrees: float) -> float:
    return (degrees + 180.0) % 360.0 - 180.0

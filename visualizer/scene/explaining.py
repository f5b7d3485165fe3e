"""Explaining: what value a property has at a time, and which keyframes and easing of which line give it."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel

from visualizer.declarations import Declaration
from visualizer.errors import InputError
from visualizer.properties.declaring import declaration_of
from visualizer.scene.aim import Aim
from visualizer.scene.choices import choices
from visualizer.scene.document import EditError
from visualizer.scene.paths import Path, dotted
from visualizer.scene.scene import Scene
from visualizer.scene.tables import top_level_keys, values_of
from visualizer.timeline.track import Track

_PART = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")


@dataclass(frozen=True)
class Key:
    """A keyframe of a property. number: from 1. time: s. place: file:line:column, or "". ease: to the next keyframe."""

    number: int
    time: float
    value: Any
    ease: str
    place: str


@dataclass(frozen=True)
class Explained:
    """A property at a time.

    path: of the property. time: s. value: plain numbers, lists, texts. about: its sentence, with unit and range. unit:
    or "". place: file:line:column of what is written, or "" for the default. count: of keyframes; 0 for a value that
    has none. before, after: the keyframes around the time; None outside of them. share: of the time between them that
    has passed, 0..1. way: share of the way between their values, where that is one number; it lies outside 0..1 where
    an easing overshoots. speed: change of the value per second, in the value's form; None for what has no speed.
    """

    path: str
    time: float
    value: Any
    about: str
    unit: str
    place: str
    count: int = 0
    before: Key | None = None
    after: Key | None = None
    share: float | None = None
    way: float | None = None
    speed: Any = None


def explain(scene: Scene, path: str, time: float) -> list[Explained]:
    """Return a property at a time, s; or all properties of a table, if the path is that of a table.

    path: as messages print it, such as "camera.dolly.fov" or "shot[2].start", or with the name of a shot,
    "shot.launch.start". Raises InputError for a path that there is not, and says what there is.
    """
    steps, owner, name, value = _found(scene, path)
    if _is_table(value):
        return [
            _explained(scene, (*inner, name), owner, name, one, time)
            for inner, owner, name, one in properties(steps, value)
        ]
    return [_explained(scene, steps, owner, name, value, time)]


def property_at(scene: Scene, path: str) -> tuple[Path, Any, str]:
    """Return the path, the value or track, and the unit of a property. Raises InputError as `explain` does, and for a
    table."""
    steps, owner, name, value = _found(scene, path)
    if _is_table(value):
        raise InputError(
            f"{dotted(steps)} is a table{choices('', map(str, _children(value)), noun='its properties')}"
        )
    return steps, value.track if isinstance(value, Aim) else value, _unit(owner, name)


def _found(scene: Scene, path: str) -> tuple[Path, object, str, Any]:
    """Return the path with numbers, the table, the name in it and the value of a property or table."""
    steps = _numbered(scene, path_of(path))
    value: Any = _table(scene, steps)
    length = next(length for length in range(len(steps), 0, -1) if steps[:length] in scene.tables)
    owner, name = value, ""
    for place in range(length, len(steps)):
        owner, value = value, _child(value, steps[: place + 1])
        name = str(steps[place])
    return steps, owner, name, value


def path_of(text: str) -> Path:
    """Return the path that a text such as "shot[2].start" names. Raises InputError for what is no path."""
    steps: list[str | int] = []
    end = 0
    for found in _PART.finditer(text):
        between = text[end : found.start()]
        if between not in ("", ".") or (between == "" and found[1] and steps):
            break
        steps.append(found[1] if found[1] else int(found[2]))
        end = found.end()
    if not steps or end != len(text):
        raise InputError(f"'{text}' is no path; write it as in camera.NAME.fov or shot[2].start")
    return tuple(steps)


def _numbered(scene: Scene, steps: Path) -> Path:
    """Return a path with the number of a shot in place of its name."""
    if len(steps) < 2 or steps[0] != "shot" or isinstance(steps[1], int):
        return steps
    names = {model.name: path for path, model in scene.tables.items() if path[0] == "shot"}
    if steps[1] not in names:
        raise InputError(f"{dotted(steps[:2])}: no shot is called so{choices(steps[1], names)}")
    return (*names[steps[1]], *steps[2:])


def _table(scene: Scene, steps: Path) -> Any:
    for length in range(len(steps), 0, -1):
        if steps[:length] in scene.tables:
            return scene.tables[steps[:length]]
    named = [path[1] for path in scene.tables if path[0] == steps[0] and len(path) > 1]
    if not named:
        known = sorted({str(path[0]) for path in scene.tables})
        kind = "has no such table" if steps[0] in top_level_keys() else "no table is called so"
        raise InputError(f"{dotted(steps[:1])}: {kind}{choices(steps[0], known)}")
    if isinstance(named[0], int):
        raise InputError(
            f"{dotted(steps[:2])}: there are {len(named)}, from {steps[0]}[0] to {steps[0]}[{len(named) - 1}]"
        )
    given = steps[1] if len(steps) > 1 else ""
    raise InputError(f"{dotted(steps[:2])}: there is none of this name{choices(given, map(str, named))}")


def _is_table(value: object) -> bool:
    return isinstance(value, BaseModel | Mapping) or (
        isinstance(value, list | tuple) and any(isinstance(one, BaseModel) for one in value)
    )


def _children(value: object) -> Mapping[Any, Any]:
    """Return what is in a table or list, by name or position."""
    if isinstance(value, BaseModel):
        return values_of(value)
    if isinstance(value, Mapping):
        return value
    return dict(enumerate(value)) if isinstance(value, list | tuple) else {}


def _child(value: object, steps: Path) -> Any:
    children = _children(value)
    if steps[-1] not in children:
        if isinstance(value, Track):
            raise InputError(f"{dotted(steps[:-1])} is a property: name it without '{dotted(steps[-1:])}'")
        raise InputError(
            f"{dotted(steps)}: there is no such property{choices(steps[-1], map(str, children))}"
        )
    return children[steps[-1]]


def properties(path: Path, table: object) -> Iterator[tuple[Path, object, str, Any]]:
    """Yield (path of its table, table, name, value) of each property in a table and in the tables within it."""
    for name, value in _children(table).items():
        if _is_table(value):
            yield from properties((*path, name), value)
        elif value is not None:
            yield path, table, str(name), value


def _explained(scene: Scene, path: Path, owner: object, name: str, value: Any, time: float) -> Explained:
    declaration = _declaration(owner, name)
    about = "" if declaration is None else declaration.text
    unit = _unit(owner, name)
    where = _place(scene, path)
    if isinstance(value, Aim):
        value = value.track
    if not isinstance(value, Track):
        return Explained(dotted(path), time, plain(value), about, unit, where)
    keys = [
        Key(number + 1, key.time, plain(key.value), key.ease, _place(scene, (*path, number)))
        for number, key in enumerate(value.keys)
    ]
    if value.constant:
        return Explained(dotted(path), time, plain(value.at(time)), about, unit, where)
    right = bisect_right(value.times, time)
    before = keys[right - 1] if right else None
    after = keys[right] if right < len(keys) else None
    share = way = speed = None
    if before is not None and after is not None:
        share = (time - before.time) / (after.time - before.time)
        way, speed = _way(value, right - 1, time), _speed(value, time, before.time, after.time)
    return Explained(
        dotted(path),
        time,
        plain(value.at(time)),
        about,
        unit,
        where,
        len(keys),
        before,
        after,
        share,
        way,
        speed,
    )


def _declaration(owner: object, name: str) -> Declaration | None:
    fields = type(owner).model_fields if isinstance(owner, BaseModel) else {}
    return declaration_of(fields[name]) if name in fields else None


def _unit(owner: object, name: str) -> str:
    declaration = _declaration(owner, name)
    return "" if declaration is None else declaration.unit or ""


def _way(track: Track[Any], number: int, time: float) -> float | None:
    """Return which share of the way from a keyframe to the next one a number or vector has gone; None if it does not
    move."""
    if track.kind not in ("number", "vector"):
        return None
    a, b, now = (
        np.atleast_1d(one)
        for one in (track.at(track.times[number]), track.at(track.times[number + 1]), track.at(time))
    )
    length = float(np.dot(b - a, b - a))
    return float(np.dot(now - a, b - a)) / length if length > 0.0 else None


_STEP = 1e-4  # s, to each side for the speed


def _speed(track: Track[Any], time: float, start: float, end: float) -> Any:
    """Return the change per second of a number or vector, by a difference within the keyframes around the time: at one
    where the value jumps, the speed is that after it. start, end: times of these, s."""
    if track.kind not in ("number", "vector"):
        return None
    low, high = max(time - _STEP, start), min(time + _STEP, math.nextafter(end, -math.inf))
    before, after = (np.asarray(track.at(at), dtype=np.float64) for at in (low, high))
    return plain((after - before) / (high - low))


def plain(value: Any) -> Any:
    """Return a value as JSON has it: numbers, lists, texts."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value if isinstance(value, int | float | str | bool | None) else str(value)


def short(value: object) -> str:
    """Return a plain value as text, numbers with at most six digits."""
    if isinstance(value, list):
        return "[" + ", ".join(map(short, value)) + "]"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _place(scene: Scene, path: Path) -> str:
    try:
        file, place = scene.documents.place(path)
        scene.documents.written(path)
    except EditError:
        return ""
    return f"{file}:{place.line}:{place.column}"

"""Writing: changes of one property's text: its value, at a time if it has keyframes, and back to its default.

Each function is given the scene before the change, and returns a change of its texts.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from visualizer.editor.edits import Make
from visualizer.editor.fields import REQUIRED, Field
from visualizer.editor.keyframes import added, valued
from visualizer.editor.lanes import Mark
from visualizer.editor.written_times import exact, number_text
from visualizer.scene.document import EditError, toml_of
from visualizer.scene.documents import Documents
from visualizer.scene.item_splices import count, removed
from visualizer.scene.scene import Scene
from visualizer.scene.splices import Splice, adding, dropping, replacing, spliced

DIGITS = 6
"""Digits of a number after the point, at most, unless it is small."""
_SMALL_DIGITS = 4  # of a small number, that are not zeros before it
_ZERO = 1e-12  # what is smaller is the rounding of zero


def is_written(scene: Scene, field: Field) -> bool:
    """Return whether a file says what the value of a property is."""
    found = scene.documents.find(field.path)
    if found is None:
        return False
    document, own = found
    return own in document.values or (field.kind == "list" and (*own, 0) in document.tables)


def is_keyed(scene: Scene, field: Field) -> bool:
    """Return whether a property is written with keyframes."""
    found = scene.documents.find(field.path)
    return field.track is not None and found is not None and (*found[1], 0, "t") in found[0].values


def key_at(scene: Scene, field: Field, time: float) -> int | None:
    """Return the number of the keyframe of a property in the frame of a time, s, or None."""
    if not is_keyed(scene, field) or field.track is None:
        return None
    half = 0.5 / float(scene.film.fps)
    near = [
        (abs(one - time), number) for number, one in enumerate(field.track.times) if abs(one - time) < half
    ]
    return min(near)[1] if near else None


def present(scene: Scene, field: Field, time: float) -> Any:
    """Return the plain value of a property at a time, s: that of a keyframe there as it is written, not as it is
    interpolated."""
    number = key_at(scene, field, time)
    if number is None or field.track is None or field.kind == "other":
        return field.at(time)
    return plain_key(field, number)


def plain_key(field: Field, number: int) -> Any:
    """Return the value of a keyframe as it is written: that of the playhead may differ in the last digits."""
    track = field.track
    assert track is not None
    value = track.keys[number].value
    if isinstance(value, str | bool):
        return value
    return [float(part) for part in value] if hasattr(value, "__len__") else float(value)


def value_written(scene: Scene, field: Field, value: object, time: float) -> Make:
    """Return the change that gives a property a value: at a time, s, if it has keyframes, where one is set if none is
    there."""
    return values_written(scene, [(field, value)], time)


def values_written(scene: Scene, values: Iterable[tuple[Field, object]], time: float) -> Make:
    """Return the change that gives each of several properties a value, as `value_written` does."""
    return _splicing(
        [splice for field, value in values for splice in _value_splices(scene, field, value, time)]
    )


def _value_splices(scene: Scene, field: Field, value: object, time: float) -> Iterable[Splice]:
    number = key_at(scene, field, time)
    if number is not None:
        return valued(scene, {Mark(field.path, number): _shaped(value)}).splices
    if is_keyed(scene, field):
        return added(scene, field.path, moment(time), _shaped(value), ease_at(field, time)).splices
    if is_written(scene, field):
        return _replacing(scene.documents, field, value)
    return adding(scene.documents, field.path[:-1], str(field.path[-1]), text_of(value))


def text_written(scene: Scene, field: Field, text: str) -> Make:
    """Return the change that writes a property as a text of TOML."""
    if is_written(scene, field):
        return lambda documents: documents.replaced(field.path, text)
    try:
        tomllib.loads(f"v = {text}")
    except tomllib.TOMLDecodeError:
        raise EditError(f"{field.name}: one TOML value is needed, not {text!r}") from None
    return _splicing(adding(scene.documents, field.path[:-1], str(field.path[-1]), text))


def key_set(scene: Scene, field: Field, time: float) -> Make:
    """Return the change that sets a keyframe with the value that a property has at a time, s."""
    value = field.at(time) if field.value is not None else field.fallback
    if not is_written(scene, field):
        text = f"[{{ t = {number_text(moment(time))}, v = {text_of(value)} }}]"
        return _splicing(adding(scene.documents, field.path[:-1], str(field.path[-1]), text))
    if is_keyed(scene, field):
        return added(scene, field.path, moment(time), _shaped(value), ease_at(field, time))
    written = scene.documents.written(field.path)
    return _splicing(
        [replacing(scene.documents, field.path, f"[{{ t = {number_text(moment(time))}, v = {written} }}]")]
    )


def reset(scene: Scene, field: Field) -> Make:
    """Return the change that takes a property out of the text, so that it has its default. Raises EditError if it needs
    a value."""
    if field.default is REQUIRED:
        raise EditError(f"{field.name} has no default")
    documents = scene.documents
    if field.kind == "list" and (tables := count(documents, field.path)):
        found = documents.find(field.path)
        if found is not None and found[1] not in found[0].values:  # a header for each item
            return _splicing(
                one for number in range(tables) for one in removed(documents, field.path, number)
            )
    return _splicing(dropping(documents, field.path))


def ease_at(field: Field, time: float) -> str:
    """Return the easing of the keyframe before a time, s, which one that is set there goes on with."""
    track = field.track
    if track is None or not field.eased:
        return "linear"
    before = [key for key in track.keys if key.time <= time]
    return before[-1].ease if before else "linear"


def moment(time: float) -> Decimal:
    """Return a time as it is written: in milliseconds."""
    return exact(time).quantize(Decimal("0.001")).normalize() + Decimal(0)


def text_of(value: object) -> str:
    """Return a value as TOML, its numbers in few digits."""
    if isinstance(value, float):
        return number_text(exact(_rounded(value)))
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(text_of, value))}]"
    return toml_of(value)


def _replacing(documents: Documents, field: Field, value: object) -> list[Splice]:
    """Return the splices that write a value in place of one: of a list of the same length, the items that differ."""
    written = documents.written(field.path)
    (old,) = tomllib.loads(f"v = {written}").values()
    if isinstance(old, list) and isinstance(value, list | tuple) and len(old) == len(value):
        return [
            replacing(documents, (*field.path, place), _like(documents.written((*field.path, place)), item))
            for place, item in enumerate(value)
            if item != old[place]
        ]
    return [] if old == value else [replacing(documents, field.path, _like(written, value))]


def _like(written: str, value: object) -> str:
    """Return a value as TOML; a number as a whole one if it is whole and was written as one."""
    if isinstance(value, float) and value.is_integer() and written.lstrip("+-").replace("_", "").isdecimal():
        return str(int(value))
    return text_of(value)


def _shaped(value: object) -> Any:
    return [_shaped(one) for one in value] if isinstance(value, list | tuple) else _rounded(value)


def _rounded(value: object) -> Any:
    """Return a number with a few decimals; a small one, which is not the rounding of zero, with a few digits."""
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    small = _ZERO < abs(value) < 10.0 ** (_SMALL_DIGITS - 1 - DIGITS)
    return float(f"{value:.{_SMALL_DIGITS}g}" if small else f"{value:.{DIGITS}f}")


def _splicing(splices: Iterable[Splice]) -> Make:
    kept: Sequence[Splice] = tuple(splices)
    return lambda documents: spliced(documents, kept)

"""Lists: changes of the items of a list, whatever it holds: a new item or a copy, one less, another order.

What a new item is follows from the schema of scene files. Each function is given the scene before the change, and
returns a change of its texts; it may raise EditError.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from visualizer.editor.edits import Make
from visualizer.editor.fields import REQUIRED, Field
from visualizer.editor.writing import moment, reset, text_of
from visualizer.editor.written_times import exact, moment_in, moments_of, rewritten_time
from visualizer.scene import item_splices
from visualizer.scene.document import EditError
from visualizer.scene.paths import Path
from visualizer.scene.scene import Scene
from visualizer.scene.shapes import Shape, inner_shapes, named_by, shapes_at
from visualizer.scene.splices import Splice, spliced
from visualizer.timeline.track import Track

Names = Callable[[str], Sequence[str]]
"""Returns the names of what is in a table of the scene, "actor" with their anchors."""

_PLACE = "at"
"""What the place of a curve's stop is written as."""


def count(scene: Scene, field: Field) -> int:
    """Return how many items are written of a list."""
    return item_splices.count(scene.documents, field.path)


def added(scene: Scene, field: Field, time: float, names: Names) -> Make:
    """Return the change that adds an item to a list: a copy of the last one, as `duplicated` does, or what the schema
    asks for at least."""
    if number := count(scene, field):
        return duplicated(scene, field, number - 1, time)
    value = _new(_shapes(scene, (*field.path, 0)), time, names)
    if isinstance(value, dict) and value.keys() == {_PLACE, "v"}:  # of a curve: a factor that changes nothing
        value["v"] = [1.0] * len(value["v"]) if isinstance(value["v"], list) else 1.0
    return _splicing(item_splices.added(scene.documents, field.path, 0, value))


def duplicated(scene: Scene, field: Field, number: int, time: float) -> Make:
    """Return the change that adds a copy of an item after it.

    The times of the copy are moved together so that the first of them is `time`, s; a copy of a curve's stop is half
    way to the next one.
    """
    documents, place = scene.documents, number + 1
    texts: dict[Path, str] = {}
    if isinstance(field.value, Track):
        place, at = _between(field, number)
        texts[(_PLACE,)] = text_of(at)
    elif times := _times(scene, (*field.path, number)):
        moments, by = moments_of(scene), moment(time) - min(times.values())
        for path, one in times.items():
            texts[path] = rewritten_time(documents.written((*field.path, number, *path)), one + by, moments)
        firsts = [
            min(_times(scene, (*field.path, one)).values(), default=None)
            for one in range(count(scene, field))
        ]
        if all(one is not None for one in firsts) and firsts == sorted(firsts, key=lambda one: one or 0):
            place = sum(one is not None and one <= moment(time) for one in firsts)
    return _splicing(item_splices.copied(documents, field.path, number, place, texts))


def without(scene: Scene, field: Field, number: int) -> Make:
    """Return the change that takes an item out. The last item takes a list with it that need not be there."""
    if count(scene, field) == 1 and field.default is not REQUIRED:
        return reset(scene, field)
    return _splicing(item_splices.removed(scene.documents, field.path, number))


def reordered(scene: Scene, field: Field, number: int, place: int) -> Make:
    """Return the change that puts an item at another place of its list. Raises EditError for stops of a curve, which
    ascend."""
    if isinstance(field.value, Track):
        raise EditError(f"{field.name}: stops are in ascending order of '{_PLACE}': change that instead")
    return _splicing(item_splices.moved(scene.documents, field.path, number, place))


def _between(field: Field, number: int) -> tuple[int, float]:
    """Return where the copy of a stop goes: the number of the item that follows it, and its place."""
    places: tuple[float, ...] = field.value.times
    if number + 1 < len(places):
        return number + 1, (places[number] + places[number + 1]) / 2.0
    if number:
        return number, (places[number - 1] + places[number]) / 2.0
    return (1, 1.0) if places[0] < 1.0 else (0, places[0] / 2.0)


def _times(scene: Scene, item: Path) -> dict[Path, Decimal]:
    """Return the times that are written in an item, s, by their path within it."""
    found = scene.documents.find(item)
    if found is None:
        return {}
    document, own = found
    moments = moments_of(scene)
    times: dict[Path, Decimal] = {}
    for path in document.values:
        if path[: len(own)] != own or "moment" not in named_by(shapes_at(path, document.data)):
            continue
        text = document.written(path)
        relative = moment_in(text)
        if relative is None:
            times[path[len(own) :]] = exact(tomllib.loads(f"v = {text}")["v"])
        elif relative[0] in moments:
            times[path[len(own) :]] = exact(moments[relative[0]]) + relative[1]
    return times


def _shapes(scene: Scene, path: Path) -> list[Shape]:
    found = scene.documents.find(path)
    return [] if found is None else shapes_at(found[1], found[0].data)


def _new(shapes: Iterable[Shape], time: float, names: Names) -> Any:
    """Return the least value of a shape. time: of what is a time, s. Raises EditError if that cannot be told."""
    known = [one for one in shapes if one.get("type") not in (None, "null")]
    if "moment" in named_by(known):
        return float(moment(time))
    for one in known:
        if "default" in one and one["default"] is not None:
            return one["default"]
        low = one.get("minimum", one.get("exclusiveMinimum", 0))
        match one["type"]:
            case "number":
                return float(max(low, 0.0)) if "minimum" in one or not low else float(low) + 1.0
            case "integer":
                return int(max(low, 0))
            case "boolean":
                return False
            case "array":
                fixed = one.get("prefixItems")
                wanted = range(len(fixed) if fixed else one.get("minItems", 0))
                return [_new(inner_shapes(one, place), time, names) for place in wanted]
            case "object":
                return {name: _new(inner_shapes(one, name), time, names) for name in one.get("required", ())}
            case "string":
                texts = [one["const"]] if "const" in one else one.get("enum", ())
                known_names = [name for table in named_by([one]) for name in names(table)]
                if texts or known_names:
                    return [*texts, *known_names][0]
    raise EditError("what a new item would be cannot be told: write the first one in the file")


def _splicing(splices: Sequence[Splice]) -> Make:
    return lambda documents: spliced(documents, splices)

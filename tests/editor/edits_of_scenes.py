"""An edit of a property of a scene, drawn at random, and a check that it changes its own bytes and no others."""

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from visualizer.data import data_folder
from visualizer.editor import writing
from visualizer.editor.edits import EditRefused, Edits, Make
from visualizer.editor.fields import REQUIRED, Field, Fields
from visualizer.editor.merging import patch_between
from visualizer.scene.loading import load
from visualizer.scene.scene import Scene

FIELDS = Fields()

SCENES = sorted(
    path
    for path in data_folder("scenes").rglob("*.toml")
    if path.parent.name != "launch" and path.name != "launch.toml"
)
"""The shipped scenes but the film, of which tests/film has the same tests."""


@cache
def shipped(path: Path) -> Scene:
    """Return a shipped scene."""
    return load(path, sampled=False)


class Unsaved(Edits):
    """Edits that write no file."""

    def save(self) -> None:
        pass


def field(one: Scene, *path: str) -> Field:
    """Return a property of a scene."""
    return next(found for found in FIELDS.of(one, path[:2]) if found.path == path)


def text_after(one: Scene, make: Make) -> str:
    """Return the text of a scene of one file after a change."""
    edits = Unsaved(one)
    edits.change(make, "it")
    return edits.scene.documents.files[0].source.decode()


def number(draw: Any, field: Field) -> float:
    low = -50.0 if field.low is None else field.low
    high = max(low, 50.0 if field.high is None else field.high)
    return round(draw(st.floats(low, high, allow_nan=False)), 3) if high - low > 0.01 else low


def value_for(draw: Any, field: Field) -> Any:
    """Return another value of a property, of its kind."""
    match field.kind:
        case "number":
            return number(draw, field)
        case "whole":
            return int(draw(st.integers(int(max(field.low or 0, 0)), int(min(field.high or 99, 99)))))
        case "flag":
            return draw(st.booleans())
        case "choice":
            return draw(st.sampled_from(field.choices))
        case "text":
            return draw(st.text("ab c#\"'é", min_size=1, max_size=9))
        case "vector":
            return [number(draw, field) for _ in range(field.size)]
        case "colour":
            return [round(draw(st.floats(0.0, 4.0)), 3) for _ in range(3)]
        case "direction":
            return [0.5, number(draw, field), 1.0]
        case "rotation":
            return [round(draw(st.floats(-180.0, 180.0)), 2) for _ in range(3)]
    return None


def check_an_edit(scene: Scene, draw: Any) -> None:
    """Draw an edit of a scene: it changes only its span, gives the value, and undo gives the same bytes."""
    table = draw(st.sampled_from([path for path in scene.tables if FIELDS.of(scene, path)]))
    field = draw(st.sampled_from(FIELDS.of(scene, table)))
    what = draw(st.sampled_from(["value", "value", "key", "reset"]))
    time = round(draw(st.floats(0.0, scene.film.duration)), 3)
    written, keyed = writing.is_written(scene, field), writing.is_keyed(scene, field)
    value = value_for(draw, field)
    if what == "value":
        assume(value is not None)
        make = writing.value_written(scene, field, value, time)
    elif what == "key":
        assume(field.keyable and (field.value is not None or field.kind != "other"))
        make = writing.key_set(scene, field, time)
    else:
        assume(written and field.default is not REQUIRED)
        make = writing.reset(scene, field)
    edits = Unsaved(scene)
    try:
        edits.change(make, "it")
    except EditRefused:
        assert edits.scene is scene and not edits.done
        return
    _check_bytes(scene, edits.scene, field, what, written=written)
    if what == "value":
        (after,) = [one for one in FIELDS.of(edits.scene, table) if one.path == field.path]
        number_ = writing.key_at(edits.scene, after, time)
        shown = after.at(time if number_ is None or after.track is None else after.track.times[number_])
        assert _same(shown, value), (field.path, shown, value)
        assert writing.is_keyed(edits.scene, after) == keyed
    if edits.done:
        edits.undo()
    assert edits.scene.documents.files == scene.documents.files, "undo gives the same bytes"


def _check_bytes(before: Scene, after: Scene, field: Field, what: str, *, written: bool) -> None:
    pairs = list(zip(before.documents.files, after.documents.files, strict=True))
    changed = [(old, new) for old, new in pairs if old.source != new.source]
    if not changed:
        return
    ((old, new),) = changed
    found = before.documents.find(field.path)
    assert found is not None and found[0] is old, "only the file that holds it changes"
    patch = patch_between(old.source, new.source)
    if what == "reset":
        assert not patch.text, "a reset only takes away"
        gone = [path for path in old.values if path not in new.values]
        assert all(path[: len(found[1])] == found[1] for path in gone), gone
    elif written:
        span = old.values[found[1]]
        assert span.start <= patch.start and patch.end <= span.end, (field.path, patch)
    else:
        assert patch.start == patch.end, "what is not there yet is only added"
        came = [path for path in new.values if path not in old.values]
        assert all(path[: len(found[1])] == found[1] or found[1][: len(path)] == path for path in came), came


def _same(shown: object, value: object) -> bool:
    if isinstance(value, list):
        assert isinstance(shown, list)
        return len(shown) != len(value) or all(map(_same, shown, value))  # a quaternion for angles
    if isinstance(value, float):
        assert isinstance(shown, float | int)
        return abs(shown - value) <= 2e-3 * max(1.0, abs(value))
    return shown == value

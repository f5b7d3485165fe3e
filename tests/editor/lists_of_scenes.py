"""An edit of a list of a scene, drawn at random, and a check that it changes its own item and nothing else."""

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from tests.editor.edits_of_scenes import FIELDS, Unsaved
from visualizer.editor import lists
from visualizer.editor.edits import EditRefused
from visualizer.editor.fields import Field
from visualizer.scene.document import EditError, comments_of
from visualizer.scene.scene import Scene


def lists_of(scene: Scene) -> list[Field]:
    """Return the fields that are lists, of all tables of a scene."""
    return [one for path in scene.tables for one in FIELDS.of(scene, path) if one.kind == "list"]


def items_of(scene: Scene, field: Field) -> list[Any]:
    """Return the items that are written of a list, as values of TOML."""
    found = scene.documents.find(field.path)
    assert found is not None
    value: Any = found[0].data
    for part in found[1]:
        value = value.get(part, []) if isinstance(value, dict) else value[part]
    return list(value)


def check_a_list(scene: Scene, draw: Any) -> None:
    """Draw a change of a list: the other items stay as they are, so does all else, comments too, and undo gives the
    same bytes."""
    fields = lists_of(scene)
    assume(fields)
    written = [one for one in fields if lists.count(scene, one)]
    field = draw(st.sampled_from(written or fields) | st.sampled_from(fields))
    number = lists.count(scene, field)
    what = draw(st.sampled_from(["add", "copy", "out", "order"]))
    assume(number or what == "add")
    one = draw(st.integers(0, max(number - 1, 0)))
    other = draw(st.integers(0, max(number - 1, 0)))
    time = round(draw(st.floats(0.0, scene.film.duration)), 3)
    edits = Unsaved(scene)
    before = items_of(scene, field)
    try:
        make = {
            "add": lambda: lists.added(scene, field, time, lambda table: sorted(scene.graph.actors)),
            "copy": lambda: lists.duplicated(scene, field, one, time),
            "out": lambda: lists.without(scene, field, one),
            "order": lambda: lists.reordered(scene, field, one, other),
        }[what]()
        edits.change(make, "it")
    except (EditRefused, EditError):
        assert edits.scene is scene and not edits.done
        return
    after = items_of(edits.scene, field)
    match what:
        case "add" | "copy":
            assert len(after) == len(before) + 1
            assert any(after[:k] + after[k + 1 :] == before for k in range(len(after))), "the others stay"
        case "out":
            assert after == before[:one] + before[one + 1 :]
        case "order":
            wanted = list(before)
            wanted.insert(other, wanted.pop(one))
            assert after == wanted
    for old, new in zip(scene.documents.files, edits.scene.documents.files, strict=True):
        if what == "out":
            assert set(comments_of(new.source)) <= set(comments_of(old.source))
        else:
            lost = set(comments_of(old.source)) - set(comments_of(new.source))
            assert not lost, "comments are kept"
        own = scene.documents.find(field.path)
        assert own is not None
        inside = [path for path in old.values if path[: len(own[1])] != own[1] and old.file == own[0].file]
        assert all(new.written(path) == old.written(path) for path in inside), "all else is as it was"
    if edits.done:
        edits.undo()
    assert edits.scene.documents.files == scene.documents.files, "undo gives the same bytes"

"""Field changes: what widgets do with a property at the playhead. Each makes one change of the text, or says why
not."""

from __future__ import annotations

from collections.abc import Callable

from visualizer.editor import writing
from visualizer.editor.desk import Desk
from visualizer.editor.edits import Make
from visualizer.editor.fields import Field
from visualizer.editor.keyframes import deleted
from visualizer.editor.lanes import Mark
from visualizer.editor.numbers import State
from visualizer.player.layout import clock_text
from visualizer.scene.document import EditError
from visualizer.scene.paths import dotted


def change(desk: Desk, one: Field, make: Callable[[], Make], what: str = "") -> bool:
    """Make a change of a property. what: words before its name in "undo NAME". Return whether it was made."""
    try:
        return desk.change(make(), f"{what} {dotted(one.path)}".strip())
    except EditError as error:
        desk.say(str(error))
        return False


def set_value(desk: Desk, one: Field, value: object) -> None:
    """Give a property a value, at the playhead if it has keyframes."""
    change(desk, one, lambda: writing.value_written(desk.scene, one, value, desk.time))


def apply(desk: Desk, one: Field, value: object, state: State) -> None:
    """Give a property a value that is dragged, let go or typed."""
    if state == "dropped":
        desk.drop()
        return
    if state == "typed":
        set_value(desk, one, value)
        return
    if writing.is_keyed(desk.scene, one) and desk.session.transport.playing(desk.now):
        desk.session.stop(desk.now)
    scene = desk.scene_before(one.path)
    before = next((field for field in desk.fields.of(scene, one.table) if field.path == one.path), one)
    try:
        desk.drag(writing.value_written(scene, before, value, desk.time), one.name, one.path)
    except EditError as error:
        desk.say(str(error))


def toggle_key(desk: Desk, one: Field, number: int | None) -> None:
    """Set a keyframe at the playhead, which is selected then, or take the one with a number out. Say what was done."""
    if number is not None:
        if change(desk, one, lambda: deleted(desk.scene, [Mark(one.path, number)]), "key of"):
            desk.say(f"Keyframe of {one.name} removed. Ctrl Z undoes it")
    elif change(desk, one, lambda: writing.key_set(desk.scene, one, desk.time), "key of"):
        after = next(
            (field for field in desk.fields.of(desk.scene, one.table) if field.path == one.path), one
        )
        desk.say(f"Keyframe of {one.name} set at {clock_text(desk.time)}. Ctrl Z undoes it")
        made = writing.key_at(desk.scene, after, desk.time)
        desk.timing.marks = frozenset() if made is None else frozenset({Mark(one.path, made)})

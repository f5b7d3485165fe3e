"""Key actions: what menus and keys do with the keyframes that are selected. Each makes one change, or says why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from imgui_bundle import imgui

from visualizer.editor.desk import Desk
from visualizer.editor.keyframes import Change, added, copied, deleted, eased, pasted
from visualizer.editor.lanes import Lane, Mark
from visualizer.editor.moments import free_name, marked
from visualizer.editor.time_view import Snap, frame_time
from visualizer.editor.written_times import exact
from visualizer.scene.document import EditError
from visualizer.scene.explaining import plain
from visualizer.scene.paths import dotted
from visualizer.timeline.track import Track

_DIGITS = 5
"""Decimals of a value that is worked out between two keyframes."""


def attempt(desk: Desk, make: Callable[[], Change], name: str) -> bool:
    """Make a change, and select what it has changed. Return whether it was made; else a message says why not."""
    try:
        change = make()
    except EditError as error:
        desk.say(str(error))
        return False
    if not desk.change(change, name):
        return False
    if change.marks:
        desk.timing.marks = change.marks
    return True


def may_change(desk: Desk, marks: Iterable[Mark]) -> bool:
    """Return whether none of some marks is of what is locked; else a message says which is."""
    locked = next((mark for mark in marks if not desk.may_change(mark.path)), None)
    if locked is not None:
        desk.say(f"{dotted(locked.path)} is locked")
    return locked is None


def keys_of(desk: Desk) -> frozenset[Mark]:
    """Return the keyframes that are selected, without what is a time."""
    return frozenset(mark for mark in desk.timing.marks if mark.number is not None)


def eases_of(desk: Desk) -> frozenset[str]:
    """Return the easings from the selected keyframes to their next ones."""
    tracks = {lane.path: lane.track for own in desk.timing.of(desk.scene).values() for lane in own}
    return frozenset(
        keys[mark.number].ease
        for mark in keys_of(desk)
        if (track := tracks.get(mark.path)) is not None
        for keys in [track.keys]
        if mark.number is not None and mark.number + 1 < len(keys)
    )


def delete(desk: Desk) -> None:
    """Delete the selected keyframes."""
    keys = keys_of(desk)
    if (
        keys
        and may_change(desk, keys)
        and attempt(desk, lambda: deleted(desk.scene, keys), _named("delete", keys))
    ):
        desk.timing.marks = frozenset()


def ease(desk: Desk, easing: str) -> None:
    """Give the selected keyframes an easing."""
    keys = keys_of(desk)
    if keys and may_change(desk, keys):
        attempt(desk, lambda: eased(desk.scene, keys, easing), f"ease by {easing}")


def copy(desk: Desk) -> None:
    """Copy the selected keyframes."""
    keys = keys_of(desk)
    if keys:
        desk.timing.copied = copied(desk.scene, keys)
        desk.say(f"{len(keys)} keyframe{'s' if len(keys) > 1 else ''} copied")


def paste(desk: Desk, time: float) -> None:
    """Paste what was copied, the first keyframe at a time, s: into the property that is selected, if all are of one
    property."""
    keys = desk.timing.copied
    if not keys:
        desk.say("No keyframe was copied")
        return
    target = desk.selected if len({key.path for key in keys}) == 1 and len(desk.selected) > 2 else None
    attempt(desk, lambda: pasted(desk.scene, keys, on_frame(desk, time), target), "paste keyframes")


def set_key(desk: Desk, lane: Lane, time: Decimal) -> None:
    """Set a keyframe with the value that a property has at a time, s."""
    if lane.track is not None and may_change(desk, lane.marks):
        value = value_between(lane.track, float(time))
        attempt(desk, lambda: added(desk.scene, lane.path, time, value), "set a keyframe")


def mark(desk: Desk, time: float) -> None:
    """Add a marker at the frame of a time, s."""
    scene = desk.scene
    attempt(desk, lambda: marked(scene, free_name(scene), on_frame(desk, time)), "add a marker")


def act_on_keys(desk: Desk) -> None:
    """Do what keys ask for, which come here while the mouse is over the panel."""
    pressed, key, control = imgui.is_key_pressed, imgui.Key, imgui.get_io().key_ctrl
    if pressed(key.delete):
        delete(desk)
    if control and (pressed(key.c) or pressed(key.x)):
        copy(desk)
    if control and pressed(key.x):
        delete(desk)
    if control and pressed(key.v):
        paste(desk, desk.time)
    if control and pressed(key.a):
        lanes = desk.timing.of(desk.scene)
        own = [
            lane for table, lanes_ in lanes.items() if desk.selected[: len(table)] == table for lane in lanes_
        ]
        desk.timing.marks = frozenset(mark for lane in own if lane.track is not None for mark in lane.marks)


def seek(desk: Desk, snap: Snap) -> None:
    """Go to the frame of a time, within the film."""
    grid = desk.scene.film.grid()
    frame = grid.nearest(float(snap.time) + 1e-3) if snap.what == "frame" else grid.first(float(snap.time))
    desk.seek(grid.time(grid.held(frame)))


def on_frame(desk: Desk, time: float) -> Decimal:
    """Return the time of the nearest frame, or the time itself if times do not snap."""
    grid = desk.scene.film.grid()
    return frame_time(grid, grid.nearest(time)) if desk.timing.snapping else exact(round(time, 3))


def value_between(track: Track[object], time: float) -> object:
    """Return a track's value at a time, s, as a file has it: angles of a rotation that is given by angles."""
    if track.kind == "rotation" and len(track.keys[0].value) == 3:
        track = Track([type(key)(key.time, key.value, key.ease) for key in track.keys], "vector")
    value = plain(track.at(time))
    if isinstance(value, list):
        return [round(part, _DIGITS) if isinstance(part, float) else part for part in value]
    return round(value, _DIGITS) if isinstance(value, float) else value


def _named(verb: str, keys: frozenset[Mark]) -> str:
    return f"{verb} keyframes" if len(keys) > 1 else f"{verb} a keyframe"

"""Details: what there is to know of the property that is selected in the inspector, below its rows: its sentence, its
default, its keyframes around the playhead, and its place in the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from imgui_bundle import imgui

from visualizer.declarations import Declaration
from visualizer.editor import dials, field_changes, style, widgets, writing
from visualizer.editor.desk import Desk, Retimed
from visualizer.editor.fields import REQUIRED, Field
from visualizer.editor.keyframes import eased, retimed
from visualizer.editor.lanes import Mark
from visualizer.editor.opening import open_text
from visualizer.scene.document import EditError
from visualizer.scene.explaining import short
from visualizer.scene.paths import dotted
from visualizer.timeline.easing import EASINGS, SMOOTH

_EASINGS = (*sorted(EASINGS), SMOOTH)
_TIME = Declaration("film time", unit="s")


def height(one: Field) -> float:
    """Return the height of what there is to know of a property, points."""
    turned = one.kind == "rotation"
    return (10.6 if turned else 7.6) * imgui.get_frame_height_with_spacing()


def _dials(desk: Desk, one: Field) -> None:
    """Draw heading, pitch and roll as dials."""
    value = one.at(desk.time)
    number = writing.key_at(desk.scene, one, desk.time)
    if number is not None:
        value = writing.plain_key(one, number)
    if value is None or len(value) != 3:
        return
    size = 2.6 * imgui.get_frame_height()
    for place, label in enumerate(("h", "p", "r")):
        if place:
            imgui.same_line()
        angle, dropped = dials.dial(f"{dotted(one.path)}.{place}", value[place], size, label)
        if angle is not None and angle != value[place]:
            new = list(value)
            new[place] = angle
            field_changes.apply(desk, one, new, "dragged")
        if dropped:
            desk.drop()


def draw(desk: Desk, one: Field, height: float) -> None:
    """Draw what there is to know of a property."""
    imgui.begin_child("details", imgui.ImVec2(0.0, height - imgui.get_style().item_spacing.y))
    imgui.separator()
    about = one.declaration
    imgui.push_font(desk.host.fonts.bold, style.POINTS * desk.scale)
    imgui.text(one.name)
    imgui.pop_font()
    marks = [mark for mark in (about and about.unit, about and about.limits) if mark]
    if marks:
        imgui.same_line()
        imgui.text_disabled(f"[{', '.join(marks)}]")
    if about is not None:
        imgui.push_text_wrap_pos(0.0)
        imgui.text(about.sentence)
        imgui.pop_text_wrap_pos()
    imgui.begin_disabled(not desk.may_change(one.table))
    _default(desk, one)
    if one.kind == "rotation":
        _dials(desk, one)
    if one.keyable:
        _keys(desk, one)
    imgui.end_disabled()
    place = place_of(desk, one)
    if place:
        imgui.text_disabled(place)
        imgui.same_line()
        if imgui.small_button(f"{widgets.OPEN}  Open"):
            desk.say(open_text(desk.scene, one.path))
        widgets.tooltip("Open it in the editor of $VISUAL or $EDITOR (Ctrl E)")
    imgui.end_child()


def default_text(one: Field) -> str:
    """Return in words what a property is that no file sets."""
    if one.default is REQUIRED:
        return "It has no default: a file has to set it"
    if one.default in (None, ""):
        return "Not set by default" if one.default is None else "Empty by default"
    return f"Default: {short(one.default)}"


def _default(desk: Desk, one: Field) -> None:
    if one.default is REQUIRED:
        imgui.text_disabled(default_text(one))
        return
    imgui.align_text_to_frame_padding()
    imgui.text_disabled(default_text(one))
    if writing.is_written(desk.scene, one):
        imgui.same_line()
        if imgui.small_button(f"{widgets.RESET}  Reset"):
            field_changes.change(desk, one, lambda: writing.reset(desk.scene, one), "reset")


def chosen_keys(desk: Desk, one: Field) -> list[int]:
    """Return the numbers of the keyframes of a property that are selected."""
    count = 0 if one.track is None else len(one.track.keys)
    numbers = (mark.number for mark in desk.timing.marks if mark.path == one.path)
    return sorted(number for number in numbers if number is not None and number < count)


def _keys(desk: Desk, one: Field) -> None:
    """Draw the keyframes around the playhead, to go to; and those that are selected, else that of the playhead: to move
    and to ease."""
    track, scene = one.track, desk.scene
    if track is None or not writing.is_keyed(scene, one):
        if imgui.small_button("Set a keyframe here"):
            field_changes.change(desk, one, lambda: writing.key_set(scene, one, desk.time), "key of")
        return
    number, chosen = writing.key_at(scene, one, desk.time), chosen_keys(desk, one)
    half = 0.5 / float(scene.film.fps)
    before = [time for time in track.times if time < desk.time - half]
    after = [time for time in track.times if time > desk.time + half]
    for name, icon, times in (
        ("before", widgets.BEFORE, before[-1:]),
        ("after", widgets.AFTER, after[:1]),
    ):
        if name == "after":
            imgui.same_line(0.0, 0.0)
            if widgets.diamond("here", keyed=True, here=number is not None, enabled=True):
                field_changes.toggle_key(desk, one, number)
            imgui.same_line(0.0, 0.0)
        if widgets.icon_button(name, icon, style.INK if times else style.EDGE) and times:
            desk.seek(times[0])
            if chosen:
                desk.timing.marks = frozenset({Mark(one.path, track.times.index(times[0]))})
        widgets.tooltip("The keyframe before" if name == "before" else "The next keyframe")
    imgui.same_line()
    imgui.align_text_to_frame_padding()
    segment = len([time for time in track.times if time <= desk.time + half]) - 1
    count = len(track.times)
    held = desk.retimed if desk.retimed is not None and desk.retimed.mark.path == one.path else None
    if len(chosen) > 1 and held is None:
        imgui.text(f"{len(chosen)} of {count} keys selected")
    elif held is not None or chosen or number is not None:
        if held is None:
            own = chosen[0] if chosen else number
            assert own is not None
            held = Retimed(Mark(one.path, own), track.times[own], follows=own == number, chosen=bool(chosen))
        imgui.text(f"{'selected ' * held.chosen}key {(held.mark.number or 0) + 1} of {count} at")
        imgui.same_line()
        _move_key(desk, one, held)
    else:
        imgui.text_disabled(_between(segment, count))
    eased_ = [place for place in chosen or [segment] if 0 <= place < count - 1]
    if one.eased and eased_:
        _ease(desk, one, eased_)


def _between(segment: int, count: int) -> str:
    """Return in words where the playhead is among keyframes. segment: number of the one before it, -1 for none."""
    if 0 <= segment < count - 1:
        return f"between {segment + 1} and {segment + 2} of {count} keys"
    side = "before" if segment < 0 else "after"
    return f"{side} {'its only key' if count == 1 else f'all {count} keys'}"


def _ease(desk: Desk, one: Field, numbers: Sequence[int]) -> None:
    """Draw the easing from some keyframes to their next ones, to be chosen."""
    assert one.track is not None
    imgui.align_text_to_frame_padding()
    imgui.text_disabled("Easing to the next")
    imgui.same_line()
    imgui.set_next_item_width(-1.0)
    present = sorted({one.track.keys[number].ease for number in numbers})
    if imgui.begin_combo("##ease", ", ".join(present)):
        for option in (*(ease for ease in present if ease not in _EASINGS), *_EASINGS):
            if widgets.option(option, chosen=[option] == present):
                make = partial(eased, desk.scene, [Mark(one.path, number) for number in numbers], option)
                field_changes.change(desk, one, make, "easing of")
        imgui.end_combo()


def _move_key(desk: Desk, one: Field, held: Retimed) -> None:
    """Draw the time of a keyframe, which can be dragged and typed."""
    gesture = ("move", one.path)
    scene = desk.scene_before(gesture)
    changed = desk.numbers.draw(
        f"{dotted(one.path)}.move", held.time, imgui.get_content_region_avail().x,
        speed=0.01, low=0.0, high=scene.film.duration, label="s",
        what="The time of a keyframe", about=_TIME,
    )  # fmt: skip
    if changed is None:
        return
    if changed.state == "dropped":
        desk.retimed = None
    try:
        make = retimed(scene, {held.mark: writing.moment(changed.value)})
    except EditError as error:
        desk.say(str(error))
        if changed.state == "dropped":
            desk.drop()
        return
    if changed.state == "dragged":
        desk.retimed = replace(held, time=changed.value)
        desk.drag(make, f"time of {one.name}", gesture)
        return
    if changed.state == "dropped":
        desk.drop()
    elif not desk.change(make, f"time of {one.name}"):
        return
    if held.chosen:  # its number is another one if it was moved past others
        desk.timing.marks = make.marks
    if held.follows:
        desk.seek(changed.value)


def place_of(desk: Desk, one: Field) -> str:
    """Return file and line of what is written of a property, or "" for its default."""
    try:
        if not writing.is_written(desk.scene, one):
            return ""
        file, place = desk.scene.documents.place(one.path)
    except EditError:
        return ""
    return f"{file.name}:{place.line}:{place.column}"

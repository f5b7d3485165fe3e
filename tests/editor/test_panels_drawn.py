"""The panels without a window: each is drawn for every table of every shipped scene, and nothing is cut off."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from imgui_bundle import imgui

from tests.editor.benches import Drawn
from tests.player.scenes import TINY
from visualizer.data import data_folder
from visualizer.editor import details, field_changes, key_actions, widgets
from visualizer.editor.lanes import Mark
from visualizer.editor.numbers import Numbers, number_width
from visualizer.editor.panels.inspector import Inspector
from visualizer.editor.panels.outline import Outline
from visualizer.editor.panels.timeline import Timeline
from visualizer.scene.loading import load, load_text
from visualizer.scene.scene import Scene

SCENES = [
    data_folder("scenes") / name
    for name in ("learn_3_lift_off.toml", "particles/fireworks.toml", "light/fog.toml")
]


@cache
def scene(path: Path) -> Scene:
    return load(path, sampled=False)


pytestmark = pytest.mark.usefixtures("imgui_context")


@pytest.mark.parametrize("path", SCENES, ids=[path.stem for path in SCENES])
def test_each_table_of_a_scene_can_be_looked_at(path: Path) -> None:
    drawn = Drawn(scene(path), (1280, 720))
    for table in drawn.desk.scene.tables:
        drawn.desk.selected = table
        drawn.frame()
        for field in drawn.desk.fields.of(drawn.desk.scene, table)[:6]:
            drawn.desk.selected = field.path
            drawn.frame()


@pytest.mark.parametrize("size", [(1280, 720), (2560, 1440), (800, 450)])
def test_the_picture_keeps_most_of_the_window(size: tuple[int, int]) -> None:
    drawn = Drawn(scene(SCENES[0]), size)
    _, _, width, height = drawn.area.box
    assert width >= 0.5 * size[0] and height >= 0.6 * size[1]


def test_the_layout_is_kept_until_the_next_window(tmp_path: Path) -> None:
    drawn = Drawn(scene(SCENES[0]), (1280, 720))
    before = drawn.area.insets
    io = imgui.get_io()
    edge = before[0]
    for place, down in ((edge + 1.0, False), (edge + 1.0, True), (edge + 61.0, True), (edge + 61.0, False)):
        io.add_mouse_pos_event(place, 300.0)
        drawn.frame()
        io.add_mouse_button_event(0, down)
        drawn.frame(2)
    assert drawn.area.insets[0] == pytest.approx(edge + 60.0, abs=3.0)
    drawn.editor.close()
    again = Drawn(scene(SCENES[0]), (1280, 720))
    assert again.area.insets[0] == pytest.approx(edge + 60.0, abs=3.0)


def test_a_keyframe_that_is_set_in_the_inspector_is_selected_and_its_row_in_the_timeline_is_in_view() -> None:
    drawn = Drawn(load_text(TINY), (800, 450))
    desk = drawn.desk
    desk.selected = ("actor", "box")
    desk.edits.save = lambda: None  # type: ignore[method-assign]  # the text has no file
    for name in ("position", "rotation", "scale", "colour", "roughness", "metalness", "emission"):
        field = next(one for one in desk.fields.of(desk.scene, desk.table) if one.name == name)
        field_changes.toggle_key(desk, field, None)
        drawn.frame(2)
        assert desk.timing.marks == {Mark(field.path, 0)}, "it can be moved at once"
    panel = next(one for one in drawn.editor._panels if isinstance(one, Timeline))
    assert panel._scroll > 0.0, "the last row is below those that fit"
    shown = desk.timing.marks
    field_changes.toggle_key(
        desk, next(one for one in desk.fields.of(desk.scene, desk.table) if one.name == "emission"), 0
    )
    drawn.frame(2)
    assert shown and not desk.timing.marks


def typed(drawn: Drawn, name: str, text: str) -> str:
    """Type a text into a number of the inspector, and leave it with Enter. Return what is said."""
    io = imgui.get_io()
    drawn.session.say("", 0.0)
    drawn.desk.numbers.type(name)
    drawn.frame(2)
    io.add_input_characters_utf8(text)
    drawn.frame(2)
    for down in (True, False):
        io.add_key_event(imgui.Key.enter, down)
        drawn.frame(2)
    return drawn.session.toast


def test_a_number_that_is_not_taken_as_it_was_typed_is_told_of() -> None:
    drawn = Drawn(load_text(TINY), (1280, 720))
    drawn.desk.edits.save = lambda: None  # type: ignore[method-assign]  # the text has no file
    drawn.desk.selected = ("camera", "eye")
    drawn.frame(2)
    fov = "camera.eye.fov.0"
    written = drawn.desk.scene.documents.written
    assert typed(drawn, fov, "abc") == "'abc' is no number: fov stays 45 degrees"
    assert written(("camera", "eye", "fov")) == "45"
    assert "fov is at least" in typed(drawn, fov, "-5")
    assert typed(drawn, fov, "2*30") == ""
    assert float(drawn.desk.scene.documents.written(("camera", "eye", "fov"))) == 60.0


@pytest.mark.parametrize("width", [800, 1280, 2560])
def test_numbers_in_the_inspector_have_room_for_five_letters(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    widths: dict[str, tuple[float, float]] = {}
    draw = Numbers.draw

    def noted(numbers: Numbers, name: str, value: float, width: float, **rest: Any) -> Any:
        widths[name] = width, number_width(rest["label"])
        return draw(numbers, name, value, width, **rest)

    monkeypatch.setattr(Numbers, "draw", noted)
    drawn = Drawn(load_text(TINY), (width, width * 9 // 16))
    for table in (("camera", "eye"), ("actor", "box")):
        drawn.desk.selected = table
        drawn.frame(2)
    assert {"camera.eye.look_at.0", "camera.eye.position.2", "actor.box.position.1"} <= set(widths)
    assert {name for name, (room, needed) in widths.items() if room < needed} == set()


def test_selected_keyframes_are_let_go_with_their_object() -> None:
    drawn = Drawn(
        load_text(TINY + '[actor.other]\nkind = "shape"\nscale = [{ t = 0, v = 1 }, { t = 5, v = 2 }]\n'),
        (800, 450),
    )
    desk, eye, other = drawn.desk, ("camera", "eye"), ("actor", "other")
    key, another = Mark((*eye, "position"), 1), Mark((*other, "scale"), 0)
    for pick in (lambda: setattr(drawn.session, "picked", other), lambda: setattr(desk, "selected", ())):
        desk.selected, desk.timing.marks = eye, frozenset({key})
        drawn.frame(2)
        assert desk.timing.marks == {key}
        pick()
        drawn.frame(2)
        assert not desk.timing.marks
    desk.selected, desk.timing.marks = (*eye, "position"), frozenset({key})
    drawn.frame(2)
    desk.selected, desk.timing.marks = (
        another.path,
        frozenset({key, another}),
    )  # a click with Shift in the timeline
    drawn.frame(2)
    assert desk.timing.marks == {key, another}
    desk.selected = eye
    drawn.frame(2)
    assert desk.timing.marks == {key, another}, "one of them is of what is selected"


def test_what_is_picked_is_seen_in_the_outline_and_what_the_filter_hides_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn, rows, said = Drawn(scene(SCENES[0]), (1280, 720)), list[str](), list[str]()
    row, disabled, button = Outline._row, imgui.text_disabled, imgui.small_button

    def noted_row(outline: Outline, desk: Any, one: Any) -> None:
        if imgui.is_rect_visible(imgui.ImVec2(10.0, 10.0)):
            rows.append(one.label)
        row(outline, desk, one)

    def noted(text: str) -> None:
        said.append(text)
        disabled(text)

    monkeypatch.setattr(Outline, "_row", noted_row)
    monkeypatch.setattr(imgui, "text_disabled", noted)
    outline = next(one for one in drawn.editor._panels if isinstance(one, Outline))
    inspector = next(one for one in drawn.editor._panels if isinstance(one, Inspector))
    actors = [path for path in drawn.desk.scene.tables if path[0] == "actor"]
    outline.query, inspector.query = str(actors[0][1]), "roughness"
    drawn.session.picked = actors[-1]
    drawn.frame(2)
    rows.clear()
    said.clear()
    drawn.frame()
    assert str(actors[-1][1]) in rows, "though it is not what is searched for"
    assert any("properties hidden by the filter" in text for text in said)
    monkeypatch.setattr(imgui, "small_button", lambda text: button(text) or text == "Show all")
    drawn.frame()
    said.clear()
    drawn.frame()
    assert inspector.query == "" and not any("hidden" in text for text in said)


def test_the_outline_scrolls_to_what_is_picked_in_a_group_that_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = "".join(f"[look.l{number}]\n" for number in range(40))
    drawn, rows, row = Drawn(load_text(TINY + looks), (800, 450)), list[str](), Outline._row

    def noted_row(outline: Outline, desk: Any, one: Any) -> None:
        if imgui.is_rect_visible(imgui.ImVec2(10.0, 10.0)):
            rows.append(one.label)
        row(outline, desk, one)

    monkeypatch.setattr(Outline, "_row", noted_row)
    drawn.frame()
    assert "l39" not in rows
    drawn.desk.selected = ("look", "l39")
    drawn.frame(4)
    rows.clear()
    drawn.frame()
    assert "l39" in rows


def test_a_filter_is_cleared_by_its_button(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Drawn(scene(SCENES[0]), (1280, 720))
    pressed = widgets.icon_button
    monkeypatch.setattr(
        widgets, "icon_button", lambda name, *rest, **more: pressed(name, *rest, **more) or ".clear" in name
    )
    filters = [one for one in drawn.editor._panels if isinstance(one, Outline | Inspector)]
    drawn.desk.selected = next(iter(drawn.desk.scene.tables))
    for panel in filters:
        panel.query = "x"
    drawn.frame(2)
    assert [panel.query for panel in filters] == ["", ""]


EASED = TINY.replace(
    "fov = 45", "fov = [{ t = 0, v = 45.0 }, { t = 5, v = 50.0, ease = 'out-back' }, { t = 9, v = 45.0 }]"
)
FOV = ("camera", "eye", "fov")


def test_the_inspector_and_the_menu_of_easings_are_of_the_selected_keyframe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn, lists, said = Drawn(load_text(EASED), (1280, 720)), dict[str, str](), list[str]()
    combo, text = imgui.begin_combo, imgui.text

    def noted_combo(name: str, shown: str) -> bool:
        lists[name] = shown
        return bool(combo(name, shown))

    def noted(shown: str) -> None:
        said.append(shown)
        text(shown)

    monkeypatch.setattr(imgui, "begin_combo", noted_combo)
    monkeypatch.setattr(imgui, "text", noted)
    drawn.desk.selected = FOV
    drawn.frame(2)
    assert lists["##ease"] == "linear" and "key 1 of 3 at" in said, (
        "without a selection, that of the playhead"
    )
    drawn.desk.timing.marks = frozenset({Mark(FOV, 1)})
    drawn.frame(2)
    assert lists["##ease"] == "out-back" and "selected key 2 of 3 at" in said
    assert key_actions.eases_of(drawn.desk) == {"out-back"}
    drawn.desk.timing.marks = frozenset(Mark(FOV, number) for number in range(3))
    drawn.frame(2)
    assert lists["##ease"] == "linear, out-back" and "3 of 3 keys selected" in said
    assert key_actions.eases_of(drawn.desk) == {"linear", "out-back"}


def test_a_long_list_opens_at_what_is_chosen() -> None:
    scroll = 0.0
    for _ in range(4):
        imgui.new_frame()
        imgui.begin("list")
        imgui.begin_child("options", imgui.ImVec2(100.0, 80.0))
        for number in range(50):
            widgets.option(str(number), chosen=number == 40)
        scroll = imgui.get_scroll_y()
        imgui.end_child()
        imgui.end()
        imgui.render()
    assert scroll > 0.0


@pytest.mark.parametrize(
    ("segment", "count", "said"),
    [
        (0, 3, "between 1 and 2 of 3 keys"), (-1, 1, "before its only key"), (0, 1, "after its only key"),
        (-1, 3, "before all 3 keys"), (2, 3, "after all 3 keys"),
    ],
)  # fmt: skip
def test_where_the_playhead_is_among_keyframes_is_said(segment: int, count: int, said: str) -> None:
    assert details._between(segment, count) == said


@pytest.mark.parametrize(
    ("table", "name", "said"),
    [
        (("actor", "box"), "scale", "Default: 1"),
        (("shot", 0), "camera", "It has no default: a file has to set it"),
        (("actor", "box"), "attach", "Not set by default"),
    ],
)
def test_what_a_property_is_that_no_file_sets_is_said(
    table: tuple[str | int, ...], name: str, said: str
) -> None:
    drawn = Drawn(load_text(TINY), (1280, 720))
    fields = {one.name: one for one in drawn.desk.fields.of(drawn.desk.scene, table)}
    assert details.default_text(fields[name]) == said


def test_the_timeline_scrolls_to_what_is_selected_elsewhere() -> None:
    moving = "position = [{ t = 0, v = [0, 0, 0] }, { t = 5, v = [1, 0, 0] }]\n"
    actors = "".join(f'[actor.a{number}]\nkind = "shape"\n{moving}' for number in range(30))
    drawn = Drawn(load_text(TINY + actors), (800, 450))
    panel = next(one for one in drawn.editor._panels if isinstance(one, Timeline))
    assert panel._scroll == 0.0
    drawn.session.picked = ("actor", "a29")
    drawn.frame(3)
    low = panel._scroll
    assert low > 0.0
    drawn.desk.selected = ("actor", "a2")
    drawn.frame(3)
    assert 0.0 < panel._scroll < low
    kept = panel._scroll
    panel._scroll = low
    drawn.frame(3)
    assert panel._scroll > kept, "it can be scrolled on while that is selected"


def test_the_tools_of_the_timeline_stay_where_they_are_when_digits_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn, places, button = Drawn(load_text(TINY), (1280, 720)), list[float](), imgui.button

    def noted(text: str, *rest: Any) -> bool:
        if text == "Fit shot":
            places.append(imgui.get_cursor_pos_x())
        return bool(button(text, *rest))

    monkeypatch.setattr(imgui, "button", noted)
    for time in (0.0, 0.5, 1.1, 11.1, 19.8):
        drawn.desk.seek(time)
        drawn.frame()
    assert len(places) == 5 and len(set(places)) == 1

"""Input of Dear ImGui: the panels are drawn until all events are read, and keys after those that leave a field wait."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from imgui_bundle import imgui

from tests.player.interface import interface
from visualizer.player.area import Area
from visualizer.player.imgui_input import ImguiInput
from visualizer.player.keys import Press


@pytest.fixture
def panels() -> Iterator[ImguiInput]:
    size = 640, 360
    window = cast(Any, SimpleNamespace(mouse=SimpleNamespace(left=1, right=2, middle=3), size=size))
    with interface(size):
        found = ImguiInput(window, Area(window))
        found.shown = found.popup = True
        draw(found)
        yield found


def draw(panels: ImguiInput) -> None:
    """Draw a frame with an open menu, which takes all keys."""
    imgui.new_frame()
    imgui.render()
    panels.settled()
    panels.popup = True


def key(name: str) -> Press:
    return Press(name)


def test_panels_are_drawn_until_a_burst_of_keys_is_read(panels: ImguiInput) -> None:
    for name in "ABCDEF":
        panels.press(key(name))
        panels.release(name)
    seen, frames = set(), 0
    while panels.restless(float(frames)):
        draw(panels)
        frames += 1
        seen |= {name for name in "ABCDEF" if imgui.is_key_pressed(getattr(imgui.Key, name.lower()))}
        assert frames < 100, "the panels never rest"
    assert seen == set("ABCDEF"), f"keys that were never read: {set('ABCDEF') - seen}"


def test_keys_after_one_that_may_leave_a_field_wait_until_it_is_drawn(panels: ImguiInput) -> None:
    panels.press(key("A"))
    assert not panels.answering
    panels.press(key("Enter"))
    assert panels.answering
    for frame in range(20):
        if panels.restless(float(frame)):
            draw(panels)
    assert not panels.answering


def offered(panels: ImguiInput) -> ImguiInput:
    """Return panels without a menu, beside a picture with handles."""
    panels.popup, panels.over_picture = False, True
    panels._area.insets = (100.0, 0.0, 0.0, 0.0)
    panels.move(300.0, 200.0)
    return panels


def drawn(panels: ImguiInput, *, holding: bool) -> None:
    """Draw frames until all events are read, while a handle holds the mouse or not."""
    for frame in range(20):
        imgui.new_frame()
        panels.holding = holding and imgui.is_mouse_down(0)
        imgui.render()
        panels.settled()
        if not panels.restless(float(frame)):
            return
    pytest.fail("the panels never rest")


@pytest.mark.parametrize("holding", [True, False])
def test_a_press_over_the_picture_is_the_films_unless_a_handle_holds_it(
    panels: ImguiInput, holding: bool
) -> None:
    offered(panels)
    assert not panels.button(1, True) and panels.answering, "it is not known yet whose it is"
    drawn(panels, holding=holding)
    assert not panels.answering and panels.kept == holding and panels.holds == holding
    assert panels.button(1, False) == holding
    drawn(panels, holding=False)
    assert not panels.holds and not imgui.is_mouse_down(0)


def test_a_click_that_ends_before_it_is_drawn_is_told_apart_too(panels: ImguiInput) -> None:
    for holding in (True, False):
        offered(panels)
        assert not panels.button(1, True) and not panels.button(1, False)
        drawn(panels, holding=holding)
        assert panels.kept == holding and not panels.answering
        drawn(panels, holding=False)
        assert not panels.holds and not imgui.is_mouse_down(0)


def test_no_press_is_offered_where_nothing_is_in_the_picture_and_other_buttons_are_the_films(
    panels: ImguiInput,
) -> None:
    offered(panels)
    for button, over in ((1, False), (2, True), (3, True)):
        panels.over_picture = over
        assert not panels.button(button, True) and not panels.answering and not panels.kept
        assert not panels.button(button, False)


def test_a_click_in_the_frame_in_which_the_mouse_comes_is_not_lost(panels: ImguiInput) -> None:
    panels.popup = False
    panels._area.insets = (640.0, 0.0, 0.0, 0.0)  # all is panels
    pressed = 0

    def rows() -> None:
        nonlocal pressed
        imgui.new_frame()
        imgui.set_next_window_pos((0.0, 0.0))
        imgui.begin("rows")
        # As rows of the outline are: icons may lie over them.
        pressed += imgui.selectable(
            "row", False, imgui.SelectableFlags_.allow_overlap, imgui.ImVec2(200.0, 100.0)
        )[0]
        imgui.end()
        imgui.render()
        panels.settled()

    for _ in range(3):
        rows()
    panels.move(50.0, 60.0)
    assert panels.button(1, True) and panels.button(1, False)
    for frame in range(20):
        if not panels.restless(float(frame)):
            break
        rows()
    assert pressed == 1


def test_a_drag_that_comes_and_ends_within_one_frame_is_none_the_less_a_drag(panels: ImguiInput) -> None:
    panels.popup = False
    panels._area.insets = (640.0, 0.0, 0.0, 0.0)  # all is panels
    seen: list[tuple[bool, float]] = []

    def field() -> None:
        imgui.new_frame()
        imgui.set_next_window_pos((0.0, 0.0))
        imgui.begin("field")
        imgui.button("number", imgui.ImVec2(200.0, 100.0))
        seen.append((imgui.is_item_active(), imgui.get_mouse_pos().x))
        imgui.end()
        imgui.render()
        panels.settled()

    for _ in range(3):
        field()
    panels.move(50.0, 60.0)
    panels.button(1, True)
    for x in (60.0, 75.0, 90.0):
        panels.move(x, 60.0)
    panels.button(1, False)
    for frame in range(20):
        if panels.restless(float(frame)):
            field()
    assert (True, 50.0) in seen, "it is taken where it was pressed"
    assert (True, 90.0) in seen, "it is dragged before it is let go"
    assert not seen[-1][0]


def test_a_tooltip_is_seen_while_the_mouse_rests_on_what_has_one(panels: ImguiInput) -> None:
    def drawn() -> int:
        """Draw a frame with a button, and return how many windows are seen."""
        imgui.new_frame()
        imgui.set_next_window_pos((0.0, 0.0))
        imgui.begin("panel")
        imgui.button("button", imgui.ImVec2(300.0, 200.0))
        imgui.set_item_tooltip("what it does")
        imgui.end()
        imgui.render()
        panels.settled()
        panels.popup = True
        return int(imgui.get_draw_data().cmd_lists_count)

    panels.popup = False
    alone = max(drawn() for _ in range(3))
    imgui.get_io().add_mouse_pos_event(150.0, 100.0)
    panels.stir()
    last, seen = 0.0, 0
    moments = [0.001 * turn for turn in range(1, 20)] + [1.0 + 0.001 * turn for turn in range(20)]
    for now in moments:
        if panels.restless(now):
            imgui.get_io().delta_time, last = now - last, now
            seen = drawn()
    assert seen == alone + 1, "the last frame that is drawn has no tooltip"

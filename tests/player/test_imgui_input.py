"""Input of Dear ImGui: the panels are drawn until all events are read, and keys after those that leave a field wait."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from imgui_bundle import imgui

from visualizer.player.area import Area
from visualizer.player.imgui_input import ImguiInput
from visualizer.player.keys import Press


@pytest.fixture
def panels() -> Iterator[ImguiInput]:
    context = imgui.create_context()
    io = imgui.get_io()
    io.set_ini_filename("")
    io.display_size, io.delta_time = imgui.ImVec2(640, 360), 0.016
    io.backend_flags |= imgui.BackendFlags_.renderer_has_textures
    window = cast(Any, SimpleNamespace(mouse=SimpleNamespace(left=1, right=2, middle=3), size=(640, 360)))
    found = ImguiInput(window, Area(window))
    found.shown = found.popup = True
    draw(found)
    yield found
    imgui.destroy_context(context)


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

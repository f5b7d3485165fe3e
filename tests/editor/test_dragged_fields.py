"""Fields that are dragged: a number stays in its range, and grey keeps the hue of its picker."""

from collections.abc import Callable

import pytest
from imgui_bundle import imgui

from visualizer.editor import colours
from visualizer.editor.numbers import Changed, Numbers

pytestmark = pytest.mark.usefixtures("imgui_context")


def dragged(draw: Callable[[], object], *places: tuple[float, float]) -> None:
    """Press the mouse at the first of some places, points, move it to the others, and let go."""
    io = imgui.get_io()
    io.display_size, io.delta_time = imgui.ImVec2(400.0, 300.0), 1.0 / 60.0

    def frame() -> None:
        imgui.new_frame()
        imgui.set_next_window_pos((0.0, 0.0))
        imgui.set_next_window_size((400.0, 300.0))
        imgui.begin("fields", None, imgui.WindowFlags_.no_title_bar)
        imgui.set_cursor_pos((0.0, 0.0))
        draw()
        imgui.end()
        imgui.render()

    for number, place in enumerate(places):
        io.add_mouse_pos_event(*place)
        frame()
        if number == 0:
            io.add_mouse_button_event(0, True)
            frame()
        frame()
    io.add_mouse_button_event(0, False)
    frame()
    frame()


def test_a_number_that_is_dragged_stops_at_the_ends_of_its_range() -> None:
    numbers, found = Numbers(), [5.0]
    states = []

    def draw() -> None:
        changed: Changed | None = numbers.draw("n", found[-1], 100.0, speed=1.0, low=0.0, high=9.0)
        if changed is not None:
            states.append(changed.state)
            found.append(changed.value)

    dragged(draw, (50.0, 5.0), (52.0, 5.0))
    assert found == [5.0] and numbers.typing == "n", "after a press that hardly moves it is typed"
    numbers.typing = ""
    dragged(draw, (50.0, 5.0), (60.0, 5.0), (200.0, 5.0), (10.0, 5.0))
    assert max(found) == 9.0 and found[-1] == 0.0
    assert set(states) == {"dragged", "dropped"} and states[-1] == "dropped"


def test_a_colour_that_is_dragged_to_grey_and_back_has_the_hue_that_it_had() -> None:
    hues: dict[str, float] = {}
    colour = [[0.2, 0.4, 0.8]]

    def draw() -> None:
        new, _ = colours.picker("c", colour[-1], 100.0, hues)
        if new is not None:
            colour.append(new)

    dragged(draw, (50.0, 50.0), (0.0, 50.0), (75.0, 50.0))
    grey = min(colour[1:], key=lambda one: max(one) - min(one))
    assert max(grey) - min(grey) < 0.01
    red, green, blue = colour[-1]
    assert blue > green > red + 0.1, "blue as before"
    assert (green - red) / (blue - red) == pytest.approx((0.4 - 0.2) / (0.8 - 0.2), abs=0.02)

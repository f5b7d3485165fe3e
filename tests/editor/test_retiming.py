"""The time of a keyframe is dragged in the inspector, past another keyframe."""

from typing import Any

import pytest
from imgui_bundle import imgui

from tests.editor.benches import Drawn
from tests.player.scenes import TINY
from visualizer.editor.lanes import Mark
from visualizer.editor.numbers import Numbers
from visualizer.scene.loading import load_text

FOV = ("camera", "eye", "fov")
KEYED = TINY.replace("fov = 45", "fov = [{ t = 0, v = 40 }, { t = 5, v = 45 }, { t = 6, v = 50 }]")
MOVE = "camera.eye.fov.move"

pytestmark = pytest.mark.usefixtures("imgui_context")


def drag_by(drawn: Drawn, place: tuple[float, float], points: float) -> None:
    """Press the mouse on a place, move it to the right in steps, and let it go."""
    io = imgui.get_io()
    io.add_mouse_pos_event(*place)
    drawn.frame(2)
    io.add_mouse_button_event(0, True)
    drawn.frame(2)
    for step in range(1, 6):
        io.add_mouse_pos_event(place[0] + points * step / 5.0, place[1])
        drawn.frame(2)
        drawn.desk.edits.advance()
    io.add_mouse_button_event(0, False)
    drawn.frame(2)


@pytest.mark.parametrize("chosen", [True, False])
def test_a_keyframe_that_is_dragged_past_another_stays_selected_and_the_playhead_follows_it(
    chosen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: dict[str, tuple[float, float]] = {}
    draw = Numbers.draw

    def noted(numbers: Numbers, name: str, value: float, width: float, **rest: Any) -> Any:
        corner = imgui.get_cursor_screen_pos()
        places[name] = corner.x + 0.5 * width, corner.y + 0.5 * imgui.get_frame_height()
        return draw(numbers, name, value, width, **rest)

    monkeypatch.setattr(Numbers, "draw", noted)
    drawn = Drawn(load_text(KEYED), (1280, 720))
    desk = drawn.desk
    desk.edits.save = lambda: None  # type: ignore[method-assign]  # the text has no file
    desk.selected = FOV
    desk.seek(5.0)
    drawn.frame(2)
    desk.timing.marks = frozenset({Mark(FOV, 1)}) if chosen else frozenset()
    drawn.frame(2)
    drag_by(drawn, places[MOVE], 150.0)
    assert not desk.edits.dragging, "the drag never ends, as its number is gone"
    times = [key["t"] for key in desk.scene.documents.files[0].data["camera"]["eye"]["fov"]]
    assert times[:2] == [0, 6] and times[2] == pytest.approx(6.5, abs=0.1)
    assert desk.timing.marks == (frozenset({Mark(FOV, 2)}) if chosen else frozenset())
    assert desk.time == pytest.approx(times[2], abs=0.03), "the playhead stays where the keyframe was"

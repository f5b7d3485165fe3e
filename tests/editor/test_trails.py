"""Trails: dots lie where what is selected is at their frames, and a keyframe that is dragged lies where it was let
go."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.editor.test_gizmos import Seen
from tests.player.scenes import TINY
from visualizer.editor.trails import MOST, SECONDS, Spot

KEYED = TINY.replace(
    'kind = "shape"',
    'kind = "shape"\nposition = [{ t = 0.5, v = [0, 0, 0] }, { t = 1.5, v = [-1.5, 0, 0] }]  # goes left',
)
RIDING = KEYED.replace(
    "[actor.box]",
    '[actor.cart]\nkind = "shape"\nrotation = [90, 0, 0]\nscale = 2.0\n\n[actor.box]\nattach = "cart"',
)


pytestmark = pytest.mark.usefixtures("imgui_context")


def spots(seen: Seen) -> tuple[Spot, ...]:
    one = seen.editor._gizmos.found(seen.desk)
    assert one is not None
    return seen.editor._trails.spots(seen.desk, one)


def place(seen: Seen, time: float) -> NDArray[np.float64]:
    return seen.desk.scene.graph.world_from("box", time)[:3, 3]


def test_each_frame_of_the_shot_near_the_playhead_has_a_dot_where_the_box_is(tmp_path: Path) -> None:
    seen = Seen(tmp_path, KEYED)
    found = spots(seen)
    dots = [spot for spot in found if spot.key is None]
    assert [spot.time for spot in dots] == pytest.approx([frame / 24.0 for frame in range(48)]), (
        "up to the cut at 2 s"
    )
    assert [spot.key for spot in found if spot.key is not None] == [0, 1]
    for spot in found:
        assert np.allclose(spot.point, place(seen, spot.time))
    seen.session.seek(10.0, 0.0)
    assert not spots(seen), "it stands still"


def test_a_trail_of_many_frames_has_few_dots_that_stay_where_they_are(tmp_path: Path) -> None:
    moving = KEYED.replace("fps = 24", "fps = 120").replace("t = 1.5", "t = 19.5")
    seen = Seen(tmp_path, moving)
    seen.session.seek(10.0, 0.0)
    before = [spot.time for spot in spots(seen)]
    assert len(before) <= MOST and before[0] >= 10.0 - SECONDS and before[-1] <= 10.0 + SECONDS
    seen.session.seek(10.5, 0.0)
    after = [spot.time for spot in spots(seen)]
    assert {time for time in before if time >= after[0]} <= set(after)


@pytest.mark.parametrize("text", [KEYED, RIDING], ids=["in the world", "on a cart that is turned and larger"])
def test_a_keyframe_is_dragged_in_the_picture_in_one_step_and_its_line_alone_changes(
    tmp_path: Path, text: str
) -> None:
    seen = Seen(tmp_path, text)
    seen.session.seek(0.5, 0.0)  # the handles are elsewhere
    seen.frame(3)
    start = place(seen, 1.5)
    end = start + seen.sight.camera.camera_from_world[:3, :3].T @ (0.3, 0.2, 0.0)
    seen.drag(seen.at(*start), seen.at(*end))
    assert np.allclose(place(seen, 1.5), end, atol=0.02) and np.allclose(place(seen, 0.5), 0.0)
    old, new = text.splitlines(), seen.file.read_text().splitlines()
    (changed,) = [number for number, line in enumerate(new) if line != old[number]]
    assert (
        new[changed].startswith("position = [{ t = 0.5, v = [0, 0, 0] }, { t = 1.5, v = [")
        and "# goes left" in new[changed]
    )
    assert len(seen.desk.edits.done) == 1
    seen.editor.act("undo", seen.session, 0.0)
    assert seen.file.read_text() == text
    seen.frame(3)
    seen.drag(seen.at(*start), seen.at(*end), at_once=True)
    assert np.allclose(place(seen, 1.5), end, atol=0.02), "the last movement comes in one frame with the end"


def test_a_click_on_a_keyframe_goes_there_and_changes_nothing(tmp_path: Path) -> None:
    seen = Seen(tmp_path, KEYED)
    seen.session.seek(0.5, 0.0)
    seen.frame(3)
    there = seen.at(*place(seen, 1.5))
    seen.drag(there, there)
    assert (
        seen.desk.time == pytest.approx(1.5) and seen.file.read_text() == KEYED and not seen.desk.edits.done
    )


def test_there_is_no_trail_of_the_camera_that_is_looked_through(tmp_path: Path) -> None:
    seen = Seen(tmp_path, KEYED)
    assert seen.editor._trails.shown
    seen.desk.selected = ("camera", "eye")
    seen.frame()
    assert not seen.editor._trails.shown

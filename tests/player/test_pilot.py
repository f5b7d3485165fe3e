"""The pilot: what moves the free camera is moving, so that pictures are drawn as fast as while the film plays."""

from pathlib import Path

import pytest

import visualizer
from tests.player.scenes import write_tiny
from visualizer.player.pilot import Button, Pilot
from visualizer.player.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(visualizer.load(write_tiny(tmp_path)), start=1.0, quality="auto", now=0.0)


@pytest.mark.parametrize(
    ("button", "shift"),
    [("left", False), ("right", False), ("middle", False), ("left", True)],
    ids=["look", "orbit", "pan", "pan with Shift"],
)
def test_dragging_the_free_camera_moves_from_its_first_point_until_the_button_is_let_go(
    session: Session, button: Button, shift: bool
) -> None:
    session.toggle_free(0.0)
    before, pilot = session.free, Pilot()
    pilot.shift = shift
    pilot.grab(100.0, 50.0, button, session, 0.1)
    assert not pilot.moving, "a click draws a coarse picture"
    pilot.drag(3.0, 1.0, session)
    assert session.free != before
    assert pilot.moving, "each picture of a drag is drawn whole, one a second"
    pilot.act(session, 0.02)
    assert pilot.moving, "a drag that rests for an instant ends"
    pilot.drop(session, 0.3)
    assert not pilot.moving


def test_a_drag_does_not_move_the_films_camera(session: Session) -> None:
    pilot = Pilot()
    pilot.grab(100.0, 50.0, "left", session, 0.1)
    pilot.drag(3.0, 1.0, session)
    assert session.free is None
    assert not pilot.moving

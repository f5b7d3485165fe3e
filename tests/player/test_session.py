"""The session: the effect of keys, without a window."""

from pathlib import Path

import numpy as np
import pytest

import visualizer
from tests.player.scenes import TINY, write_tiny
from visualizer.player.session import TOAST_SECONDS, Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(visualizer.load(write_tiny(tmp_path)), start=1.0, quality="auto", now=0.0)


def test_it_plays_from_its_start_and_its_title_says_so(session: Session) -> None:
    assert session.title(0.5) == "Tiny | 0:01.500 | first | playing"
    session.toggle(1.25)
    assert session.title(9.0) == "Tiny | 0:02.250 | second | paused"


def test_the_time_to_draw_the_first_picture_is_not_played(session: Session) -> None:
    session.begin(1.0, 100.0)
    assert session.title(100.5) == "Tiny | 0:01.500 | first | playing"


def test_a_time_that_cannot_be_evaluated_is_reported_and_the_free_camera_stays_off(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object, time: float) -> None:
        raise ZeroDivisionError(f"an actor's own mistake at {time}")

    monkeypatch.setattr(type(session.scene), "at", broken)
    session.toggle_free(0.5)
    assert session.free is None and "ZeroDivisionError: an actor's own mistake" in session.toast


def test_a_gizmo_that_is_chosen_while_the_editor_is_closed_is_told_where_it_is(session: Session) -> None:
    session.next_gizmo(0.5)
    assert session.toast == f"Gizmo: {session.gizmo}, in the editor, which Tab opens"
    session.toggle_panels(0.5)
    session.next_gizmo(0.5)
    assert session.toast == f"Gizmo: {session.gizmo}"


def test_an_unknown_quality_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="quality"):
        Session(visualizer.load(write_tiny(tmp_path)), start=0.0, quality="best", now=0.0)


def test_captions_can_be_turned_off_and_on(session: Session) -> None:
    assert session.exposure(0.5, 1)[0].captions
    session.toggle_captions(0.5)
    assert not session.exposure(0.5, 1)[0].captions
    session.toggle_captions(0.5)
    assert session.exposure(0.5, 1)[0].captions


def test_the_free_camera_stays_where_it_is_while_the_film_goes_on_and_the_films_comes_back(
    session: Session,
) -> None:
    film = session.exposure(0.5, 1)[0].camera.camera_from_world
    session.toggle_free(0.5)
    assert np.allclose(session.exposure(0.5, 1)[0].camera.camera_from_world, film, atol=1e-6)
    assert np.allclose(session.exposure(1.5, 1)[0].camera.camera_from_world, film, atol=1e-6)
    assert "free camera" in session.title(1.5)
    session.toggle_free(1.5)
    assert not np.allclose(session.exposure(1.5, 1)[0].camera.camera_from_world, film, atol=1e-3)


def test_a_reload_keeps_playhead_camera_and_pause_and_clears_the_error(
    session: Session, tmp_path: Path
) -> None:
    session.toggle(0.5)
    session.toggle_free(0.5)
    session.load_error = "tiny.toml:1:1: broken"
    free, changed = session.free, session.changed
    other = visualizer.load(
        write_tiny(tmp_path, TINY.replace("Tiny", "Other").replace("duration = 20.0", "duration = 30.0"))
    )
    session.swap(other, 3.0)
    assert session.title(9.0) == "Other | 0:01.500 | first | paused | free camera"
    assert session.free == free and session.changed > changed


def test_an_error_shows_in_the_title_by_its_first_line(session: Session) -> None:
    session.load_error = "tiny.toml:3:1: wrong\ntiny.toml:4:1: wrong too"
    assert session.title(0.0).endswith("| error: tiny.toml:3:1: wrong")


def test_actions_of_the_window_are_requested_from_it(session: Session) -> None:
    session.screenshot(0.0)
    session.toggle_full_screen(0.0)
    session.quit(0.0)
    assert session.requests == {"screenshot", "full_screen", "quit"}


def test_a_start_at_the_films_end_is_paused_there(session: Session) -> None:
    session.begin(20.0, 5.0)
    assert session.title(6.0) == "Tiny | 0:19.958 | second | paused"
    session.toggle(6.0)
    assert session.title(6.5) == "Tiny | 0:00.500 | first | playing"


def test_what_is_asked_of_the_editor_twice_before_it_answers_is_done_twice(session: Session) -> None:
    session.undo(0.0)
    session.undo(0.0)
    session.redo(0.0)
    assert session.asked == ["undo", "undo", "redo"]


def test_in_and_out_points_and_a_shot_are_looped(session: Session) -> None:
    session.stop(0.0)
    session.seek(0.5, 0.0)
    session.in_point(0.0)
    session.seek(1.5, 0.0)
    session.out_point(0.0)
    grid = session.transport.grid
    assert session.transport.loop
    assert session.transport.bounds == (0.5, grid.time(grid.at(1.5) + 1))
    session.loop_shot(0.0)
    shot = session.scene.shot_at(1.5)
    assert session.transport.bounds == pytest.approx((shot.start, shot.end), abs=0.05)
    assert f"Loop the shot {shot.name}" in session.toast
    session.loop_shot(0.0)
    assert session.transport.part is None
    assert session.toast == "Loop the film"


def test_esc_after_esc_that_hid_something_says_that_the_next_one_quits(session: Session) -> None:
    session.toggle_panels(1.0)
    session.toggle_help(1.0)
    session.leave(1.0)
    assert session.panels and not session.help
    session.leave(1.1)
    assert not session.panels and "quit" not in session.requests
    session.leave(1.2)
    assert "quit" not in session.requests, "a third press in a row ends the program"
    assert "once more" in session.toast
    session.leave(1.3)
    assert "quit" in session.requests


def test_esc_quits_at_once_a_while_after_it_hid_something(session: Session) -> None:
    session.toggle_help(1.0)
    session.leave(1.0)
    session.leave(1.0 + TOAST_SECONDS)
    assert "quit" in session.requests

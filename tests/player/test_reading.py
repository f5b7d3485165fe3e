"""A saved file is read, and its first frame worked out, by threads that need Python's lock: the window leaves it to
them."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from tests.player.scenes import write_tiny
from visualizer.bench.reload import _Watch
from visualizer.player.pictures import HOLD
from visualizer.player.reload import Saved, Unchanged

NOW = 0.0  # clock reading, seconds; the film stands


def test_nothing_is_drawn_while_a_saved_file_is_read_and_the_film_stands(tmp_path: Path) -> None:
    with _Watch(write_tiny(tmp_path), 0.0, (96, 54)) as watch:
        pictures, session = watch._pictures, watch.session
        session.seek(1.0, NOW)  # another picture is wanted
        pictures.take(Saved(), session, NOW)
        shown = pictures.frame
        for _ in range(20):
            pictures.draw(session, NOW)
            assert not pictures.rehearse(session, NOW), "shots to come are prepared"
        assert pictures.frame is shown, "the picture was drawn while the file was read"
        assert pictures.waiting, "the window does not let the reading thread have Python's lock"
        pictures.take(Unchanged(), session, NOW)
        watch._turn_until(lambda: pictures.frame is not shown)


def test_the_next_picture_of_a_film_that_plays_waits_for_a_save_but_not_for_long(tmp_path: Path) -> None:
    with _Watch(write_tiny(tmp_path), 0.0, (96, 54)) as watch:
        pictures, session = watch._pictures, watch.session
        session.transport = session.transport.played(NOW)
        while pictures._drawing is not None:  # a picture that is begun is finished first
            pictures.draw(session, NOW)
        shown = pictures.frame
        pictures.take(Saved(), session, NOW)
        for number in range(20):
            pictures.draw(session, NOW + HOLD * number / 20.0)
        assert pictures.frame is shown, "a picture of the old scene delays that of the new one"
        for _ in range(1000):
            pictures.draw(session, NOW + HOLD)
            if pictures.frame is not shown:
                break
        assert pictures.frame is not shown, "the film stands still until a file is read that takes long"


def test_the_window_naps_while_the_first_frame_of_a_new_scene_is_worked_out(tmp_path: Path) -> None:
    with _Watch(write_tiny(tmp_path), 0.0, (96, 54)) as watch:
        pictures, ready = watch._pictures, threading.Event()
        assert not pictures.waiting
        preparation = cast(Any, SimpleNamespace(ready=ready, stop=lambda: None))
        pictures.renewal._scene = watch.session.scene, "", preparation
        assert pictures.waiting, "the window spins, and the thread waits for Python's lock"
        ready.set()
        assert not pictures.waiting


def test_shots_to_come_are_not_worked_out_while_a_saved_file_is_read(tmp_path: Path) -> None:
    with _Watch(write_tiny(tmp_path), 0.0, (96, 54)) as watch:
        pictures, session = watch._pictures, watch.session
        preparation = pictures.preparation
        assert preparation is not None
        pictures.take(Saved(), session, NOW)
        pictures.draw(session, NOW)
        assert not preparation._going.is_set(), "the thread takes Python's lock from the one that reads"
        pictures.take(Unchanged(), session, NOW)
        pictures.draw(session, NOW)
        assert preparation._going.is_set(), "shots to come are never prepared again"

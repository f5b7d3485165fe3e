"""A saved file is read by a thread that needs Python's lock: meanwhile a picture that stands still is left as it is."""

from pathlib import Path

from tests.player.scenes import write_tiny
from visualizer.bench.reload import _Watch
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

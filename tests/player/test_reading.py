"""A saved file is read, and its first frame worked out, by threads that need Python's lock: the window leaves it to
them."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.player.scenes import write_tiny
from tests.waiting import GUARD
from visualizer.bench.reload import _Watch
from visualizer.player import pictures as pictures_module
from visualizer.player import preparation as preparation_module
from visualizer.player import renewal as renewal_module
from visualizer.player.pictures import HOLD
from visualizer.player.reload import Loaded, Saved, Unchanged
from visualizer.scene.loading import edited

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


FOV, ANGLES = ("camera", "eye", "fov"), (40.0, 35.0)  # degrees


def test_a_picture_of_a_motion_is_given_up_for_a_saved_scene_but_not_two_in_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures_module, "SLICE", 0.0)  # a slice is one pass
    with _Watch(write_tiny(tmp_path), 0.0, (96, 54)) as watch:
        pictures, session = watch._pictures, watch.session
        session.transport = session.transport.played(NOW)
        first, second = (edited(session.scene, FOV, angle) for angle in ANGLES)

        def begun() -> object:
            """Begin a picture of the film that plays, and return it."""
            while pictures._drawing is None:
                pictures.draw(session, NOW + 0.1)
            return pictures._drawing

        def loaded(scene: Any) -> None:
            pictures.take(Loaded(scene, 0.0), session, NOW)
            assert pictures.renewal._scene is not None
            assert pictures.renewal._scene[2].ready.wait(GUARD)
            pictures.draw(session, NOW + 0.1)

        old = begun()
        loaded(first)
        assert session.scene is first, "a picture of the old scene is finished before the new one is shown"
        assert begun() is not old
        after = begun()
        loaded(second)
        assert session.scene is first, "pictures are given up again and again, and none is ever shown"
        while pictures._drawing is after:
            pictures.draw(session, NOW + 0.1)
        assert pictures.frame is not None and pictures.frame.camera.fov == ANGLES[0]
        while session.scene is not second:
            pictures.draw(session, NOW + 0.1)


LIT = """
[light.lamp]
position = [1, 2, 1]
colour = [1, 1, 1]

[probe.room]
position = [0, 1, 0]
centre = [0, 1, 0]
size = [8, 4, 8]

[look.plain]
probe = "room"
"""


def test_loading_says_how_far_it_is_and_never_goes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a probe sees has meshes of its own, which are built too."""
    path = write_tiny(tmp_path)
    path.write_text(path.read_text().replace('camera = "eye"', 'camera = "eye"\nlook = "plain"') + LIT)
    texts, shares, meshes = [], [], []
    real_draw, real_build = pictures_module.Pictures.draw, preparation_module.build

    def draw(self: Any, *arguments: Any) -> None:
        real_draw(self, *arguments)
        if not self.picture.drawn:
            texts.append(self.loading().loading)
            shares.append(self.loading().progress)

    def build(frame: Any) -> Any:
        for step in real_build(frame):
            meshes.append(step)
            yield step

    monkeypatch.setattr(pictures_module.Pictures, "draw", draw)
    monkeypatch.setattr(preparation_module, "build", build)
    monkeypatch.setattr(pictures_module, "SLICE", 0.0)  # each pass ends a slice
    monkeypatch.setattr(renewal_module, "PATIENCE", 0.0)
    with _Watch(path, 0.0, (96, 54)):
        pass
    assert meshes and all(built <= count for built, count in meshes)
    assert shares == sorted(shares) and shares[0] >= 0.0 and shares[-1] <= 1.0
    assert any("shaders" in text for text in texts) and any("first picture" in text for text in texts)


LAMP, BRIGHTER, PLACE, BESIDE = (
    ("light", "lamp", "colour"),
    [4, 4, 4],
    ("probe", "room", "position"),
    [1, 1, 0],
)


@pytest.mark.parametrize("playing", [False, True])
def test_the_first_picture_of_a_changed_light_has_the_reflections_of_the_one_before_it(
    playing: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_tiny(tmp_path)
    path.write_text(path.read_text().replace('camera = "eye"', 'camera = "eye"\nlook = "plain"') + LIT)
    with _Watch(path, 0.0, (96, 54)) as watch:
        pictures, session, begin = watch._pictures, watch.session, watch._pictures._clock()
        session.transport = session.transport.played(begin) if playing else session.transport
        shown: list[Any] = []
        draw = pictures.draw

        def draw_and_note(*arguments: Any) -> None:
            draw(*arguments)
            if pictures.frame is not (shown or [None])[-1]:
                shown.append(pictures.frame)

        monkeypatch.setattr(pictures, "draw", draw_and_note)

        def captures(path: Any, value: object) -> list[Any]:
            """Return what the next two pictures after an edit reflect, and what the new scene does."""
            scene = edited(session.scene, path, value)

            def of_it() -> list[Any]:
                return [frame for frame in shown if frame.library is scene.library]

            pictures.take(Loaded(scene, 0.0), session, pictures._clock())
            watch._turn_until(lambda: len(of_it()) > 1)
            return [frame.probe.capture for frame in (*of_it()[:2], scene.at(0.0))]

        watch._turn_until(lambda: pictures.frame is not None)
        before = pictures.frame
        assert before is not None and before.probe is not None
        first, second, own = captures(LAMP, BRIGHTER)
        assert first is before.probe.capture, "what the probe sees is drawn before the first picture"
        assert second is own, "reflections stay those of the scene before"
        first, _, own = captures(PLACE, BESIDE)
        assert first is own, "a probe that was moved shows what another place sees"

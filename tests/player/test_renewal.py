"""What was saved is prepared while the old scene and shaders are shown, and then swapped in."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import visualizer
from tests.player.scenes import TINY, write_tiny
from tests.player.soak import SIZE, Watch
from tests.waiting import wait_until
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import Request
from visualizer.player.preparation import kinds_of
from visualizer.player.renewal import Renewal

CHANGED = """
[actor.more]
kind = "shape"
shape = "cylinder"
"""


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    made = Watch(tmp_path)
    made.draw()
    yield made
    made.release()


def renewal_of(watch: Watch) -> Renewal:
    """Return a renewal on a machine that is so slow that every pass and every program takes a slice of its own."""
    seconds = itertools.count()
    return Renewal(watch.picture, lambda: float(next(seconds)), lambda: False)


def test_a_saved_scene_is_swapped_in_when_its_picture_needs_no_more_programs_or_meshes(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, renewal = watch.session.scene, renewal_of(watch)
    (tmp_path / "new").mkdir()
    new = visualizer.load(write_tiny(tmp_path / "new", TINY + CHANGED))
    renewal.begin_scene(new, 1.0, "Reloaded")
    preparation = renewal._scene[2] if renewal._scene else None
    assert preparation is not None
    wait_until(preparation.ready.is_set, lambda: "the meshes")
    slices = 1
    while (adopted := renewal.advance(watch.session, 0.0, set())) is None:
        slices += 1
        assert watch.session.scene is old and renewal.pending
        watch.picture.draw(watch.session.exposure(0.0, 1), SIZE)  # the old one is drawn meanwhile
    assert slices > 1 and adopted is preparation and not renewal.pending
    assert watch.session.scene is new and watch.session.toast == "Reloaded"
    adopted.stop()

    def refuse(request: Request) -> None:
        raise AssertionError("a program is built that was not prepared")

    with watch.picture.interrupted(refuse):
        watch.picture.draw(watch.session.exposure(0.0, 1), SIZE)


@pytest.mark.parametrize("what", ["nothing new while it plays", "anything while it stands"])
def test_a_scene_that_needs_no_rehearsal_is_swapped_in_once_its_meshes_are_built(
    watch: Watch, tmp_path: Path, what: str
) -> None:
    renewal, playing = renewal_of(watch), what.endswith("plays")
    (tmp_path / "new").mkdir()
    new = visualizer.load(write_tiny(tmp_path / "new", TINY + CHANGED))
    known = kinds_of(new.at(1.0)) if playing else frozenset[tuple[str, object]]()
    if not playing:
        watch.session.transport = watch.session.transport.paused(0.0)
    renewal.begin_scene(new, 1.0, "Reloaded")
    preparation = renewal._scene[2] if renewal._scene else None
    assert preparation is not None
    wait_until(preparation.ready.is_set, lambda: "the meshes")
    assert renewal.advance(watch.session, 0.0, known) is preparation
    preparation.stop()
    assert watch.session.scene is new and preparation.first is None


def test_saved_shaders_are_used_only_when_all_of_a_picture_is_drawn_with_them(watch: Watch) -> None:
    renewal, renderer = renewal_of(watch), watch.picture._renderer
    before = watch.picture.pixels()
    renewal.begin_shaders(watch.session, 0.0)
    slices = 1
    while (preparation := renewal.advance(watch.session, 0.0, set())) is None:
        slices += 1
        assert watch.picture._renderer is renderer and renewal.pending
        np.testing.assert_array_equal(watch.picture.pixels(), before)
        watch.picture.draw(watch.session.exposure(0.0, 1), SIZE)
    preparation.stop()
    assert slices > 10 and watch.picture._renderer is not renderer
    assert watch.session.toast == "Shaders reloaded" and not watch.session.error
    np.testing.assert_array_equal(watch.picture.pixels(), before)


def test_shaders_with_an_error_leave_the_old_ones_and_the_next_save_is_tried_again(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewal, renderer = renewal_of(watch), watch.picture._renderer
    get = Programs.get

    def fail(self: Programs, request: object) -> object:
        raise visualizer.InputError("shaders/renderer/grade.frag:3: what is this")

    renewal.begin_shaders(watch.session, 0.0)
    monkeypatch.setattr(Programs, "get", fail)
    while renewal.pending:
        assert renewal.advance(watch.session, 0.0, set()) is None
    assert "grade.frag:3" in watch.session.error
    monkeypatch.setattr(Programs, "get", get)
    watch.picture.draw(watch.session.exposure(0.0, 1), SIZE)
    assert watch.picture._renderer is renderer
    renewal.begin_shaders(watch.session, 0.0)
    preparation = None
    while preparation is None:
        preparation = renewal.advance(watch.session, 0.0, set())
    preparation.stop()
    assert not watch.session.error


def test_a_scene_that_was_saved_again_before_it_was_swapped_in_gives_way(
    watch: Watch, tmp_path: Path
) -> None:
    renewal = renewal_of(watch)
    scenes = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        scenes.append(visualizer.load(write_tiny(tmp_path / name, TINY)))
        renewal.begin_scene(scenes[-1], 1.0, name)
    preparation = renewal.swap(watch.session, 0.0)
    assert preparation is not None and watch.session.scene is scenes[1]
    preparation.stop()
    assert renewal.swap(watch.session, 0.0) is None

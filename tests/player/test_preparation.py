"""What shots to come need is made before they are due, and nothing of that is seen."""

import itertools
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import visualizer
from tests.player.scenes import TINY, write_tiny
from tests.player.soak import EMITTERS, SIZE, Watch
from tests.waiting import wait_until
from visualizer.frame import Frame
from visualizer.player.drawing import Steps
from visualizer.player.preparation import Preparation, moments, needs
from visualizer.scene.loading import edited
from visualizer.scene.scene import Scene

SECOND = """
[actor.late]
kind = "shape"
shape = "sphere"
visible = [{ t = 0, v = false }, { t = 2, v = true }]
"""


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    text = TINY + SECOND + EMITTERS.format(size=1.0, rate=50)
    return visualizer.load(write_tiny(tmp_path, text))


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    made = Watch(tmp_path)
    yield made
    made.release()


def prepared(scene: Scene, start: float) -> Preparation:
    preparation = Preparation(scene, start)
    preparation._thread.join()
    return preparation


def test_the_moment_of_the_start_is_first_then_come_the_shots_from_there_on(scene: Scene) -> None:
    found = moments(scene.shots, 5.0)
    assert found[0] == (5.0, 5.0)
    assert [due for _, due in found[1:]] == sorted((due for _, due in found[1:]), reverse=True)
    assert {due for _, due in found[1:]} == {0.0, 2.0}
    assert all(0.0 <= moment < 20.0 for moment, _ in found)


def test_a_frame_needs_its_meshes_materials_sky_and_emitters(scene: Scene) -> None:
    early, late = needs(scene.at(1.0)), needs(scene.at(5.0))
    assert {kind for kind, _ in early} >= {"mesh", "material", "emitter", "sky"}
    assert late - early == {("mesh", "late.shape")}


def test_meshes_are_built_by_the_thread_and_only_frames_with_something_new_are_rehearsed(
    scene: Scene,
) -> None:
    preparation = prepared(scene, 1.0)
    assert preparation.ready.is_set() and preparation.first is not None
    assert preparation.meshes[0] == preparation.meshes[1] > 0
    waiting = []
    while (rehearsal := preparation.next(0.0, None)) is not None:
        waiting.append(rehearsal.due)
        preparation.done(rehearsal)
    assert waiting == [1.0, 2.0], "the first frame, and the second shot, which has another actor"


def test_while_the_film_plays_only_what_is_due_soon_that_way_is_rehearsed(scene: Scene) -> None:
    preparation = prepared(scene, 0.0)
    assert preparation.first is not None
    preparation.done(preparation.first)
    assert preparation.next(1.0, 0.5) is None and preparation.next(1.0, -12.0) is None
    for soon in (preparation.next(1.0, 12.0), preparation.next(5.0, -12.0), preparation.next(9.0, None)):
        assert soon is not None and soon.due == 2.0


def test_what_was_rehearsed_builds_no_program_later_and_was_not_seen(scene: Scene, watch: Watch) -> None:
    watch.draw()
    before, preparation = watch.picture.pixels(), prepared(scene, 1.0)
    count = 0
    while (rehearsal := preparation.next(0.0, None)) is not None:
        clock = itertools.count()  # each look at it is a second later: a pass or program a slice
        while not rehearsal.begun(watch.picture).advance(watch.picture, partial(next, clock)):
            count += 1
            assert count < 1000
        preparation.done(rehearsal)
    assert count > 10
    assert np.array_equal(watch.picture.pixels(), before)
    drawing = Steps(lambda: watch.picture.drawing(scene.exposure(5.0, 1), SIZE))
    while not drawing.advance(watch.picture, lambda: 0.0):
        pass
    assert drawing.built == 0
    assert not np.array_equal(watch.picture.pixels(), before)


def test_before_the_first_picture_what_is_drawn_unseen_is_small_and_builds_the_same_programs(
    scene: Scene, watch: Watch
) -> None:
    large = (256, 144)
    watch.picture._renderer.resize(large)
    for _ in watch.picture.rehearsing([scene.at(1.0)]):
        assert np.prod(watch.picture._renderer.size) < 0.1 * np.prod(large)
    assert not watch.picture.drawn
    drawing = Steps(lambda: watch.picture.drawing(scene.exposure(1.0, 1), large))
    while not drawing.advance(watch.picture, lambda: 0.0):
        pass
    assert watch.picture.size == large
    assert drawing.built == 0


def test_a_frame_that_an_actor_cannot_make_ends_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object, time: float) -> None:
        raise ZeroDivisionError(f"an actor's own mistake at {time}")

    monkeypatch.setattr(type(scene), "at", broken)
    preparation = prepared(scene, 1.0)
    assert preparation.ready.is_set() and preparation.first is None
    assert preparation.next(0.0, None) is None


def test_a_preparation_that_is_stopped_holds_nothing(scene: Scene) -> None:
    preparation = Preparation(scene, 0.0)
    preparation.stop()
    wait_until(lambda: not preparation._thread.is_alive(), lambda: "the thread")
    preparation.stop()
    assert preparation.next(0.0, None) is None


def test_only_the_first_frame_is_prepared_of_a_scene_that_needs_nothing_else_than_the_one_before(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = prepared(scene, 1.0)
    moved = edited(scene, ("camera", "eye", "fov"), 30)
    larger = edited(scene, ("actor", "ball", "size", 0), 2.0)
    seen: list[float] = []
    at = Scene.at

    def counted(one: Scene, time: float) -> Frame:
        seen.append(time)
        return at(one, time)

    monkeypatch.setattr(Scene, "at", counted)

    def times(one: Scene) -> int:
        seen.clear()
        Preparation(one, 1.0, before=before)._thread.join()
        return len(seen)

    assert times(moved) > 1, "what it needs is not rehearsed yet"
    while (rehearsal := before.next(0.0, None)) is not None:
        before.done(rehearsal)
    assert times(moved) == 1 and times(larger) > 1

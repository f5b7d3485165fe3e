"""A second process draws the shots to come once, so that the window finds what the driver has compiled for them."""

from dataclasses import replace
from pathlib import Path

import visualizer
from tests.player.scenes import write_tiny
from tests.waiting import wait_until
from visualizer.gpu.sources import Request
from visualizer.player.preparation import Preparation, moments
from visualizer.player.warming import Warming
from visualizer.renderer.renderer import Renderer


def test_each_moment_is_told_once_it_is_warm(tmp_path: Path) -> None:
    path = write_tiny(tmp_path)
    warming = Warming(path, 1.0, (32, 18))
    wait_until(lambda: not warming.running, lambda: f"{warming.warm} moments")
    warming.stop()
    assert warming.warm == len(moments(visualizer.load(path).shots, 1.0))


def test_programs_are_told_once_they_are_drawn_with_and_so_is_a_time_that_is_asked_for(
    tmp_path: Path,
) -> None:
    path = write_tiny(tmp_path)
    with Renderer((32, 18)) as renderer:
        renderer.draw(replace(visualizer.load(path).at(1.0), captions=()))
        needed = renderer.programs.requests
    warming = Warming(path, 1.0, (32, 18))
    assert not warming.has_drawn(0.25)
    wait_until(lambda: warming.has_drawn(0.25), lambda: f"{warming.warm} moments")
    wait_until(lambda: not warming.running or warming.has_drawn(1.0), lambda: "the first time")
    wait_until(
        lambda: all(map(warming.has_built, needed)),
        lambda: f"not {[r for r in needed if not warming.has_built(r)]}",
    )
    warming.stop()
    assert not warming.has_built(Request.computed("another.comp"))


def test_a_scene_that_cannot_be_loaded_and_a_stop_in_the_middle_end_it(tmp_path: Path) -> None:
    broken = Warming(tmp_path / "missing.toml", 0.0, (32, 18))
    stopped = Warming(write_tiny(tmp_path), 0.0, (32, 18))
    stopped.stop()
    wait_until(lambda: not broken.running, lambda: "a process without a scene")
    broken.stop()
    assert broken.warm == 0 and not stopped.running


def test_what_is_not_warm_yet_is_not_rehearsed(tmp_path: Path) -> None:
    preparation = Preparation(visualizer.load(write_tiny(tmp_path)), 1.0)
    preparation._thread.join()
    assert preparation.next(1.0, None, 0) is None
    first = preparation.next(1.0, None, 1)
    assert first is preparation.first and first is not None
    preparation.stop()

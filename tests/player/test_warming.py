"""A second process draws the shots to come once, so that the window finds what the driver has compiled for them."""

from pathlib import Path

import visualizer
from tests.player.scenes import write_tiny
from tests.waiting import wait_until
from visualizer.player.preparation import Preparation, moments
from visualizer.player.warming import Warming


def test_each_moment_is_told_once_it_is_warm(tmp_path: Path) -> None:
    path = write_tiny(tmp_path)
    warming = Warming(path, 1.0, (32, 18))
    wait_until(lambda: not warming.running, lambda: f"{warming.warm} moments")
    warming.stop()
    assert warming.warm == len(moments(visualizer.load(path).shots, 1.0))


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

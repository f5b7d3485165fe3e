"""Markers: moments with names, to which all times may be relative, in files and on the command line."""

import pytest

from tests.scene.texts import GOOD
from visualizer.errors import InputError
from visualizer.output.times import moment_of
from visualizer.scene.film import Marker
from visualizer.scene.loading import edited, load_text

MARKED = (
    GOOD.replace('start = "one+2"', 'start = "impact-0.5"')
    + 'rotation = [{ t = "impact", v = [0, 0, 0] }, { t = "impact+1", v = [90, 0, 0] }]\n'
    + '[[marker]]\nname = "settled"\ntime = "impact+1.25"\n[[marker]]\nname = "impact"\ntime = 2.5\n'
)


def test_times_of_shots_keyframes_and_markers_are_relative_to_markers():
    scene = load_text(MARKED)
    assert scene.markers == (Marker("impact", 2.5), Marker("settled", 3.75))
    assert scene.shot("two").start == 2.0
    assert scene.tables["actor", "stone"].rotation.times == (2.5, 3.5)


def test_what_is_relative_to_a_marker_moves_with_it():
    scene = edited(load_text(MARKED), ("marker", 1, "time"), 1.5)
    assert [marker.time for marker in scene.markers] == [1.5, 2.75]
    assert scene.shot("two").start == 1.0
    assert scene.tables["actor", "stone"].rotation.times == (1.5, 2.5)


def test_a_time_that_a_user_gives_may_name_a_marker():
    scene = load_text(MARKED)
    assert moment_of(scene, "impact+0.25", scene.film.grid()) == 2.75
    with pytest.raises(InputError, match="no shot or marker is called 'impct'; did you mean 'impact'"):
        moment_of(scene, "impct", scene.film.grid())

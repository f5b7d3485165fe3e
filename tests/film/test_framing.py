"""How people stand in the picture: not cut off by its side, in the sizes of people, and on knees that bend one way."""

import numpy as np
import pytest

from visualizer.actors.graph import Snapshot
from visualizer.cast.figure import skeleton as bones


@pytest.mark.parametrize("offset", [0.1, 0.7, 1.2, 1.9])
@pytest.mark.parametrize("figure", ["jor", "lara"])
def test_nobody_is_cut_off_by_the_side_of_the_picture_before_the_door(figure, offset, story):
    for anchor in ("head", "left_shoulder", "right_shoulder"):
        x, _, _ = story.seen(f"{figure}.{anchor}", story.time("far_door", offset))
        assert abs(x) < 0.98, anchor


@pytest.mark.parametrize("offset", [0.1, 1.0, 1.9])
def test_the_niece_on_the_steps_is_not_a_giantess_beside_those_below(offset, story):
    time = story.time("farewell", offset)
    *_, niece = story.seen("kara.head", time)
    for other in ("jor.head", "lara.head"):
        x, _, distance = story.seen(other, time)
        assert 0.75 < distance / niece < 1.3, "the size of one to the other, but for their heights"
        assert abs(x) < 0.98


@pytest.mark.parametrize("shot", ["farewell", "boarding"])
def test_the_knees_of_the_niece_do_not_flip_as_she_climbs(shot, story):
    # A leg that is raised along the direction its knee points to bends to either side from one frame to the next.
    niece = story.actor("kara")
    times = story.time(shot) + np.arange(0.01, 1.9, 1.0 / 24.0)
    drawn = [
        niece._reaching(niece.motion.bodies((time,)), [Snapshot(story.scene.graph, time)]).bones[0]
        for time in times
    ]
    thighs = np.array(drawn)[:, bones.THIGH_L : bones.THIGH_R + 1, :3, :3]
    turns = thighs[1:].swapaxes(-1, -2) @ thighs[:-1]
    angles = np.degrees(np.arccos(np.clip((np.trace(turns, axis1=-2, axis2=-1) - 1.0) / 2.0, -1.0, 1.0)))
    assert angles.max() < 75.0

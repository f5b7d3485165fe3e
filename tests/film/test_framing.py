"""How people stand in the picture: not cut off by its side, and in the sizes of people, wherever they stand."""

import pytest


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

"""Drawing in steps: other draws may come in between, and only the last one that was begun goes on."""

import numpy as np
import pytest

from tests.renderer.frames import still_life
from visualizer.renderer.renderer import Renderer, Superseded

SIZE = (32, 18)


@pytest.fixture
def renderer():
    with Renderer(SIZE) as made:
        yield made


def test_a_draw_in_steps_gives_the_picture_of_a_draw_at_once(renderer):
    steps = list(renderer.drawing(still_life(1.0)))
    assert steps[-1][0] == steps[-1][1] == len(steps) > 3
    found = renderer.pixels()
    renderer.draw(still_life(1.0))
    np.testing.assert_array_equal(renderer.pixels(), found)


@pytest.mark.parametrize("other", ["draw", "size"])
def test_another_draw_or_size_ends_a_draw_in_steps_and_leaves_the_last_picture(renderer, other):
    renderer.draw(still_life())
    picture = renderer.pixels()
    steps = renderer.drawing(still_life(1.0))
    next(steps)
    if other == "draw":
        renderer.draw(still_life())
    else:
        renderer.resize((40, 20))
    with pytest.raises(Superseded, match="another draw was begun, or the size was changed"):
        next(steps)
    np.testing.assert_array_equal(renderer.pixels(), picture)

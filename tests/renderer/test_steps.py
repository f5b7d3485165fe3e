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


def test_a_picture_that_is_shown_early_is_the_mean_so_far_and_changes_nothing_of_the_whole_one(renderer):
    frames = [still_life(1.0 + 0.01 * number) for number in range(4)]
    renderer.draw(frames)
    whole = renderer.pixels()
    renderer.draw(frames[:1])
    seen: list[tuple[int, np.ndarray]] = []
    for _ in renderer.drawing(frames, early=(1, 2, 16)):
        if not seen or renderer.samples != seen[-1][0]:
            seen.append((renderer.samples, renderer.pixels()))
    assert [samples for samples, _ in seen] == [1, 2]
    np.testing.assert_array_equal(renderer.pixels(), whole)
    assert renderer.samples == 4
    away = [np.abs(pixels.astype(int) - whole).mean() for _, pixels in seen]
    assert away[1] < away[0] < 20.0, "a mean that is not divided by its samples would be dark"


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

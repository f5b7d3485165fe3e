"""Preparing a frame: its first draw then compiles and builds nothing, and nothing that was drawn changes."""

import numpy as np
import pytest

from tests.renderer.frames import LIBRARY, PLAIN, pose, still_life
from visualizer.frame import Draw, Library
from visualizer.geometry.lazy import LazyMesh
from visualizer.geometry.primitives import box
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.surfaces import UnknownMaterial

SIZE = (32, 18)


@pytest.fixture
def renderer():
    with Renderer(SIZE) as made:
        yield made


def other_frame():
    """Return a frame with a mesh and a material that `still_life` does not have."""
    mesh = LazyMesh(lambda: box((0.5, 1.0, 0.5)))
    library = Library({**LIBRARY.meshes, "stone": mesh}, {})
    return still_life(1.0, library=library, draws=(Draw("stone", "crystal", pose(), uniforms={"glow": 0.5}),))


def test_the_first_draw_of_a_prepared_frame_compiles_and_builds_nothing(renderer):
    frame = other_frame()
    renderer.draw(still_life())
    list(renderer.preparing(frame))
    known = renderer.programs.requests
    assert frame.library.meshes["stone"].is_built
    renderer.draw(frame)
    assert renderer.programs.requests == known


def test_preparing_leaves_the_picture_and_the_results_of_the_last_draw(renderer):
    renderer.draw(still_life(), results=("picture", "depth"))
    picture, depth = renderer.pixels(), renderer.result("depth")
    steps = list(renderer.preparing(other_frame()))
    assert steps[-1][0] == steps[-1][1] == len(steps)
    np.testing.assert_array_equal(renderer.pixels(), picture)
    np.testing.assert_array_equal(renderer.result("depth"), depth)


def test_a_frame_that_was_prepared_is_drawn_as_one_that_was_not(renderer):
    frame = other_frame()
    list(renderer.preparing(frame))
    renderer.draw(frame)
    with Renderer(SIZE) as fresh:
        fresh.draw(frame)
        np.testing.assert_array_equal(renderer.pixels(), fresh.pixels())


def test_a_draw_ends_what_is_being_prepared(renderer):
    steps = renderer.preparing(other_frame())
    next(steps)
    renderer.draw(still_life())
    picture = renderer.pixels()
    assert list(steps) == []
    np.testing.assert_array_equal(renderer.pixels(), picture)


def test_a_frame_that_cannot_be_drawn_cannot_be_prepared(renderer):
    with pytest.raises(UnknownMaterial):
        list(renderer.preparing(still_life(draws=(Draw("box", "no_such_thing", pose(), uniforms=PLAIN),))))
    renderer.draw(still_life())

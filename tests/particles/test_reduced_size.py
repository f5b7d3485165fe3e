"""Smoke at a reduced size: where it is blended, and that it looks as at the whole size."""

import numpy as np
import pytest

from tests.particles.test_drawing import SMOKE, SOOT, frame
from tests.renderer.frames import PLAIN, pose
from visualizer.frame import Draw
from visualizer.gpu.generated import SPRITE
from visualizer.renderer.particles import reduced_size
from visualizer.renderer.particles.reduced_size import TILE, WHOLE, covered
from visualizer.renderer.renderer import Renderer

SIZE = (301, 257)  # odd, and high enough for a reduced size


def sprites(*rows):
    """Return sprites of rows of x, y (NDC), half sizes (pixels), direction of the first."""
    made = np.zeros(len(rows), SPRITE.dtype)
    for sprite, (x, y, half, along) in zip(made, rows, strict=True):
        sprite["place"][:2], sprite["form"] = (x, y), (*half, *along)
    return made


def pixels_of(boxes, size):
    """Return how many boxes hold each pixel, (height, width)."""
    held = np.zeros(size[::-1], int)
    for left, low, right, high in np.rint(boxes * np.array([*size, *size])).astype(int):
        held[low:high, left:right] += 1
    return held


def test_boxes_hold_each_pixel_of_a_sprite_once_and_nothing_far_from_it():
    turned = np.sqrt(0.5)
    some = sprites(
        (0.0, 0.0, (40.0, 4.0), (turned, turned)), (-1.0, 0.9, (9.0, 9.0), (1.0, 0.0)), (0.2, 0.1, (30.0, 30.0), (0.0, 1.0))
    )  # fmt: skip
    held = pixels_of(covered(some, SIZE), SIZE)
    y, x = np.mgrid[: SIZE[1], : SIZE[0]] + 0.5
    near = np.full(held.shape, np.inf)
    for sprite in some:
        centre = (0.5 + 0.5 * sprite["place"][:2]) * SIZE
        a, b = sprite["form"][2:]
        along, across = (x - centre[0]) * a + (y - centre[1]) * b, (y - centre[1]) * a - (x - centre[0]) * b
        away = np.hypot(along, across) * (1.0 - 1.0 / np.maximum(np.hypot(along / sprite["form"][0], across / sprite["form"][1]), 1e-9))  # fmt: skip
        near = np.minimum(near, np.maximum(away, 0.0))
    assert held.max() == 1
    assert (held[near <= 0.0] == 1).all()
    assert (held[near > 40.0 + 2 * TILE] == 0).all()


def test_sprites_outside_of_the_picture_need_no_box():
    assert not len(covered(sprites((3.0, 0.0, (20.0, 20.0), (1.0, 0.0))), SIZE))
    assert not len(covered(sprites(), SIZE))


def test_one_large_sprite_needs_the_whole_picture():
    held = pixels_of(covered(sprites((0.0, 0.0, (900.0, 900.0), (1.0, 0.0))), SIZE), SIZE)
    assert np.array_equal(held, pixels_of(WHOLE, SIZE))


@pytest.mark.parametrize("compute", [True, False])
def test_smoke_at_reduced_size_looks_as_at_the_whole_size_behind_edges_too(compute, monkeypatch):
    near = Draw("box", "plain", pose(0.9, 0.0, 1.5), uniforms=PLAIN)
    one = frame(2.5, SMOKE, SOOT, draws=(near,))
    drawn = []
    with Renderer(SIZE) as renderer:
        renderer.particles.compute = compute
        for least in ((SIZE[1],) * 2, (SIZE[1] + 1, SIZE[1]), (SIZE[1] + 1,) * 2):
            monkeypatch.setattr(reduced_size, "LEAST_HEIGHTS", least)
            renderer.draw(one)
            drawn.append(renderer.light().astype(np.float64))
    third, half, whole = drawn
    assert whole.max() > 0.1
    assert not np.array_equal(third, half)
    for smaller, share in ((third, 0.04), (half, 0.02)):  # a third is used in pictures that are higher
        assert not np.array_equal(smaller, whole)
        assert np.abs(smaller - whole).mean() < share * whole.mean()
        assert np.quantile(np.abs(smaller - whole), 0.9999) < 0.15 * whole.max()


def test_smoke_is_drawn_at_the_whole_size_at_full_detail():
    one = frame(2.5, SMOKE)
    with Renderer(SIZE, detail="full") as renderer:
        renderer.draw(one)
        assert renderer.particles._reduced.memory == 0
    with Renderer(SIZE, detail="standard") as renderer:
        renderer.draw(one)
        assert renderer.particles._reduced.memory > 0

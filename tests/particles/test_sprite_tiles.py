"""Many sprites that add light are summed in tiles: the picture is the one of triangles, on every path and in every
run."""

import numpy as np
import pytest

from tests.particles.test_drawing import STILL, frame, light
from tests.renderer.frames import PLAIN, pose
from visualizer.frame import Draw
from visualizer.renderer.particles import splats
from visualizer.renderer.particles.glsl import MOST_LEVELS, SPAN, TILE_HEIGHT, TILE_WIDTH
from visualizer.renderer.particles.sprite_tiles import levels_of
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.requests import ROWS_EACH, tile_sum

DISCS = STILL | {
    "bursts": [{"t": 0, "count": 400}],
    "shape": "box",
    "extent": (4.0, 3.0, 1.0),
    "size_spread": 0.5,
    "brightness": 0.3,
    "opacity": 0.3,
}
WALL = (Draw("box", "plain", pose(0.5, 0.0, -0.3), uniforms=PLAIN),)


@pytest.fixture(scope="module")
def renderer():
    with Renderer((160, 90)) as made:
        yield made


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """A few sprites are enough for tiles."""
    monkeypatch.setattr(splats, "MANY", 1)


CASES = {
    "small": [DISCS | {"size": 0.15}],
    "of all sizes": [
        DISCS | {"size": size, "bursts": [{"t": 0, "count": count}]}
        for size, count in ((0.2, 400), (1.0, 30), (6.0, 10))
    ],
    "stretched": [DISCS | {"size": 0.3, "velocity_spread": (3.0, 2.0, 1.0), "stretch": 1.0}],
    "of different brightness": [DISCS | {"size": 0.3}, DISCS | {"size": 0.3, "brightness": 0.01}],
}


@pytest.mark.parametrize("draws", [(), WALL], ids=["free", "through a wall"])
@pytest.mark.parametrize("case", CASES)
def test_tiles_give_the_picture_of_triangles(renderer, monkeypatch, case, draws):
    size = (161, 91)
    tiled = light(renderer, 1.0, *CASES[case], draws=draws, size=size)
    assert (tiled == light(renderer, 1.0, *CASES[case], draws=draws, size=size)).all()
    monkeypatch.setattr(splats, "MANY", splats.NEVER)
    drawn = light(renderer, 1.0, *CASES[case], draws=draws, size=size)
    assert drawn.max() > 0.05 and tiled.mean() == pytest.approx(drawn.mean(), rel=0.02)
    # Blending truncates each sum to a half float.
    assert np.allclose(tiled, drawn, rtol=0.06, atol=0.003)


def test_a_pixel_an_invocation_gives_the_picture_of_a_column_an_invocation(renderer):
    pictures = []
    for rows_each in ROWS_EACH:
        renderer.particles.splats._tiles._rows_each = rows_each
        pictures.append(light(renderer, 1.0, *CASES["of all sizes"], draws=WALL))
    renderer.particles.splats._tiles._rows_each = ROWS_EACH[0]
    assert tile_sum(rows_each=1, streaks=False) in renderer.programs.requests
    assert np.allclose(pictures[0], pictures[1], rtol=0.002, atol=0.0005)


def test_the_sum_of_many_faint_sprites_loses_no_light(renderer):
    one = DISCS | {"size": 0.5, "extent": (0.0, 0.0, 0.0), "size_spread": 0.0, "opacity": 1.0}
    many = light(renderer, 1.0, one | {"bursts": [{"t": 0, "count": 4000}], "brightness": 0.001})
    bright = light(renderer, 1.0, one | {"bursts": [{"t": 0, "count": 1}], "brightness": 4.0})
    assert np.allclose(many, bright, rtol=0.01, atol=0.002)


def test_a_frame_after_sprites_in_tiles_is_the_one_that_it_is_without_them(renderer):
    wanted = light(renderer, 1.0, *CASES["small"])
    light(renderer, 1.0, *CASES["of all sizes"], size=(64, 40))
    light(renderer, 1.0, *CASES["stretched"])
    assert (light(renderer, 1.0, *CASES["small"]) == wanted).all()


@pytest.mark.parametrize(
    ("properties", "wanted"),
    [
        ({"size": 0.3}, 0.3 / 5.0),
        ({"size": 0.3, "grow": 4.0}, 1.2 / 5.0),
        (
            {"size": 0.3, "rate": 50.0, "position": [{"t": 0, "v": (0, 0, 0)}, {"t": 2, "v": (0, 0, -10)}]},
            0.3 / 10.0,
        ),
        ({"size": 0.3, "space": "local"}, np.inf),
    ],
)
def test_the_apparent_size_of_particles_is_that_at_the_place_of_the_latest_births(
    renderer, properties, wanted
):
    drawn = frame(1.0, DISCS | properties)
    batch = drawn.batches[0]
    tables = renderer.particles.shaders._store.tables(drawn.library.emitters[batch.emitter])
    assert tables.apparent(batch, drawn.camera.eye) == pytest.approx(wanted, rel=1e-3)


@pytest.mark.parametrize("size", [(1, 1), (8, 8), (9, 8), (161, 91), (3840, 2160), (16384, 16384)])
def test_levels_cover_the_picture_and_end_with_one_tile(size):
    levels = levels_of(size)
    ends = [first for first, _ in levels[1:]] + [levels[-1][0] + 1]
    width, height = TILE_WIDTH, TILE_HEIGHT
    for (first, across), end in zip(levels, ends, strict=True):
        assert across * width >= size[0] > (across - 1) * width
        assert (end - first) % across == 0
        assert (end - first) // across * height >= size[1]
        width, height = 2 * width, 2 * height
    assert levels[-1][1] == 1 and len(levels) <= MOST_LEVELS
    assert SPAN > 3

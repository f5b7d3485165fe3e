"""The stars of skies: their catalogue, which of them are drawn for a view, and the light of each in the picture."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.renderer.frames import LIBRARY, PLAIN, pose
from tests.renderer.test_noise import drawn
from visualizer.frame import Camera, Draw, Frame, Sky
from visualizer.particles.appearance import blackbody
from visualizer.particles.hashing import UINT_TO_UNIT, hash13, hash_cell
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.stars import FIRST_BRIGHTNESS, KELVIN, NEXT_BRIGHTNESS, _noise, catalogue
from visualizer.renderer.view import eye_view
from visualizer.transforms import camera_from_world

SIZE = (48, 27)
SPOT, PIXEL_RADIUS = 0.0011, 0.75  # of shaders/renderer/stars.vert: radians, pixels


def looking(*towards: float, fov: float = 22.0, brightness: float = 1.0, **changes: Any) -> Frame:
    """Return a frame of the sky from the origin."""
    camera = Camera(camera_from_world((0.0, 0.0, 0.0), towards), fov=fov, far=100.0)
    sky = Sky("stars", {"brightness": brightness, "band": 0.0})
    return Frame(library=LIBRARY, time=0.0, camera=camera, sky=sky, **changes)


def expected(frame: Frame, size: tuple[int, int]) -> np.ndarray:
    """Return the light of all stars in each pixel, (height, width, 3): as the shaders, with float64 and without any
    limit."""
    right, up, forward = eye_view(frame, size).rays
    columns, rows = (np.arange(count) + 0.5 for count in size)
    x, y = np.meshgrid(2.0 * columns / size[0] - 1.0, 1.0 - 2.0 * rows / size[1])
    ray = x[..., None] * right + y[..., None] * up + forward
    ray /= np.linalg.norm(ray, axis=-1, keepdims=True)
    light = np.zeros(ray.shape)
    across = forward / np.linalg.norm(forward)
    stars = catalogue().stars.astype(np.float64)
    for *direction, brightness, kelvin in stars[stars[:, :3] @ across > (ray @ across).min() - 0.05]:
        cosine = np.dot(direction, across)
        radius = max(SPOT, PIXEL_RADIUS * 2.0 * np.linalg.norm(right) / size[0] * cosine)
        to_star = ray - direction
        away = np.einsum("ijk,ijk->ij", to_star, to_star) / (radius * radius)
        at = away < 16.0
        colour = blackbody(np.array([kelvin]))[0] * (brightness * (SPOT / radius) ** 2)
        light[at] += colour * np.exp(-away[at])[:, None]
    return light


@pytest.mark.parametrize("way", [(0.2, 0.1, -1.0), (-0.6, 1.0, 0.3)])
def test_each_pixel_has_the_light_of_the_stars_about_it(way):
    frame = looking(*way)
    with Renderer(SIZE) as renderer:
        renderer.draw(frame)
        found = renderer.light()
    wanted = expected(frame, SIZE)
    assert wanted.max() > 0.02
    # Of each star, what is below FAINT is left out.
    assert np.abs(found - wanted).max() < 6e-4
    assert found.mean() == pytest.approx(wanted.mean(), rel=0.12)


def test_surfaces_hide_stars():
    box = Draw("box", "plain", pose(0.0, 0.0, -4.0), uniforms=PLAIN)
    with Renderer(SIZE) as renderer:
        shown = []
        for brightness, draws in ((1.0, ()), (1.0, (box,)), (0.0, (box,))):
            renderer.draw(looking(0.0, 0.0, -1.0, brightness=brightness, draws=draws))
            shown.append(renderer.light())
    alone, hidden, dark = shown
    middle = np.s_[7:20, 18:30]
    assert alone[middle].max() > 1e-3 and (hidden[middle] == dark[middle]).all()
    assert (hidden[:, :10] == alone[:, :10]).all() and alone[:, :10].max() > 1e-3


def test_stars_are_many_faint_and_few_bright_ones_and_lie_over_all_of_the_sphere():
    stars = catalogue().stars
    assert np.linalg.norm(stars[:, :3], axis=1) == pytest.approx(1.0, abs=1e-6)
    assert np.abs(stars[:, :3].mean(axis=0)).max() < 0.05
    light = stars[:, 3]
    faintest = FIRST_BRIGHTNESS * NEXT_BRIGHTNESS**2 * 3.0**-1.5
    assert faintest * 0.99 < light.min() and light.max() > 100.0 * np.median(light)
    assert stars[:, 4].min() >= KELVIN[0] and stars[:, 4].max() <= KELVIN[2]


@given(
    st.tuples(*[st.floats(-1.0, 1.0)] * 3).filter(lambda way: np.linalg.norm(way) > 0.1),
    st.floats(2.0, 150.0),
)
def test_all_stars_in_a_view_are_drawn(way, fov):
    view = eye_view(looking(*way, fov=fov), SIZE)
    stars = catalogue()
    direction = stars.stars[:, :3].astype(np.float64)
    x, y, w = view.clip_from_relative[[0, 1, 3], :3] @ direction.T
    inside = (w > 0.0) & (np.abs(x) <= w) & (np.abs(y) <= w)
    chosen = np.zeros(len(inside), bool)
    for first, count in stars.runs(view.clip_from_relative):
        assert not chosen[first : first + count].any()
        chosen[first : first + count] = True
    assert not (inside & ~chosen).any()


def test_most_stars_out_of_a_narrow_view_are_not_drawn():
    view = eye_view(looking(0.3, -0.2, 1.0), SIZE)
    assert sum(count for _, count in catalogue().runs(view.clip_from_relative)) < len(catalogue().stars) / 8


def test_hashes_of_cells_and_noise_are_those_of_the_shaders():
    text = """
#include "common/noise.glsl"
in vec2 v_uv;
out vec4 f_colour;
void main()
{
    ivec3 cell = ivec3(ivec2(gl_FragCoord.xy) * 7 - 50, -3);
    f_colour = WHAT;
}
"""
    column, row = np.meshgrid(np.arange(16), np.arange(16))
    cells = np.stack([column * 7 - 50, row * 7 - 50, np.full_like(row, -3)], axis=-1).reshape(-1, 3)
    found = drawn(f"#define WHAT vec4(hash33(cell), hash13(cell))\n{text}")
    assert found[:, :3] == pytest.approx(hash_cell(cells) * UINT_TO_UNIT, abs=1e-6)
    assert found[:, 3] == pytest.approx(hash13(cells), abs=1e-6)
    noise = drawn(f"#define WHAT vec4(value_noise(vec3(cell) * 0.37))\n{text}")
    assert noise[:, 0] == pytest.approx(_noise(np.asarray(cells * 0.37, np.float64)), abs=1e-4)

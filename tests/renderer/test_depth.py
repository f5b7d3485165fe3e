"""The depth test resolves order at distances from 0.1 m to a billion kilometres."""

import dataclasses

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, LIBRARY, PLAIN, PLAIN_GRADE, still_life
from visualizer.frame import Camera, Draw, Frame
from visualizer.gpu import depth
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.view import depth_of_distance, eye_view

SIZE = (32, 18)


@pytest.fixture(scope="module")
def renderer():
    with Renderer(SIZE) as made:
        if not depth.clip_from_zero(made.context):
            pytest.skip("this driver has no clip control")
        yield made


def bodies(distances, far):
    """Return a frame of glowing cubes, one behind the other, each half as wide in the picture as the one before it."""
    draws = []
    for number, away in enumerate(distances):
        poses = np.zeros((1, 3, 4))
        poses[0, :, :3] = np.eye(3) * away * 0.8 / 2**number
        poses[0, 2, 3] = -away * (1.0 + 0.4 / 2**number)
        light = {"colour": tuple(np.eye(3)[number % 3]), "emission": 1.0 + number}
        draws.append(Draw("box", "plain", poses, uniforms=PLAIN | light, shadow=False))
    return Frame(
        LIBRARY,
        0.0,
        camera=Camera(near=0.1, far=far),
        draws=tuple(draws),
        sky=BLACK_SKY,
        grade=PLAIN_GRADE,
    )


@pytest.mark.parametrize("first", [0.2, 4.0, 400e3, 1e9])
@pytest.mark.parametrize("apart", [1.01, 30.0])
def test_nearer_surfaces_hide_farther_ones_at_any_distance(renderer, first, apart):
    """Each cube is behind the one before it and smaller in the picture, so only the first is visible, in any order."""
    frame = bodies([first * apart**n for n in range(3)], far=1e13)
    alone = dataclasses.replace(frame, draws=frame.draws[:1])
    renderer.draw(alone)
    expected = renderer.pixels()
    assert expected.max() > 100
    for draws in (frame.draws, frame.draws[::-1]):
        renderer.draw(dataclasses.replace(frame, draws=draws))
        np.testing.assert_array_equal(renderer.pixels(), expected)


@pytest.mark.parametrize("far", [1.0, 500.0, 1.5e11])
def test_depth_is_1_at_the_near_plane_and_0_at_the_far_plane(far):
    view = eye_view(Frame(LIBRARY, 0.0, camera=Camera(near=0.1, far=far)), SIZE)
    scale, shift = depth_of_distance(0.1, far)
    for away, wanted in ((0.1, 1.0), (far, 0.0)):
        x, y, z, w = view.clip_from_relative @ [0.0, 0.0, -away, 1.0]
        assert (x, y, w) == (0.0, 0.0, pytest.approx(away))
        assert z / w == pytest.approx(wanted, abs=1e-12)
        assert scale / away - shift == pytest.approx(wanted, abs=1e-12)


def test_a_driver_without_clip_control_draws_the_same_picture(renderer, monkeypatch):
    renderer.draw(still_life())
    expected = renderer.pixels().astype(int)
    monkeypatch.setattr(depth, "function", lambda *_: None)
    with Renderer(SIZE) as other:
        assert not depth.clip_from_zero(other.context)
        other.draw(still_life())
        assert np.abs(other.pixels().astype(int) - expected).max() <= 1

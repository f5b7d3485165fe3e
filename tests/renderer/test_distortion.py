"""Fronts that bend the picture: one that bends nothing in it is left out."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.renderer.frames import still_life
from visualizer.frame import Ripple
from visualizer.renderer.passes import distortion
from visualizer.renderer.passes.distortion import front
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.view import eye_view

FRAME, SIZE = still_life(), (64, 36)
VIEW = eye_view(FRAME, SIZE)


def bends(front):
    """Return how far a front moves each pixel, shares of the picture's height, as the shader does."""
    rows, columns = (np.arange(count) + 0.5 for count in SIZE[::-1])
    x, y = (
        place - at
        for place, at in zip((columns / SIZE[0], rows / SIZE[1]), front["u_ripple_centre"], strict=True)
    )
    away = np.hypot(x[None] * front["u_aspect"], y[:, None])
    widths = (away - front["u_ripple_radius"]) / front["u_ripple_width"]
    return np.abs(widths * np.exp(-2.0 * widths**2)) * front["u_ripple_strength"]


@given(st.tuples(*[st.floats(-30.0, 30.0)] * 3), st.floats(0.0, 60.0), st.floats(0.01, 3.0))
def test_a_front_is_left_out_only_if_it_moves_no_pixel(centre, radius, thickness):
    ripple = Ripple(centre, radius, thickness, 0.1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(distortion, "_REACH", np.inf)
        whole = front(FRAME, VIEW, SIZE, ripple)
    assert not whole or bends(whole).max() < 1e-6 or front(FRAME, VIEW, SIZE, ripple) == whole


def test_a_front_is_left_out_once_it_has_left_the_picture_which_is_the_same(monkeypatch):
    wide = Ripple((0.0, 0.5, 0.0), 9.0, 0.2, 0.05)
    assert front(FRAME, VIEW, SIZE, replace(wide, radius=1.0)) and not front(FRAME, VIEW, SIZE, wide)
    frame = replace(FRAME, ripples=(wide,))
    with Renderer(SIZE) as renderer:
        renderer.draw(frame)
        without = renderer.pixels().astype(int)
        monkeypatch.setattr(distortion, "_REACH", np.inf)
        renderer.draw(frame)
        assert np.abs(renderer.pixels() - without).max() <= 1

"""Views in place of the picture: colours mean what the legend says."""

import numpy as np
import pytest

from visualizer.frame import Grade
from visualizer.player.views import (
    BANDS,
    MIDDLE_GREY,
    RESULTS,
    STOPS,
    VIEWS,
    clipping,
    depth,
    false_colour,
    legend,
    normals,
    seen,
    stops,
)
from visualizer.renderer.passes import GRAPH


def grey(*levels: int) -> np.ndarray:
    return np.repeat(np.array([levels], np.uint8)[:, :, None], 3, axis=2)


def test_a_ramp_has_every_false_colour_in_order_and_greys_between_them() -> None:
    found = false_colour(grey(*range(256)))[0]
    order = [colour for _, colour, meaning in BANDS if meaning]
    places = [np.flatnonzero((found == colour).all(axis=1)) for colour in order]
    assert all(len(place) for place in places)
    assert [int(place[0]) for place in places] == sorted(int(place[0]) for place in places)
    assert tuple(found[0]) == order[0] and tuple(found[255]) == order[-1]
    assert tuple(found[255 * 40 // 100]) == (60, 160, 60), "middle grey is green"
    assert tuple(found[60]) == (60, 60, 60)


def test_a_saturated_colour_counts_by_its_luma_and_is_clipped_where_one_channel_is() -> None:
    blue = np.zeros((1, 1, 3), np.uint8)
    blue[..., 2] = 255
    assert tuple(false_colour(blue)[0, 0]) == (40, 80, 200), "7 % of luma"
    assert tuple(clipping(blue)[0, 0]) == (225, 40, 40)
    assert [tuple(pixel) for pixel in clipping(grey(0, 128, 255))[0]] == [
        (40, 80, 220),
        (128, 128, 128),
        (225, 40, 40),
    ]


def test_each_doubling_of_light_is_one_stop_and_the_ends_stand_for_all_beyond() -> None:
    numbers = np.arange(-9, 10)
    light = np.repeat((MIDDLE_GREY * 2.0**numbers)[None, :, None], 3, axis=2).astype(np.float32)
    assert [tuple(map(int, one)) for one in stops(light)[0]] == [STOPS[int(n)] for n in numbers.clip(-6, 6)]
    assert tuple(stops(np.zeros((1, 1, 3), np.float32))[0, 0]) == STOPS[-6]
    red = np.array([[[1.0, 0.0, 0.0]]], np.float32)
    assert tuple(stops(red)[0, 0]) == STOPS[0], "pure red has 21 % of the luminance of white"


def test_stops_are_of_the_light_after_exposure_and_tint() -> None:
    light = np.full((1, 1, 3), MIDDLE_GREY, np.float32)
    assert tuple(seen("stops", light, Grade(exposure=2.0))[0, 0]) == STOPS[2]
    assert tuple(seen("stops", light, Grade(exposure=-1.0, tint=(0.5, 0.5, 0.5)))[0, 0]) == STOPS[-2]


def test_colours_of_stops_can_be_told_apart() -> None:
    colours = np.array(list(STOPS.values()), float)
    apart = np.linalg.norm(colours[:, None] - colours[None], axis=2) + 1e3 * np.eye(len(colours))
    assert apart.min() > 40.0, "two stops have nearly the same colour"


def test_near_is_bright_a_factor_of_distance_is_one_step_and_nothing_is_black() -> None:
    found = depth(np.array([[1.0, 10.0, 100.0, np.inf]], np.float32))[0, :, 0].astype(int)
    assert found[0] == 255 and found[2] == 30 and found[3] == 0
    assert found[0] - found[1] == pytest.approx(found[1] - found[2], abs=1)
    assert not depth(np.full((2, 2), np.inf, np.float32)).any()


def test_normals_are_colours_by_axis() -> None:
    found = normals(np.array([[[1, 0, 0], [0, -1, 0], [0, 0, 0]]], np.float32))[0]
    assert [tuple(pixel) for pixel in found] == [(255, 127, 127), (127, 0, 127), (0, 0, 0)]


def test_every_view_has_a_legend_and_a_result_that_the_renderer_draws() -> None:
    for view in VIEWS[1:]:
        assert legend(view)
    assert set(RESULTS.values()) <= set(GRAPH.results) and not legend("")
    picture = grey(1, 2, 3)
    assert np.array_equal(seen("", picture, Grade()), picture)

"""Seals: the facets over an opening leave no gap when they are closed."""

import numpy as np
import pytest

from visualizer.cast.ships.bodies import EXPLORER, SEED
from visualizer.cast.ships.seal import area_of, clipped, facet_poses, seal_of, seam_light

BODIES = {"explorer": EXPLORER, "seed": SEED}


@pytest.fixture(scope="module", params=BODIES)
def seal(request):
    return seal_of(BODIES[request.param], size=0.2, thickness=0.03, bulge=0.1)


def test_the_closed_facets_cover_the_whole_opening_without_overlap(seal):
    assert sum(area_of(plan) for plan in seal.plans) == pytest.approx(area_of(seal.region), rel=1e-9)


def test_the_facets_of_a_closed_seal_are_in_place_and_dark(seal):
    poses, values = facet_poses(seal, 1.0)
    np.testing.assert_array_equal(poses, np.broadcast_to(np.eye(4), poses.shape))
    assert values[:, 0].max() < 1e-9
    assert values[:, 1].min() == 1.0


def test_an_open_seal_has_shrunk_into_the_rim(seal):
    poses, values = facet_poses(seal, 0.0)
    assert values[:, 1].max() == 0.0
    np.testing.assert_allclose(np.linalg.det(poses[:, :3, :3]), 1e-9, rtol=2.0)


def test_facets_grow_from_the_rim_inwards(seal):
    _, values = facet_poses(seal, 0.4)
    rim, middle = seal.depth < 0.25, seal.depth > 0.75
    assert values[rim, 1].min() > values[middle, 1].max()


def test_facets_close_without_a_jump(seal):
    before, _ = facet_poses(seal, 1.0 - 1e-6)
    np.testing.assert_allclose(before, np.broadcast_to(np.eye(4), before.shape), atol=1e-6)


def test_the_seams_light_and_then_vanish():
    assert seam_light(0.0) == 0.0
    assert seam_light(0.85) == pytest.approx(1.0)
    assert seam_light(1.0) == 0.0


def test_a_polygon_inside_a_region_is_kept_and_one_outside_is_gone():
    square = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
    region = square * 4.0 - 1.0
    np.testing.assert_allclose(area_of(clipped(square, region)), 1.0)
    assert area_of(clipped(square + 10.0, region)) == 0.0
    np.testing.assert_allclose(area_of(clipped(square + [2.5, 0.0], region)), 0.5)

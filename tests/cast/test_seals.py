"""Seals: the facets over an opening leave no gap when they are closed."""

import numpy as np
import pytest

from visualizer.cast.ships.bodies import EXPLORER, SEED
from visualizer.cast.ships.edge import STEPS, line_poses
from visualizer.cast.ships.seal import ABOVE, area_of, clipped, facet_poses, seal_of, seam_light

BODIES = {"explorer": EXPLORER, "seed": SEED}


@pytest.fixture(scope="module", params=BODIES)
def seal(request):
    return seal_of(BODIES[request.param], size=0.2, thickness=0.03, bulge=0.1)


def test_the_closed_facets_cover_the_whole_opening_without_overlap(seal):
    assert sum(area_of(plan) for plan in seal.plans) == pytest.approx(area_of(seal.dome.outline), rel=1e-9)


def test_each_joint_of_the_facets_is_found_once_and_lies_on_the_dome(seal):
    joints = seal.joints()
    sides = sum(len(plan) for plan in seal.plans)
    at_rim = np.isclose(((joints / seal.dome.half) ** 2).sum(axis=2), 1.0, atol=5e-3).all(axis=1).sum()
    assert sides == 2 * len(joints) - at_rim, "two facets meet at a joint within the rim"
    corners = seal.mesh.vertices["position"]
    for place in seal.dome.places(joints.reshape(-1, 2), ABOVE)[::7]:
        assert np.linalg.norm(corners - place, axis=1).min() < 2e-3


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
    _, values = facet_poses(seal, 0.25)
    rim, middle = seal.depth < 0.25, seal.depth > 0.75
    assert values[rim, 1].min() > values[middle, 1].max()


def test_a_facet_grows_on_those_that_have_grown_from_the_rim(seal):
    """None flies in alone: what is nearer to the rim is in place before the middle begins."""
    _, values = facet_poses(seal, 0.24)
    assert values[seal.depth < 0.15, 1].min() > 0.8
    assert values[seal.depth > 0.6, 1].max() == 0.0


def test_the_line_of_light_runs_round_both_sides_of_an_opening_and_meets():
    for body in BODIES.values():
        np.testing.assert_allclose(line_poses(body, 1.0), np.broadcast_to(np.eye(4), (2 * STEPS, 4, 4)))
        size = line_poses(body, 0.5)[:, 0, 0]
        assert (size[: STEPS // 2] == 1.0).all() and (size[-STEPS // 2 :] == 1.0).all()
        assert size[STEPS // 2 + 1 : -STEPS // 2 - 1].max() < 0.01
        assert line_poses(body, 0.0)[:, 0, 0].max() < 0.01


def test_the_last_facet_grows_when_all_others_are_in_place_and_flashes_as_it_closes(seal):
    others = np.arange(len(seal.plans)) != seal.last
    _, open_still = facet_poses(seal, 0.56)
    assert open_still[others, 1].min() == 1.0
    assert open_still[seal.last, 1] == 0.0
    _, closing = facet_poses(seal, 0.80)
    assert closing[seal.last, 1] == 1.0
    assert closing[seal.last, 0] > 3.0 * closing[others, 0].max()


def test_the_last_facet_is_where_it_is_asked_for():
    place = np.array([-0.24, -0.22])
    seal = seal_of(SEED, size=0.2, thickness=0.03, bulge=0.1, last=(-0.24, -0.22))
    plan = seal.plans[seal.last]
    assert all(
        area_of(np.stack([place, a, b])) > 0.0 for a, b in zip(plan, np.roll(plan, -1, axis=0), strict=True)
    )


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

"""Fracture: the pieces of a crystal fill it exactly, and come to rest on the floor."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualizer.geometry.convex import convex_box
from visualizer.geometry.crystals import cluster, crystal_body, disc_points
from visualizer.geometry.fracture import INNER, OUTER, Fracture, fractured
from visualizer.geometry.hulls import convex_hull
from visualizer.physics.ballistics import flight_of


def signed_volume(positions: np.ndarray, triangles: np.ndarray) -> float:
    a, b, c = np.moveaxis(positions.astype(np.float64)[triangles], 1, 0)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)


def flight(fracture: Fracture, seed: int = 0):
    random = np.random.default_rng(seed)
    n = len(fracture.centres)
    return flight_of(
        fracture,
        velocities=random.normal(size=(n, 3)) * 2.0,
        spins=random.normal(size=(n, 3)) * 6.0,
        seed=seed,
    )


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 40), density=st.floats(0.0, 3.0))
def test_the_pieces_fill_the_body(seed: int, count: int, density: float) -> None:
    body = crystal_body(1.8, 0.3, seed=seed)
    broken = fractured(body, count=count, seed=seed, impact=(0.0, 0.0, 0.0), density=density)
    assert broken.volumes.sum() == pytest.approx(body.volume, rel=1e-6)
    assert (broken.volumes > 0.0).all()
    assert broken.mesh.pieces == len(broken.cells)


def test_the_mesh_of_the_pieces_encloses_the_volume_of_the_crystal() -> None:
    body = crystal_body(1.8, 0.3, seed=3)
    broken = fractured(body, count=30, seed=1)
    mesh = broken.mesh
    assert signed_volume(mesh.vertices["position"], mesh.triangles) == pytest.approx(body.volume, rel=1e-5)


def test_the_outer_surface_keeps_its_area_and_fracture_faces_are_marked() -> None:
    body = crystal_body(1.8, 0.3, seed=4)
    broken = fractured(body, count=20, seed=1)

    def area(region: float) -> float:
        vertices = broken.mesh.vertices[broken.mesh.triangles]
        corners = vertices["position"][vertices["tint"][:, 0, 3] == region].astype(np.float64)
        return float(
            np.linalg.norm(
                np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1
            ).sum()
            / 2
        )

    skin = sum(
        np.linalg.norm(np.cross(face, np.roll(face, -1, axis=0)).sum(axis=0)) / 2 for face in body.faces
    )
    assert area(OUTER) == pytest.approx(skin, rel=1e-5)
    assert area(INNER) > 0.5 * skin


def test_pieces_are_smaller_near_the_impact() -> None:
    broken = fractured(crystal_body(2.0, 0.3, seed=5), count=60, seed=2, impact=(0.0, 0.0, 0.0), density=1.5)
    low = broken.centres[:, 1] < 0.5
    assert low.sum() > 15
    assert np.median(broken.volumes[low]) < 0.5 * np.median(broken.volumes[~low])


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_no_piece_sinks_below_the_floor_and_all_come_to_rest(seed: int) -> None:
    broken = fractured(crystal_body(1.8, 0.3, seed=seed), count=25, seed=seed, impact=(0.0, 0.0, 0.0))
    flown = flight(broken, seed)
    corners = broken.corners + broken.centres[:, None]
    for time in np.linspace(0.0, flown.rest_time + 1.0, 25):
        m = flown.matrices(float(time))
        world = np.einsum("nij,nkj->nki", m[:, :3, :3], corners) + m[:, None, :3, 3]
        assert world[..., 1].min() > -1e-6
    assert ((world[..., 1] < 1e-3).sum(axis=1) >= 3).all(), "every piece lies on a face"
    assert flown.rest_time < 6.0
    np.testing.assert_array_equal(m, flown.matrices(flown.rest_time + 50.0))


def test_pieces_topple_and_lie_low_instead_of_standing() -> None:
    broken = fractured(crystal_body(3.4, 0.5, seed=5), count=60, seed=2)
    motion = flight(broken, seed=4)
    place, _ = motion.at(motion.rest_time)
    lowest = np.array([broken.faces_down(piece)[1].min() for piece in range(len(broken.cells))])
    stands = place[:, 1] / lowest
    assert np.median(stands) < 1.15 and np.quantile(stands, 0.9) < 1.9


def test_a_flight_starts_with_the_pieces_in_place_and_never_jumps() -> None:
    broken = fractured(crystal_body(1.8, 0.3, seed=1), count=25, seed=1)
    flown = flight(broken)
    np.testing.assert_allclose(
        flown.matrices(0.0), np.broadcast_to(np.eye(4), (len(broken.cells), 4, 4)), atol=1e-9
    )
    before = flown.at(0.0)[0]
    for time in np.arange(0.002, flown.rest_time, 0.002):
        after = flown.at(float(time))[0]
        assert np.linalg.norm(after - before, axis=1).max() < 0.06
        before = after


def test_a_body_that_is_thinner_than_the_tolerance_can_be_broken_too() -> None:
    for radius in (1e-9, 1e-7, 1e-5):
        assert fractured.__wrapped__(crystal_body(1.8, radius, seed=1), count=20).centres.shape[1] == 3


def test_the_same_arguments_break_the_same_way() -> None:
    body = crystal_body(1.0, 0.2, seed=8)
    first = fractured.__wrapped__(body, count=12, seed=3)
    second = fractured.__wrapped__(body, count=12, seed=3)
    assert first.mesh.digest == second.mesh.digest


def test_a_hull_and_a_clipped_box_have_the_volumes_they_should() -> None:
    cube = convex_box((0, 0, 0), (1, 2, 3))
    assert cube.volume == pytest.approx(6.0)
    half = cube.clipped(np.array([1.0, 0.0, 0.0]), 0.5)
    assert half is not None and half.volume == pytest.approx(3.0)
    assert cube.clipped(np.array([1.0, 0.0, 0.0]), -1.0) is None
    assert convex_hull(cube.points).volume == pytest.approx(6.0)
    assert len(convex_hull(cube.points).faces) == 6


def test_points_in_a_disc_keep_their_distance() -> None:
    points = disc_points(1.0, 0.2, seed=1)
    apart = np.linalg.norm(points[:, None] - points[None], axis=2) + 10.0 * np.eye(len(points))
    assert apart.min() >= 0.2
    assert len(points) > 40


def test_a_cluster_stands_on_its_ground() -> None:
    mesh = cluster(1.0, seed=2)
    assert mesh.bounds[1, 1] > 0.8
    assert mesh.bounds[0, 1] > -0.5

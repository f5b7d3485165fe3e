"""Flat faces: triangles between corners, with distances to edges that are exact in between."""

from itertools import pairwise

import numpy as np
import pytest

from visualizer.geometry.mesh import EDGES, FAR_FROM_EDGE, flat_mesh, rounded

RANDOM = np.random.default_rng(5)


def polygon(count: int) -> np.ndarray:
    """Return a convex polygon with corners on a circle, counter-clockwise seen from above."""
    angle = np.sort(RANDOM.uniform(0.0, 2.0 * np.pi, count))
    corners: np.ndarray = np.stack([np.cos(angle), np.zeros(count), -np.sin(angle)], axis=1)
    return corners


def inside(mesh, field: str) -> np.ndarray:
    """Return the value of a vertex field at one random point of each triangle."""
    share = np.random.default_rng(3).dirichlet((1.0, 1.0, 1.0), len(mesh.triangles))
    found: np.ndarray = np.einsum(
        "tk,tki->ti", share, mesh.vertices[field][mesh.triangles].astype(np.float64)
    )
    return found


@pytest.mark.parametrize("count", [3, 4, 5, 8])
def test_the_nearest_edge_of_a_point_is_found_by_interpolation_without_a_corner_in_the_middle(
    count: int,
) -> None:
    corners = polygon(count)
    mesh = flat_mesh([corners])
    assert (len(mesh.vertices), len(mesh.triangles)) == (count, count - 2)
    points, after = inside(mesh, "position"), np.roll(corners, -1, axis=0)
    along = (after - corners) / np.linalg.norm(after - corners, axis=1, keepdims=True)
    away = np.linalg.norm(np.cross(points[:, None] - corners, along), axis=2).min(axis=1)
    found = np.minimum(inside(mesh, "edges").min(axis=1), inside(mesh, "more_edges").min(axis=1))
    np.testing.assert_allclose(found, away, atol=1e-6)


def test_a_face_of_more_edges_than_a_vertex_holds_has_a_triangle_for_each() -> None:
    mesh = flat_mesh([polygon(EDGES + 1)])
    assert len(mesh.triangles) == EDGES + 1
    np.testing.assert_allclose(mesh.vertices["edges"][mesh.triangles[:, 1:]], 0.0, atol=1e-6)


def test_only_named_sides_are_edges() -> None:
    square = [(0, 0, 0), (0, 0, 2), (2, 0, 2), (2, 0, 0)]
    mesh = flat_mesh([square], edges=(True, False, True, False))
    assert np.sort(mesh.vertices["edges"], axis=1)[:, :2].tolist() == [[0.0, 2.0]] * 4
    assert (flat_mesh([square], edges=(False,) * 4).vertices["edges"] == FAR_FROM_EDGE).all()


def test_a_corner_in_the_middle_of_a_side_leaves_no_gap() -> None:
    mesh = flat_mesh([[(0, 0, 0), (0, 0, 1), (0, 0, 2), (2, 0, 2), (2, 0, 0)]])
    assert np.unique(mesh.triangles).tolist() == [0, 1, 2, 3, 4]


def test_rounded_faces_keep_their_sharp_edges():
    """A strip of three quads, the second bent by 20 degrees, the third by 90 more."""
    turn = np.radians([0.0, 20.0, 110.0])
    ends = np.concatenate([[[0.0, 0.0]], np.cumsum(np.stack([np.cos(turn), np.sin(turn)], axis=1), axis=0)])
    quads = [np.array([(*a, 0.0), (*b, 0.0), (*b, 1.0), (*a, 1.0)]) for a, b in pairwise(ends)]
    flat = flat_mesh(quads)
    bent = rounded(flat, np.radians(40.0))
    np.testing.assert_array_equal(bent.vertices["position"], flat.vertices["position"])

    def normals(place):
        near = np.abs(bent.vertices["position"][:, :2] - place).max(axis=1) < 1e-4
        return np.unique(np.round(bent.vertices["normal"][near], 4), axis=0)

    assert len(normals(ends[1])) == 1
    np.testing.assert_allclose(
        normals(ends[1])[0], [np.sin(turn[1] / 2), -np.cos(turn[1] / 2), 0.0], atol=1e-3
    )
    assert len(normals(ends[2])) == 2

"""Coarser meshes: fewer triangles, near the places of the finer ones, and no new holes."""

import numpy as np

from visualizer.geometry.mesh import Mesh, merged
from visualizer.geometry.primitives import box, icosphere

BALL = icosphere(1.0, 4)


def balance(mesh: Mesh) -> bool:
    """Return whether each side of a triangle has one in the opposite direction, as in a surface without holes."""
    places = mesh.vertices["position"][mesh.triangles]
    forth = np.concatenate([places, np.roll(places, -1, axis=1)], axis=2).reshape(-1, 6)
    back = np.roll(forth, 3, axis=1)
    return sorted(map(tuple, forth.tolist())) == sorted(map(tuple, back.tolist()))


def test_each_level_has_fewer_triangles_without_holes_near_the_places_of_the_mesh():
    before = len(BALL.triangles)
    for level in (1, 2, 3):
        coarser = BALL.coarser(level)
        assert 0 < len(coarser.triangles) < before
        before = len(coarser.triangles)
        assert balance(coarser)
        inside = 1.0 - np.linalg.norm(coarser.vertices["position"], axis=1)
        assert inside.max() < BALL.finest_cell * 2.0 ** (level - 1) * np.sqrt(3.0)
        assert np.allclose(np.linalg.norm(coarser.vertices["normal"], axis=1), 1.0, atol=1e-5)


def test_places_of_two_pieces_are_not_merged():
    two = merged([BALL, BALL], as_pieces=True).coarser(2)
    assert two.pieces == 2
    assert np.bincount(two.vertices["piece"].astype(int)).tolist() == [len(BALL.coarser(2).vertices)] * 2


def test_a_mesh_of_few_triangles_and_one_that_would_vanish_stay_as_they_are():
    assert box((1.0, 1.0, 1.0)).finest_cell == float("inf")
    assert BALL.coarser(0) is BALL
    assert len(BALL.coarser(12).triangles) > 0

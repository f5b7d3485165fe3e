"""Coarser meshes: fewer triangles, near the places of the finer ones, and no new holes."""

import numpy as np
import pytest

from visualizer.geometry.cloth import Cloth, sewn, sheet
from visualizer.geometry.mesh import Mesh, flat_mesh, merged
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


def draped(rows: int = 24, columns: int = 24) -> Cloth:
    """Return two parallel sheets a millimetre apart, sewn into one cloth of two regions."""
    x, y = np.meshgrid(np.linspace(0.0, 1.0, columns), np.linspace(1.0, 0.0, rows))
    tints = np.ones((rows, columns, 4))
    tints[: rows // 2, :, 3] = 0.0
    return sewn([sheet(np.stack([x, y, 0.0 * x + z], axis=2), tints=tints) for z in (0.0, 0.001)])


@pytest.mark.parametrize("level", [2, 3])
def test_points_of_cloth_stand_for_those_near_them_along_the_cloth_however_it_moves(level):
    cloth = draped()
    mesh = cloth.mesh
    coarser = mesh.coarser(level)
    assert len(coarser.triangles) < len(mesh.triangles) / 2 and coarser.pieces == mesh.pieces
    assert len(coarser.vertices) < len(mesh.vertices) / 2
    piece = coarser.vertices["piece"].astype(int)
    assert np.allclose(coarser.vertices["position"], cloth.points[piece]), (
        "a vertex lies on the point of its piece"
    )
    half = len(cloth.points) // 2
    sides = piece[coarser.triangles] < half
    assert (sides == sides[:, :1]).all(), "sheets that lie on each other are not sewn together"
    # The second sheet moves away, and bends: all triangles stay small.
    moved = cloth.points.copy()
    moved[half:] = np.stack([np.sin(moved[half:, 0]), moved[half:, 1], 3.0 + np.cos(moved[half:, 0])], axis=1)
    corners = moved[piece[coarser.triangles]]
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max()
    assert longest < 4.0 * mesh.finest_cell * 2.0 ** (level - 1)
    regions = coarser.vertices["tint"][coarser.triangles, 3]
    assert (regions == regions[:, :1]).all() and len(np.unique(regions)) == 2, "a triangle has one region"
    used = np.unique(coarser.triangles)
    assert len(used) == len(coarser.vertices)


def test_cells_of_smooth_surfaces_may_be_wider_in_a_picture_than_those_of_flat_faces():
    flat = flat_mesh(BALL.vertices["position"][BALL.triangles])
    assert flat.cell_pixels < BALL.cell_pixels == draped().mesh.cell_pixels

"""Cloth: every point is moved to its place, and shading follows the present shape."""

import numpy as np

from visualizer.geometry.cloth import sewn, sheet


def plane(columns: int = 5) -> np.ndarray:
    """Return points (3, columns, 3) of a flat strip that faces +z: rows down, columns along -x."""
    x, y = np.meshgrid(np.linspace(1.0, 0.0, columns), [0.0, -0.5, -1.0])
    return np.stack([x, y, 0.0 * x], axis=2)


def test_poses_move_every_vertex_to_its_point_and_turn_its_normal_to_the_present_surface() -> None:
    tints = np.ones((3, 5, 4))
    tints[0, :, 3] = 0.0  # two regions: the row between them has vertices of both
    cloth = sewn([sheet(plane(), tints=tints), sheet(plane() + [2.0, 0.0, 0.0])])
    mesh = cloth.mesh
    assert mesh.pieces == len(cloth.points) == 30 == len(mesh.vertices) - 5
    np.testing.assert_allclose(mesh.vertices["normal"], np.tile([0.0, 0.0, 1.0], (len(mesh.vertices), 1)))
    x, y, _ = cloth.points.T
    bent = np.stack([np.sin(x), y, np.cos(x)], axis=1)  # a part of a cylinder about y
    pose = cloth.poses(np.stack([cloth.points, bent]))[1][mesh.vertices["piece"].astype(int)]
    moved = (pose[:, :, :3] @ mesh.vertices["position"][..., None])[..., 0] + pose[:, :, 3]
    np.testing.assert_allclose(moved, bent[mesh.vertices["piece"].astype(int)], atol=1e-6)
    normal = (np.linalg.inv(pose[:, :, :3]).swapaxes(1, 2) @ mesh.vertices["normal"][..., None])[..., 0]
    inner = np.isin(mesh.vertices["piece"].astype(int) % 5, [1, 2, 3])
    np.testing.assert_allclose(normal[inner], (moved * [1.0, 0.0, 1.0])[inner], atol=0.05)
    assert np.ptp(mesh.vertices["tint"][mesh.triangles, 3], axis=1).max() == 0.0, "a triangle has one region"

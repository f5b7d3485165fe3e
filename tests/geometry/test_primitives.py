"""Every builder makes closed solids whose faces point outwards."""

import numpy as np
import pytest

from visualizer.geometry.mesh import Mesh
from visualizer.geometry.primitives import box, cylinder, icosphere, loft, plane_grid, sphere, tube


def volume(mesh: Mesh) -> float:
    a, b, c = np.moveaxis(mesh.vertices["position"].astype(np.float64)[mesh.triangles], 1, 0)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)


@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (lambda flat: sphere(1.0, 64, 32, flat=flat), 4.0 / 3.0 * np.pi),
        (lambda flat: icosphere(1.0, 4, flat=flat), 4.0 / 3.0 * np.pi),
        (lambda flat: cylinder(0.5, 2.0, 64, flat=flat), 0.5 * np.pi),
        (lambda flat: tube([[0, 0, 0], [0, 0, 1], [0, 0, 2]], 0.1, 32, flat=flat), 0.02 * np.pi),
    ],
)
def test_a_solid_has_the_volume_it_should(build, expected: float, flat: bool) -> None:
    assert volume(build(flat)) == pytest.approx(expected, rel=0.02)


def test_a_box_has_six_faces_that_know_their_edges() -> None:
    mesh = box((1.0, 2.0, 3.0))
    assert volume(mesh) == pytest.approx(6.0)
    assert mesh.vertices["edges"].max() == pytest.approx(3.0)
    np.testing.assert_allclose(mesh.bounds, [[-0.5, -1.0, -1.5], [0.5, 1.0, 1.5]])


def test_a_sheet_faces_up() -> None:
    mesh = plane_grid(2.0, 4.0, 3, 5)
    np.testing.assert_allclose(mesh.vertices["normal"], np.broadcast_to([0.0, 1.0, 0.0], (24, 3)), atol=1e-6)


def test_a_loft_of_one_ring_is_refused() -> None:
    with pytest.raises(ValueError, match="rings must be"):
        loft([[[0, 0, 0], [1, 0, 0], [0, 0, 1]]])

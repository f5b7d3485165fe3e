"""The crust of a planet as plates, and rocks."""

import numpy as np
import pytest

from visualizer.cast.planet.plates import CRUST, INNER, SIDE, Plates, crust_plates
from visualizer.cast.rocks import rock
from visualizer.geometry.mesh import Mesh

SIDE_THAT_GOES = (0.8, 0.2, 0.5)


@pytest.fixture(scope="module")
def plates() -> Plates:
    return crust_plates(80, side=SIDE_THAT_GOES, crowding=5.0, seed=11)


def region(mesh: Mesh, number: float) -> np.ndarray:
    """Return the corners of all triangles of a region, (n, 3, 3)."""
    chosen = (mesh.vertices["tint"][:, 3][mesh.triangles] == number).all(axis=1)
    return np.asarray(mesh.vertices["position"][mesh.triangles[chosen]], dtype=np.float64)


def test_plates_cover_the_sphere_once(plates: Plates) -> None:
    assert plates.areas.sum() == pytest.approx(1.0, abs=1e-9)
    corners = region(plates.mesh, CRUST)
    area = (
        0.5
        * np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum()
    )
    assert area == pytest.approx(4.0 * np.pi, rel=0.01)


def test_the_surface_of_all_plates_is_closed_and_turned_outwards(plates: Plates) -> None:
    assert plates.surface.clusters.closed.all() and plates.surface.pieces == 1


def test_every_border_of_a_plate_is_the_border_of_another(plates: Plates) -> None:
    chosen = plates.mesh.vertices["tint"][:, 3] == CRUST
    positions, edge = plates.mesh.vertices["position"][chosen], plates.mesh.vertices["tint"][chosen, 0]
    border = {tuple(p) for p in np.round(positions[edge < 1e-9].astype(np.float64), 4)}
    count = dict.fromkeys(border, 0)
    for p in np.round(positions[edge < 1e-9].astype(np.float64), 4):
        count[tuple(p)] += 1
    assert np.mean([n >= 2 for n in count.values()]) > 0.99


def test_plates_are_smaller_where_the_planet_opens(plates: Plates) -> None:
    towards = plates.centres @ (np.array(SIDE_THAT_GOES) / np.linalg.norm(SIDE_THAT_GOES))
    assert plates.areas[towards > 0.5].mean() < 0.6 * plates.areas[towards < -0.5].mean()


def test_plates_have_an_outer_surface_broken_sides_and_an_inner_face(plates: Plates) -> None:
    for number, low, high in ((CRUST, 0.999, 1.001), (SIDE, 0.7, 1.001), (INNER, 0.6, 0.99)):
        reach = np.linalg.norm(region(plates.mesh, number).reshape(-1, 3), axis=1)
        assert len(reach) > 0 and reach.min() > low and reach.max() < high


def test_the_outer_surface_faces_outwards(plates: Plates) -> None:
    corners = region(plates.mesh, CRUST)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert (np.einsum("ij,ij->i", normal, corners.mean(axis=1)) > 0.0).mean() > 0.985


def test_a_crack_is_equally_wide_on_both_sides_of_a_border(plates: Plates) -> None:
    gape = plates.mesh.vertices["tint"][plates.mesh.vertices["tint"][:, 3] == CRUST, 2]
    assert gape.min() >= 0.0 and gape.max() == 1.0
    assert 0.02 < (gape == 1.0).mean() < 0.6


def test_the_same_seed_gives_the_same_plates() -> None:
    first = crust_plates.__wrapped__(24, side=SIDE_THAT_GOES, seed=5)
    second = crust_plates.__wrapped__(24, side=SIDE_THAT_GOES, seed=5)
    assert first.mesh.digest == second.mesh.digest


def test_a_whole_planet_costs_less_than_sixty_thousand_triangles() -> None:
    assert len(crust_plates(240, side=(0.86, 0.18, 0.47), crowding=7.0, seed=4).mesh.triangles) < 60_000


@pytest.mark.parametrize("seed", range(4))
def test_rocks_are_lumps_of_about_one_radius(seed: int) -> None:
    lump = rock(seed, subdivisions=1)
    reach = np.linalg.norm(lump.vertices["position"], axis=1)
    assert reach.min() > 0.2 and reach.max() < 1.6
    assert len(lump.triangles) == 80
    np.testing.assert_allclose(np.linalg.norm(lump.vertices["normal"], axis=1), 1.0, atol=1e-5)

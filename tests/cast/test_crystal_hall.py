"""The crystal hall: its floor and its panel open as far as the properties say."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.actors.graphs import alone, snapshot_at
from visualizer.cast.crystal_hall.actor import (
    FIRST,
    FISSURE_DEPTH,
    FISSURE_WIDTH,
    FLOOR_HALF,
    LAST,
    CrystalHall,
)
from visualizer.cast.crystal_hall.floor import LAYERS, ROUGH, STRIP_SIDE, Floor, floor_poses, parted_floor
from visualizer.cast.crystal_hall.portal import TRAVEL


def poses_of(mesh: str, **properties: Any) -> np.ndarray:
    hall, graph = alone(CrystalHall, **properties)
    (draw,) = (d for d in hall.contribution(snapshot_at(graph, 0.0)).draws if d.mesh == f"it.{mesh}")
    return draw.poses


@pytest.mark.parametrize("torn", [0.0, 0.5, 1.0])
def test_the_two_halves_of_the_floor_part_by_the_width_of_the_fissure(torn: float) -> None:
    near, far = poses_of("floor", fissure=torn)[:2, 2, 3]
    assert far - near == pytest.approx(torn * FISSURE_WIDTH)


def test_a_hairline_runs_from_one_wall_to_the_other_and_ends_as_the_floor_parts() -> None:
    half, whole = (poses_of("hairline", hairline=run) for run in (0.5, 1.0))
    long, wide = half[:, 0, 0], half[:, 2, 2]
    assert long[0] == wide[0] == 1.0 and long[-1] < 0.01, "it starts at the wall at +x"
    assert (np.diff(wide) <= 0.0).all() and len(np.unique(wide)) > 4, "it tapers towards its tip"
    np.testing.assert_allclose(whole, np.broadcast_to(np.eye(4)[:3], whole.shape), atol=1e-12)
    hall, graph = alone(CrystalHall, hairline=1.0, fissure=0.3)
    assert not [d for d in hall.contribution(snapshot_at(graph, 0.0)).draws if d.mesh == "it.hairline"]


def the_floor() -> Floor:
    p = alone(CrystalHall)[0].properties
    return parted_floor(FIRST - 4.0, LAST, p.fissure_z, FLOOR_HALF, FISSURE_DEPTH, p.seed)


def test_the_fissure_narrows_to_a_crack_before_it_reaches_the_walls() -> None:
    floor = the_floor()
    # Of each corner of the polished top in the fissure: how far it moves, over the corners in the middle.
    place, piece = floor.mesh.vertices["position"], floor.mesh.vertices["piece"].astype(int)
    rim = (floor.mesh.vertices["tint"][:, 3] < 0.5) & (np.abs(place[:, 2] - 21.5) < 1.5)
    aside, share = np.abs(place[rim, 0]), floor.shares[piece[rim]]
    assert (share[aside < 2.0] == 1.0).all()
    assert 0.2 < share[(aside > 5.0) & (aside < 5.6)].mean() < 0.8
    assert share[aside > 8.0].max() < 0.1
    moved = floor_poses(floor, 1.0, 0.0)[:, 2, 3]
    np.testing.assert_allclose(moved, floor.sides * floor.shares)


def test_strips_of_the_floor_show_their_sides_towards_the_middle() -> None:
    floor = the_floor()
    corners = floor.mesh.vertices["position"].astype(float)[floor.mesh.triangles]
    strip = floor.mesh.vertices["piece"].astype(int)[floor.mesh.triangles[:, 0]] >= 2 + len(floor.hinges)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    # The triangles of a side have an edge that leads straight back by its depth.
    edges = np.abs(corners - np.roll(corners, 1, axis=1))
    back = (edges[:, :, :2] < 1e-4).all(axis=2) & (np.abs(edges[:, :, 2] - STRIP_SIDE) < 1e-4)
    sides = strip & back.any(axis=1) & (np.ptp(corners[:, :, 1], axis=1) > 2.0 * ROUGH)  # not those of ledges
    assert sides.sum() > 100
    assert (normal[sides, 0] * corners[sides, :, 0].mean(axis=1) < 0.0).all()


def test_slabs_lie_in_the_closed_floor_and_tilt_into_the_open_fissure() -> None:
    hall, _ = alone(CrystalHall)
    vertices = hall.meshes["floor"].vertices
    slabs = len(the_floor().hinges)
    for torn in (0.0, 1.0):
        poses = poses_of("floor", fissure=torn)
        rims = []
        for piece in range(2, 2 + slabs):
            top = vertices["position"][(vertices["piece"] == piece) & (vertices["tint"][:, 3] < 0.5)]
            placed = top @ poses[piece, :3, :3].T + poses[piece, :3, 3]
            rims.append(placed[np.abs(placed[:, 2] - hall.properties.fissure_z).argmin(), 1])
        assert np.all(np.less(rims, -0.02) if torn else np.abs(rims) < 1e-6)


def test_the_sides_of_the_fissure_are_broken_blocks_and_no_walls() -> None:
    floor = the_floor()
    place = floor.mesh.vertices["position"].astype(float)
    half, rock = floor.mesh.vertices["piece"] == 0, floor.mesh.vertices["tint"][:, 3] > 0.5
    # Of each layer of rock in the middle of the hall: how far it lies before the middle of the fissure, along it.
    for top, bottom in pairwise([*LAYERS[1:-1], FISSURE_DEPTH]):
        layer = (np.abs(place[:, 1] + (top + bottom) / 2.0) < (bottom - top) / 2.0 + 0.1) & half & rock
        z = place[layer & (np.abs(place[:, 0]) < 3.5), 2]
        assert np.ptp(z) > 0.3, f"the side is straight between {top} and {bottom} m"


def test_slabs_of_the_floor_hang_in_the_fissure_when_it_is_open() -> None:
    for torn in (0.0, 1.0):
        hall, graph = alone(CrystalHall, fissure=torn)
        drawn = {draw.mesh for draw in hall.contribution(snapshot_at(graph, 0.0)).draws}
        assert ("it.hanging" in drawn) == (torn > 0.0)
    place = hall.meshes["hanging"].vertices["position"]
    assert place[:, 1].max() < 0.0, "a slab stands out of the floor"
    middle = np.abs(place[:, 0]) < 3.5
    assert np.abs(place[middle, 2] - hall.properties.fissure_z).max() > 0.5 * FISSURE_WIDTH, (
        "no slab reaches from the middle of the fissure to a side"
    )


@pytest.mark.parametrize("z", [-39.0, -17.0, 0.0, 39.0])
def test_panel_portal_and_chamber_are_built_wherever_the_panel_is(z: float) -> None:
    hall, _ = alone(CrystalHall, panel=1.0, panel_z=z)
    for name in ("panel", "portal", "chamber"):
        low, high = hall.meshes[name].bounds
        assert low[2] < z < high[2], name


def test_the_leaves_of_the_panel_slide_apart() -> None:
    one, other = poses_of("panel", panel=1.0)[:, 2, 3]
    assert (one, other) == (-TRAVEL, TRAVEL)


def test_the_leaves_of_the_panel_move_back_before_they_slide() -> None:
    first = poses_of("panel", panel=0.1)
    assert (first[:, 0, 3] > 0.05).all()
    assert np.abs(first[:, 2, 3]).max() < 1e-9


@pytest.mark.parametrize(("opened", "lights"), [(0.0, 0), (0.5, 1)])
def test_light_comes_out_of_the_chamber_only_when_the_panel_is_open(opened: float, lights: int) -> None:
    hall, graph = alone(CrystalHall, panel=opened)
    contribution = hall.contribution(snapshot_at(graph, 0.0))
    assert len(contribution.point_lights) == lights
    assert ("it.chamber" in {draw.mesh for draw in contribution.draws}) == (opened > 0.0)


@pytest.mark.parametrize(("torn", "lights"), [(0.0, 0), (0.4, 1)])
def test_only_an_open_fissure_lights_the_hall(torn: float, lights: int) -> None:
    hall, graph = alone(CrystalHall, fissure=torn)
    contribution = hall.contribution(snapshot_at(graph, 0.0))
    assert len(contribution.area_lights) == lights
    assert ("it.melt" in {draw.mesh for draw in contribution.draws}) == (torn > 0.0)

"""The crystal hall: its floor and its panel open as far as the properties say."""

from typing import Any

import numpy as np
import pytest

from tests.actors.graphs import alone, snapshot_at
from visualizer.cast.crystal_hall.actor import FISSURE_WIDTH, CrystalHall
from visualizer.cast.crystal_hall.portal import TRAVEL


def poses_of(mesh: str, **properties: Any) -> np.ndarray:
    hall, graph = alone(CrystalHall, **properties)
    (draw,) = (d for d in hall.contribution(snapshot_at(graph, 0.0)).draws if d.mesh == f"it.{mesh}")
    return draw.poses


@pytest.mark.parametrize("torn", [0.0, 0.5, 1.0])
def test_the_two_halves_of_the_floor_part_by_the_width_of_the_fissure(torn: float) -> None:
    near, far = poses_of("floor", fissure=torn)[:2, 2, 3]
    assert far - near == pytest.approx(torn * FISSURE_WIDTH)


def test_slabs_lie_in_the_closed_floor_and_tilt_into_the_open_fissure() -> None:
    hall, _ = alone(CrystalHall)
    vertices = hall.meshes["floor"].vertices
    for torn in (0.0, 1.0):
        poses = poses_of("floor", fissure=torn)
        rims = []
        for piece in range(2, len(poses)):
            top = vertices["position"][(vertices["piece"] == piece) & (vertices["tint"][:, 3] < 0.5)]
            placed = top @ poses[piece, :3, :3].T + poses[piece, :3, 3]
            rims.append(placed[np.abs(placed[:, 2] - hall.properties.fissure_z).argmin(), 1])
        assert np.all(np.less(rims, -0.02) if torn else np.abs(rims) < 1e-6)


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

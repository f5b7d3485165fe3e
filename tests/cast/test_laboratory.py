"""The laboratory, its door and its console."""

import itertools
from typing import Any

import numpy as np
import pytest

from tests.actors.graphs import alone, snapshot_at
from visualizer.actors.base import Actor
from visualizer.cast.cabin.actor import Cabin
from visualizer.cast.console.actor import Console
from visualizer.cast.console.geometry import SLANT
from visualizer.cast.crystal_hall.actor import CrystalHall
from visualizer.cast.door.actor import CrystalDoor
from visualizer.cast.door.geometry import half_width
from visualizer.cast.explorer_ship.actor import ExplorerShip
from visualizer.cast.laboratory.actor import Laboratory
from visualizer.cast.laboratory.berths import BERTHS
from visualizer.cast.laboratory.collapse import TOWERS, towers_of
from visualizer.cast.laboratory.vault import LEAF, vault
from visualizer.cast.seed_ship.actor import SeedShip
from visualizer.transforms import compose, euler, points

COLLAPSE = 64.0
SHIPS: tuple[type[Actor[Any]], ...] = (ExplorerShip, SeedShip)
FIGURES = np.array([[-0.15, 0.0, 50.0], [0.45, 0.0, 50.1]])


def corners_at(actor, graph, time):
    """Return the world corners of every piece of the walls, one array per piece."""
    draw = actor.contribution(snapshot_at(graph, time)).draws[0]
    mesh = actor.meshes[draw.mesh.split(".")[1]]
    piece = mesh.vertices["piece"].astype(int)
    pose = draw.poses.astype(np.float64)[piece]
    world = (
        np.einsum("nij,nj->ni", pose[:, :, :3], mesh.vertices["position"].astype(np.float64)) + pose[:, :, 3]
    )
    return [world[piece == k] for k in range(mesh.pieces)]


@pytest.fixture(scope="module", params=[0.0, 1.0], ids=["closed", "open"])
def falling(request):
    return alone(Laboratory, collapse=COLLAPSE, roof=request.param)


def test_no_piece_comes_near_the_clear_area(falling):
    for time in np.arange(COLLAPSE, COLLAPSE + 8.0, 0.25):
        for corners in corners_at(*(*falling, time)):
            for figure in FIGURES:
                away = corners - figure
                away[:, 1] = np.maximum(away[:, 1] - 1.9, 0.0)
                assert np.linalg.norm(away, axis=1).min() > 1.2, time


def test_all_pieces_come_to_rest_on_the_floor(falling):
    actor, _ = falling
    still = corners_at(*(*falling, COLLAPSE + 20.0))
    later = corners_at(*(*falling, COLLAPSE + 21.0))
    for k, (a, b) in enumerate(zip(still, later, strict=True)):
        np.testing.assert_allclose(a, b, atol=1e-6)
        if actor.collapse.loose[k]:
            assert -0.02 < a[:, 1].min() < 0.02
            assert a[:, 1].max() < 2.6


def test_no_loose_piece_sinks_into_the_floor_on_its_way(falling):
    actor, _ = falling
    for time in np.arange(COLLAPSE + 1e-3, COLLAPSE + 8.0, 0.4):
        for k, corners in enumerate(corners_at(*(*falling, time))):
            if actor.collapse.loose[k]:
                assert corners[:, 1].min() > -0.02


def test_towers_of_the_far_end_topple_whole_and_last(falling):
    actor, _ = falling
    collapse, towers = actor.collapse, towers_of(vault(actor.properties.seed, broken=True))
    assert len(np.unique(towers[towers >= 0])) == 5
    for number in np.unique(towers[towers >= 0]):
        own = towers == number
        for since in (0.0, collapse.delay[own][0] + 1.0, 20.0):
            poses = collapse.poses(since)[own]
            np.testing.assert_allclose(poses, np.broadcast_to(poses[0], poses.shape), atol=1e-9)
    far = (np.cos(vault(actor.properties.seed, broken=True).angle) > np.cos(TOWERS)) & (towers < 0)
    assert collapse.delay[towers >= 0].min() > collapse.delay[far & collapse.loose].max()


def test_the_pieces_are_those_of_the_standing_walls(falling):
    actor, graph = falling
    before = np.concatenate(corners_at(actor, graph, COLLAPSE))
    after = np.concatenate(corners_at(actor, graph, COLLAPSE + 1e-3))
    np.testing.assert_allclose(before.min(axis=0), after.min(axis=0), atol=0.02)
    np.testing.assert_allclose(before.max(axis=0), after.max(axis=0), atol=0.02)


def test_an_open_roof_lets_both_ships_out():
    actor, graph = alone(Laboratory, roof=1.0)
    high = np.concatenate(corners_at(actor, graph, 0.0))
    high = high[high[:, 1] > 12.6]
    ring = np.linalg.norm(high[:, [0, 2]] - [0.0, 54.0], axis=1).min()
    for (place, turn), kind in zip(BERTHS.values(), SHIPS, strict=True):
        ship = alone(kind)[0]
        for mesh in ("hull", "losses"):
            if mesh in ship.meshes:
                room = points(compose(place, euler(*turn)), ship.meshes[mesh].vertices["position"])
                # The ship rises vertically from its berth through the opening between the leaves.
                assert np.linalg.norm(room[:, [0, 2]], axis=1).max() < ring


def test_the_open_roof_is_uneven_and_not_a_row_of_equal_teeth():
    actor, graph = alone(Laboratory, roof=1.0)
    leaves = np.flatnonzero(actor.vault.kind == LEAF)
    corners = corners_at(actor, graph, 0.0)
    heights = np.array([corners[k][:, 1].max() for k in leaves])
    assert len(heights) == 24
    assert (np.abs(heights - np.roll(heights, 1)) > 0.4).mean() > 0.8
    widths = [np.ptp(corners[k] @ actor.vault.axis[k]) for k in leaves]
    assert np.std(widths) > 0.1


def test_both_ships_rest_above_the_floor_and_below_reach():
    for (place, turn), kind in zip(BERTHS.values(), SHIPS, strict=True):
        ship = alone(kind)[0]
        for mesh in ("hull", "petals", "losses"):
            if mesh in ship.meshes:
                world = points(compose(place, euler(*turn)), ship.meshes[mesh].vertices["position"])
                assert world[:, 1].min() > 0.0


def test_a_raised_door_leaves_its_opening_free():
    door, graph = alone(CrystalDoor, open=1.0)
    for draw in door.contribution(snapshot_at(graph, 0.0)).draws:
        mesh = door.meshes[draw.mesh.split(".")[1]]
        pose = draw.poses.astype(np.float64)[mesh.vertices["piece"].astype(int)]
        world = (
            np.einsum("nij,nj->ni", pose[:, :, :3], mesh.vertices["position"].astype(np.float64))
            + pose[:, :, 3]
        )
        corners = world[mesh.triangles]
        # Points inside every triangle, not only its corners.
        grid = [
            (a, b, 1.0 - a - b)
            for a in np.linspace(0, 1, 7)
            for b in np.linspace(0, 1, 7)
            if a + b <= 1.0 + 1e-9
        ]
        inside = np.einsum("gk,tkj->tgj", np.array(grid), corners).reshape(-1, 3)
        inside = inside[(inside[:, 1] > 0.0) & (inside[:, 1] < 6.9)]
        assert (np.abs(inside[:, 0]) > half_width(inside[:, 1]) - 0.02).all()


def test_a_lowered_door_fills_its_opening():
    door, _ = alone(CrystalDoor)
    blades = door.meshes["blades"].vertices["position"]
    piece = door.meshes["blades"].vertices["piece"]
    ends = sorted((blades[piece == k, 0].min(), blades[piece == k, 0].max()) for k in np.unique(piece))
    for (_, right), (left, _) in itertools.pairwise(ends):
        assert left < right
    assert ends[0][0] <= -2.4 and ends[-1][1] >= 2.4
    assert blades[:, 1].min() < 0.05


def test_light_runs_only_once_the_channels_are_fed():
    console, graph = alone(Console, channels=[{"t": 0.0, "v": 0.0}, {"t": 1.0, "v": 1.0}])
    runs = [console.contribution(snapshot_at(graph, t)).draws[1].uniforms["run"] for t in (0.0, 0.5, 1.0)]
    assert runs == pytest.approx([0.0, 0.5, 1.0])


def test_the_voice_lights_the_crystal_beside_the_child():
    cabin, graph = alone(Cabin, voice=[{"t": 0.0, "v": 0.0}, {"t": 1.0, "v": 1.0}], warmth=0.0)
    assert not cabin.contribution(snapshot_at(graph, 0.0)).area_lights
    light = cabin.contribution(snapshot_at(graph, 1.0)).area_lights[0]
    crystal = cabin.anchor("crystal", snapshot_at(graph, 1.0))[:3, 3]
    assert np.linalg.norm(np.array(light.position) - crystal) < 0.3


def test_light_of_the_console_has_its_colour_and_none_if_that_is_black():
    def strongest(light):
        console, graph = alone(Console, wake=1.0, channels=1.0, light=light)
        return [max(one.colour) for one in console.contribution(snapshot_at(graph, 0.0)).area_lights]

    bright, dim, black = (
        strongest(light) for light in ((0.8, 1.7, 2.6), (0.08, 0.17, 0.26), (0.0, 0.0, 0.0))
    )
    assert min(bright) > 0.1 and bright == pytest.approx(dim), "its brightness is that of the lit parts alone"
    assert black == [0.0] * len(bright)


@pytest.mark.parametrize("kind", [Laboratory, CrystalDoor, Console, Cabin])
def test_draws_depend_on_the_time_alone(kind):
    properties: dict[str, Any] = {"collapse": 1.0} if kind is Laboratory else {}
    actor, graph = alone(kind, **properties)
    for t in (3.0, 0.5, 3.0):
        first, second = actor.contribution(snapshot_at(graph, t)), actor.contribution(snapshot_at(graph, t))
        for a, b in zip(first.draws, second.draws, strict=True):
            np.testing.assert_array_equal(a.poses, b.poses)
            assert a.uniforms == b.uniforms


def test_the_floors_of_hall_and_laboratory_adjoin():
    hall, lab = (alone(kind)[0] for kind in (CrystalHall, Laboratory))
    seam = hall.meshes["floor"].vertices["position"][:, 2].max()
    first = lab.meshes["floor"].vertices["position"][:, 2].min() + lab.properties.position.at(0.0)[2]
    assert seam == pytest.approx(first), "sky or twice the same floor is seen at the door"


@pytest.mark.parametrize("wake", [0.0, 0.5, 1.0])
def test_the_crown_of_the_console_stands_above_its_table_at_all_times(wake):
    console, graph = alone(Console, wake=wake)
    (draw,) = (d for d in console.contribution(snapshot_at(graph, 0.0)).draws if d.mesh == "it.body")
    vertices = console.meshes["body"].vertices
    place = vertices["position"].astype(float)
    pose = np.asarray(draw.poses)[vertices["piece"].astype(int)]
    height = np.einsum("nij,nj->ni", pose[:, :3, :3], place)[:, 1] + pose[:, 1, 3]
    table = 1.06 + SLANT * 0.32
    crown = (place[:, 2] > 0.4) & (np.abs(place[:, 0]) < 0.2)
    assert height[crown].max() > table + 0.25


def test_no_lamp_over_a_ship_reaches_floor_or_walls():
    actor, graph = alone(Laboratory, lamps=1.0)
    lights = actor.contribution(snapshot_at(graph, 0.0)).point_lights
    assert len(lights) == 2
    walls = np.concatenate(corners_at(actor, graph, 0.0))
    for light in lights:
        assert light.position[1] > light.reach
        assert np.linalg.norm(walls - light.position, axis=1).min() > light.reach

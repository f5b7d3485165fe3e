"""The two ships: seals, damage and anchors, all as functions of time."""

from typing import Any

import numpy as np
import pytest

from tests.actors.graphs import alone, snapshot_at
from visualizer.actors.base import Actor
from visualizer.cast.explorer_ship.actor import ExplorerShip
from visualizer.cast.explorer_ship.cockpit import FLOOR, cockpit
from visualizer.cast.explorer_ship.geometry import explorer_hull
from visualizer.cast.seed_ship.actor import SeedShip
from visualizer.cast.seed_ship.geometry import CRIB, CRIB_SIZE, seed_hull
from visualizer.cast.ships.basket import LONGER, PROFILE
from visualizer.cast.ships.bodies import PADDING, POLISHED
from visualizer.frame import Camera, Frame, KeyLight, Library
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

SHIPS: list[type[Actor[Any]]] = [ExplorerShip, SeedShip]


def draws_by_mesh(actor, graph, time):
    return {draw.mesh.split(".")[1]: draw for draw in actor.contribution(snapshot_at(graph, time)).draws}


@pytest.mark.parametrize("kind", SHIPS)
def test_draws_depend_on_the_time_alone(kind):
    actor, graph = alone(kind, seal=[{"t": 0.0, "v": 0.0}, {"t": 6.0, "v": 1.0}])
    first = {t: actor.contribution(snapshot_at(graph, t)) for t in (0.0, 2.5, 5.0, 6.0)}
    for t in (5.0, 0.0, 6.0, 2.5):
        for a, b in zip(first[t].draws, actor.contribution(snapshot_at(graph, t)).draws, strict=True):
            np.testing.assert_array_equal(a.poses, b.poses)
            assert a.uniforms == b.uniforms
        assert first[t].area_lights == actor.contribution(snapshot_at(graph, t)).area_lights


@pytest.mark.parametrize("kind", SHIPS)
def test_every_draw_has_one_pose_a_piece_and_few_triangles(kind):
    actor, graph = alone(kind, seal=0.5, glow=1.0)
    for draw in actor.contribution(snapshot_at(graph, 0.0)).draws:
        mesh = actor.meshes[draw.mesh.split(".")[1]]
        assert len(draw.poses) == mesh.pieces
        assert len(mesh.triangles) < 12_000


@pytest.mark.parametrize("kind", SHIPS)
def test_an_open_ship_has_no_facets_and_a_sealed_one_has(kind):
    assert "seal" not in draws_by_mesh(*alone(kind, seal=0.0), 0.0)
    assert "seal" in draws_by_mesh(*alone(kind, seal=1.0), 0.0)


def test_petals_stand_as_far_open_as_the_scene_says_until_the_seal_closes_them():
    def turned(**given):
        drawn = draws_by_mesh(*alone(SeedShip, **given), 0.0)["petals"].poses[:, :3, :3]
        cosines = 0.5 * (np.trace(drawn, axis1=1, axis2=2) - 1.0)
        return np.degrees(np.arccos(np.clip(cosines, -1.0, 1.0)))

    np.testing.assert_allclose(turned(petals=0.0), 0.0, atol=0.05)
    np.testing.assert_allclose(turned(petals=0.5), 0.5 * turned(), atol=0.05)
    np.testing.assert_allclose(turned(petals=1.0, seal=1.0), 0.0, atol=0.05)


@pytest.mark.parametrize("kind", SHIPS)
def test_drive_and_lamp_shine_while_they_are_on_and_have_a_colour(kind):
    def lights(**given):
        actor, graph = alone(kind, **given)
        found = actor.contribution(snapshot_at(graph, 0.0))
        return found.area_lights, found.point_lights

    (drive,), (lamp,) = lights(glow=1.0, lamp=1.0, drive=(4.0, 2.0, 1.0))
    assert drive.colour == pytest.approx((drive.colour[0], drive.colour[0] / 2.0, drive.colour[0] / 4.0))
    assert drive.position[2] < -2.0 and max(lamp.colour) > 1.0
    assert lights(glow=0.0, lamp=0.0) == ([], [])
    assert lights(glow=1.0, lamp=0.0, drive=(0.0, 0.0, 0.0)) == ([], []), "a black drive has no light"


@pytest.mark.parametrize("kind", SHIPS)
def test_every_anchor_is_on_the_ship(kind):
    actor, graph = alone(kind)
    low, high = actor.meshes["hull"].bounds
    for name in actor.anchors:
        place = actor.anchor(name, snapshot_at(graph, 0.0))[:3, 3]
        assert (place > low - 0.3).all() and (place < high + 0.3).all(), name


def test_nothing_in_the_cockpit_floats():
    """Every part stands on the floor or touches a part that does. The first part is the lining around them all."""
    bounds = np.array([part.bounds for part in cockpit()[1:]])
    low, high = bounds[:, 0] - 0.005, bounds[:, 1] + 0.005
    near = (low[:, None] <= high[None]).all(axis=-1) & (high[:, None] >= low[None]).all(axis=-1)
    held = low[:, 1] < FLOOR
    for _ in bounds:
        held |= (near & held).any(axis=1)
    assert list(np.flatnonzero(~held)) == []


def test_padding_is_smooth_from_face_to_face():
    vertices = seed_hull().vertices
    padded = vertices[np.abs(vertices["tint"][:, 3] - PADDING) < 0.01]
    _, count = np.unique(np.round(padded["position"], 4), axis=0, return_counts=True)
    assert (count == 1).mean() > 0.7, "corners of the padding have a normal for each face"


def test_light_runs_along_the_ring_about_an_opening_without_steps():
    """Crystal of one piece: neighbouring quads share their normals, but its crest and its outer edge are edges."""
    for hull in (explorer_hull(), seed_hull()):
        ring = hull.vertices[np.abs(hull.vertices["tint"][:, 3] - POLISHED) < 0.01]
        keys = np.concatenate([np.round(ring["position"], 4), np.round(ring["normal"], 3)], axis=1)
        places = len(np.unique(keys[:, :3], axis=0))
        assert len(np.unique(keys, axis=0)) < 1.1 * places, "quads of the ring have normals of their own"


@pytest.fixture(scope="module")
def renderer():
    with Renderer((64, 64)) as made:
        yield made


def test_in_the_same_red_light_the_smaller_ship_is_white_and_the_larger_one_bronze(renderer):
    colours = []
    for kind in SHIPS:
        actor, graph = alone(kind)
        drawn = actor.contribution(snapshot_at(graph, 0.0))
        library = Library({actor.mesh_name(local): mesh for local, mesh in actor.meshes.items()}, {})
        camera = Camera(camera_from_world((9.0, 1.0, 0.0), (0.0, 0.0, 0.0)), fov=40.0)
        key = KeyLight(direction=(-1.0, -0.3, 0.0), colour=(60.0, 24.0, 12.0), radius=20.0)
        hull = [draw for draw in drawn.draws if draw.mesh.endswith(".hull")]
        renderer.draw(Frame(library, 0.0, camera=camera, draws=tuple(hull), key_light=key))
        light = renderer.light()[..., :3]
        colours.append(light[light.max(axis=-1) > 0.05].mean(axis=0))
    larger, smaller = (colour / colour.max() for colour in colours)
    assert smaller.min() > 0.5, smaller
    assert larger[2] < 0.5 * larger[0] and larger[1] < 0.85 * larger[0], larger
    assert colours[1].mean() > 1.3 * colours[0].mean()


def test_the_larger_ship_is_larger_in_every_direction():
    large, small = (alone(kind)[0].meshes["hull"].bounds for kind in SHIPS)
    assert (np.ptp(large, axis=0) > 1.3 * np.ptp(small, axis=0)).all()


def test_a_whole_ship_keeps_all_its_pieces_in_place():
    actor, graph = alone(ExplorerShip, struck=10.0)
    losses = draws_by_mesh(actor, graph, 9.99)["losses"]
    np.testing.assert_array_equal(
        losses.poses, np.broadcast_to(np.eye(4, dtype=np.float32)[:3], losses.poses.shape)
    )


def test_pieces_of_a_struck_ship_keep_its_velocity_while_it_turns_away():
    turning = [{"t": 10.0, "v": [0, 0, 0]}, {"t": 12.0, "v": [90, 0, 40]}]
    moving = [{"t": 0.0, "v": [0, 0, 0]}, {"t": 20.0, "v": [0, 0, 200]}]
    actor, graph = alone(ExplorerShip, struck=10.0, position=moving, rotation=turning)
    homes = np.array(actor._losses.centres)

    def places(time):
        poses = draws_by_mesh(actor, graph, time)["losses"].poses.astype(np.float64)
        return np.einsum("nij,nj->ni", poses[:, :, :3], homes) + poses[:, :, 3]

    start, near, far = places(10.0), places(11.0), places(12.0)
    # In world space pieces move uniformly: in the second second as far as in the first.
    np.testing.assert_allclose(far - near, near - start, atol=1e-3)
    assert np.linalg.norm(far - start - [0.0, 0.0, 20.0], axis=1).min() > 1.0


def test_pieces_of_a_ship_that_jumps_when_it_is_struck_have_its_velocity_after_the_jump():
    moving = [
        {"t": 0.0, "v": [0, 0, 0], "ease": "step"},
        {"t": 10.0, "v": [900, 0, 0]},
        {"t": 20.0, "v": [900, 0, 100]},
    ]
    actor, graph = alone(ExplorerShip, struck=10.0, position=moving)
    homes = np.array(actor._losses.centres)

    def places(time):
        poses = draws_by_mesh(actor, graph, time)["losses"].poses.astype(np.float64)
        return np.einsum("nij,nj->ni", poses[:, :, :3], homes) + poses[:, :, 3]

    speeds = places(11.0) - places(10.001) - [0.0, 0.0, 10.0]
    assert np.linalg.norm(speeds, axis=1).max() < 8.0  # from the impact alone


def test_damage_alone_takes_the_pieces_off_too():
    actor, graph = alone(ExplorerShip, damage=1.0)
    losses = draws_by_mesh(actor, graph, 0.0)["losses"]
    assert np.abs(losses.poses[:, :, 3]).max() > 2.0
    assert losses.uniforms["scorch"] == pytest.approx(1.0)


def test_nothing_of_the_hull_reaches_through_the_wall_of_the_crib():
    place = seed_hull().vertices["position"] - np.array(CRIB)
    foot, top = -0.44, 0.15  # m: above the floor of the hull, below the crib's rim
    wall = CRIB_SIZE * np.interp(place[:, 1] / CRIB_SIZE, *np.array(PROFILE[:4])[:, ::-1].T)
    away = np.hypot(place[:, 0], place[:, 2] / LONGER)
    assert not ((away < wall) & (place[:, 1] > foot) & (place[:, 1] < top)).any()

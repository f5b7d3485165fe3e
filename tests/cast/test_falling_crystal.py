"""A falling crystal falls under gravity, breaks at the floor, and its pieces come to rest."""

from typing import Any

import numpy as np
import pytest

from visualizer.actors.base import FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.cast.falling_crystal.actor import FallingCrystal
from visualizer.physics.ballistics import GRAVITY
from visualizer.timeline.track import Track

FILM = FilmContext(seed=7, duration=10.0)


def crystal(**values: Any) -> FallingCrystal:
    settings = {"release": 2.0, "position": (1.0, 6.0, -3.0), "size": 1.8, "pieces": 30, "seed": 4, **values}
    return FallingCrystal("c", FallingCrystal.Properties(**settings), FILM)


def world_points(actor: FallingCrystal, at: float) -> np.ndarray:
    draw = actor.contribution(Snapshot(SceneGraph({"c": actor}), at)).draws[0]
    vertices = actor.meshes[draw.mesh.split(".")[1]].vertices
    poses = draw.poses[vertices["piece"].astype(int)]
    placed: np.ndarray = np.einsum("nij,nj->ni", poses[:, :, :3], vertices["position"]) + poses[:, :, 3]
    return placed


def test_it_hangs_until_it_is_released() -> None:
    actor = crystal()
    np.testing.assert_allclose(world_points(actor, 0.0), world_points(actor, 1.99), atol=1e-6)
    assert actor.contribution(Snapshot(SceneGraph({"c": actor}), 1.0)).draws[0].mesh == "c.whole"


def test_it_falls_as_gravity_says() -> None:
    actor = crystal()
    for since in (0.2, 0.5, 0.8):
        fallen = 6.0 - SceneGraph({"c": actor}).world_from("c.centre", 2.0 + since)[1, 3]
        assert fallen == pytest.approx(0.5 * GRAVITY * since**2, abs=1e-6)


def test_it_strikes_when_its_lowest_corner_reaches_the_floor() -> None:
    actor = crystal(spin=0.0)
    lowest = world_points(actor, 0.0)[:, 1].min()
    assert actor.impact_time == pytest.approx(2.0 + np.sqrt(2.0 * lowest / GRAVITY), abs=1e-3)
    assert actor.impact_point[1] == pytest.approx(0.0, abs=1e-3)


def test_at_the_impact_the_pieces_are_the_crystal() -> None:
    actor = crystal()
    before, after = world_points(actor, actor.impact_time - 1e-6), world_points(actor, actor.impact_time)
    np.testing.assert_allclose(before.min(axis=0), after.min(axis=0), atol=2e-3)
    np.testing.assert_allclose(before.max(axis=0), after.max(axis=0), atol=2e-3)
    assert actor.fracture.volumes.sum() == pytest.approx(actor.crystal.volume, rel=1e-6)


def test_no_piece_sinks_and_all_rest() -> None:
    actor = crystal(floor=0.5)
    for at in np.linspace(actor.impact_time, actor.rest_time, 20):
        assert world_points(actor, float(at))[:, 1].min() > 0.5 - 1e-3
    np.testing.assert_array_equal(
        world_points(actor, actor.rest_time + 0.01), world_points(actor, actor.rest_time + 30.0)
    )
    assert world_points(actor, actor.rest_time)[:, 1].max() < 0.5 + 1.0


def test_the_pieces_spread_from_the_impact() -> None:
    actor = crystal()
    rest = world_points(actor, actor.rest_time)
    assert np.ptp(rest[:, 0]) > 1.5 and np.ptp(rest[:, 2]) > 1.5


def test_position_and_rotation_are_those_at_the_release() -> None:
    moving = crystal(
        position=Track.of((0.0, (0.0, 9.0, 0.0)), (2.0, (1.0, 6.0, -3.0)), (4.0, (50.0, 50.0, 50.0)))
    )
    assert moving.impact_time == crystal().impact_time


def test_a_crystal_that_cannot_reach_its_floor_is_refused() -> None:
    with pytest.raises(ValueError, match="does not reach its floor"):
        crystal(floor=-5000.0)


def test_the_same_seed_breaks_the_same_way() -> None:
    np.testing.assert_array_equal(world_points(crystal(), 4.0), world_points(crystal(), 4.0))


def test_the_glitter_is_born_at_the_impact_and_can_be_left_out() -> None:
    actor = crystal()
    assert set(actor.emitters) == {"glitter", "chips", "splinters", "dust"}
    for name, emitter in actor.emitters.items():
        assert not emitter.batches(name, actor.impact_time - 0.01)
        assert sum(batch.count for batch in emitter.batches(name, actor.impact_time + 0.5)) > 50
    assert not crystal(glitter=0.0).emitters


def test_the_break_is_a_jump_and_its_time_is_a_key_time() -> None:
    actor = crystal(spin=120.0)
    assert actor.impact_time in actor.key_times()
    assert SceneGraph({"c": actor}).jumps("c") == (
        actor.impact_time,
    )  # the only jump: after the break the placement is a translation


def test_grain_makes_pieces_longer_along_the_crystal_and_keeps_its_volume() -> None:
    lengths = []
    for grain in (1.0, 2.5):
        actor = crystal(grain=grain)
        broken = actor.fracture
        assert broken.volumes.sum() == pytest.approx(actor.crystal.volume, rel=1e-3)
        spans = np.array([np.ptp(cell.points, axis=0) for cell in broken.cells])
        lengths.append(np.median(spans[:, 1] / spans[:, [0, 2]].max(axis=1)))
    assert lengths[1] > 1.4 * lengths[0]


def test_the_light_within_goes_out_as_it_breaks_and_the_colour_deepens() -> None:
    actor = crystal(glow=0.4, colour=(0.5, 0.75, 0.9))

    def shown(at: float) -> dict[str, Any]:
        return dict(actor.contribution(Snapshot(SceneGraph({"c": actor}), at)).draws[0].uniforms)

    whole, at_once, later = (shown(actor.impact_time + since) for since in (-0.01, 0.001, 6.0))
    assert whole["glow"] == 0.4
    assert at_once["glow"] == pytest.approx(0.4, rel=0.02)  # no flash, no jump
    assert later["glow"] < 0.5 * whole["glow"]
    assert np.array(later["colour"]) == pytest.approx(np.array(whole["colour"]) ** 1.5, rel=0.01)

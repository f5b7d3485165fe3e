"""The planet: undamaged before the breakup; afterwards its larger pieces are slower; all a function of time."""

import numpy as np
import pytest

from tests.actors.graphs import alone, snapshot_at
from visualizer.actors.base import Contribution
from visualizer.actors.graph import SceneGraph
from visualizer.cast.planet.actor import Planet
from visualizer.cast.planet.scatter import ROCKS
from visualizer.cast.red_sun.actor import RedSun

BREAKUP = 4.0


@pytest.fixture(scope="module")
def world() -> tuple[Planet, SceneGraph]:
    actor, graph = alone(Planet, name="world", duration=20.0, breakup=BREAKUP, cracks=1.0, ejecta=0.01)
    assert isinstance(actor, Planet)
    return actor, graph


def contribution(world: tuple[Planet, SceneGraph], time: float) -> Contribution:
    actor, graph = world
    return actor.contribution(snapshot_at(graph, time))


def crust(world: tuple[Planet, SceneGraph], time: float) -> np.ndarray:
    """Return the poses of the plates, (n, 3, 4)."""
    return next(draw.poses for draw in contribution(world, time).draws if draw.mesh == "world.plates")


def moved(world: tuple[Planet, SceneGraph], time: float) -> np.ndarray:
    """Return how far the middle of each plate has moved, in radii of the planet."""
    centres = world[0].plates.centres
    now = np.einsum("nij,nj->ni", crust(world, time)[:, :, :3], centres) + crust(world, time)[:, :, 3]
    return np.asarray(np.linalg.norm(now / 100.0 - centres, axis=1))


def test_the_planet_is_whole_until_it_breaks(world):
    assert moved(world, BREAKUP + 1e-4).max() < 1e-3
    names = [draw.mesh for draw in contribution(world, BREAKUP - 0.1).draws]
    assert names[0] == "world.surface" and not {"world.rocks", "world.core"}.intersection(names)
    assert contribution(world, BREAKUP - 0.1).ripple is None


def test_one_half_breaks_away_and_the_other_follows_later_and_slower(world):
    towards = world[0].plates.centres @ world[0].side
    early, late = moved(world, BREAKUP + 0.9), moved(world, BREAKUP + 6.0)
    assert early[towards > 0.6].mean() > 0.2 and early[towards < 0.0].max() < 0.05
    assert 0.05 < late[towards < 0.0].mean() < 0.4 * late[towards > 0.6].mean()


def test_a_glowing_front_runs_out_ahead_of_the_plates_and_fades(world):
    fronts = [
        next(
            (float(np.linalg.norm(draw.poses[0, :3, 0])) for draw in contribution(world, BREAKUP + age).draws if draw.material == "front"), 0.0
        )
        for age in (0.1, 0.6, 1.2, 6.0)
    ]  # fmt: skip
    assert 100.0 < fronts[0] < fronts[1] < fronts[2] and fronts[3] == 0.0
    assert fronts[1] > 90.0 * (1.0 + moved(world, BREAKUP + 0.6).max())


def test_the_front_begins_to_shine_as_it_leaves_the_ground(world):
    def shine(age):
        draws = contribution(world, BREAKUP + age).draws
        colours = [np.array(draw.uniforms["colour"]) for draw in draws if draw.material == "front"]
        return float(colours[0].max()) if colours else 0.0

    assert shine(0.02) < 0.1 * shine(0.25)


def test_bigger_plates_are_slower_and_turn_less(world):
    planet = world[0]
    thrown = planet.scatter.plates.thrown > 0.95
    flights = planet.scatter.plates
    speed, area = np.linalg.norm(flights.velocity[thrown], axis=1), flights.area[thrown]
    assert np.corrcoef(np.log(area), np.log(speed))[0, 1] < -0.4
    big = area > np.median(area)
    assert speed[big].mean() < 0.9 * speed[~big].mean()
    assert planet.scatter.plates.spin[thrown][big].mean() < planet.scatter.plates.spin[thrown][~big].mean()


def test_slabs_of_several_plates_fly_as_one(world):
    planet = world[0]
    flights = planet.scatter.plates
    _, slab, plates = np.unique(flights.pivot.round(6), axis=0, return_inverse=True, return_counts=True)
    slab = slab.ravel()
    assert (plates >= 4).sum() >= 3
    # The largest piece is many times as large as the typical one.
    assert flights.area.max() > 6.0 * np.median(planet.plates.areas)
    largest = np.flatnonzero(slab == np.argmax(plates))
    poses = crust(world, BREAKUP + 3.0)[largest]
    assert np.abs(poses - poses[0]).max() < 1e-4 * 100.0


def test_what_is_ejected_has_sizes_from_mist_to_clots_and_rays(world):
    emitters = world[0].emitters
    assert any(name.startswith("jet_") for name in emitters)

    def size(name):
        return emitters[name].properties.size.at(0.0)

    def count(name):
        return sum(burst.count for burst in emitters[name].properties.bursts)

    assert 6.0 * size("embers") < size("clots") < size("sparks") and count("embers") > 20 * count("clots")
    assert emitters["clots"].properties.trail.at(0.0) > 0.1
    hot, cold = emitters["clots"].properties.temperature, emitters["clots"].properties.temperature_end
    assert hot is not None and cold is not None and hot.at(0.0) > 3500.0 and cold.at(0.0) < 1000.0


def test_plates_are_thrown_at_once_and_slow_down_to_a_constant_velocity(world):
    thrown = world[0].scatter.plates.thrown > 0.95
    gone = [moved(world, BREAKUP + age)[thrown].mean() for age in (1e-4, 0.5, 1.0, 1.5, 6.0, 7.0, 8.0)]
    assert gone == sorted(gone)
    # There is no pause between the flash and the break.
    assert gone[1] > 0.5 * (gone[2] - gone[1]) and gone[2] - gone[1] > 1.15 * (gone[3] - gone[2])
    assert gone[6] - gone[5] == pytest.approx(gone[5] - gone[4], rel=0.02)


def test_the_flash_lights_what_is_around_and_is_gone_after_half_a_second(world):
    lights = [
        sum(max(light.colour) for light in contribution(world, BREAKUP + age).area_lights)
        for age in (0.02, 0.5)
    ]
    assert lights[0] > 2.0 * lights[1]


def test_broken_faces_cool(world):
    heat = [
        next(
            d.values[:, 0]
            for d in contribution(world, BREAKUP + age).draws
            if d.mesh == "world.plates" and d.values is not None
        )
        for age in (1.0, 3.0, 6.0)
    ]
    assert (heat[1] <= heat[0]).all() and (heat[2] < heat[1]).all()


def test_the_burst_shines_rings_and_throws_embers(world):
    after = contribution(world, BREAKUP + 1.0)
    assert after.ripple is not None and after.ripple.radius > 100.0
    assert after.shafts is not None and len(after.area_lights) == 1
    assert not contribution(world, BREAKUP + 6.0).area_lights
    later = contribution(world, BREAKUP + 2.0)
    assert later.ripple is not None and later.ripple.radius > after.ripple.radius
    emitters = world[0].emitters
    assert {"embers", "sparks", "dust", "glow"} <= set(emitters)
    assert sum(b.count for b in emitters["embers"].batches("e", BREAKUP + 3.0)) > 0
    assert not emitters["embers"].batches("e", BREAKUP - 0.1)


def test_the_flash_lights_gas_about_it_white_then_red_then_not_at_all(world):
    def gas(age):
        return [
            draw.uniforms for draw in contribution(world, BREAKUP + age).draws if draw.mesh == "world.blaze"
        ]

    first, later = gas(0.02)[0], gas(0.5)[0]
    assert min(first["hot"]) > 0.6 * max(first["hot"])
    assert max(later["hot"][1:]) < 0.3 * later["hot"][0] < 0.1 * first["hot"][0]
    assert not gas(-0.1) and not gas(3.0)


def test_embers_are_gone_where_the_scene_says():
    actor, _ = alone(Planet, duration=20.0, breakup=BREAKUP, ejecta=0.01, ejecta_until=8.0)
    assert actor.emitters["embers"].batches("e", 7.9)
    assert not actor.emitters["embers"].batches("e", 8.0)


def test_a_planet_that_never_breaks_throws_nothing():
    actor, _ = alone(Planet, duration=20.0)
    assert not actor.emitters


def test_the_planet_is_a_function_of_time(world):
    first = {t: crust(world, t) for t in (6.0, 7.5, 9.0)}
    for t in (9.0, 6.0, 7.5):
        np.testing.assert_array_equal(first[t], crust(world, t))


def test_every_rock_and_plate_has_a_pose(world):
    for draw in contribution(world, BREAKUP + 2.0).draws:
        assert len(draw.poses) == world[0].meshes[draw.mesh.split(".")[1]].pieces
        assert np.isfinite(draw.poses).all()
    assert world[0].meshes["rocks"].pieces == ROCKS


def test_the_red_sun_has_a_disc_and_arcs_above_it():
    actor, graph = alone(RedSun, radius=1000.0)
    draws = actor.contribution(snapshot_at(graph, 1.0)).draws
    assert [draw.material for draw in draws] == ["star", "prominence"]
    reach = np.linalg.norm(actor.meshes["arcs"].vertices["position"], axis=1)
    assert reach.max() > 1.03 and reach.max() < 1.5


def test_plates_lift_before_the_breakup_and_go_on_from_there():
    actor, graph = alone(
        Planet, name="world", duration=20.0, breakup=BREAKUP, cracks=1.0, ejecta=0.01, heave=0.05
    )
    lifted = moved((actor, graph), BREAKUP - 0.1)
    assert 0.03 < lifted.max() < 0.06 and lifted.min() > 0.0
    assert np.abs(moved((actor, graph), BREAKUP + 1e-4) - lifted).max() < 1e-3
    draws = contribution((actor, graph), BREAKUP - 0.1).draws
    assert "world.core" in [draw.mesh for draw in draws], "it is seen between them"
    outwards = actor.plates.centres
    turned = np.einsum("nij,nj->ni", crust((actor, graph), BREAKUP - 0.1)[:, :, :3] / 100.0, outwards)
    tilt = np.degrees(np.arccos(np.clip((turned * outwards).sum(axis=1), -1.0, 1.0)))
    assert 2.0 < tilt.max() < 12.0, "degrees: they tilt against each other"


def test_hot_air_is_drawn_without_light_that_it_scatters():
    def drawn(glow):
        world = alone(Planet, name="world", duration=20.0, ejecta=0.01, air=(0.0, 0.0, 0.0), air_glow=glow)
        return [draw for draw in contribution(world, 1.0).draws if draw.mesh == "world.air"]

    (hot,) = drawn((0.2, 0.1, 0.0))
    assert hot.uniforms["glow"] == (0.2, 0.1, 0.0)
    assert drawn((0.0, 0.0, 0.0)) == [], "black air costs nothing"


def test_the_core_swells_and_cools_once_it_is_laid_open(world):
    found = []
    for age in (0.1, 1.2, 2.4, 4.4):
        (core,) = (d for d in contribution(world, BREAKUP + age).draws if d.mesh == "world.core")
        found.append((float(core.poses[0, 0, 0]) / 100.0, core.uniforms["hot"], core.uniforms["glow"]))
    sizes, hot, glow = (list(values) for values in zip(*found, strict=True))
    assert sizes == sorted(sizes) and 1.25 < sizes[-1] < 1.5
    assert hot == sorted(hot, reverse=True) and hot[0] > 0.9 and hot[-1] < 0.3
    assert glow[1] > glow[3]


def test_the_core_is_a_ball_that_is_not_quite_round(world):
    away = np.linalg.norm(world[0].meshes["core"].vertices["position"], axis=1)
    assert 0.6 < away.min() < 0.68 < 0.72 < away.max() < 0.78, "below the crust"


def test_the_arch_of_the_red_sun_grows_out_of_its_side_with_its_feet_in_the_face():
    tops, feet = [], []
    for risen in (0.3, 1.0):
        actor, graph = alone(RedSun, radius=1000.0, arch=risen, arch_side=(1.0, 0.0, 0.0))
        (draw,) = (d for d in actor.contribution(snapshot_at(graph, 1.0)).draws if d.mesh.endswith(".arch"))
        positions = actor.meshes["arch"].vertices["position"]
        placed = positions @ draw.poses[0][:3, :3].T + draw.poses[0][:3, 3]
        tops.append(float(placed[:, 0].max()))
        feet.append(float(np.linalg.norm(placed, axis=1).min()))
    assert 1050.0 < tops[0] < 1200.0 < 1300.0 < tops[1] < 1600.0
    assert max(feet) < 1000.0

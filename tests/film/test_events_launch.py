"""The events of the story, acts II to VI."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.ndimage import find_objects, label

from tests.visible import lab
from visualizer.cast.explorer_ship.actor import canopy_pose
from visualizer.cast.explorer_ship.cockpit import canopy_struts, explorer_canopy
from visualizer.cast.laboratory.collapse import towers_of
from visualizer.cast.laboratory.vault import vault
from visualizer.cast.ships.bodies import EXPLORER, SEED
from visualizer.geometry.convex import moments
from visualizer.transforms import points


def test_7_the_niece_leans_over_the_larger_ship(story):
    leaning = [t for t in story.span("one_seat") if story.value("kara", "action", t) == "lean"]
    assert leaning
    assert story.distance("kara", "kara_ship", leaning[0]) < 4.0
    assert story.distance("kara", "kara_ship", leaning[0]) < story.distance("kara", "kal_ship", leaning[0])
    assert leaning[-1] - leaning[0] > 0.4, "for half a second"
    for t in leaning:
        back = story.scene.graph.world_from("kara_ship", t) @ [0.0, 0.3, -0.25, 1.0]
        x, y, _ = story.seen_at(back[:3], t)
        assert abs(x) < 0.8 and abs(y) < 0.8, "the back of the one seat is in the picture"
        assert story.in_picture("kara.head", t)


def test_7_the_embrace_and_the_farewell_and_she_enters_her_ship(story):
    embrace = [t for t in story.span("embrace", 80) if story.value("kara", "action", t) == "nestle"]
    assert embrace
    middle = embrace[len(embrace) // 2]
    assert min(story.distance("kara", who, middle) for who in ("jor", "lara")) < 1.0
    end = story.time("cradle") - 0.05
    assert end > embrace[-1]
    assert story.distance("kara", "kara_ship.seat", end) < story.distance("kara", "kara_ship.seat", middle)


def test_7_she_lets_herself_down_into_the_seat_on_a_hand_on_the_rim(story):
    """The shot begins with both legs over the rim: nothing of her goes through the hull."""
    start = story.time("boarding")

    def in_ship(what, t):
        ship_from_world = np.linalg.inv(story.scene.graph.world_from("kara_ship", t))
        return (ship_from_world @ [*story.place(what, t), 1.0])[:3]

    for foot in ("kara.left_foot", "kara.right_foot"):
        steps = [in_ship(foot, t) for t in start + np.arange(0.0, 1.3, 1.0 / 24.0)]
        assert steps[-1][0] < 0.3 and steps[-1][1] < -0.4, "on the floor inside"
        for x, y, z in steps:
            rim = EXPLORER.surface(EXPLORER.opening.rim(z), z)
            assert abs(x) < rim[0] - 0.12 and y < rim[1], "inside of the hull"
    for t in start + np.array([0.0, 0.2, 0.4]):
        x, y, z = in_ship("kara.left_hand", t)
        rim = EXPLORER.surface(EXPLORER.opening.rim(z), z)
        assert np.hypot(x - rim[0], y - rim[1]) < 0.12, "her hand is on the rim"
    for t in start + np.array([0.95, 1.2]):
        assert abs(in_ship("kara.chest", t)[0]) < 0.1, "in the middle of the seat"
        assert -0.22 < in_ship("kara.back", t)[2] < 0.06, "her back against that of the seat"


def test_7_her_palm_and_his_are_on_both_sides_of_the_glass_once_it_has_closed(story):
    for t in story.time("boarding") + np.array([2.0, 2.9]):
        ship_from_world = np.linalg.inv(story.scene.graph.world_from("kara_ship", t))
        hers, his = (
            (ship_from_world @ [*story.place(hand, t), 1.0])[:3]
            for hand in ("kara.left_hand", "jor.right_hand")
        )
        glass = points(
            canopy_pose(story.value("kara_ship", "canopy", t)), explorer_canopy().vertices["position"]
        )
        for hand in (hers, his):
            assert np.linalg.norm(glass - hand, axis=1).min() < 0.15
        assert np.linalg.norm(hers - his) < 0.12
        assert abs(hers[0]) < abs(his[0]), "hers inside, his outside"
        assert abs((ship_from_world @ [*story.place("kara.chest", t), 1.0])[0]) < 0.25, (
            "she is still in the seat"
        )


def test_7_the_canopy_passes_over_her_head(story):
    struts = points(np.eye(4), canopy_struts().vertices["position"])
    for t in story.time("boarding") + np.arange(1.8, 2.9, 1.0 / 24.0):
        ship_from_world = np.linalg.inv(story.scene.graph.world_from("kara_ship", t))
        head = (ship_from_world @ [*story.place("kara.head", t), 1.0])[:3]
        bars = points(canopy_pose(story.value("kara_ship", "canopy", t)), struts)
        near = np.hypot(*(bars - head)[:, ::2].T) < 0.14
        assert (bars[near, 1] > head[1] + 0.08).all()


def test_8_the_parents_lay_the_infant_in_the_cradle_of_the_smaller_ship(story):
    before, after = story.time("cradle"), story.time("sealing") - 0.05
    assert story.value("lara", "carrying", before)
    assert not story.value("lara", "carrying", after)
    assert story.distance("kal_in_cradle", "kal_ship.cradle", after) < 0.3
    assert story.drawn("kal_in_cradle", after)
    assert not story.drawn("kal", after), "there is one infant, not two"
    shown = np.arange(before, after, 1.0 / 24.0)
    for t in shown:
        assert (
            len({d.mesh.split(".")[0] for name in ("kal", "kal_in_cradle") for d in story.drawn(name, t)})
            == 1
        )
    height = [story.place("kal_in_cradle", t)[1] for t in shown]
    lowered = [t for t, high in zip(shown, height, strict=True) if high > height[-1] + 0.005]
    assert lowered[-1] - before > 1.9, "it takes two seconds"
    assert height[0] > height[-1] + 0.2, "it comes from her arms"
    for t in lowered:
        for side in ("left", "right"):
            assert story.distance("kal_in_cradle", f"lara.{side}_hand", t) < 0.22, "her hands are on it"
    for who in ("jor", "lara"):
        assert story.distance(who, "kal_ship", after) < 4.0


def test_8_both_parents_kneel_in_the_ship_at_the_cradle_and_his_hand_is_on_her_shoulder(story):
    for t in story.time("cradle") + np.array([0.2, 1.5, 2.5, 4.3]):
        ship_from_world = np.linalg.inv(story.scene.graph.world_from("kal_ship", t))
        for who in ("jor", "lara"):
            x, _, z = (ship_from_world @ [*story.place(f"{who}.chest", t), 1.0])[:3]
            width = SEED.surface(SEED.opening.rim(z), z)[0]
            assert abs(x) < width - 0.2, "inside of the rim"
            assert story.distance(f"{who}.head", "kal_in_cradle.face", t) < 1.0, "over the child"
    assert story.distance("jor.left_hand", "lara.right_shoulder", story.time("cradle", 4.0)) < 0.08
    assert story.distance("lara.right_hand", "kal_in_cradle.centre", story.time("cradle", 4.5)) < 0.2, (
        "the last touch"
    )


def test_9_crystals_merge_and_seal_both_ships(story):
    for ship in ("kara_ship", "kal_ship"):
        assert story.value(ship, "seal", story.time("sealing")) == 0.0
        assert 0.05 < story.value(ship, "seal", story.time("sealing", 3.0)) < 0.99
        assert story.value(ship, "seal", story.time("console")) == 1.0


def test_10_the_parents_go_to_the_console_and_activate_the_launch(story):
    for who in ("jor", "lara"):
        assert story.distance(who, "console", story.time("console", 1.0)) < 1.8
    pressed = story.time("console", 0.8)
    assert story.distance("jor.right_hand", "console.plate", pressed) < 0.05, "his palm is on the plate"
    assert story.value("console", "wake", pressed - 0.3) < 0.1, "and the light comes after it"
    assert story.value("console", "wake", story.time("console")) < 0.1
    assert story.value("console", "wake", story.time("console", 2.0)) > 0.9
    assert story.value("console", "channels", story.time("lift_off") - 0.1) == 1.0


def test_11_both_ships_take_off_together(story):
    heights = {
        ship: [story.place(ship, t)[1] for t in story.span("lift_off", 20)]
        for ship in ("kara_ship", "kal_ship")
    }
    for rise in heights.values():
        assert (np.diff(rise) > -1e-6).all()
        assert rise[-1] - rise[0] > 8.0
    apart = np.abs(np.subtract(heights["kara_ship"], heights["kal_ship"]))
    assert apart.max() < 2.0


def test_11_the_take_off_is_quiet_nothing_burns_beneath_them(story):
    for t in story.span("lift_off", 8):
        for batch in story.scene.at(t).batches:
            assert not batch.emitter.startswith(("kara_ship", "kal_ship"))


def test_11_both_ships_stay_in_the_picture_until_the_cut_as_they_rise(story):
    for t in story.span("lift_off", 15):
        for ship in ("kara_ship", "kal_ship"):
            x, y, _ = story.seen(ship, t)
            assert abs(x) < 0.95 and abs(y) < 0.9, (ship, t)


def test_11_the_two_are_seen_as_two_profiles_below_the_ships(story):
    for t in story.time("lift_off") + np.array([0.3, 1.5, 3.0]):
        heads = [story.seen(f"{who}.head", t) for who in ("jor", "lara")]
        apart = abs(heads[0][0] - heads[1][0]) * 16.0 / 9.0
        size = story.seen("jor.head", t)[1] - story.seen("jor.chest", t)[1]
        assert apart > 0.75 * size, "no head hides the other"


def test_11_a_block_of_the_vault_lands_between_us_and_the_two(story):
    fall = story.actor("near_fall")
    t = fall.impact_time
    camera = story.scene.cameras["pull_back"].position.at(t)
    assert story.time("collapse", 2.0) < t < story.time("collapse", 3.2)
    assert camera[2] + 1.5 < fall.impact_point[2] < story.place("jor", t)[2] - 1.0


def test_11_the_dust_ends_the_collapse_in_white(story, film_renderer):
    renderer = film_renderer((192, 108))
    light = []
    for offset in (6.5, 6.97):
        renderer.draw(story.scene.exposure(story.time("collapse", offset), 1))
        light.append(renderer.pixels().mean(axis=2))
    assert np.percentile(light[0], 10) < 30.0, "there are blacks before"
    assert np.percentile(light[1], 10) > 100.0, "all of it is pale at the cut"
    red, green, blue = np.median(renderer.pixels()[..., :3], axis=(0, 1))
    assert red > green > blue > 0.75 * red > 150.0, "a warm white, and no brown"


def test_11_the_last_of_the_walls_comes_down_towards_the_two_who_look_up_and_then_at_each_other(story):
    lab = story.actor("lab")
    start, base = lab.properties.collapse, np.asarray(lab.properties.position.at(0.0))
    tops = (towers_of(vault(lab.properties.seed, broken=True)) >= 0) & (
        np.array([cell.points[:, 1].max() for cell in vault(lab.properties.seed, broken=True).cells]) > 12.0
    )
    ends = [
        cell.points[cell.points[:, 1].argmax()]
        for cell in np.array(vault(lab.properties.seed, broken=True).cells)[tops]
    ]

    def tips(offset):
        poses = lab.collapse.poses(story.time("collapse", offset) - start)[tops]
        return np.einsum("nij,nj->ni", poses[:, :3, :3], np.array(ends)) + poses[:, :3, 3] + base

    assert len(ends) == 5 and (tips(2.0)[:, 1] > 12.0).all(), "they stand as high as before"
    two = story.place("jor", story.time("collapse", 5.0))
    nearer = [
        np.linalg.norm((tips(offset) - two)[:, [0, 2]], axis=1).min() for offset in (3.0, 5.0, 6.0, 6.6)
    ]
    assert nearer == sorted(nearer, reverse=True) and nearer[-1] < nearer[0] - 4.0
    for who, other in (("jor", "lara"), ("lara", "jor")):
        for offset, mark in ((4.6, "lab.far_wall"), (6.3, f"{other}.head")):
            t = story.time("collapse", offset)
            to = story.place(mark, t) - story.place(f"{who}.head", t)
            faces = story.scene.graph.world_from(f"{who}.head", t)[:3, 2]
            assert faces @ to / np.linalg.norm(to) > 0.7, f"{who} looks at {mark}"


def test_11_the_parents_hold_each_other_while_the_lab_collapses_around_them(story):
    for t in (story.time("lift_off", 3.0), story.time("collapse", 3.0)):
        assert story.distance("jor", "lara", t) < 0.7
        for side, other in (("left", "right"), ("right", "left")):
            assert story.distance(f"jor.{side}_hand", "lara.back", t) < 0.3, "his arms are round her"
            assert story.distance(f"lara.{side}_hand", f"jor.{other}_shoulder", t) < 0.16, (
                "hers on his shoulders"
            )
    start = story.actor("lab").properties.collapse
    assert story.time("lift_off") < start < story.time("collapse", 2.0)
    before = {d.mesh: d.poses for d in story.drawn("lab", start - 0.1)}
    after = {d.mesh: d.poses for d in story.drawn("lab", start + 4.0)}
    moved = sum(
        int((np.abs(after[name][:, :, 3] - poses[:, :, 3]).max(axis=1) > 1.0).sum())
        for name, poses in before.items()
        if name in after and len(after[name]) == len(poses)
    )
    moved += sum(len(poses) for name, poses in after.items() if name not in before)
    assert moved > 30, "the room comes down piece by piece"


@pytest.mark.parametrize("emitter", ["landing_dust", "near_dust"])
def test_11_dust_rises_where_large_pieces_land_when_they_land(story, emitter):
    lab, dust = story.actor("lab"), story.scene.library.emitters[emitter].properties
    cells, start = vault(lab.properties.seed, broken=True).cells, lab.properties.collapse
    volumes, centres = moments(cells)
    base = np.asarray(lab.properties.position.at(start))
    large = volumes > 0.2

    def places(t):
        poses = lab.collapse.poses(t - start)[large]
        return np.einsum("nij,nj->ni", poses[:, :3, :3], centres[large]) + poses[:, :3, 3] + base

    assert len(dust.bursts) > 12
    for burst in dust.bursts:
        before = (places(burst.t - 0.03) - places(burst.t - 0.09))[:, 1] / 0.06
        after = (places(burst.t + 0.09) - places(burst.t + 0.03))[:, 1] / 0.06
        away = np.linalg.norm(
            (places(burst.t) - np.asarray(dust.position.at(burst.t + 0.01)))[:, [0, 2]], axis=1
        )
        assert ((away < 0.3) & (before < -2.0) & (after > 0.5 * before)).any(), (
            f"nothing lands at {burst.t:.2f} s"
        )


def test_12_the_ships_pass_the_atmosphere_and_come_upon_the_red_sun(story):
    altitude = [story.scene.at(t).sky.uniforms["altitude"] for t in story.span("atmosphere", 6)]
    assert altitude == sorted(altitude)
    assert altitude[0] < 0.2
    assert altitude[-1] > 0.9
    for shot in ("atmosphere", "red_sun"):
        middle = story.span(shot, 3)[1]
        for ship in ("kara_ship", "kal_ship"):
            assert story.in_picture(ship, middle), f"{ship} is seen in {shot}"
    assert story.drawn("sun", story.time("red_sun", 1.0))
    assert not story.drawn("sun", story.time("atmosphere", 1.0))


def test_12_the_ships_overtake_us_then_drift_against_each_other_and_never_jump_away_as_they_climb(story):
    apart, far = [], []
    for t in story.span("atmosphere", 25):
        kara, kal = story.seen("kara_ship", t), story.seen("kal_ship", t)
        apart.append(kara[1] - kal[1])
        far.append(kara[2])
    assert max(apart) - min(apart) > 0.3, "up and down"
    assert far[0] < 9.0 and far[3] > 1.8 * far[0], "they come from beside the lens"
    assert max(b / a for a, b in pairwise(far[4:])) < 1.12 and far[-1] < 40.0


def test_12_sleet_rushes_past_the_lens_in_long_streaks(story, film_renderer):
    renderer = film_renderer((384, 216))
    frame = story.scene.at(story.time("atmosphere", 1.6))
    frame = replace(frame, grade=replace(frame.grade, grain=0.0))
    without = replace(frame, batches=tuple(b for b in frame.batches if b.emitter != "sleet"))
    pictures = []
    for one in (frame, without):
        renderer.draw(one)
        pictures.append(lab(renderer.pixels()))
    streaks, count = label(np.linalg.norm(pictures[0] - pictures[1], axis=2) > 4.0, np.ones((3, 3)))
    long = sorted(np.hypot(*(s.stop - s.start for s in found)) for found in find_objects(streaks))
    assert count > 15 and long[-8] > 12.0, long


def test_12_wisps_pass_before_the_ships(story, film_renderer):
    renderer = film_renderer((192, 108))
    covered = []
    for offset in np.arange(1.0, 2.2, 0.1):
        frame = story.scene.at(story.time("atmosphere", offset))
        frame = replace(frame, grade=replace(frame.grade, grain=0.0))
        without = replace(frame, batches=tuple(b for b in frame.batches if b.emitter != "wisps"))
        ships = tuple(int(d.mesh.startswith(("kara_ship.", "kal_ship."))) for d in frame.draws)
        pictures = []
        for one in (frame, without):
            renderer.draw(replace(one, objects=ships), results=("picture", "object"))
            pictures.append(lab(renderer.pixels()))
        there = renderer.result("object") > 0
        covered.append(float((np.linalg.norm(pictures[0] - pictures[1], axis=2)[there] > 5.0).mean()))
    assert max(covered) > 0.25 and min(covered) < 0.1, covered


def test_12_the_ships_cross_the_limb_of_the_sun_into_the_black(story):
    def beyond(ship, t):
        """Return the angle, degrees, of a ship's middle outside the disc."""
        camera = np.linalg.inv(story.scene.at(t).camera.camera_from_world)[:3, 3]
        sun, there = story.place("sun", t) - camera, story.place(ship, t) - camera
        reach = np.arcsin(story.actor("sun").properties.radius / np.linalg.norm(sun))
        apart = np.arccos(sun @ there / np.linalg.norm(sun) / np.linalg.norm(there))
        return np.degrees(apart - reach)

    for ship in ("kara_ship", "kal_ship"):
        way = [beyond(ship, t) for t in story.span("red_sun", 11)]
        assert way[4:] == sorted(way[4:]) and way[0] < -5.0 and way[-1] > 3.0


@pytest.mark.parametrize("ship", ["kara_ship", "kal_ship"])
def test_12_the_ships_grow_smaller_as_they_pass_the_sun_nose_first(ship, story):
    times = story.span("red_sun", 9)
    away = [story.seen(ship, t)[2] for t in times]
    assert away == sorted(away) and away[-1] > 1.35 * away[0], away
    for t in times[:-1]:
        ahead, way = story.front(ship, t), story.place(ship, t + 0.02) - story.place(ship, t)
        assert ahead @ way > 0.95 * np.linalg.norm(ahead) * np.linalg.norm(way)


def test_12_an_arch_of_gas_rises_over_the_limb_to_the_end_of_the_shot(story, film_renderer):
    renderer, changed = film_renderer((384, 216)), []
    for offset in (0.2, 2.5, 4.7):
        frame = story.scene.at(story.time("red_sun", offset))
        frame = replace(frame, grade=replace(frame.grade, grain=0.0))
        without = replace(frame, draws=tuple(d for d in frame.draws if d.mesh != "sun.arch"))
        pictures = []
        for one in (frame, without):
            renderer.draw(one)
            pictures.append(renderer.pixels().astype(float))
        changed.append(int((np.abs(pictures[0] - pictures[1]).max(axis=2) > 12.0).sum()))
    assert changed[0] > 150, changed
    assert changed == sorted(changed) and changed[-1] > 1000, changed


@pytest.mark.parametrize(
    ("emitter", "ship", "shot", "offset"),
    [
        ("wake_of_kara", "kara_ship", "breaking", 2.0),
        ("wake_of_kal", "kal_ship", "explosion", 2.0),
        ("passing_thread", "kal_ship", "onward", 0.5),
        ("passing_thread", "kal_ship", "onward", 1.2),
    ],
)
def test_trails_of_light_are_lines_and_not_beads(story, emitter, ship, shot, offset):
    properties, t = story.scene.library.emitters[emitter].properties, story.time(shot, offset)
    apart = story.speed(ship, t) / properties.rate.at(t)
    _, _, away = story.seen(ship, t)
    pixel = 2.0 * away * np.tan(np.radians(story.scene.at(t).camera.fov / 2.0)) / 540
    assert apart < max(0.4 * properties.size.at(t), 2.0 * pixel), f"{apart:.2f} m apart"


def test_13_the_planet_cracks_then_explodes_into_its_own_crust(story):
    planet = story.actor("krypton")
    assert story.value("krypton", "cracks", story.time("explosion")) > 0.9
    assert story.time("explosion") <= planet.properties.breakup < story.time("explosion", 1.0)
    plates = [
        story.drawn("krypton", t)[0].poses
        for t in (story.time("breaking", 2.0), story.time("explosion", 4.5))
    ]
    moved = np.linalg.norm(plates[1][:, :, 3] - plates[0][:, :, 3], axis=1)
    assert (moved > 0.2 * planet.properties.radius).sum() > 30
    ships = [story.in_picture(ship, story.time("explosion", 3.0)) for ship in ("kara_ship", "kal_ship")]
    assert all(ships), "the ships give the scale"


def test_13_every_second_before_it_bursts_the_picture_of_the_planet_changes(story, film_renderer):
    """Cracks run, fork and widen, jets rise, and plates lift up to the end, in this order."""
    renderer, light = film_renderer((192, 108)), []
    for offset in (0.2, 1.2, 2.2, 3.2, 3.95):
        frame = story.scene.at(story.time("breaking", offset))
        renderer.draw(replace(frame, grade=replace(frame.grade, grain=0.0)))
        light.append(int((renderer.pixels()[..., 0] > 190).sum()))
    assert all(later > 1.08 * before for before, later in pairwise(light)), light
    lifted = [story.value("krypton", "heave", story.time("breaking", s)) for s in (1.0, 3.4, 3.9)]
    assert lifted[0] == 0.0 < lifted[1] < lifted[2]


def test_13_plates_of_both_halves_fly_on_and_the_core_cools_to_the_end(story, film_renderer):
    planet, renderer = story.actor("krypton"), film_renderer((192, 108))
    before, after = (story.drawn("krypton", story.time("explosion", s))[0].poses for s in (3.0, 4.9))
    moved = np.linalg.norm(after[:, :3, 3] - before[:, :3, 3], axis=1) / planet.properties.radius
    towards = planet.plates.centres @ planet.side
    assert np.median(moved[towards < 0.0]) > 0.12 and np.median(moved[towards > 0.5]) > 0.3
    hot = []
    for offset in (2.2, 3.5, 4.8):
        renderer.draw(story.scene.at(story.time("explosion", offset)))
        hot.append(int((renderer.pixels().min(axis=2) > 150).sum()))
    assert hot[0] > 1.5 * hot[1] > 1.5 * 1.2 * hot[2], hot


@pytest.mark.parametrize("ship", ["kara_ship", "kal_ship"])
def test_13_the_ships_fly_away_from_the_world_in_the_picture_and_in_space(story, ship):
    for shot in ("breaking", "explosion"):
        times = story.span(shot, 25)
        aside = [story.seen(ship, t)[0] - story.seen("krypton.core", t)[0] for t in times]
        assert (np.diff(aside) > 0.0).all()
        assert (np.diff([story.distance(ship, "krypton.core", t) for t in times]) > 0.0).all()
    ahead = story.front(ship, story.time("breaking", 1.0))
    ahead = ahead / np.linalg.norm(ahead)  # the ship is scaled
    way = story.place(ship, story.time("breaking", 1.1)) - story.place(ship, story.time("breaking", 1.0))
    assert ahead @ way > 0.97 * np.linalg.norm(way), "it flies nose first"


def test_14_the_larger_ship_is_struck_and_the_smaller_is_not(story):
    rocks = story.actor("rocks")
    strike = rocks.properties.strike
    assert story.time("chase") < strike < story.time("voice")
    assert story.distance("rocks.striker", "kara_ship", strike) < rocks.properties.striker_size + 3.0
    assert (
        story.value("kara_ship", "damage", strike + 2.0) > 0.5
        or story.actor("kara_ship").properties.struck == strike
    )
    apart = [story.distance("rocks.striker", "kara_ship.wound", strike - s) for s in (0.5, 0.3, 0.1, 0.0)]
    assert apart == sorted(apart, reverse=True), "for half a second it comes straight at the ship"
    assert all(story.in_picture("rocks.striker", strike - s) for s in (0.5, 0.3, 0.1))
    ways = [
        np.subtract(
            story.seen("rocks.striker", strike - s)[:2], story.seen("kara_ship.wound", strike - s)[:2]
        )
        for s in (0.5, 0.25, 0.0)
    ]
    assert ways[0][0] < -0.3 and ways[0][0] < 1.4 * ways[1][0], "its way to the ship lies across the picture"
    behind = [story.seen(what, strike - 1.0)[2] for what in ("rocks.striker", "kara_ship")]
    assert behind[0] > 2.0 * behind[1], "it comes out of the rocks behind them"
    core = [story.seen("krypton.core", strike - s)[0] for s in (1.0, 0.0)]
    side = [story.seen("rocks.striker", strike - s)[0] for s in (1.0, 0.0)]
    assert side[0] < core[0] and side == sorted(side), "from the side of the burning world"
    to_world = story.place("krypton.core", strike) - story.place("kara_ship", strike)
    came = story.place("rocks.striker", strike - 1.0) - story.place("kara_ship", strike - 1.0)
    assert came @ to_world > 0.6 * np.linalg.norm(came) * np.linalg.norm(to_world), "from the world"
    turned = story.front("kara_ship", strike + 1.5) @ story.front("kara_ship", strike - 0.1)
    assert turned < 0.7, "it spins away"
    field = story.scene.graph.world_from("rocks", 0.0)
    for t in story.span("chase", 60):
        places = rocks.places(story.snapshot(t)) @ field[:3, :3].T + field[:3, 3]
        gaps = np.linalg.norm(places - story.place("kal_ship", t), axis=1) - rocks.size
        assert gaps.min() > 2.0, f"a rock comes too near to the small ship at {t:.2f} s"
        eye = np.linalg.inv(story.scene.at(t).camera.camera_from_world)[:3, 3]
        assert (np.linalg.norm(places - eye, axis=1) - 1.6 * rocks.size).min() > 0.5, (
            f"a rock flies through the camera at {t:.2f} s"
        )
    aside = np.diff([story.seen("kal_ship", t)[0] for t in story.span("chase", 24)])
    assert ((aside[1:] > 0.0) != (aside[:-1] > 0.0)).sum() >= 3, "the small ship weaves"
    seen = [story.seen("kara_ship", t)[2] for t in np.linspace(strike, story.time("voice") - 0.05, 6)]
    assert max(seen) < 29.0, "the struck ship stays near enough to be made out"
    assert (
        story.front("kal_ship", story.time("voice") - 0.1) @ story.front("kal_ship", story.time("chase", 0.1))
        > 0.9
    )


def test_15_the_infant_begins_to_cry_and_a_second_later_the_voice_calms_him(story):
    times = story.span("voice", 160)
    crying = [t for t in times if story.value("kal_in_cabin", "crying", t) > 0.5]
    speaking = [t for t in times if story.value("cabin", "voice", t) > 0.5]
    assert crying
    assert 0.3 < speaking[0] - crying[0] < 2.5, "the voice comes after the crying"
    assert story.value("kal_in_cabin", "crying", times[-1]) < 0.1, "and calms him"
    assert story.value("cabin", "warmth", times[-1]) > story.value("cabin", "warmth", times[0])


def test_15_the_emblem_of_his_fathers_robe_is_seen_on_the_crystal_that_speaks(story, film_renderer):
    frame = story.scene.at(story.time("voice", 3.0))
    frame = replace(frame, captions=(), grade=replace(frame.grade, grain=0.0, bloom=0.0))
    without = replace(
        frame, draws=tuple(draw for draw in frame.draws if draw.mesh != "cabin.emblem"), objects=()
    )
    renderer = film_renderer((192, 108))
    pictures = []
    for one in (frame, without):
        renderer.draw(one)
        pictures.append(lab(renderer.pixels()))
    apart = np.linalg.norm(pictures[0] - pictures[1], axis=2) > 20.0
    assert apart.any(axis=1).mean() > 0.08 and apart.any(axis=0).sum() > 8, "its height and width"
    lighter, _, yellower = (pictures[0] - pictures[1])[apart].mean(axis=0)
    assert lighter > 10.0 and yellower > 5.0, "lines of gold light"


def test_15_the_crystal_pulses_with_the_syllables(story, film_renderer):
    """Its light in the picture at peaks of the voice and between them."""
    renderer = film_renderer((384, 216))
    light = []
    for offset in (2.22, 2.43, 2.6, 2.83, 3.02):
        frame = story.scene.at(story.time("voice", offset))
        frame = replace(frame, captions=(), grade=replace(frame.grade, grain=0.0))
        parts = tuple(int(d.mesh in {"cabin.heart", "cabin.emblem", "cabin.voice"}) for d in frame.draws)
        renderer.draw(replace(frame, objects=parts), results=("picture", "object"))
        light.append(float(lab(renderer.pixels())[renderer.result("object") > 0][:, 0].mean()))
    peaks, rests = light[::2], light[1::2]
    assert min(peaks) - max(rests) > 9.0, light


@pytest.mark.parametrize("offset", [0.7, 5.0])
def test_15_stars_are_seen_beyond_the_canopy_over_the_infant(offset, story, film_renderer):
    frame = story.scene.at(story.time("voice", offset))
    frame = replace(frame, captions=(), grade=replace(frame.grade, grain=0.0, bloom=0.0))
    renderer = film_renderer((384, 216))
    renderer.draw(replace(frame, objects=(1,) * len(frame.draws)), results=("picture", "object"))
    light, sky = renderer.pixels().max(axis=2), renderer.result("object") == 0
    assert sky.mean() > 0.15
    assert (light[sky] > 70).sum() > 25, "stars"
    assert np.median(light[sky]) < 12, "in a black sky"


def test_15_the_infant_opens_its_eyes_to_the_voice_and_sleeps(story):
    opened = [story.value("kal_in_cabin", "eyes", story.time("voice", s)) for s in (1.5, 4.3, 7.3)]
    assert opened[0] < 0.05 and opened[1] > 0.8 and opened[2] < 0.05


def test_15_the_voice_speaks_of_his_new_people_of_pride_and_of_their_good_and_sends_him_to_be_their_light(
    story,
):
    told = " ".join(c.text.lower() for c in story.scene.captions if c.start >= story.time("voice"))
    for word in ("among them", "proud", "good", "light"):
        assert word in told


def test_15_the_small_ship_leaves_us_and_the_wreck_and_becomes_a_point_before_the_fade(story):
    times = story.span("onward", 33)
    distances = np.array([story.seen("kal_ship", t)[2] for t in times])
    assert (np.diff(distances) > 0.0).all() and distances[-1] > 4.0 * distances[0], "it goes away from us"
    assert all(story.in_picture("kal_ship", t) for t in times)
    aside = [story.seen("kal_ship", t)[0] - story.seen("krypton.core", t)[0] for t in times]
    assert aside == sorted(aside) and aside[-1] > aside[0] + 0.4, "away from the wreck in the picture too"
    last = story.span("light", 33)
    leaving = np.array([story.seen("kal_ship", t)[2] for t in last])
    assert (np.diff(leaving) > 0.0).all() and leaving[-1] > 12.0 * leaving[0], "and is a point in the end"
    for shot in (times, last):
        wreck = [story.distance("kal_ship", "krypton", t) for t in shot]
        assert wreck == sorted(wreck), "it never flies back"
    assert story.scene.at(story.scene.film.duration).grade.fade == 0.0


def test_15_the_wreck_shrinks_in_the_picture_while_the_ship_passes(story):
    times = story.span("onward", 9)
    assert all(story.in_picture("krypton.core", t) for t in times)
    away = [story.seen("krypton.core", t)[2] for t in times]
    assert away == sorted(away) and away[-1] > 1.6 * away[0]


@pytest.mark.parametrize("shot", ["onward", "light"])
def test_15_its_light_goes_along_a_straight_line(shot, story):
    places = np.array([story.place("kal_ship", t) for t in story.span(shot, 12)])
    along = places[-1] - places[0]
    aside = np.linalg.norm(np.cross(places - places[0], along / np.linalg.norm(along)), axis=1)
    assert aside.max() < 0.01 * np.linalg.norm(along)


@pytest.mark.parametrize(
    ("shot", "offset"), [("onward", 0.1), ("onward", 0.7), ("onward", 1.3), ("light", 0.05)]
)
def test_15_the_small_ship_is_beside_the_core_of_the_wreck_and_not_before_it(shot, offset, story):
    time = story.time(shot, offset)
    ship, core = (np.array(story.seen(what, time)[:2]) for what in ("kal_ship", "krypton.core"))
    assert ship[0] - core[0] > 0.15


def test_15_the_small_ship_leaves_nose_first_with_its_drive_towards_us_and_does_not_roll(story):
    for time in np.linspace(story.time("onward", 0.1), story.time("onward", 1.9), 5):
        way = story.place("kal_ship", time + 0.02) - story.place("kal_ship", time)
        assert story.front("kal_ship", time) @ way / np.linalg.norm(way) > 0.9
        assert story.seen("kal_ship.tail", time)[2] < story.seen("kal_ship.nose", time)[2]
    rolls = [story.scene.graph.world_from("kal_ship", story.time("onward", s))[1, 0] for s in (1.4, 1.9)]
    assert np.degrees(abs(rolls[1] - rolls[0])) < 4.0


def test_15_the_gold_light_of_the_ship_is_the_last_thing_to_be_seen(story, film_renderer):
    time, (width, height) = story.time("light", 2.3), (192, 108)
    renderer = film_renderer((width, height))
    renderer.draw(story.scene.exposure(time, 2))
    picture = renderer.pixels().astype(float)
    light = picture.max(axis=2)
    row, column = np.unravel_index(light.argmax(), light.shape)
    x, y, _ = story.seen("kal_ship", time)
    assert abs(column - (x + 1.0) / 2.0 * width) < 4.0 and abs(row - (1.0 - y) / 2.0 * height) < 4.0
    red, green, blue = picture[row - 1 : row + 2, column - 1 : column + 2].mean(axis=(0, 1))
    assert red > green > blue and red > 80.0
    assert (light > 40.0).mean() < 0.02, "all else is dark"


def test_15_the_last_picture_fades_over_more_than_half_a_second(story, film_renderer):
    renderer = film_renderer((192, 108))
    light = []
    for offset in (0.8, 1.1, 1.4, 1.7, 2.3):
        frame = story.scene.at(story.time("light", offset))
        renderer.draw(replace(frame, captions=(), grade=replace(frame.grade, grain=0.0)))
        light.append(float(renderer.pixels().astype(float).max(axis=2).mean()))
    steps = -np.diff(light)
    assert (steps > 0.0).all() and steps.max() < 0.6 * (light[0] - light[-1]), light


def test_15_the_light_is_a_point_with_a_halo_from_the_first_picture_on(story, film_renderer):
    time, (width, height) = story.time("light", 0.02), (480, 270)
    frame = story.scene.at(time)
    renderer = film_renderer((width, height))
    renderer.draw(replace(frame, captions=(), grade=replace(frame.grade, grain=0.0)))
    picture = renderer.pixels().astype(float)
    x, y, _ = story.seen("kal_ship.tail", time)
    column, row = (x + 1.0) / 2.0 * width, (1.0 - y) / 2.0 * height
    rows, columns = np.mgrid[0:height, 0:width]
    away = np.hypot(columns - column, rows - row)
    rings = [picture[(away >= r) & (away < r + 2)] for r in (0, 6, 12, 18, 26)]
    means = [ring.mean() for ring in rings]
    assert means == sorted(means, reverse=True) and means[0] > 150.0, "brightest in the middle"
    red, _, blue = rings[3].mean(axis=0)
    assert red > 1.5 * blue and red > 25.0, "in a halo of gold"
    assert rings[1].mean(axis=1).std() < 30.0, "round"


def test_15_the_last_light_is_round_and_grows_quietly_on_true_black(story, film_renderer):
    width, height = 480, 270
    renderer, sums = film_renderer((width, height)), []
    rows, columns = np.mgrid[0:height, 0:width]
    for offset in (1.6, 1.9, 2.2, 2.45):
        frame = story.scene.at(story.time("light", offset))
        renderer.draw(replace(frame, captions=(), grade=replace(frame.grade, grain=0.0)))
        light = renderer.pixels().astype(float).max(axis=2)
        x, y, _ = story.seen("kal_ship.tail", story.time("light", offset))
        right, up = columns - ((x + 1.0) / 2.0 * width - 0.5), rows - ((1.0 - y) / 2.0 * height - 0.5)
        away, turn = np.hypot(right, up), np.arctan2(up, right)
        sums.append(light[away < 40.0].sum())
        for radius in (3.0, 5.0, 8.0, 12.0):
            ring = (away >= radius - 0.75) & (away < radius + 0.75)
            straight, askew = (light[ring & (np.cos(4.0 * turn) * sign > 0.5)].mean() for sign in (1.0, -1.0))
            assert abs(straight - askew) < 0.08 * light[ring].mean(), "neither a square nor a clover"
    assert sums == sorted(sums) and sums[-1] < 1.6 * sums[0], sums
    assert light[away > 90.0].max() <= 1.0, "black is black"


@pytest.mark.parametrize("who", ["jor", "kara", "lara"])
def test_hands_are_on_what_they_reach_for(story, who):
    reaches = story.scene.graph.actors[who].properties.reaches
    checked = 0
    for t in np.arange(0.1, story.time("atmosphere"), 0.2):
        held = {
            reach.limb: reach for reach in reaches if reach.weight.at(t) > 0.0
        }  # the last one of each limb
        for limb, reach in held.items():
            if reach.weight.at(t) < 1.0:
                continue
            place = (story.scene.graph.world_from(reach.target, t) @ [*reach.offset.at(t), 1.0])[:3]
            away = np.linalg.norm(story.place(f"{who}.{limb}", t) - place)
            assert away < 0.08, f"{limb} on {reach.target} at {t:.1f} s"
            checked += 1
    assert checked > 8

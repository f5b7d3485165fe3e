"""The events of the story, act I: each is found in the scene, in its order."""

import numpy as np
import pytest

RUNNERS = ("jor", "lara", "kara")


def test_1_they_run_down_the_hall_with_the_infant_while_the_ground_shakes_and_cracks_form(story):
    for t in (1.0, 3.0, 5.0):
        for who in RUNNERS:
            assert story.speed(who, t) > 3.0, f"{who} does not run at {t} s"
            assert story.in_picture(f"{who}.chest", t)
        assert story.distance("kal", "lara.arms", t) < 0.5, "the infant is in his mother's arms"
    cracks = [story.value("hall", "crack", t) for t in (0.5, 3.0, 6.5)]
    assert cracks == sorted(cracks)
    assert cracks[-1] > cracks[0] + 0.2
    assert max(story.scene.cameras["dolly"].tremor.at(t) for t in story.span("hall_cracks")) > 0.0


def test_1_the_camera_backs_away_before_them_in_one_point_perspective(story):
    for t in story.span("hall_cracks", 8):
        camera = np.linalg.inv(story.scene.at(t).camera.camera_from_world)
        assert abs(camera[0, 3]) < 0.3
        assert camera[2, 3] > story.place("jor", t)[2] + 3.0


def test_2_behind_them_a_crystal_falls_and_shatters_as_it_hits_the_floor(story):
    crystal = story.actor("first_fall")
    hit = crystal.impact_time
    assert story.time("crystal_falls") < hit < story.time("kelex")
    assert story.place("first_fall.impact", hit)[2] < min(story.place(who, hit)[2] for who in RUNNERS)
    before, after = (story.drawn("first_fall", t)[0].poses for t in (hit - 0.05, hit + 0.6))
    # Whole, its pieces move as one; broken, each goes its own way.
    assert len(after) > 20
    assert np.ptp(after[:, :, 3] - before[: len(after), :, 3], axis=0).max() > 0.8


def test_2_what_falls_falls_by_gravity(story):
    crystal = story.actor("first_fall")
    release = crystal.properties.release
    dropped = [
        story.place("first_fall.centre", release)[1] - story.place("first_fall.centre", release + s)[1]
        for s in (0.3, 0.6)
    ]
    np.testing.assert_allclose(dropped, [0.5 * 9.81 * s * s for s in (0.3, 0.6)], rtol=0.05)


def test_3_another_crystal_falls(story):
    assert story.time("crystal_falls") < story.actor("second_fall").impact_time < story.time("fissure")


def test_1_one_crack_along_each_wall_overtakes_the_runners(story):
    def lead(t):
        front = -36.0 + story.value("hall", "crack", t) * story.value("hall", "crack_reach", t)
        return front + story.value("hall", "trunk", t) - story.place("jor", t)[2]

    assert lead(0.0) < 0.0 < lead(2.0)
    walls = [draw for draw in story.drawn("hall", 2.0) if draw.mesh.startswith("hall.walls")]
    assert all(draw.uniforms["trunk"] == story.value("hall", "trunk", 2.0) > 0.0 for draw in walls)


def test_3_a_portion_of_the_wall_opens_and_kelex_flies_out_of_it(story):
    first = next(t for t in story.span("kelex", 200) if story.value("kelex", "visible", t))
    assert story.value("hall", "panel", story.time("kelex")) == 0.0
    assert story.value("hall", "panel", first + 0.5) > 0.3
    assert abs(story.place("kelex", first)[0]) > 4.5, "he comes out of the wall"


def test_3_kelex_passes_them_and_has_to_turn_around(story):
    times = np.linspace(story.time("kelex"), story.time("fissure"), 160)
    passed = [
        t
        for t in times
        if story.value("kelex", "visible", t) and story.place("kelex", t)[2] < story.place("lara", t)[2]
    ]
    assert passed, "he flies past them, towards the open end"
    back = [t for t in times if t > passed[-1] and story.place("kelex", t)[2] > story.place("jor", t)[2]]
    assert back, "and comes back"


def test_4_a_fissure_forms_before_the_father_who_stops_short(story):
    opens = next(t for t in story.span("stop_short", 200) if story.value("hall", "fissure", t) > 0.05)
    assert story.speed("jor", opens - 0.4) > 0.8
    stopped = opens + 1.4
    assert story.speed("jor", stopped) < 0.15
    gap = story.place("hall.fissure", stopped)[2] - story.place("jor", stopped)[2]
    assert 0.4 < gap < 3.5


def test_3_as_kelex_has_turned_the_three_go_up_to_him_and_the_father_bids_him_stay(story):
    turned, end = story.time("kelex", 3.4), story.time("kelex", 4.25)
    for who in ("jor", "lara", "kara"):
        way = story.place(who, end) - story.place(who, turned)
        to_robot = story.place("kelex", turned) - story.place(who, turned)
        assert np.linalg.norm(way) > 0.25 and way[[0, 2]] @ to_robot[[0, 2]] > 0.0, who
    hand, shoulder = story.place("jor.right_hand", end), story.place("jor.right_shoulder", end)
    assert hand[1] > shoulder[1] + 0.15, "his hand is raised"
    assert (hand - shoulder) @ (story.place("kelex", end) - shoulder) > 0.0, "towards the robot"


def test_4_kelex_nods_and_flies_off_and_the_door_is_up_before_he_reaches_it_and_down_behind_him(story):
    times = np.linspace(story.time("nod"), story.time("fissure", 1.5), 300)
    nods = [t for t in times if story.value("kelex", "nod", t) > 0.6]
    assert nods, "Kelex nods"
    assert story.speed("jor", nods[0]) < 0.3, "to the father, who stands"
    door = story.place("door", 0.0)[2]
    through = next(t for t in times if story.place("kelex", t)[2] > door - 0.8)
    assert through > nods[-1]
    assert story.value("door", "open", nods[0]) == 0.0
    assert story.value("door", "open", through) > 0.75
    assert story.value("door", "open", through + 1.6) < 0.1


def test_4_the_robot_commands_the_door_whose_arch_lights_up_before_it_moves(story):
    start, flight = story.time("far_door", 0.3), story.time("far_door", 1.45)
    for t in (start, flight):
        assert story.value("door", "signal", t - 0.05) > 0.9
        assert story.value("kelex", "glow", t - 0.1) > 1.3 * story.value("kelex", "glow", story.time("nod"))
    assert story.value("door", "open", start) < 0.2
    assert story.value("door", "open", flight) > 0.95
    assert story.front("kelex", flight)[2] > 0.9 and story.front("kelex", flight + 0.4)[2] > 0.9, (
        "it does not turn back"
    )
    assert story.place("kelex", flight + 0.5)[2] > story.place("kelex", flight)[2] + 1.5, "it flies on"


def test_4_the_father_points_down_the_hall_and_the_robot_is_far_behind_the_door_as_it_falls(story):
    for offset in (0.4, 0.6, 1.1):
        time = story.time("nod", offset)
        way = story.place("jor.right_hand", time) - story.place("jor.right_shoulder", time)
        assert way[2] / np.linalg.norm(way) > 0.8, "towards the door"
    start = story.time("far_door", 1.3)
    falls = next(t for t in np.arange(start, start + 1.0, 0.01) if story.value("door", "open", t) < 0.9)
    assert story.place("kelex", falls)[2] > story.place("door", falls)[2] + 9.0


def test_4_the_fissure_cuts_the_floor_from_wall_to_wall_from_the_first_picture_on(story):
    for offset in (0.0, 1.0, 5.4):
        t = story.time("fissure", offset)
        assert story.value("hall", "fissure", t) > 0.45
        x, y, _ = story.seen_at(np.array([5.6, 0.0, 21.5]), t)
        assert abs(x) < 0.95 and abs(y) < 0.5, "it reaches the far wall in the picture"
        assert min(story.seen_at(np.array([-2.6, 0.0, 21.5]), t)[:2]) < -1.0, "and leaves the picture"


@pytest.mark.parametrize("offset", [1.0, 2.4, 3.5, 4.1, 5.4])
def test_4_both_edges_of_the_fissure_are_in_the_picture_and_the_near_one_hides_its_near_side(offset, story):
    """Else it can be taken for a mound: one sees that the floor goes on before it and behind it."""
    t = story.time("fissure", offset)
    near, behind, far, deep = (
        [story.seen_at(np.array([x, y, 21.5 + z]), t)[:2] for x in (0.8, 1.4, 2.0, 2.6)]
        for y, z in ((0.0, 1.3), (0.0, 2.2), (0.0, -1.3), (-1.5, 1.3))
    )
    for edge in (near, behind, far):
        assert np.abs(edge).max() < 1.0
    for (_, below), (_, low), (_, high), (_, inside) in zip(behind, near, far, deep, strict=True):
        assert below < low - 0.1 and low < high - 0.3, "floor, near edge, far edge, from below"
        assert inside < low, "what is below the near edge is hidden by the floor before it"


def test_5_the_ground_shakes_again_and_there_are_more_cracks(story):
    assert (
        story.value("hall", "crack", story.time("stillness"))
        > story.value("hall", "crack", story.time("fissure")) + 0.15
    )
    assert story.scene.cameras["profile"].tremor.at(story.time("fissure", 0.4)) > 0.02


def crossing(story, who):
    """The moment a figure is over the middle of the fissure."""
    fissure = story.place("hall.fissure", 0.0)[2]
    return next(
        t
        for t in np.linspace(story.time("fissure"), story.time("stillness", 1.0), 400)
        if story.place(who, t)[2] > fissure
    )


def test_5_father_niece_and_mother_leap_the_fissure_in_that_order(story):
    times = [crossing(story, who) for who in ("jor", "kara", "lara")]
    assert times == sorted(times)
    for who, t in zip(("jor", "kara", "lara"), times, strict=True):
        rise = story.place(f"{who}.head", t)[1] - story.place(f"{who}.head", t - 1.6)[1]
        assert rise > 0.2, f"{who} leaps"
        assert story.in_picture(f"{who}.chest", t)
    assert story.distance("kal", "lara.arms", times[-1]) < 0.5, "the mother leaps with the child"


def test_5_the_father_turns_and_waves(story):
    t = crossing(story, "jor")
    waving = [s for s in np.arange(t, t + 2.5, 0.05) if story.value("jor", "action", s) == "wave"]
    assert waving
    assert max(story.place("jor.right_hand", s)[1] for s in waving) > 1.4


def test_5_the_father_lays_a_hand_on_the_mothers_shoulder(story):
    t = story.time("fissure", 6.6)
    hand, chest, head = (story.place(name, t) for name in ("jor.left_hand", "lara.chest", "lara.head"))
    assert chest[1] < hand[1] < head[1]
    assert np.linalg.norm((hand - chest)[[0, 2]]) < 0.35


def test_5_the_niece_runs_ahead_into_the_lab_and_stops_at_the_sight_of_two_ships(story):
    assert story.place("kara", story.time("two_ships", 1.0))[2] > 44.0
    assert story.speed("kara", story.time("two_ships", 2.0)) < 0.2
    for ship in ("kara_ship", "kal_ship"):
        assert story.in_picture(ship, story.time("two_ships", 4.0))


def test_6_the_parents_stand_still_for_a_moment_with_the_child(story):
    still = [
        t for t in story.span("stillness", 60) if max(story.speed(who, t) for who in ("jor", "lara")) < 0.08
    ]
    assert still[-1] - still[0] > 2.0
    assert story.distance("jor", "lara", still[len(still) // 2]) < 1.2


def test_6_another_crystal_falls_and_they_hurry_into_the_lab(story):
    hit = story.actor("third_fall").impact_time
    assert story.time("stillness") < hit < story.time("two_ships")
    end = story.time("two_ships") - 0.05
    for who in ("jor", "lara"):
        assert story.speed(who, end) > 1.5
        assert story.place(who, story.time("two_ships", 5.5))[2] > 42.0

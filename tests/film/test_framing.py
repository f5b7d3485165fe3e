"""How people stand in the picture: not cut off by its side, in the sizes of people, and on sides that they keep."""

from dataclasses import replace

import numpy as np
import pytest

from visualizer.cast.crystal_hall.actor import FISSURE_WIDTH, FLOOR_HALF
from visualizer.cast.crystal_hall.floor import jagged_line


@pytest.mark.parametrize("offset", [0.1, 0.7, 1.2, 1.9])
@pytest.mark.parametrize("figure", ["jor", "lara"])
def test_nobody_is_cut_off_by_the_side_of_the_picture_before_the_door(figure, offset, story):
    for anchor in ("head", "left_shoulder", "right_shoulder"):
        x, _, _ = story.seen(f"{figure}.{anchor}", story.time("far_door", offset))
        assert abs(x) < 0.98, anchor


@pytest.mark.parametrize("offset", [0.1, 0.7, 1.3])
def test_the_niece_on_the_steps_is_not_a_giantess_beside_those_below(offset, story):
    time = story.time("farewell", offset)
    *_, niece = story.seen("kara.head", time)
    for other in ("jor.head", "lara.head"):
        x, _, distance = story.seen(other, time)
        assert 0.75 < distance / niece < 1.3, "the size of one to the other, but for their heights"
        assert abs(x) < 0.98


@pytest.mark.parametrize("offset", [0.2, 0.8, 3.2, 3.8, 4.2])
def test_the_bright_end_of_the_hall_is_in_the_picture_before_the_camera_turns_to_the_wall_and_after(
    offset, story
):
    time = story.time("kelex", offset)
    across = [story.seen_at(np.array([x, 2.0, -40.0]), time)[0] for x in (-2.5, 2.5)]
    assert max(across) > -1.0 and min(across) < 1.0


@pytest.mark.parametrize("offset", [1.6, 2.0, 2.4])
def test_the_camera_looks_at_the_wall_that_opens_over_the_people_who_turn_to_it(offset, story):
    time = story.time("kelex", offset)
    places = [story.seen(f"{who}.head", time)[0] for who in ("lara", "jor", "kara")]
    panel, _, _ = story.seen("hall.panel", time)
    assert places == sorted(places) and places[0] > -1.0
    assert places[-1] < panel < 0.7


def test_people_shrink_back_from_the_wall_that_opens_and_duck_under_the_robot(story):
    opens, passes, after = (story.time("kelex", offset) for offset in (1.7, 2.95, 3.9))
    for who in ("lara", "jor", "kara"):
        low, stands = (story.place(f"{who}.head", time) for time in (passes, after))
        assert stands[1] - low[1] > 0.2, who
        panel = story.place("hall.panel", opens)
        away = [np.linalg.norm((story.place(who, time) - panel)[[0, 2]]) for time in (opens, opens + 0.7)]
        assert away[1] > away[0] + 0.1, f"{who} steps back"
        head, robot = story.seen(f"{who}.head", passes), story.seen("kelex.head", passes)
        assert robot[1] > head[1] + 0.2, "it passes above their heads in the picture"


def test_the_robot_comes_from_the_right_and_brakes_on_the_left_before_the_light(story):
    x, _, far = story.seen("kelex.head", story.time("kelex", 2.0))
    assert 0.5 < x < 1.0 and far > 8.0, "out of the wall"
    assert story.seen("kelex.head", story.time("kelex", 2.95))[2] < 2.0, "past the lens"
    x, _, far = story.seen("kelex.head", story.time("kelex", 3.8))
    assert -1.0 < x < 0.0 and far > 4.5, (
        "beyond the people, and near enough to be a fifth of the picture's height"
    )
    assert all(story.seen(f"{who}.head", story.time("kelex", 3.8))[0] > x for who in ("jor", "lara", "kara"))


def test_the_nods_of_the_robot_are_large_in_the_picture(story):
    """Its eye moves down by more than a seventh of the picture's height, comes up again, and moves down by a tenth."""
    heights = [
        story.seen("kelex.eye", story.time("nod", offset))[1] for offset in (0.3, 0.57, 0.8, 0.96, 1.2)
    ]
    before, down, up, again, after = heights
    assert min(before, up) - down > 0.3, "half heights of the picture"
    assert min(up, after) - again > 0.2


@pytest.mark.parametrize(("shot", "offset"), [("nod", 0.6), ("far_door", 0.05), ("far_door", 0.5)])
def test_father_and_robot_keep_their_sides_of_the_picture(shot, offset, story):
    time = story.time(shot, offset)
    assert story.seen("jor.head", time)[0] < story.seen("kelex.head", time)[0]


def test_the_niece_runs_ahead_from_her_leap_and_the_mother_lands_before_the_father(story):
    lands, leaps, ends = (story.time("fissure", offset) for offset in (4.65, 5.4, 6.45))
    places = [story.seen(who, lands)[0] for who in ("lara.head", "kara.head")]
    assert places == sorted(places) and places[-1] < 1.0
    assert story.place("kara", ends)[2] > story.place("jor", ends)[2] + 3.0, "she has not stopped"
    for time in (leaps, ends):
        assert -1.0 < story.seen("lara.head", time)[0] < story.seen("jor.head", time)[0] < 1.0


@pytest.mark.parametrize("offset", [0.8, 1.6, 4.5, 7.3])
def test_the_crystal_that_speaks_stands_clear_of_the_face_it_calms(offset, story):
    time = story.time("voice", offset)
    face, crystal = story.seen("kal_in_cabin.face", time), story.seen("cabin.crystal", time)
    assert crystal[0] - face[0] > 0.4 and abs(face[0]) < 0.7 and abs(crystal[0]) < 0.8


@pytest.mark.parametrize("offset", [0.8, 1.6, 4.5, 7.3])
def test_the_infants_face_is_whole_in_the_picture_in_three_quarter_view(offset, story):
    time = story.time("voice", offset)
    x, y, _ = story.seen("kal_in_cabin.face", time)
    assert -0.7 < x < 0.0 and -0.1 < y < 0.6, "above the captions, with room about it"
    eye = np.linalg.inv(story.scene.at(time).camera.camera_from_world)[:3, 3]
    to_eye = eye - story.place("kal_in_cabin.face", time)
    up = story.scene.graph.world_from("kal_in_cabin", time)[:3, 1]
    turn = np.degrees(np.arccos(up @ to_eye / np.linalg.norm(to_eye)))
    assert 20.0 < turn < 50.0, f"{turn:.0f} degrees"


def test_the_fissure_glows_over_much_of_the_pictures_height(film_renderer, story):
    renderer = film_renderer((192, 108))
    renderer.draw(story.scene.exposure(story.time("fissure", 1.2), 2))
    red, _, blue = np.moveaxis(renderer.pixels().astype(float), -1, 0)
    rows = ((red > 150.0) & (red > 1.8 * blue)).sum(axis=1) >= 6
    assert rows.mean() > 0.33, "rows in which six pixels or more are bright and warm"


def luminance_at(places, time, renderer, story):
    """Return the luminances, 0 to 255, of the picture at places in the world, (n, 3) m, that are in it."""
    renderer.draw(story.scene.exposure(time, 2))
    light = renderer.pixels()[..., :3] @ [0.2126, 0.7152, 0.0722]
    height, width = light.shape
    found = []
    for place in places:
        x, y, _ = story.seen_at(place, time)
        row, column = int((1.0 - y) / 2.0 * height), int((x + 1.0) / 2.0 * width)
        if 2 <= row < height - 2 and 2 <= column < width - 2:
            found.append(light[row - 2 : row + 3, column - 2 : column + 3].mean())
    return np.array(found)


def test_the_fissure_is_a_hole_whose_sides_are_dark_and_lit_from_below(film_renderer, story):
    renderer, time = film_renderer((384, 216)), story.time("fissure", 1.2)
    line = jagged_line(FLOOR_HALF, story.actor("hall").properties.seed)
    floor, high, deep, deepest = (
        luminance_at(
            [
                (x, y, 21.5 + np.interp(x, *line.T) - FISSURE_WIDTH / 2.0 - back)
                for x in np.linspace(0.2, 3.2, 24)
            ],
            time,
            renderer,
            story,
        )
        for y, back in ((0.0, 1.2), (-0.55, 0.0), (-1.3, 0.0), (-1.8, 0.0))
    )
    assert min(map(len, (floor, high, deep, deepest))) >= 6
    assert np.median(deepest) > 1.25 * np.median(high), "the side that is seen darkens upwards"
    assert np.median(deepest) > np.median(deep)
    assert np.median(high) < 0.85 * np.median(floor), "below the edge it is darker than the floor"


def test_a_crack_runs_over_the_floor_before_the_father_and_only_then_the_floor_parts(film_renderer, story):
    line = jagged_line(FLOOR_HALF, story.actor("hall").properties.seed) + [0.0, 21.5]
    time = story.time("stop_short", 0.54)
    assert story.value("hall", "fissure", time) == 0.0
    renderer = film_renderer((384, 216))
    on, beside = (
        luminance_at(
            [(x, 0.0, np.interp(x, *line.T) + aside) for x in np.linspace(-0.8, 3.0, 12)],
            time,
            renderer,
            story,
        )
        for aside in (0.0, 0.45)
    )
    assert len(on) >= 8 and np.median(on) < 0.9 * np.median(beside)


def test_the_fissure_that_stops_the_father_is_before_him_in_profile_and_lights_his_robe(film_renderer, story):
    time = story.time("stop_short", 1.3)
    toe = story.seen_at(story.place("jor", time), time)
    for place in ((0.4, 0.0, 21.0), (0.4, -0.5, 21.0)):
        x, y, _ = story.seen_at(np.array(place), time)
        assert -0.95 < y < -1.0 / 3.0
        assert toe[0] + 0.05 < x < 0.6, "he faces it from the left"
    assert -0.5 < toe[0] < 0.0
    renderer = film_renderer((384, 216))
    hem = story.place("jor.chest", time) - [0.0, 0.95, 0.0]
    lit = luminance_at([hem], time, renderer, story)
    before = luminance_at(
        [story.place("jor.chest", time - 0.85) - [0.0, 0.95, 0.0]], time - 0.85, renderer, story
    )
    assert lit[0] > 1.25 * before[0], "the fire below is seen on his hem"


def test_the_arch_of_the_far_door_lights_up_once_and_slowly(film_renderer, story):
    """It does not flicker: no frame is much brighter than the one before, and it goes dark but once, at the end."""
    renderer = film_renderer((192, 108))
    lit = []
    for time in np.arange(story.time("far_door"), story.time("fissure") - 0.01, 1.0 / 24.0):
        renderer.draw(story.scene.at(float(time)))
        light = renderer.pixels()[..., :3] @ [0.2126, 0.7152, 0.0722]
        x, y, _ = story.seen_at(np.array([3.1, 1.4, 39.4]), float(time))
        row, column = int((1.0 - y) * 54), int((x + 1.0) * 96)
        lit.append(light[row - 1 : row + 2, column - 1 : column + 2].mean())
    steps = np.diff(lit)
    assert np.ptp(lit) > 60.0
    assert np.abs(steps).max() < 0.45 * np.ptp(lit)
    held = np.array(lit[7:-5])
    assert held.min() > 0.7 * held.max()


def test_the_laboratory_behind_the_open_door_is_dark_and_keeps_its_ships_for_the_reveal(film_renderer, story):
    time = story.time("far_door", 1.1)
    for name in ("kara_ship", "kal_ship", "console"):
        assert not story.value(name, "visible", time)
        assert story.value(name, "visible", story.time("two_ships"))
    inside = [(x, y, 40.5) for x in (-2.0, -1.5, 1.2, 1.8) for y in (1.5, 2.5, 4.0)]
    assert luminance_at(inside, time, film_renderer((384, 216)), story).mean() < 40.0


def test_the_robot_is_clear_crystal_through_which_one_sees_the_hall(film_renderer, story):
    renderer, time = film_renderer((384, 216)), story.time("nod", 0.1)
    frame = story.scene.at(time)
    bare = replace(frame, draws=tuple(draw for draw in frame.draws if not draw.mesh.startswith("hall.walls")))
    pictures = []
    for one in (frame, bare):
        renderer.draw(one)
        pictures.append(renderer.pixels()[..., :3].astype(float) @ [0.2126, 0.7152, 0.0722])
    head = story.scene.graph.world_from("kelex.head", time)
    changed = []
    for x, y in ((-0.1, 0.0), (0.1, 0.0), (0.0, 0.08), (0.1, 0.08), (-0.1, 0.08), (0.1, -0.08)):
        a, b, _ = story.seen_at((head @ [0.0, y, x, 1.0])[:3], time)
        row, column = int((1.0 - b) * 108), int((a + 1.0) * 192)
        changed.append(np.ptp([p[row - 2 : row + 3, column - 2 : column + 3].mean() for p in pictures]))
    assert np.median(changed) > 5.0, "of 255: what the walls behind its head change in the picture of it"


def test_the_wall_is_seen_closed_by_a_still_camera_before_it_opens_and_the_robot_comes_out(story):
    closed, parts, out = (story.time("kelex", offset) for offset in (1.3, 1.6, 2.1))
    assert story.value("hall", "panel", closed) < 0.1 and story.value("hall", "panel", parts) < 0.2
    assert story.value("hall", "panel", out) > 0.9
    x, y, _ = story.seen("hall.panel", closed)
    assert abs(x) < 0.75 and abs(y) < 0.6
    assert abs(story.seen("hall.panel", parts)[0] - x) < 0.15, "the camera holds on it"
    assert story.place("kelex", parts)[0] > 5.2 > story.place("kelex", out + 0.1)[0], (
        "it is behind the leaves until then"
    )


@pytest.mark.parametrize("offset", [3.4, 3.8, 4.2])
def test_the_robot_turns_before_dark_walls_and_not_before_the_bright_end(offset, story):
    time = story.time("kelex", offset)
    ends = [story.seen_at(np.array([x, 2.0, -40.0]), time)[0] for x in (-5.0, 5.0)]
    assert story.seen("kelex.head", time)[0] > max(ends)


def test_in_stillness_the_child_faces_us_and_the_hall_is_empty_when_they_have_gone(story):
    time = story.time("stillness", 1.8)
    eye = np.linalg.inv(story.scene.at(time).camera.camera_from_world)[:3, 3]
    to_eye = eye - story.place("kal.face", time)
    up = story.scene.graph.world_from("kal", time)[:3, 1]  # the child lies face up in its own frame
    assert np.degrees(np.arccos(up @ to_eye / np.linalg.norm(to_eye))) < 65.0
    for offset in (3.55, 3.72):
        time = story.time("stillness", offset)
        for who in ("jor", "lara"):
            assert not any(story.in_picture(f"{who}.{part}", time, 1.05) for part in ("head", "chest")), who
    camera = [
        story.scene.at(story.time("stillness", offset)).camera.camera_from_world for offset in (2.5, 3.7)
    ]
    assert np.linalg.norm(camera[0][:3, 3] - camera[1][:3, 3]) < 0.4, "the camera stays"


def test_few_samples_of_stillness_show_the_light_that_many_do(film_renderer, story):
    """No part of the picture has light of the low sun that only one direction of many within its disc sends there."""
    renderer, time = film_renderer((160, 90)), story.time("stillness", 3.65)
    blocks = []
    for samples in (4, 32):
        renderer.draw(story.scene.exposure(time, samples))
        light = renderer.pixels()[..., :3].astype(float) @ [0.2126, 0.7152, 0.0722]
        blocks.append(light.reshape(9, 10, 16, 10).mean(axis=(1, 3)))
    assert np.abs(blocks[0] - blocks[1]).max() < 8.0, "of 255"

"""Explaining a property: its value at a time is the renderer's, and the lines that are named are those that give it."""

import json

import numpy as np
import pytest

from tests.commands import run
from tests.scene.texts import GOOD
from visualizer.data import data_folder
from visualizer.errors import InputError
from visualizer.scene.explaining import explain, path_of
from visualizer.scene.loading import load, load_text
from visualizer.scene.paths import dotted
from visualizer.timeline.track import Track

KEYED = GOOD.replace(
    "position = [0, 1, 4]",
    'position = [\n  { t = 0, v = [0, 1, 4], ease = "out-back" },\n  { t = "two", v = [2, 1, 4] },\n  { t = 4, v = [2, 1, 8] },\n]',
)


@pytest.fixture(scope="module")
def scene():
    return load_text(KEYED)


def test_between_two_keyframes_value_lines_share_way_and_speed_are_told(scene):
    (one,) = explain(scene, "camera.still.position", 3.0)
    np.testing.assert_allclose(one.value, [2, 1, 6])
    assert (one.unit, one.count) == ("m", 3) and "position of the eye" in one.about
    assert one.before is not None and one.after is not None
    assert [(key.number, key.time, key.value, key.ease) for key in (one.before, one.after)] == [
        (2, 2.0, [2, 1, 4], "linear"), (3, 4.0, [2, 1, 8], "linear"),
    ]  # fmt: skip
    lines = KEYED.splitlines()
    for key, text in ((one.before, '{ t = "two", v'), (one.after, "{ t = 4, v")):
        _, line, column = key.place.rsplit(":", 2)
        assert lines[int(line) - 1][int(column) - 1 :].startswith(text)
    assert one.share == 0.5 and one.way == pytest.approx(0.5)
    np.testing.assert_allclose(one.speed, [0, 0, 2], atol=1e-6)


def test_the_way_of_an_easing_that_overshoots_is_beyond_the_next_keyframe(scene):
    (one,) = explain(scene, "camera.still.position", 1.4)
    assert one.share == pytest.approx(0.7) and one.way is not None and one.way > 1.0
    assert one.value[0] == pytest.approx(2 * one.way)


def test_the_speed_at_a_keyframe_where_the_value_jumps_is_that_after_it():
    jumping = 'position = [\n  { t = 0, v = [0, 1, 4], ease = "step" },\n  { t = 2, v = [9, 1, 4] },\n  { t = 4, v = [9, 1, 8] },\n]'
    scene = load_text(GOOD.replace("position = [0, 1, 4]", jumping))
    for time, speed in ((0.0, [0, 0, 0]), (1.99999, [0, 0, 0]), (2.0, [0, 0, 2]), (2.00001, [0, 0, 2])):
        (one,) = explain(scene, "camera.still.position", time)
        np.testing.assert_allclose(one.speed, speed, atol=1e-6)


def test_before_the_first_and_after_the_last_keyframe_only_that_one_is_told():
    scene = load_text(KEYED.replace("t = 0, v", "t = 1, v").replace("{ t = 4, v", "{ t = 3, v"))
    (early,), (late,) = (explain(scene, "camera.still.position", time) for time in (0.5, 3.5))
    assert early.before is None and early.after is not None and early.after.number == 1
    assert late.after is None and late.before is not None and late.before.number == 3
    assert early.share is None and late.share is None


def test_a_default_has_no_place_and_a_value_that_is_written_has_one(scene):
    (fov,) = explain(scene, "camera.still.fov", 1.0)
    assert (fov.value, fov.unit, fov.place, fov.count) == (45.0, "degrees", "", 0)
    (start,) = explain(scene, "shot.two.start", 1.0)
    assert start.path == "shot[1].start" and start.value == 2.0 and start.place.endswith("<text>:14:9")


def test_a_table_tells_all_of_its_properties(scene):
    found = {one.path: one.value for one in explain(scene, "look.day", 0.0)}
    assert found["look.day.key.colour"] == [3, 3, 3]
    assert "look.day.grade.exposure" in found and all(path.startswith("look.day.") for path in found)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("camera.stil.fov", r"camera\.stil: there is none of this name; did you mean 'still'\?"),
        ("camra.still", r"camra: no table is called so; did you mean 'camera'\?"),
        ("fog.a", "fog: has no such table"),
        ("camera.still.fvo", r"camera\.still\.fvo: there is no such property; did you mean 'fov'\?"),
        ("camera.still.fov.x", r"camera\.still\.fov is a property: name it without 'x'"),
        ("shot[7].start", r"shot\[7\]: there are 2, from shot\[0\] to shot\[1\]"),
        ("shot.tow.start", r"shot\.tow: no shot is called so; did you mean 'two'\?"),
        ("a..b", r"'a\.\.b' is no path"),
        ("", "'' is no path"),
        ("camera[", r"'camera\[' is no path"),
    ],
)
def test_a_path_that_there_is_not_is_an_error_that_says_what_there_is(scene, path, message):
    with pytest.raises(InputError, match=message):
        explain(scene, path, 1.0)


def test_a_path_as_messages_print_it_is_read_back():
    for path in (("camera", "still", "fov"), ("shot", 2, "start"), ("actor", "a", "reaches", 0, "to")):
        assert path_of(dotted(path)) == path


def test_every_table_of_every_shipped_scene_can_be_explained_and_has_the_values_of_its_tracks():
    for file in sorted(data_folder("scenes").rglob("*.toml")):
        if "launch" in str(file) and file.name != "launch.toml":
            continue  # a part of the film
        scene = load(file, sampled=False)
        time = 0.37 * scene.film.duration
        for path, model in scene.tables.items():
            found = {one.path: one for one in explain(scene, dotted(path), time)}
            for name in type(model).model_fields:
                track = getattr(model, name)
                if isinstance(track, Track) and track.kind == "number":
                    assert found[dotted((*path, name))].value == track.at(time)


def test_the_command_prints_text_or_json(tmp_path):
    (tmp_path / "s.toml").write_text(KEYED)
    result = run("explain", "s.toml", "two+1", "camera.still.position", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        "camera.still.position at 3 s: [2, 1, 6] m",
        "  position of the eye, in the world or in the frame of what it is attached to [m]",
        "  s.toml:17:12, 3 keys",
        "  key 2 at 2 s: [2, 1, 4] m, then linear (s.toml:19:3)",
        "  key 3 at 4 s: [2, 1, 8] m (s.toml:20:3)",
        "  50.0 % of the time between them, 50.0 % of the way; changes by [0, 0, 2] m/s",
    ]
    (one,) = json.loads(run("explain", "s.toml", "3", "camera.still.position", "--json", cwd=tmp_path).stdout)
    assert one["before"]["number"] == 2 and one["share"] == 0.5
    wrong = run("explain", "s.toml", "3", "camera.stil", cwd=tmp_path)
    assert (
        wrong.returncode == 1 and "did you mean 'still'?" in wrong.stderr and "Traceback" not in wrong.stderr
    )

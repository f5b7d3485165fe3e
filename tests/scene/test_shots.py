"""The frames of each shot, and shots without frames."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scene.texts import GOOD, replaced
from visualizer.errors import InputError
from visualizer.output.times import frames_between, moment_of, moments_of
from visualizer.scene.loading import load


def scene_of(tmp_path, text):
    path = tmp_path / "s.toml"
    path.write_text(text)
    return load(path)


def with_shots(*starts, duration=4.0, fps="10"):
    head, _, rest = GOOD.partition("[[shot]]")
    shots = "".join(
        f'[[shot]]\nname = "s{n}"\nstart = {start!r}\ncamera = "still"\n' for n, start in enumerate(starts)
    )
    head = head.replace("duration = 4.0", f"duration = {duration!r}").replace("fps = 10", f"fps = {fps}")
    return f"{head}{shots}[camera.still]{rest.partition('[camera.still]')[2]}"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.floats(-1.0, 6.0), min_size=1, max_size=6, unique=True),
    st.floats(0.05, 5.0),
    st.sampled_from(["24", "29.97", '"24000/1001"', "10", "12.5"]),
    st.sampled_from([None, 60, 29.97]),
)
def test_every_frame_belongs_to_the_one_shot_that_is_on_screen_at_its_time(
    tmp_path_factory, starts, duration, fps, other
):
    scene = scene_of(tmp_path_factory.mktemp("shots"), with_shots(*starts, duration=duration, fps=fps))
    grid = scene.film.grid(other)
    owned = [(frame, shot.name) for shot in scene.shots for frame in scene.frames_of(shot, grid)]
    assert [frame for frame, _ in owned] == list(range(grid.count))
    assert all(scene.shot_at(grid.time(frame)).name == name for frame, name in owned)


def test_a_shot_that_starts_between_two_frames_begins_with_the_later_one(tmp_path):
    scene = scene_of(tmp_path, with_shots(0.0, 1.01, fps="24"))
    grid = scene.film.grid()
    assert frames_between(scene, grid, shot="s1", what="render") == range(25, 96)
    assert frames_between(scene, grid, shot="s0", what="render") == range(25)


def test_start_times_of_shots_are_added_as_decimals(tmp_path):
    text = replaced('start = "one+2"', 'start = "one+0.2"').replace("start = 0\n", "start = 0.1\n", 1)
    scene = scene_of(tmp_path, text)
    assert scene.shots[1].start == 0.3
    assert scene.frames_of(scene.shots[1], scene.film.grid()).start == 3


def test_a_shot_that_no_frame_shows_is_warned_of_with_its_place(tmp_path):
    late = scene_of(tmp_path, with_shots(0.0, 4.0, 50.0))
    assert [(w.path, w.message) for w in late.warnings] == [
        ("shot[1].start", "the film ends at 4 s, so this shot is never seen (4.0)"),
        ("shot[2].start", "the film ends at 4 s, so this shot is never seen (50.0)"),
    ]
    assert all(shot.end <= max(4.0, shot.start) for shot in late.shots)
    short = scene_of(tmp_path, with_shots(0.0, 1.01, 1.02))
    assert [w.message for w in short.warnings] == [
        "no frame shows this shot: it ends at 1.02 s, before the next frame (1.01)"
    ]
    begins_late = scene_of(tmp_path, with_shots(1.0, 2.0))
    assert [(w.path, w.message) for w in begins_late.warnings] == [
        (
            "shot[0].start",
            "no shot starts at or before 0 s: this one is shown from the film's beginning (1.0)",
        )
    ]
    early = scene_of(tmp_path, with_shots(-2.0, -1.0))
    assert [w.path for w in early.warnings] == ["shot[0].start"]


def test_shots_after_the_films_end_leave_the_sheet_as_it_is_without_them(tmp_path):
    assert moments_of(scene_of(tmp_path, with_shots(0.0, 2.0, 50.0, 60.0))) == [1.0, 3.0]


def test_a_shot_that_no_frame_shows_cannot_be_rendered(tmp_path):
    scene = scene_of(tmp_path, with_shots(0.0, 1.01, 1.02, 50.0))
    for name, why in (("s1", "from 1.01 s to 1.02 s, between two frames"), ("s3", "it starts at 50 s")):
        with pytest.raises(InputError, match=f"no frame shows the shot '{name}': .*{why}"):
            frames_between(scene, scene.film.grid(), shot=name, what="render")


def test_moments_are_read_as_files_write_times_and_as_clocks_show_them(tmp_path):
    scene = scene_of(tmp_path, replaced("duration = 4.0", "duration = 400.0"))
    grid = scene.film.grid()
    for text, time in (
        ("2.5", 2.5), ("two+0.5", 2.5), ("two - 0.5", 1.5), ("two", 2.0), ("1:23.5", 83.5), ("0:01:23.5", 83.5),
        ("00:01:23:05", 83.5), (3, 3.0), ("0.1e1", 1.0),
    ):  # fmt: skip
        assert moment_of(scene, text, grid) == time


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("three", "no shot is called 'three'; there are one, two"),
        ("tow+1", "no shot is called 'tow'; did you mean 'two'? There are one, two"),
        ("one-1", "'one-1', -1 s, is before the film's beginning"),
        (-1.0, "-1 s is before the film's beginning"),
        (99, "99 s is after the film's end: the film lasts 4 s"),
        ("two+99", "'two+99', 101 s, is after the film's end: the film lasts 4 s"),
        (float("nan"), "nan is not a time"),
        ("inf", "inf is not a time"),
        ("two+", "'two+' is not a time; write seconds"),
        ("", "'' is not a time"),
        ("00:00:01:10", "'00:00:01:10' is not a timecode: there are 10 frames a second"),
    ],
)
def test_an_invalid_time_is_refused_with_the_reason(tmp_path, given, told):
    scene = scene_of(tmp_path, GOOD)
    with pytest.raises(InputError, match=re.escape(told)):
        moment_of(scene, given, scene.film.grid())


def test_parts_are_half_open_and_follow_each_other_without_a_gap(tmp_path):
    scene = scene_of(tmp_path, GOOD)
    grid = scene.film.grid()
    edges: list[float | str] = [0.0, 0.35, "one+0.9", 2.0, "two+0.01", "0:03.3", 99.0]
    parts = [frames_between(scene, grid, a, b, what="render") for a, b in itertools.pairwise(edges)]
    assert list(itertools.chain(*parts)) == list(range(40))
    assert frames_between(scene, grid, 2.5, 9.0, "two", what="render") == range(25, 40)
    with pytest.raises(InputError, match="nothing to render from 0 s to 1 s in the shot 'two'"):
        frames_between(scene, grid, 0.0, 1.0, "two", what="render")

"""Films in segments: joined without encoding again, continued after any end, and the same however they were drawn."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.output.films import BEGINS, COUNT, FEW, MADE, SIZE, film, painted
from visualizer.errors import InputError, Interrupted, Notice
from visualizer.file_names import LONGEST_NAME
from visualizer.output.codecs import CODECS
from visualizer.output.format import DEFAULT_FORMAT
from visualizer.output.segments import LEAST, RECORD, SEGMENT, cut, join, segments_of
from visualizer.output.verify import Expected, verify_video


def stopping_at(number):
    """Return a function that draws frames, and stops like Ctrl-C at one."""

    def draw(asked):
        if asked == number:
            raise KeyboardInterrupt
        return painted(asked)

    return draw


@given(st.integers(0, 500), st.integers(1, 500))
def test_segments_hold_every_frame_once_in_order_and_none_is_short_beside_another(first, count):
    segments = segments_of(first, first + count)
    assert [number for segment in segments for number in segment] == list(range(first, first + count))
    assert len(segments) == 1 or min(map(len, segments)) >= LEAST // 2
    assert all(len(segment) >= LEAST for segment in segments[:-2])


def test_segments_become_shorter_towards_the_end_so_that_workers_end_together():
    lengths = [len(segment) for segment in segments_of(0, 300)]
    assert lengths[:3] == [SEGMENT, SEGMENT, SEGMENT] and lengths == sorted(lengths, reverse=True)
    assert lengths[-1] <= LEAST
    assert len(segments_of(0, COUNT)[-1]) == LEAST // 2


def test_no_segment_of_a_longer_film_is_so_short_that_its_codec_is_told_otherwise():
    assert max(least for codec in CODECS.values() for least, _ in codec.short_options.values()) <= LEAST // 2


@pytest.mark.parametrize(("fps", "count"), [(24, COUNT), (Fraction(30000, 1001), FEW)], ids=["24", "29.97"])
@pytest.mark.parametrize(("codec", "ending"), [(codec.name, ending) for codec in CODECS.values() for ending in codec.endings])  # fmt: skip
def test_segments_of_every_codec_are_joined_in_every_container_and_cut_from_the_film_to_the_same_bytes(
    tmp_path, codec, ending, fps, count
):
    path = film(tmp_path / f"a{ending}", codec=codec, fps=fps, count=count)
    again, wanted = tmp_path / f"b{ending}", list(segments_of(0, count))
    probes = {
        number: painted(number) for number in (0, wanted[1][0] - 1, wanted[1][0], wanted[2][0], count - 1)
    }
    verify_video(path, Expected(count, fps, SIZE, CODECS[codec], DEFAULT_FORMAT, probes))
    cut_out = cut(path, 0, wanted, lambda numbers: tmp_path / f"{numbers[0]}{ending}", fps, CODECS[codec])
    parts = [file for _, file in cut_out]
    join(parts, again, fps, CODECS[codec])
    assert again.read_bytes() == path.read_bytes()
    for one in (again, *parts):
        one.unlink()
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("number", [BEGINS[1], BEGINS[1] + 5, BEGINS[2] + 1, COUNT - 1])
def test_a_stopped_film_continues_after_its_last_whole_segment_and_has_the_same_bytes(
    tmp_path, whole_film, number
):
    path = tmp_path / "a.mp4"
    complete = max(begin for begin in BEGINS if begin <= number)
    with pytest.raises(
        Interrupted, match=rf"^stopped: {complete} of {COUNT} frames are complete in .*--resume"
    ):
        film(path, stopping_at(number))
    assert not path.exists()
    drawn = []

    def draw(asked):
        drawn.append(asked)
        return painted(asked)

    assert film(path, draw, resume=True).read_bytes() == whole_film.read_bytes()
    assert drawn == list(range(complete, COUNT))
    assert not (tmp_path / "a.mp4.segments").exists()


def test_a_film_stopped_in_its_first_segment_leaves_nothing(tmp_path):
    with pytest.raises(Interrupted, match="the first segment was not complete, so nothing is kept"):
        film(tmp_path / "a.mp4", stopping_at(3))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"made": replace(MADE, scene="other")}, "another version of the scene"),
        ({"made": replace(MADE, samples=4)}, "samples 16, not 4"),
        ({"made": replace(MADE, driver="another driver")}, "driver a driver, not another driver"),
        ({"crf": 30}, "crf None, not 30"),
        ({"codec": "hevc"}, "codec h264, not hevc"),
    ],
)
def test_segments_of_another_scene_or_other_settings_are_not_continued(tmp_path, change, told):
    path = tmp_path / "a.mp4"
    with pytest.raises(Interrupted):
        film(path, stopping_at(BEGINS[1] + 1))
    with pytest.raises(
        InputError, match=rf"^cannot resume: .*a\.mp4\.segments was rendered differently \({told}\)"
    ):
        film(path, resume=True, **change)
    assert (tmp_path / "a.mp4.segments" / RECORD).exists()


def damage(folder: Path, how: str) -> None:
    (file,) = folder.glob("*.mp4")
    if how == "cut":
        file.write_bytes(file.read_bytes()[:-9])
    elif how == "gone":
        file.unlink()
    else:
        record: Any = json.loads((folder / RECORD).read_text())
        (folder / RECORD).write_text(json.dumps(record)[: len(json.dumps(record)) // 2])


@pytest.mark.parametrize("how", ["cut", "gone"])
def test_a_segment_that_is_not_as_recorded_is_drawn_again(tmp_path, whole_film, how):
    path = tmp_path / "a.mp4"
    with pytest.raises(Interrupted):
        film(path, stopping_at(BEGINS[1] + 1))
    damage(tmp_path / "a.mp4.segments", how)
    assert film(path, resume=True).read_bytes() == whole_film.read_bytes()


def test_a_folder_with_something_else_is_not_touched(tmp_path):
    path = tmp_path / "a.mp4"
    with pytest.raises(Interrupted):
        film(path, stopping_at(BEGINS[1] + 1))
    folder = tmp_path / "a.mp4.segments"
    damage(folder, "record")
    there = sorted(folder.iterdir())
    with pytest.raises(InputError, match="which holds something else"):
        film(path)
    assert sorted(folder.iterdir()) == there


def test_without_resume_a_stopped_film_is_drawn_again_and_this_is_told(tmp_path):
    path = tmp_path / "a.mp4"
    with pytest.raises(Interrupted):
        film(path, stopping_at(BEGINS[1] + 1))
    drawn = []

    def draw(asked):
        drawn.append(asked)
        return painted(asked)

    with pytest.warns(Notice, match="are drawn again: without --resume nothing is continued"):
        film(path, draw)
    assert drawn == list(range(COUNT))


def test_a_file_in_the_place_of_the_folder_is_told_and_not_touched(tmp_path):
    (tmp_path / "a.mp4.segments").write_text("mine")
    with pytest.raises(InputError, match=r"a\.mp4\.segments, which holds something else"):
        film(tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4.segments").read_text() == "mine"


def test_a_film_may_have_the_longest_name_that_a_file_can_have(tmp_path):
    path = tmp_path / ("a" * (LONGEST_NAME - 4) + ".mp4")
    film(path)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]

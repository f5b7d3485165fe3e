"""Jobs, sequences that resume, stills and sheets."""

import inspect
import json
import re
import warnings
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.scene.texts import GOOD
from visualizer.cli import farm, film
from visualizer.cli.formats import OPTIONS
from visualizer.errors import InputError, Interrupted, Notice
from visualizer.output import sheets
from visualizer.output.farm_jobs import FarmJob
from visualizer.output.format import Format
from visualizer.output.job import Job, PictureOptions, RenderOptions, job_for
from visualizer.output.progress import Tally
from visualizer.output.provenance import Provenance
from visualizer.output.rendering import render, write_sequence
from visualizer.output.sheets import write_sheet
from visualizer.output.stills import write_still
from visualizer.output.times import moments_of
from visualizer.output.workers import Order
from visualizer.scene.loading import load


@pytest.fixture
def scene(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(GOOD)
    return load(path)


MADE = Provenance("a", "b", "a driver", "24", 16, "standard", "6x4")


def flat(number):
    return np.full((4, 6, 3), number, np.uint8)


def test_the_whole_film_is_its_duration_times_its_rate(scene):
    job = job_for(scene)
    assert (job.first, job.last, job.fps, job.size) == (0, 40, 10, (64, 36))


def test_a_part_or_a_shot_of_the_film(scene):
    assert (job_for(scene, start=1.0, end=1.5).first, job_for(scene, start=1.0, end=1.5).count) == (10, 5)
    assert (job_for(scene, shot="two").first, job_for(scene, shot="two").last) == (20, 40)
    assert job_for(scene, shot="two", fps=20).first == 40


def test_pictures_that_are_read_while_the_next_are_drawn_are_those_of_a_render_that_waits(
    scene, tmp_path, monkeypatch
):
    settings: RenderOptions = {"size": (33, 19), "samples": 1, "end": 0.5, "workers": 1}
    render(scene, tmp_path / "a" / "%d.png", **settings)
    monkeypatch.setattr("visualizer.renderer.renderer.pictures_ahead", lambda *, software: 2)
    render(scene, tmp_path / "b" / "%d.png", **settings)
    names = sorted(one.name for one in (tmp_path / "a").iterdir())
    assert names == sorted(one.name for one in (tmp_path / "b").iterdir()) and len(names) == 5
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


EXAMPLES: dict[str, Any] = {
    "start": "1.0", "end": 2.0, "shot": "two", "size": (32, 18), "fps": 20, "samples": 3, "detail": "full", "codec": "hevc", "crf": 30,
    "resume": True, "workers": 3, "encoder": "libx264", "transparent": True, "purpose": "web", "bits": 16, "hdr": "pq", "paper_white": 100.0,
}  # fmt: skip


@pytest.mark.parametrize("name", RenderOptions.__annotations__)
def test_every_option_of_render_has_an_effect_a_sentence_and_an_option_of_the_command(scene, tmp_path, name):
    out = tmp_path / ("film.mp4" if name not in ("transparent", "bits") else "%d.png")
    common: Any = {"hdr": "pq"} if name == "paper_white" else {}
    assert job_for(scene, out, **{**common, name: EXAMPLES[name]}) != job_for(scene, out, **common)
    assert re.search(rf"\b{name}(, \w+)*: ", f"{PictureOptions.__doc__}{RenderOptions.__doc__}")
    assert name in inspect.signature(film.render).parameters


def test_a_format_travels_from_the_options_of_every_command_to_workers_records_and_farms(scene, tmp_path):
    assert {one.name for one in fields(Format)} <= RenderOptions.__annotations__.keys()
    of_render, of_farm = (inspect.signature(one).parameters for one in (film.render, farm.export))
    assert RenderOptions.__annotations__.keys() - of_farm.keys() == {"resume", "workers"}
    assert all(of_render[name] == of_farm[name] for name in OPTIONS)
    form = Format(codec="hevc", crf=30, encoder="libx265", bits=10, hdr="pq", paper_white=100.0)
    given: Any = {"codec": "hevc", "crf": 30, "encoder": "libx265", "hdr": "pq", "paper_white": 100.0}
    job = job_for(scene, tmp_path / "a.mp4", **given)
    assert job.format == form
    made = replace(MADE, format=form)
    assert Provenance.read(json.loads(made.as_text())) == made
    assert json.loads(Order(scene, tmp_path / "a.mp4", job, made).as_text())["job"]["format"] == asdict(form)
    written = FarmJob(scene.path, tmp_path / "a.mp4", job, 0.0, 4.0).settings
    words = "--codec hevc --crf 30 --encoder libx265 --bits 10 --hdr pq --paper-white 100.0"
    assert written[-12:] == words.split()
    assert Format(transparent=True).words == ["--transparent"]


def test_an_option_that_render_has_not_is_named(scene, tmp_path):
    with pytest.raises(TypeError, match=r"no option is called 'sample'; there are start, .*samples"):
        render(scene, tmp_path / "film.mp4", sample=2)  # type: ignore[call-arg]


@pytest.mark.parametrize("part", [{"start": 3.0, "end": 1.0}, {"start": 9.0}])
def test_an_empty_part_is_refused(scene, part):
    with pytest.raises(InputError, match="nothing to render"):
        job_for(scene, **part)


def test_a_part_ends_with_the_film_and_a_time_is_a_number(scene):
    assert job_for(scene, start=3.0, end=100.0).last == 40
    with pytest.raises(InputError, match="nan is not a time"):
        job_for(scene, start=float("nan"))


def test_an_end_beyond_the_films_end_is_reported(scene):
    with pytest.warns(Notice, match="the film ends at 4 s, before 100 s: there is nothing more to render"):
        job_for(scene, start=3.0, end=100.0)


def test_a_film_of_an_odd_size_is_rendered_to_what_its_codec_takes_and_this_is_told(scene):
    film = replace(scene.film, size=(65, 37))
    odd = replace(scene, film=film)
    with pytest.warns(Notice, match="h264 takes only even sizes: 64x36 instead of the film's 65x37"):
        assert job_for(odd, Path("a.mp4")).size == (64, 36)
    for out, codec in (("a.mkv", "ffv1"), ("%03d.png", None)):
        assert job_for(odd, Path(out), codec=codec).size == (65, 37)
    with pytest.raises(
        InputError, match="h264 needs an even width and height, not 63x36; 62x36 would be valid"
    ):
        job_for(scene, Path("a.mp4"), size=(63, 36))
    with pytest.raises(InputError, match="h264 needs an even width and height, not 1x1"):
        job_for(replace(scene, film=replace(film, size=(1, 1))), Path("a.mp4"))


def test_an_unknown_shot_is_named_with_those_there_are(scene):
    with pytest.raises(InputError, match="no shot is called 'three'; there are one, two"):
        job_for(scene, shot="three")


def test_a_sequence_is_resumed_where_whole_frames_are_missing(tmp_path):
    drawn = []

    def draw(number):
        drawn.append(number)
        return flat(number)

    pattern = tmp_path / "frames" / "%03d.png"
    write_sequence(pattern, Job(5, 15, 24, (6, 4)), draw, None, MADE)
    assert drawn == list(range(5, 15))
    (tmp_path / "frames" / "007.png").unlink()
    (tmp_path / "frames" / "009.png").write_bytes(b"cut short")
    drawn.clear()
    write_sequence(pattern, Job(5, 15, 24, (6, 4), resume=True), draw, None, MADE)
    assert drawn == [7, 9]
    for number in range(5, 15):
        with Image.open(tmp_path / "frames" / f"{number:03}.png") as image:
            np.testing.assert_array_equal(np.asarray(image), flat(number))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"scene": "c"}, "another version of the scene"),
        ({"program": "c"}, "another version of the visualizer or its shaders"),
        ({"driver": "c"}, "driver a driver, not c"),
        ({"format": Format(transparent=True)}, "transparent False, not True"),
        ({"fps": "25"}, "fps 24, not 25"),
        ({"samples": 8}, "samples 16, not 8"),
        ({"detail": "full"}, "detail standard, not full"),
        ({"size": "12x8", "samples": 8}, "samples 16, not 8; size 6x4, not 12x8"),
    ],
)
def test_frames_of_another_scene_or_other_settings_are_not_resumed(tmp_path, change, told):
    pattern, job = tmp_path / "%03d.png", Job(0, 2, 24, (6, 4), resume=True)
    write_sequence(pattern, job, flat, None, MADE)
    (tmp_path / "000.png").unlink()
    with pytest.raises(InputError, match=re.escape(f"001.png was rendered differently ({told})")):
        write_sequence(pattern, job, flat, None, replace(MADE, **change))
    assert not (tmp_path / "000.png").exists()


def test_a_picture_that_does_not_say_what_it_was_made_from_is_not_resumed(tmp_path):
    write_still(flat(1), tmp_path / "001.png")
    with pytest.raises(InputError, match="it has no record of what it was rendered from"):
        write_sequence(tmp_path / "%03d.png", Job(0, 2, 24, (6, 4), resume=True), flat, None, MADE)


def test_other_frames_in_the_folder_of_a_sequence_are_reported(tmp_path):
    pattern = tmp_path / "%03d.png"
    write_sequence(pattern, Job(0, 4, 24, (6, 4)), flat, None, MADE)
    other = replace(MADE, scene="c")
    with pytest.warns(Notice, match=r"002\.png and 1 more there have names of this sequence"):
        write_sequence(pattern, Job(0, 2, 24, (6, 4)), flat, None, other)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write_sequence(pattern, Job(2, 4, 24, (6, 4)), flat, None, other)


def test_the_digest_of_a_scene_follows_its_text_and_that_of_what_it_includes(tmp_path):
    (tmp_path / "b.toml").write_text('[actor.b]\nkind = "shape"\n')
    (tmp_path / "s.toml").write_text('include = ["b.toml"]\n' + GOOD)
    first = load(tmp_path / "s.toml").digest
    assert load(tmp_path / "s.toml").digest == first
    (tmp_path / "b.toml").write_text('[actor.b]\nkind = "shape"\nvisible = false\n')
    assert load(tmp_path / "s.toml").digest != first


def test_a_stopped_sequence_says_how_many_frames_are_there(tmp_path):
    def draw(number):
        if number == 9:
            raise KeyboardInterrupt
        return flat(number)

    with pytest.raises(Interrupted) as stopped:
        write_sequence(tmp_path / "%03d.png", Job(0, 15, 24, (6, 4)), draw, None, MADE)
    whole = len(list(tmp_path.glob("*.png")))
    assert str(stopped.value) == f"stopped with {whole} of 15 frames complete; --resume continues from there"
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("name", ["%03d_%03d.png", "%03d.jpg"])
def test_an_invalid_sequence_pattern_is_refused(tmp_path, name):
    with pytest.raises(InputError, match=r"a sequence (has one number|is made of)"):
        write_sequence(tmp_path / name, Job(0, 1, 24, (6, 4)), flat, None, MADE)


def test_progress_is_told_after_every_frame_and_counts_what_was_kept(tmp_path):
    told = []
    job = Job(0, 4, 24, (6, 4))
    write_sequence(
        tmp_path / "%d.png", job, flat, Tally(4, lambda now: told.append((now.done, now.count))), MADE
    )
    assert told[-1] == (4, 4)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_still_holds_the_pixels_and_no_other_file_is_left(tmp_path):
    picture = np.random.default_rng(1).integers(0, 255, (8, 9, 3), np.uint8)
    write_still(picture, tmp_path / "deep" / "a.png")
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "deep" / "a.png")), picture)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["a.png"]


def test_a_still_of_another_kind_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"a still is a \.png, not 'a\.jpg'"):
        write_still(flat(1), tmp_path / "a.jpg")


def test_a_sheet_shows_the_middle_of_each_shot_or_a_picture_every_so_often(scene):
    assert moments_of(scene) == [1.0, 3.0]
    assert moments_of(scene, every=1.0) == [0.0, 1.0, 2.0, 3.0]
    assert moments_of(scene, every=0.5, shot="two") == [2.0, 2.5, 3.0, 3.5]
    assert moments_of(scene, start=2.0) == [3.0]
    with pytest.raises(InputError, match="nothing to show"):
        moments_of(scene, start=50.0, end=60.0)


@pytest.mark.parametrize(
    ("film", "picture"),
    [((36, 64), (32, 57)), ((64, 64), (32, 32)), ((640, 10), (32, 1)), ((1, 400), (1, 64))],
)
def test_a_sheets_pictures_have_the_films_shape(scene, tmp_path, monkeypatch, film, picture):
    drawn = []

    def blank(size: tuple[int, int], detail: str) -> Blank:
        drawn.append(size)
        return Blank(size)

    monkeypatch.setattr(sheets, "Renderer", blank)
    shaped = replace(scene, film=replace(scene.film, size=film))
    write_sheet(shaped, [1.0], tmp_path / "s.png", columns=4, width=32, samples=1)
    assert drawn == [picture]


class Blank:
    """A renderer of black pictures."""

    def __init__(self, size):
        self.size = size

    def draw(self, frames):
        """Draw nothing."""

    def pixels(self):
        """Return black."""
        return np.zeros((self.size[1], self.size[0], 3), np.uint8)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def test_a_sheet_too_large_for_any_program_is_refused(scene, tmp_path):
    with pytest.raises(InputError, match="a sheet of 400000 pictures would have"):
        write_sheet(scene, [1.0] * 400_000, tmp_path / "s.png", columns=4, width=32, samples=1)

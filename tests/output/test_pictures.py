"""Frames as arrays: those of the film, drawn one by one, with their layers; pictures and clips that a notebook
shows."""

import io

import av
import numpy as np
import pytest
from PIL import Image

import visualizer
from tests.scene.texts import GOOD
from visualizer.errors import InputError

SIZE = (32, 18)


@pytest.fixture(scope="module")
def scene():
    return visualizer.load_text(GOOD)


def test_pictures_are_the_frames_of_the_sequence(scene, tmp_path):
    part: visualizer.PictureOptions = {"start": 1.8, "end": 2.2, "size": SIZE, "samples": 2}
    visualizer.render(scene, tmp_path / "%03d.png", **part)
    drawn = list(visualizer.pictures(scene, **part))
    assert [(one.number, one.time, one.shot) for one in drawn] == [
        (18, 1.8, "one"), (19, 1.9, "one"), (20, 2.0, "two"), (21, 2.1, "two"),
    ]  # fmt: skip
    for one in drawn:
        np.testing.assert_array_equal(one.pixels, np.asarray(Image.open(tmp_path / f"{one.number:03d}.png")))


def test_a_picture_is_the_still_of_its_time(scene, tmp_path):
    for time, shot in (("two+0.5", None), (None, "two")):
        one = visualizer.picture(scene, time=time, shot=shot, size=SIZE, samples=2)
        seconds = visualizer.still(scene, tmp_path / "a.png", time=time, shot=shot, size=SIZE, samples=2)
        assert (one.time, one.shot) == (seconds, "two") and one.number == round(seconds * 10)
        np.testing.assert_array_equal(one.pixels, np.asarray(Image.open(tmp_path / "a.png")))


def test_layers_are_the_results_of_the_renderer(scene):
    names = [name for name in visualizer.results() if name != "picture"]
    (one, *_) = visualizer.pictures(scene, layers=names, end=0.1, size=SIZE, samples=2)
    with visualizer.Renderer(SIZE) as renderer:
        renderer.draw(scene.exposure(0.0, 2), names)
        for name in names:
            np.testing.assert_array_equal(one[name], renderer.result(name))
    assert one._repr_png_() is None
    with pytest.raises(KeyError):
        _ = one.pixels


def test_mistakes_are_found_before_the_first_frame_is_drawn(scene):
    with pytest.raises(InputError, match="no shot is called 'three'"):
        visualizer.pictures(scene, shot="three")
    with pytest.raises(ValueError, match="light"):
        visualizer.pictures(scene, layers=["light"])
    with pytest.raises(TypeError, match="no option is called 'crf'"):
        visualizer.pictures(scene, crf=3)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="either time or shot"):
        visualizer.picture(scene)


def test_two_iterators_draw_in_turns(scene):
    forwards = visualizer.pictures(scene, size=SIZE, samples=1, end=0.3)
    others = visualizer.pictures(scene, size=(16, 9), samples=1, end=0.3)
    shapes = [(a.pixels.shape, b.pixels.shape) for a, b in zip(forwards, others, strict=True)]
    assert shapes == [((18, 32, 3), (9, 16, 3))] * 3


def test_a_notebook_shows_the_pixels_of_a_picture(scene):
    one = visualizer.picture(scene, time=1.0, size=SIZE, samples=1)
    assert repr(one) == "Picture(number=10, time=1.0, shot='one')"
    shown = one._repr_png_()
    assert shown is not None
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(shown))), one.pixels)


def test_a_clip_is_a_film_in_memory_that_a_notebook_plays(scene, tmp_path):
    clip = visualizer.clip(scene, shot="two", size=(64, 36), samples=1, workers=1)
    assert (clip.size, clip.seconds) == ((64, 36), 2.0)
    assert repr(clip) == "Clip(size=(64, 36), seconds=2.0)"  # what a terminal prints, without the bytes
    clip.save(tmp_path / "a.mp4")
    with av.open(str(tmp_path / "a.mp4")) as film:
        assert sum(1 for _ in film.decode(video=0)) == 20
    shown = clip._repr_html_()
    assert (
        shown.startswith("<video ")
        and 'width="64" height="36"' in shown
        and "data:video/mp4;base64," in shown
    )


def test_a_text_s_problems_have_lines_and_its_includes_are_read_from_the_folder(tmp_path):
    with pytest.raises(visualizer.SceneError) as raised:
        visualizer.load_text(GOOD.replace("fps = 10", "fsp = 10"), tmp_path)
    (problem,) = raised.value.problems
    assert (problem.file, problem.line) == (str(tmp_path / "<text>"), 5)
    (tmp_path / "looks.toml").write_text("[look.night.key]\ncolour = [1, 1, 2]\n")
    scene = visualizer.load_text(GOOD.replace('title = "Test"', 'include = ["looks.toml"]'), tmp_path)
    assert set(scene.looks) == {"day", "night"}

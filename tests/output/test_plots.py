"""Plots of a scene over time: what is in them, as text of the SVG, and where curves lie."""

import re

import numpy as np
import pytest
from PIL import Image

from tests.commands import run
from tests.scene.texts import GOOD
from visualizer.errors import InputError
from visualizer.output.plots import plot
from visualizer.scene.loading import load_text

KEYED = GOOD.replace(
    "position = [0, 1, 4]",
    'position = [{ t = 0, v = [0, 1, 4] }, { t = 3, v = [0, 2, 4] }]\nfov = [{ t = 1, v = 30, ease = "step" }, { t = 2, v = 60 }]',
)


def texts(svg: str) -> set[str]:
    return set(re.findall(r">([^<>\n]+)</text>", svg))


@pytest.fixture
def svg(tmp_path):
    def made(scene, **options):
        plot(scene, tmp_path / "a.svg", **options)
        return (tmp_path / "a.svg").read_text()

    return made


def test_without_tracks_each_table_with_keyframes_has_a_row(svg):
    words = texts(svg(load_text(KEYED)))
    assert {"Test", "one", "two", "shots", "camera.still", "time [s]"} <= words
    assert not any(word.startswith(("actor.", "look.")) for word in words)


def test_tracks_are_curves_with_unit_and_the_same_scene_gives_the_same_file(svg):
    scene = load_text(KEYED)
    names = ["camera.still.position", "camera.still.fov"]
    first = svg(scene, tracks=names)
    assert {"camera.still.position [m]", "camera.still.fov [degrees]", "x", "y", "z"} <= texts(first)
    assert first == svg(scene, tracks=names)


def test_only_the_part_that_is_asked_for_is_shown(svg):
    assert "one" not in texts(svg(load_text(KEYED), start=2.5)) and "two" in texts(
        svg(load_text(KEYED), start=2.5)
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tracks": ["camera.still.fvo"]}, "did you mean 'fov'"),
        ({"tracks": ["camera.still.look_at"]}, "has no numbers over time"),
        ({"tracks": ["camera.still"]}, "camera.still is a table; its properties: "),
        ({"start": 4.0}, "there is nothing to plot from 4 s to 4 s"),
    ],
)
def test_what_cannot_be_plotted_is_an_error(tmp_path, options, message):
    with pytest.raises(InputError, match=re.escape(message)):
        plot(load_text(KEYED), tmp_path / "a.svg", **options)
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_a_picture_and_refuses_other_kinds(tmp_path):
    (tmp_path / "s.toml").write_text(KEYED)
    result = run(
        "plot", "s.toml", "-o", "a.png", "--track", "camera.still.fov", "--from", "one+0.5", cwd=tmp_path
    )
    assert result.returncode == 0, result.stderr
    picture = np.asarray(Image.open(tmp_path / "a.png").convert("L"))
    assert picture.shape[1] == 2340 and (picture < 128).mean() > 0.002
    wrong = run("plot", "s.toml", "-o", "a.gif", cwd=tmp_path)
    assert wrong.returncode == 1 and "a plot is one of .svg, .png, .pdf, not 'a.gif'" in wrong.stderr

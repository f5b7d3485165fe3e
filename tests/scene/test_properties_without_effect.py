"""Warnings of properties of cameras, haze and emitters that have no effect, with place and what they need."""

import pytest

from tests.scene.texts import GOOD
from visualizer.scene.loading import load
from visualizer.scene.model import CameraModel, MediumModel

HAZE = "[look.day.medium]\n"


def warnings(folder, text):
    (folder / "s.toml").write_text(text)
    return [str(warning) for warning in load(folder / "s.toml").warnings]


def camera(lines):
    return GOOD.replace("look_at", f"{lines}\nlook_at")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (camera("focus = 3"), ":18:1: warning: camera.still.focus: this has no effect: it needs aperture"),
        (camera("aperture = 0.1\nfocus = 3\nfocus_on = 'stone'"), ":19:1: warning: camera.still.focus: this has no effect: it needs that there is no focus_on beside it"),
        (GOOD + HAZE + "glow = [1, 1, 1]\n", ":25:1: warning: look.day.medium.glow: this has no effect: it needs density"),
        (GOOD + "[emitter.e]\nlife = 2\n", ":24:10: warning: emitter.e: this emits no particles: it needs a rate, bursts or a parent"),
        (GOOD + "[emitter.e]\nrate = [{ t = 0, v = 0 }, { t = 1, v = 0 }]\n", "emitter.e: this emits no particles"),
    ],
)  # fmt: skip
def test_what_is_set_without_effect_is_a_warning_with_its_place(tmp_path, text, told):
    found = warnings(tmp_path, text)
    assert [told in one for one in found] == [True]


@pytest.mark.parametrize(
    "text",
    [
        camera("aperture = [{ t = 0, v = 0 }, { t = 1, v = 0.1 }]\nfocus = 3"),
        camera("aperture = 0.1\nfocus_on = 'stone'"),
        GOOD + HAZE + "density = [{ t = 0, v = 0 }, { t = 1, v = 0.1 }]\nglow = [1, 1, 1]\n",
        GOOD + "[emitter.e]\nrate = [{ t = 0, v = 0 }, { t = 1, v = 9 }]\n",
        GOOD + "[emitter.e]\nbursts = [{ t = 1, count = 2 }]\n[emitter.f]\nparent = 'e'\n",
    ],
)
def test_what_has_an_effect_is_no_warning(tmp_path, text):
    assert warnings(tmp_path, text) == []


def test_every_property_that_is_named_exists():
    for model, needs in ((CameraModel, CameraModel.NEEDS), (MediumModel, MediumModel.NEEDS)):
        for names, _, _ in needs:
            assert set(names) <= set(model.model_fields)

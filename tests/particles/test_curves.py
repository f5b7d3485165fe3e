"""Curves over life and speed: errors in the file, baked tables, and agreement of shaders and reference."""

import numpy as np
import pytest
from pydantic import ValidationError

import visualizer
from tests.particles.probe import Probe
from tests.particles.test_shaders import COUNT, agrees, emitter
from visualizer.data import data_folder
from visualizer.particles.curves import LIFE, SAMPLES, SIZE
from visualizer.particles.emitter import EmitterProperties
from visualizer.particles.motion import evaluate
from visualizer.renderer.particles.features import features
from visualizer.scene.schema import scene_schema

FALL = [{"at": 0.0, "v": 1.0, "ease": "out-cubic"}, {"at": 1.0, "v": 0.0}]
SWELL = [{"at": 0.0, "v": 0.5}, {"at": 3.0, "v": 2.0, "ease": "in-quad"}, {"at": 6.0, "v": 1.0}]
BLUSH = [{"at": 0.0, "v": [1.0, 0.5, 0.25]}, {"at": 0.5, "v": "#ff0000"}, {"at": 1.0, "v": [0.0, 0.0, 4.0]}]
QUICK = [{"at": 1.0, "v": [0.1, 0.1, 1.0]}, {"at": 8.0, "v": [1.0, 0.2, 0.0]}]


@pytest.fixture(scope="module")
def probe():
    made = Probe()
    yield made
    made.release()


@pytest.mark.parametrize(
    "curves",
    [
        {"size_curve": FALL},
        {"size_by_speed": SWELL},
        {"size_by_speed": [{"at": 2.0, "v": 3.0}]},
        {"size_curve": FALL, "size_by_speed": SWELL, "colour_by_speed": QUICK, "space": "local"},
        {"size_curve": FALL, "solid": True, "floor": -1.0, "size": 0.3},
    ],
    ids=["life", "speed", "one stop", "both, local", "stones"],
)
def test_sizes_agree(probe, curves):
    loose = "floor" in curves
    agrees(probe, emitter(**curves), tolerance=1e-3 if loose else 2e-4, share=0.985 if loose else 1.0)


def test_colour_and_opacity_are_what_the_curves_say(probe):
    plain = {"colour": (0.8, 0.6, 0.4), "fade_in": 0.0, "fade_out": 0.0, "opacity": 0.7, "drag": 0.5}
    made = emitter(**plain, colour_curve=BLUSH, opacity_curve=FALL, colour_by_speed=QUICK)
    alive, colour, opacity = probe.appearances(made, 0, COUNT, 2.5)
    state = evaluate(made, np.arange(COUNT), 2.5)
    share, speed = (2.5 - state.born) / state.life, np.linalg.norm(state.velocity, axis=1)
    life = made.curves.at_share(LIFE, share)
    both = (alive & state.alive & (share < 0.999))[:, None]  # at the end of life the fade of 0 s applies
    wanted = np.array([0.8, 0.6, 0.4]) * life[:, :3] * made.curves.at_speed(speed)[:, :3]
    assert np.allclose(np.where(both, colour, 0.0), np.where(both, wanted, 0.0), atol=2e-4)
    wanted = np.where(both[:, 0], 0.7 * life[:, 3], 0.0)
    assert np.allclose(np.where(both[:, 0], opacity, 0.0), wanted, atol=2e-4)


def test_a_baked_curve_is_its_track_to_within_a_sample():
    made = emitter(size_curve=FALL, colour_curve=BLUSH, size_by_speed=SWELL)
    share = np.linspace(0.0, 1.0, 500)
    assert np.abs(made.curves.at_share(SIZE, share)[:, 0] - (1.0 - share) ** 3).max() < 2e-3
    assert made.curves.at_share(LIFE, np.zeros(1))[0] == pytest.approx([1.0, 0.5, 0.25, 1.0])
    assert made.curves.at_speed(np.array([0.0, 6.0, 99.0]))[:, 3] == pytest.approx([0.5, 1.0, 1.0])
    assert made.curves.rows.shape == (3, SAMPLES, 4)


def test_an_easing_that_overshoots_never_makes_a_size_or_a_light_negative():
    back = [{"at": 0.0, "v": 1.0, "ease": "in-out-back"}, {"at": 1.0, "v": 0.0}]
    made = emitter(size_curve=back, opacity_curve=back)
    assert made.curves.rows.min() == 0.0 and made.curves.rows[LIFE, :, 3].max() == 1.0


def test_absent_curves_enable_no_feature_and_do_not_change_the_digest():
    bare = features(emitter())
    assert not any(bare[name] for name in ("LIFE_CURVES", "SIZE_CURVE", "SPEED_CURVES"))
    assert emitter().curves is None
    assert emitter(size_curve=FALL).digest != emitter().digest != emitter(size_curve=SWELL[:1]).digest


@pytest.mark.parametrize(
    ("curve", "message"),
    [
        (0.5, "a list of stops is needed"),
        ([], "at least one stop"),
        ([0.5], "stop 1: a stop is a table"),
        ([{"at": 0.0}], "stop 1: 'v' is missing"),
        ([{"at": 0.0, "v": 1.0}, {"t": 1.0, "v": 0.0}], "stop 2: unknown key 't'"),
        ([{"at": 0.0, "v": 1.0}, {"at": 1.5, "v": 0.0}], "stop 2: a share of life is at most 1"),
        ([{"at": -0.1, "v": 1.0}], "stop 1: a share of life is at least 0"),
        ([{"at": 0.5, "v": 1.0}, {"at": 0.5, "v": 0.0}], "stop 2: two stops are at the same place, 0.5"),
        ([{"at": 0.0, "v": -1.0}], "stop 1: must be at least 0"),
        ([{"at": 0.0, "v": "x"}], "stop 1: a number is needed"),
        ([{"at": 0.0, "v": 1.0, "ease": "wobble"}], "stop 1: .*wobble"),
        ([{"at": "launch", "v": 1.0}], "stop 1: a number is needed"),
    ],
)
def test_an_invalid_curve_is_refused_and_its_stop_is_named(curve, message):
    with pytest.raises(ValidationError, match=message):
        EmitterProperties(size_curve=curve)


def test_an_opacity_above_1_is_refused_and_a_speed_above_1_is_not():
    with pytest.raises(ValidationError, match="must be at most 1"):
        EmitterProperties.model_validate({"opacity_curve": [{"at": 0.0, "v": 1.5}]})
    EmitterProperties.model_validate({"size_by_speed": [{"at": 0.0, "v": 1.5}, {"at": 500.0, "v": 9.0}]})


def test_a_scene_names_the_place_of_a_wrong_stop(tmp_path):
    text = (data_folder("scenes") / "particles" / "fountain.toml").read_text(encoding="utf-8")
    path = tmp_path / "wrong.toml"
    path.write_text(text + "size_curve = [{ at = 0, v = 1 }, { at = 2, v = 0 }]\n", encoding="utf-8")
    line = len(text.splitlines()) + 1
    with pytest.raises(
        visualizer.SceneError, match=rf":{line}:\d+: emitter\.fountain\.size_curve\[1\]\.at: stop 2"
    ):
        visualizer.load(str(path))


def test_the_schema_describes_stops():
    curve = scene_schema()["$defs"]["EmitterModel"]["properties"]["opacity_curve"]["anyOf"][0]
    stop = curve["items"]["properties"]
    assert (stop["at"]["maximum"], stop["v"]["maximum"], stop["ease"]["default"]) == (1.0, 1.0, "linear")

"""Exposures end at cuts, so that no frame shows an object at two positions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scene.texts import GOOD, replaced
from visualizer.actors.shape import Shape
from visualizer.renderer.renderer import Renderer
from visualizer.scene.cuts import instants
from visualizer.scene.loading import load

# The shutter of the frame at 0.5 s is open until 0.55 s; everything below jumps at 0.52 s.
JUMPS = {
    "position of the camera": ("[0, 1, 4]", '[{ t = 0, v = [0, 1, 4], ease = "step" }, { t = 0.52, v = [3, 1, 4] }]'),
    "target of the camera": (
        'look_at = "stone.top"',
        'look_at = [{ t = 0, v = "stone.top", ease = "step" }, { t = 0.52, v = [1, 0, 0] }]',
    ),
    "fov": ('look_at = "stone.top"', 'look_at = "stone.top"\nfov = [{ t = 0, v = 40, ease = "step" }, { t = 0.52, v = 80 }]'),
    "place of an actor": (
        "size = [1, 1, 1]", 'size = [1, 1, 1]\nposition = [{ t = 0, v = [0, 0, 0], ease = "step" }, { t = 0.52, v = [1, 0, 0] }]',
    ),
    "rotation of an actor": (
        "size = [1, 1, 1]", 'size = [1, 1, 1]\nrotation = [{ t = 0, v = [0, 0, 0], ease = "step" }, { t = 0.52, v = [45, 0, 0] }]',
    ),
    "visibility of an actor": ("size = [1, 1, 1]", "size = [1, 1, 1]\nvisible = [{ t = 0, v = true }, { t = 0.52, v = false }]"),
    "height of the mirror": (
        "[look.day.key]", '[look.day]\nmirror = [{ t = 0, v = 0, ease = "step" }, { t = 0.52, v = 0.5 }]\n[look.day.key]',
    ),
    "sun of the sky": (
        "[look.day.key]",
        '[look.day.sky]\nmaterial = "red_sun"\nbrightness = 1\nband = 1\nreach = 0.1\ncorona = [1, 1, 1]\n'
        'sun = [{ t = 0, v = [0, 0, -1], ease = "step" }, { t = 0.52, v = [0, 1, -1] }]\n[look.day.key]',
    ),
    "particles in the space of what is not drawn itself": (
        "[look.day.key]", '[emitter.spray]\nattach = "base"\nspace = "local"\nrate = 9\n[look.day.key]',
    ),
    "what an actor is attached to": (
        'kind = "shape"\nsize', 'kind = "shape"\nattach = "base"\nsize',
    ),
}  # fmt: skip
BASE = '[actor.base]\nkind = "shape"\nvisible = false\nposition = {}\n'
JUMPING = '[{ t = 0, v = [0, 0, 0], ease = "step" }, { t = 0.52, v = [1, 0, 0] }]'


def scene_of(folder, text, name="s.toml"):
    path = folder / name
    path.write_text(text)
    return load(path)


def times(scene, at=0.5):
    return [frame.time for frame in scene.exposure(at, 4)]


@pytest.mark.parametrize("name", JUMPS)
def test_a_jump_while_the_shutter_is_open_ends_the_exposure(name, tmp_path):
    scene = scene_of(tmp_path, replaced(*JUMPS[name]) + BASE.format(JUMPING))
    np.testing.assert_allclose(times(scene), 0.5 + 0.02 * (np.arange(4) + 0.5) / 4)
    # A frame that begins at the jump, and every other frame, has the full exposure.
    np.testing.assert_allclose(times(scene, 0.52), 0.52 + 0.05 * (np.arange(4) + 0.5) / 4)


@pytest.mark.parametrize("ease", ["step-start", "steps(2)", "linear(0, 0 50%, 1 50%, 1)"])
@pytest.mark.parametrize(
    "rider", ["what an actor is attached to", "particles in the space of what is not drawn itself"]
)
def test_a_jump_of_any_easing_ends_the_exposure(ease, rider, tmp_path):
    start = 0.52 if ease == "step-start" else 0.02
    path = f'[{{ t = {start}, v = [0, 0, 0], ease = "{ease}" }}, {{ t = {start + 1.0}, v = [3, 0, 0] }}]'
    scene = scene_of(tmp_path, replaced(*JUMPS[rider]) + BASE.format(path))
    assert times(scene)[-1] == pytest.approx(0.5175)


def test_jumps_of_light_and_of_invisible_actors_do_not_end_the_exposure(tmp_path):
    lamp = '[light.lamp]\nintensity = [{ t = 0, v = 0, ease = "step" }, { t = 0.52, v = 9 }]\n'
    look = replaced(
        "colour = [3, 3, 3]",
        'colour = [{ t = 0, v = [0, 0, 0], ease = "step" }, { t = 0.52, v = [3, 3, 3] }]',
    )
    hidden = BASE.format(JUMPING)
    glow = replaced(
        "size = [1, 1, 1]",
        'size = [1, 1, 1]\nemission = [{ t = 0, v = 0, ease = "step" }, { t = 0.52, v = 3 }]',
    )
    attached = '[light.lamp]\nattach = "base"\n' + hidden
    same = (
        '[camera.spare]\nposition = [{ t = 0, v = [0, 1, 4], ease = "step" }, { t = 0.52, v = [3, 1, 4] }]\n'
    )
    still = replaced("[0, 1, 4]", '[{ t = 0, v = [0, 1, 4], ease = "step" }, { t = 0.52, v = [0, 1, 4] }]')
    left_behind = '[emitter.spray]\nattach = "base"\nrate = 9\n' + hidden
    sky = '[look.day.sky]\nzenith = [{ t = 0, v = [0, 0, 0], ease = "step" }, { t = 0.52, v = [1, 0, 0] }]\n'
    for text in (
        GOOD + left_behind,
        GOOD + sky,
        GOOD + lamp,
        look,
        GOOD + hidden,
        GOOD + same,
        still,
        glow,
        GOOD + attached,
    ):
        np.testing.assert_allclose(times(scene_of(tmp_path, text)), 0.5 + 0.05 * (np.arange(4) + 0.5) / 4)


def test_a_jump_of_an_actors_property_ends_the_exposure_if_it_moves_the_actor(tmp_path):
    for number, (name, ends) in enumerate({"open": True, "glow": False, "crack": False}.items()):
        door = f'[actor.door]\nkind = "crystal_door"\n{name} = [{{ t = 0, v = 0, ease = "step" }}, {{ t = 0.52, v = 0.5 }}]\n'
        scene = scene_of(tmp_path, GOOD + door, f"{number}.toml")
        assert times(scene)[-1] == pytest.approx(0.5175 if ends else 0.54375), name


def test_the_picture_of_a_frame_in_which_camera_or_actor_jump_is_that_of_the_place_before(tmp_path):
    with Renderer((32, 18)) as renderer:

        def picture(text):
            renderer.draw(scene_of(tmp_path, text + "[look.day.grade]\ngrain = 0\n").exposure(0.5, 4))
            return renderer.pixels().astype(int)

        before = picture(GOOD)
        for name in ("position of the camera", "place of an actor", "visibility of an actor"):
            # Dithering depends on the time, and the exposure is shorter.
            assert np.abs(picture(replaced(*JUMPS[name])) - before).max() <= 1


def test_a_lamp_that_is_switched_on_while_the_shutter_is_open_lights_its_share(tmp_path):
    colour = "colour = [3, 3, 3]"
    with Renderer((32, 18)) as renderer:

        def mean(light):
            renderer.draw(scene_of(tmp_path, replaced(colour, f"colour = {light}")).exposure(0.5, 4))
            return renderer.pixels().astype(float).mean()

        off, on = mean("[0, 0, 0]"), mean("[3, 3, 3]")
        half = mean('[{ t = 0, v = [0, 0, 0], ease = "step" }, { t = 0.525, v = [3, 3, 3] }]')
    assert off + 0.2 * (on - off) < half < on - 0.1 * (on - off)


@given(
    st.floats(0.0, 36_000.0),
    st.floats(0.0, 1.0),
    st.integers(1, 64),
    st.lists(st.floats(0.0, 36_000.0), max_size=5),
)
def test_no_instant_of_an_exposure_lies_beyond_a_cut_or_before_the_frame(time, length, count, cuts):
    cuts = sorted([*cuts, *(time + step * length for step in (0.0, 1e-12, 0.5))])
    found = instants(time, length, count, cuts)
    assert len(found) == count and found == sorted(found)
    assert found[0] >= time and found[-1] <= time + length
    assert not any(time < cut <= found[-1] for cut in cuts)


def test_what_jumps_at_another_time_is_not_examined(tmp_path, monkeypatch):
    path = '[{ t = 0, v = [0, 0, 0], ease = "step" }, { t = 3.0, v = [1, 0, 0] }]'
    scene = scene_of(tmp_path, replaced("size = [1, 1, 1]", f"size = [1, 1, 1]\nposition = {path}"))
    asked: list[float] = []
    contributions = Shape.contributions

    def noted(self, snapshots):
        asked.extend(snapshot.time for snapshot in snapshots)
        return contributions(self, snapshots)

    monkeypatch.setattr(Shape, "contributions", noted)
    assert times(scene) == asked

"""Surfaces reflect what a probe sees of the set, where it is, and nothing of it changes with what was drawn before."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import PLAIN_GRADE, pose
from tests.scene.texts import GOOD
from visualizer.frame import Ambient, Camera, Capture, Draw, Frame, KeyLight, Library, Probe, Sky
from visualizer.geometry.primitives import box
from visualizer.renderer.probes import LAYERS, SIDE
from visualizer.renderer.renderer import Renderer
from visualizer.scene.loading import load
from visualizer.scene.problems import SceneError
from visualizer.transforms import camera_from_world

NOTHING, GREY = (0.0, 0.0, 0.0), (0.25, 0.25, 0.25)
LIBRARY = Library({"wall": box((0.2, 4.0, 4.0)), "block": box((1.0, 1.0, 1.0))}, {})
GREY_SKY = Sky("gradient", {"zenith": GREY, "horizon": GREY, "ground": GREY})
UNLIT: dict[str, Any] = {
    "ambient": Ambient(NOTHING, NOTHING, NOTHING),
    "key_light": KeyLight((0.0, -1.0, 0.0), NOTHING),
}


def emitting(x, colour):
    """Return a wall at x, metres, that emits a colour and reflects nothing."""
    look = {"colour": colour, "roughness": 1.0, "metalness": 1.0, "emission": 1.0}
    return Draw("wall", "plain", pose(x), uniforms=look)


def block(roughness=0.0):
    """Return a block of metal that reflects all light."""
    look = {"colour": (1.0, 1.0, 1.0), "roughness": roughness, "metalness": 1.0, "emission": 0.0}
    return Draw("block", "plain", pose(), uniforms=look)


def capture(*draws, sky=GREY_SKY):
    return Capture(Frame(LIBRARY, 0.0, draws=draws, sky=sky, **UNLIT), (0.0, 0.0, 0.0))


def room(probe, eye=(2.2, 0.0, 3.0), roughness=0.0):
    """Return the block seen from `eye`. No light but the probe's."""
    return Frame(
        LIBRARY,
        0.0,
        camera=Camera(camera_from_world(eye, (0.0, 0.0, 0.0)), fov=12.0),
        draws=(block(roughness),),
        probe=probe,
        sky=GREY_SKY,
        grade=PLAIN_GRADE,
        **UNLIT,
    )


def boxed(seen, strength=1.0):
    return Probe(seen, (0.0, 0.0, 0.0), (6.0, 6.0, 6.0), strength)


@pytest.fixture(scope="module")
def renderer():
    with Renderer((32, 18)) as one:
        yield one


def light(renderer, frame):
    renderer.draw(frame, ["beauty"])
    return renderer.result("beauty")


@pytest.mark.parametrize("roughness", [0.0, 0.3, 1.0])
def test_an_even_sky_is_reflected_evenly(renderer, roughness):
    probe = boxed(capture())
    image = light(renderer, room(probe, roughness=roughness))
    assert np.ptp(image[6:12, 10:22]) < 0.05 * image.max()
    map_ = renderer._executor.probes.images(room(probe))["u_probe"]
    texels = np.frombuffer(map_.read(), np.float16).reshape(LAYERS, SIDE, SIDE, 4)[..., :3]
    np.testing.assert_allclose(texels.astype(float), 0.25, rtol=2e-3)


def test_each_side_of_a_block_reflects_the_wall_before_it(renderer):
    seen = capture(emitting(-3.0, (1.0, 0.0, 0.0)), emitting(3.0, (0.0, 0.0, 1.0)))
    right = light(renderer, room(boxed(seen), eye=(4.0, 0.0, 0.6)))[9, 16]
    left = light(renderer, room(boxed(seen), eye=(-4.0, 0.0, 0.6)))[9, 16]
    assert right[2] > 0.6 and right[0] < 0.05
    assert left[0] > 0.6 and left[2] < 0.05


def test_a_reflection_lies_where_the_box_is(renderer):
    """Of a wall that ends at 2 m: the ray towards 2.3 m, beyond its end as the probe sees it, starts near its end and
    meets it."""
    seen = capture(emitting(3.0, (0.0, 0.0, 1.0)))
    near, far = (
        light(renderer, room(Probe(seen, (0.0, 0.0, 0.0), (side,) * 3), eye=(2.5, 0.0, 1.9)))[9, 16]
        for side in (5.8, 600.0)
    )
    assert near[2] > 0.6 and near[0] < 0.05
    np.testing.assert_allclose(far, GREY, atol=0.02)


def test_a_probe_of_strength_0_is_the_ambient_gradient(renderer):
    seen = capture(emitting(3.0, (0.0, 0.0, 1.0)))
    np.testing.assert_array_equal(light(renderer, room(boxed(seen, 0.0))), light(renderer, room(None)))


def test_a_picture_with_a_probe_does_not_depend_on_earlier_draws():
    seen = capture(emitting(-3.0, (1.0, 0.0, 0.0)))
    other = capture(emitting(3.0, (0.0, 0.0, 1.0)))
    with Renderer((32, 18)) as fresh:
        expected = light(fresh, room(boxed(seen)))
        light(fresh, room(boxed(other)))
        light(fresh, replace(room(None), draws=()))
        np.testing.assert_array_equal(light(fresh, room(boxed(seen))), expected)
        assert len(fresh._executor.probes) == 2
        del seen
        light(fresh, room(boxed(other)))
        assert len(fresh._executor.probes) == 1


def test_a_frame_without_a_probe_needs_no_program_that_reads_one():
    with Renderer((32, 18)) as fresh:
        for probe, found in ((None, False), (boxed(capture()), True)):
            light(fresh, room(probe))
            assert any("PROBE" in str(request) for request in fresh.programs.requests) == found


PROBE = "\n[probe.p]\nposition = [0, 1, 0]\ncentre = [0, 1, 0]\nsize = [4, 4, 4]\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (PROBE + '[look.day]\nprobe = "q"\n', r"no probe is called 'q'.*p"),
        (PROBE.replace("position = [0, 1, 0]", "position = [9, 1, 0]"), "must lie inside the box"),
        (PROBE + 'actors = ["nobody"]\n', "no actor is called 'nobody'"),
    ],
)
def test_what_is_wrong_with_a_probe_is_said(tmp_path, text, says):
    path = tmp_path / "s.toml"
    path.write_text(GOOD + text)
    with pytest.raises(SceneError, match=says):
        load(path)

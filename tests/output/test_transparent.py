"""Pictures without the sky: over a background they are the frame that is drawn before it."""

from dataclasses import replace
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

import visualizer
from tests.scene.texts import GOOD
from visualizer.errors import InputError
from visualizer.frame import Medium, Sky
from visualizer.output.animations import shown_frames
from visualizer.output.drawing import straight
from visualizer.output.exr import read_exr
from visualizer.output.verify import decoded, shown_colours
from visualizer.renderer.renderer import Renderer

SIZE = (48, 27)
SAMPLES = 4
TIME = 1.5
HALF_STEP = 2.0**-10  # relative error of a half float
PARTS = """
[look.day.medium]
density = 0.004
[emitter.embers]
appearance = "ember"
rate = 60
life = 2
position = [0.7, 0.8, 0.5]
speed = 0.4
size = 0.05
brightness = 4
[emitter.smoke]
appearance = "smoke"
rate = 20
life = 2
position = [-0.8, 0.6, 0.5]
speed = 0.3
size = 0.4
"""


@pytest.fixture(scope="module")
def scene():
    return visualizer.load_text(GOOD + PARTS)


@pytest.fixture(scope="module")
def stored(scene, tmp_path_factory):
    """The linear light and the alpha of an OpenEXR file: (height, width, 3) and (height, width, 1)."""
    path = tmp_path_factory.mktemp("a") / "a.exr"
    visualizer.still(scene, path, time=TIME, size=SIZE, samples=SAMPLES, transparent=True)
    found, _ = read_exr(path)
    light = np.dstack([found[name] for name in "RGB"]).astype(np.float32)
    return light, found["A"].astype(np.float32)[:, :, None]


def drawn(scene, colour, result, **changes):
    """The frame drawn before an even background. colour: linear. changes: of the frame."""
    backdrop = Sky("gradient", dict.fromkeys(("zenith", "horizon", "ground"), colour))
    frames = [replace(frame, backdrop=backdrop, **changes) for frame in scene.exposure(TIME, SAMPLES)]
    with Renderer(SIZE) as renderer:
        renderer.draw(frames, (result,))
        return renderer.result(result).astype(np.float32)


@pytest.mark.parametrize("colour", [(0.5, 0.1, 0.02), (0.0, 0.0, 0.0), (0.2, 0.9, 3.0)])
def test_light_over_a_background_is_the_frame_drawn_before_it(scene, stored, colour):
    light, alpha = stored
    frame = drawn(scene, colour, "beauty")
    over = light + (1.0 - alpha) * np.float32(colour)
    # Four samples are summed as half floats, in both frames.
    assert np.abs(over - frame).max() <= 8 * HALF_STEP * max(1.0, float(frame.max()))


def test_the_picture_has_surfaces_smoke_and_light_that_hides_nothing(stored):
    light, alpha = stored
    assert alpha.max() > 0.99 and 0.0 < alpha.min() < 0.3  # the haze is everywhere
    assert ((alpha > 0.3) & (alpha < 0.9)).any()
    assert (light.max(axis=2) > 1.5 * alpha[:, :, 0]).any()  # embers


def test_a_png_over_black_is_the_graded_frame_and_over_grey_is_near_it(scene, tmp_path):
    visualizer.still(scene, tmp_path / "a.png", time=TIME, size=SIZE, samples=SAMPLES, transparent=True)
    pixels = np.asarray(Image.open(tmp_path / "a.png")).astype(np.float32) / 255.0
    colour, alpha = pixels[:, :, :3], pixels[:, :, 3:]
    black = drawn(scene, (0.0, 0.0, 0.0), "picture") / 255.0
    assert np.abs(colour * alpha - black).max() <= 1.5 / 255.0
    light = np.float32(0.3)
    behind = drawn(scene, (float(light),) * 3, "picture") / 255.0
    nothing = {"draws": (), "objects": (), "batches": (), "medium": Medium()}
    grey = drawn(scene, (float(light),) * 3, "picture", **nothing) / 255.0
    difference = np.abs(colour * alpha + (1.0 - alpha) * grey - behind)
    # The tone curve is not linear: thin haze adds less to what is bright than over black.
    assert difference.mean() < 0.08 and np.percentile(difference, 99) < 0.14


def test_straight_alpha_has_no_dark_edges():
    # Half a pixel of light 0.5: over white it is between the two, and its colour is the surface's.
    shown = np.full((1, 1, 3), 137, np.uint8)  # sRGB of light 0.25
    red, _, _, alpha = straight(shown, np.full((1, 1), 0.5, np.float32))[0, 0].astype(float) / 255.0
    assert abs(red * alpha - 137 / 255) < 0.005
    assert abs(red * alpha + 1.0 - alpha - 0.88) < 0.01  # sRGB of 0.25 + 0.5


def test_a_film_without_alpha_is_refused_with_those_that_have_it(scene, tmp_path):
    told = r"h264 in \.mp4 has no alpha; --transparent goes with --codec prores4444 \(\.mov, \.mkv\), ffv1 \(\.mkv\), webp"
    with pytest.raises(InputError, match=told):
        visualizer.render(scene, tmp_path / "a.mp4", transparent=True)


@pytest.mark.parametrize(
    ("name", "codec", "form"),
    [("a.mov", "prores4444", "yuva444p12le"), ("a.mkv", "ffv1", "yuva444p"), ("a.webp", "webp", "")],
)
def test_a_film_has_the_straight_alpha_of_a_picture(scene, tmp_path, name, codec, form):
    part: Any = {"start": TIME, "end": TIME + 0.2, "size": (32, 18), "samples": 1, "transparent": True}
    visualizer.render(scene, tmp_path / "%d.png", workers=1, **part)
    wanted = np.asarray(Image.open(tmp_path / "15.png"))
    path = visualizer.render(scene, tmp_path / name, codec=codec, workers=1, **part)
    if form:
        with av.open(str(path)) as container:
            assert container.streams.video[0].codec_context.pix_fmt == form
            back = decoded(next(container.decode(video=0)))
    else:
        back = next(shown_frames(path))[1]
    assert 0 < wanted[:, :, 3].min() < 90 < wanted[:, :, 3].max()
    assert np.abs(back[:, :, 3].astype(int) - wanted[:, :, 3]).max() <= 2
    assert np.abs(shown_colours(back) - shown_colours(wanted)).mean() < 2.0


@pytest.mark.usefixtures("forked_workers")
def test_a_sequence_with_the_sky_is_not_continued_without_it(scene, tmp_path):
    part: visualizer.PictureOptions = {"start": 1.0, "end": 1.2, "size": SIZE, "samples": 1}
    out = tmp_path / "%d.png"
    visualizer.render(scene, out, transparent=True, workers=1, **part)
    first = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    visualizer.render(scene, out, transparent=True, workers=2, **part)
    assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == first
    with pytest.raises(InputError, match=r"cannot resume.*transparent"):
        visualizer.render(scene, out, resume=True, **part)

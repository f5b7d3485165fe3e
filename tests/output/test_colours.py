"""A test card through every codec, HDR10, 16 bits, and smooth gradients in 8 bits."""

import shutil
import subprocess
from dataclasses import replace
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

import visualizer
from tests.scene.texts import GOOD
from visualizer.colour import HDR_HEADROOM, HDR_LARGEST
from visualizer.errors import InputError, Interrupted
from visualizer.frame import Sky
from visualizer.output import deep_png
from visualizer.output.animations import shown_frames
from visualizer.output.codecs import CODECS
from visualizer.output.drawing import before
from visualizer.output.format import Format, settled
from visualizer.output.hdr import as_steps, luminance, mastering_of, read_mastering, signal
from visualizer.output.job import Job, job_for
from visualizer.output.provenance import Provenance, read_provenance
from visualizer.output.rendering import write_film
from visualizer.output.verify import decoded
from visualizer.renderer.renderer import Renderer

BLOCK = 16  # pixels of a side of each colour
BARS = [(red, green, blue) for red in (0, 191) for green in (0, 191) for blue in (0, 191)]
PRIMARIES = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 255, 255), (255, 0, 255), (255, 255, 0), (0, 0, 0)]  # fmt: skip
RAMPS = [(16 * k, 16 * k, 16 * k) for k in (1, 3, 5, 7, 9, 11, 13, 15)]
SKIN = [(200 - 9 * k, 150 - 8 * k, 120 - 7 * k) for k in range(8)]
CARD = np.array([BARS, PRIMARIES, RAMPS, SKIN], np.uint8)
SIZE = (32, 18)
STEPS = [(codec.name, ending) for codec in CODECS.values() for ending in codec.endings]


def card(dtype=np.uint8):
    """The colours as blocks of pixels."""
    picture = CARD.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)
    return picture if dtype == np.uint8 else picture.astype(np.uint16) * 257


def blocks(picture):
    """The colours in the middle of each block, without its edges, over which half-size chroma is mixed."""
    rows, columns = CARD.shape[:2]
    inner = picture[: rows * BLOCK, : columns * BLOCK].astype(float).reshape(rows, BLOCK, columns, BLOCK, -1)
    return inner[:, 4:-4, :, 4:-4].mean(axis=(1, 3))


def by_another_decoder(path):
    """The first picture of a film, uint8, by the command ffmpeg where there is one, else by the decoders of PyAV."""
    if path.suffix == ".webp":
        return next(shown_frames(path))[1][:, :, :3]
    if shutil.which("ffmpeg") is None:
        with av.open(str(path)) as container:
            return decoded(next(container.decode(video=0)))[:, :, :3]
    height, width = card().shape[:2]
    words = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(path),
        "-sws_flags",
        "bicubic+full_chroma_int+accurate_rnd",
        "-frames:v",
        "1",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-",
    ]
    data = subprocess.run(words, capture_output=True, check=True).stdout
    return np.frombuffer(data, np.uint8).reshape(height, width, 3)


@pytest.mark.parametrize(("codec", "ending"), STEPS)
def test_a_test_card_comes_back_from_every_codec_within_two_steps(tmp_path, codec, ending):
    height, width = card().shape[:2]
    path = tmp_path / f"a{ending}"
    own = CODECS[codec]
    job = Job(0, 2, 24, (width, height), format=Format(codec, None if own.crf is None else own.crf_range[0]))
    picture = card(np.uint16 if own.depths[0] > 8 else np.uint8)
    write_film(path, job, lambda _: picture, None, Provenance("a", "b", "c", "24", 1, "standard", ""))
    assert np.abs(blocks(by_another_decoder(path)) - CARD).max() <= 2.0


def test_the_signal_of_hdr_has_the_published_values():
    assert np.allclose(luminance(signal(as_steps(np.ones((1, 1, 3), np.float32)), 203.0)), 203.0, rtol=1e-3)
    grey = signal(as_steps(np.full((1, 1, 3), HDR_LARGEST, np.float32)), 203.0)
    assert abs(grey.max() / 65535 - 0.7518) < 2e-4  # 1000 cd/m2 (ITU-R BT.2408)
    red = signal(as_steps(np.array([[[1.0, 0.0, 0.0]]], np.float32)), 203.0)
    assert np.allclose(luminance(red)[0, 0] / 203.0, (0.6274, 0.0691, 0.0164), rtol=2e-3)


@pytest.mark.parametrize(("codec", "ending"), [one for one in STEPS if CODECS[one[0]].hdr])
def test_an_hdr_film_has_its_tags_its_metadata_and_its_light(tmp_path, codec, ending):
    shown = (card() / np.float32(255.0) * np.float32(HDR_LARGEST)).astype(np.float32)
    steps, (height, width) = as_steps(shown), shown.shape[:2]
    path = tmp_path / f"a{ending}"
    form = settled(
        path, Format(codec, CODECS[codec].crf_range[0], hdr="pq", paper_white=100.0), pictures=False
    )
    made = Provenance("a", "b", "c", "24", 1, "standard", "", form)
    write_film(path, Job(0, 2, 24, (width, height), format=form), lambda _: steps, None, made)
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
    assert frame.format.name == "yuv420p10le"
    assert [
        int(tag) for tag in (frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range)
    ] == [9, 16, 9, 1]
    largest = round(HDR_HEADROOM * 100.0)
    assert read_mastering(frame) == (largest, largest) == (mastering_of(100.0).largest, 493)
    back, wanted = (blocks(one / 257.0) for one in (decoded(frame, form), signal(steps, 100.0)))
    assert np.abs(back - wanted).max() <= 2.0


@pytest.fixture(scope="module")
def scene():
    return visualizer.load_text(GOOD + "[look.day.grade]\ngrain = 0\nvignette = 0\nbloom = 0\n")


def test_the_tone_curve_of_hdr_is_that_of_sdr_below_its_knee_and_goes_on_above_it(scene):
    nothing = [replace(one, draws=(), objects=(), batches=()) for one in scene.exposure(1.0, 1)]
    shown = []
    with Renderer((4, 4)) as renderer:
        for light in (0.0, 0.01, 0.05, 0.18, 0.4, 1.0, 3.0, 10.0, 40.0, 400.0, 4000.0):
            renderer.draw(before(nothing, light), ("picture", "deep", "hdr"))
            picture, deep, hdr = (renderer.result(name)[2, 2] for name in ("picture", "deep", "hdr"))
            shown.append((picture[0] / 255.0, deep[0], hdr[0]))
    eight, deep, hdr = np.array(shown).T
    assert np.abs(eight - deep).max() < 1.5 / 255.0
    assert np.abs(hdr - deep)[deep < 0.6].max() < 1e-5 and (hdr >= deep - 1e-5).all()
    assert (np.diff(hdr) > 0.0).all() and hdr[-4] > 1.1 and 1.8 < hdr[-1] <= HDR_LARGEST


def test_a_smooth_dark_gradient_has_no_bands_in_8_bits(scene):
    """Without dither the picture would be a few even steps, half a step away from the gradient on average at its
    edges."""
    sky = Sky("gradient", {"zenith": (0.03,) * 3, "horizon": (0.01,) * 3, "ground": (0.002,) * 3})
    frames = [replace(one, draws=(), objects=(), batches=(), backdrop=sky) for one in scene.exposure(1.0, 1)]
    with Renderer((256, 48)) as renderer:
        renderer.draw(frames, ("picture", "deep"))
        picture, deep = renderer.result("picture")[:, :, 0], renderer.result("deep")[:, :, 0] * 255.0
    rows = deep.mean(axis=1)
    assert 4.0 < rows.max() - rows.min() < 60.0
    assert np.abs(picture.mean(axis=1) - rows).max() < 0.15
    assert np.abs(np.rint(rows) - rows).max() > 0.4


def test_a_png_of_16_bits_is_the_picture_with_more_steps_and_says_what_it_is(scene, tmp_path):
    out, part = tmp_path / "%d.png", {"start": 1.0, "end": 1.1, "size": SIZE, "samples": 1, "workers": 1}
    options: Any = {**part, "bits": 16, "transparent": True}
    visualizer.render(scene, out, **options)
    made = read_provenance(tmp_path / "10.png")
    assert made is not None and made.format == Format(bits=16, transparent=True)
    deep = deep_png.decoded((tmp_path / "10.png").read_bytes())
    assert deep.dtype == np.uint16 and deep.shape == (18, 32, 4) and len(np.unique(deep)) > 150
    visualizer.still(scene, tmp_path / "a.png", time=1.0, size=SIZE, samples=1, transparent=True)
    eight = np.asarray(Image.open(tmp_path / "a.png")).astype(float)
    shown = eight[:, :, :3] * eight[:, :, 3:] / 255.0
    assert np.abs(deep[:, :, :3] / 257.0 * deep[:, :, 3:] / 65535.0 - shown).mean() < 1.0
    visualizer.still(scene, tmp_path / "h.png", time=1.0, size=SIZE, samples=1, hdr="pq")
    data = (tmp_path / "h.png").read_bytes()
    assert b"cICP\x09\x10\x00\x01" in data and b"mDCV" in data and b"cLLI" in data and b"sRGB" not in data
    with pytest.raises(InputError, match=r"cannot resume.*bits 16, not 8; transparent True, not False"):
        visualizer.render(scene, out, resume=True, **part)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "form", "told"),
    [
        ("a.mov", Format("prores", hdr="pq"), r"prores in \.mov holds no HDR; --hdr goes with --codec hevc \(\.mp4"),
        ("a.mp4", Format(hdr="hlg"), "--hdr has no 'hlg'; there is pq"),
        ("a.mp4", Format(paper_white=100.0), "--paper-white goes with --hdr pq"),
        ("a.mp4", Format(hdr="pq", bits=8), "hevc has 10 bits with --hdr, not 8"),
        ("a.mp4", Format(hdr="pq", transparent=True), "--hdr and --transparent do not go together"),
        ("a.mp4", Format(bits=10), "h264 has 8 bits, not 10"),
        ("a.mp4", Format(encoder="hevc_nvenc", bits=10), "hevc_nvenc takes 8 bits"),
        ("%d.png", Format(bits=12), r"a \.png has 8 or 16 bits, not 12"),
        ("%d.exr", Format(hdr="pq"), "OpenEXR holds linear light"),
    ],
)  # fmt: skip
def test_formats_that_there_are_not_are_refused_with_those_there_are(tmp_path, name, form, told):
    with pytest.raises(InputError, match=told):
        settled(tmp_path / name, form, pictures="%" in name)


def test_hdr_chooses_a_codec_of_the_container_that_holds_it(scene, tmp_path):
    assert settled(tmp_path / "a.webm", Format(hdr="pq"), pictures=False) == Format(
        "av1", bits=10, hdr="pq", paper_white=203.0
    )
    assert job_for(scene, tmp_path / "a.mp4", purpose="hdr").format == Format(
        "hevc", 16, bits=10, hdr="pq", paper_white=203.0
    )
    assert settled(tmp_path / "a.mp4", Format("av1", bits=10), pictures=False).result == "deep"


def still_card(number, dtype, channels):
    """A picture that no other frame has, without noise."""
    picture = np.full((18, 32, channels), np.iinfo(dtype).max // 3, dtype)
    picture[:, number % 32, 0] = np.iinfo(dtype).max
    if channels == 4:
        picture[:9, :, 3] = 0
    return picture


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.gif", Format()), ("a.webp", Format(transparent=True)), ("a.mkv", Format("ffv1", transparent=True)),
        ("a.mov", Format("prores4444", transparent=True)), ("a.mp4", Format("hevc", hdr="pq")), ("a.webm", Format("av1", hdr="pq")),
    ],
)  # fmt: skip
def test_a_stopped_film_of_each_format_continues_to_the_bytes_of_an_unbroken_one(tmp_path, name, form):
    settled_form = settled(tmp_path / name, form, pictures=False)
    dtype = np.uint8 if settled_form.result == "picture" else np.uint16
    made = Provenance("a", "b", "c", "24", 1, "standard", "", settled_form)

    def film(folder, stop=None, resume=False):
        def draw(number):
            if number == stop:
                raise KeyboardInterrupt
            return still_card(number, dtype, 4 if form.transparent else 3)

        job = Job(0, 30, 24, SIZE, format=settled_form, resume=resume)
        write_film(tmp_path / folder / name, job, draw, None, made)
        return (tmp_path / folder / name).read_bytes()

    whole = film("whole")
    with pytest.raises(Interrupted, match="14 of 30 frames are complete"):
        film("stopped", stop=17)
    assert film("stopped", resume=True) == whole

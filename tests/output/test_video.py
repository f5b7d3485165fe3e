"""Video: files hold what was drawn, have correct tags, and are complete or do not exist."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace

from tests.waiting import GUARD
from visualizer.errors import EncoderMissing, InputError
from visualizer.output import rendering, video
from visualizer.output.animations import shown_frames
from visualizer.output.codecs import CODECS, Codec
from visualizer.output.files import NotAsDrawn
from visualizer.output.format import DEFAULT_FORMAT, Format
from visualizer.output.job import Job
from visualizer.output.presets import PRESETS
from visualizer.output.provenance import Provenance
from visualizer.output.rendering import Background, write_film
from visualizer.output.verify import Expected, check_time, verify_video
from visualizer.output.video import VideoWriter, converted, source_frame

SIZE = (64, 36)


MADE = Provenance("a", "b", "a driver", "24", 16, "standard", "64x36")


def painted(number):
    """A frame with a gradient and a bar that moves."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    picture = np.stack([x * 3, y * 6, np.full_like(x, 90)], axis=2).astype(np.uint8)
    picture[:, (number * 5) % SIZE[0] : (number * 5) % SIZE[0] + 4] = 250
    return picture


def film(path, count=10, **form):
    write_film(path, Job(0, count, 24, SIZE, format=Format(**form)), painted, None, MADE)
    return path


def test_a_film_has_the_frames_the_rate_the_size_and_the_format_it_should(tmp_path):
    with av.open(str(film(tmp_path / "a.mp4"))) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert stream.average_rate == Fraction(24)
        assert (context.width, context.height) == SIZE
        assert sum(1 for _ in container.decode(stream)) == 10


def test_primaries_transfer_matrix_and_range_are_tagged_as_bt709_limited(tmp_path):
    with av.open(str(film(tmp_path / "a.mp4"))) as container:
        context = container.streams.video[0].codec_context
        assert [
            int(v)
            for v in (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        ] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp4", "h264"), ("a.mp4", "hevc"), ("a.mov", "prores"), ("a.mkv", "ffv1")]
)
def test_stream_and_container_have_the_same_colour_tags(tmp_path, name, codec):
    # ProRes has a place for it in every frame, and some programs read only that one.
    with av.open(str(film(tmp_path / name, count=2, codec=codec))) as container:
        for frame in container.decode(video=0):
            assert [
                int(v) for v in (frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range)
            ] == [1] * 4


def test_very_short_films_have_time_stamps_whatever_was_encoded_before(tmp_path):
    # x265 reads its delay from memory that another encoder may have used: it once crashed here.
    for count in (1, 2, 3, 4):
        film(tmp_path / "before.mp4", count=2, codec="h264")
        with av.open(str(film(tmp_path / "a.mp4", count=count, codec="hevc"))) as container:
            stream = container.streams.video[0]
            assert stream.time_base is not None
            dts = [packet.dts for packet in container.demux(stream) if packet.dts is not None]
            assert len(dts) == count and dts == sorted(set(dts))
            assert dts[0] <= 0 and abs(dts[0] * stream.time_base) < 1


@pytest.mark.parametrize(
    ("codec", "ending"), [(codec.name, ending) for codec in CODECS.values() for ending in codec.endings]
)
def test_every_codec_is_encoded_in_every_container_it_is_declared_for(tmp_path, codec, ending):
    path = film(tmp_path / f"a{ending}", count=2, codec=codec)
    if ending == ".webp":  # FFmpeg does not read animations
        assert len(list(shown_frames(path))) == 2
        return
    with av.open(str(path)) as container:
        (stream,) = container.streams.video
        assert stream.codec_context.pix_fmt == CODECS[codec].decoded_format(DEFAULT_FORMAT)
        assert len(list(container.decode(stream))) == 2


@pytest.mark.parametrize("name", ["a.mp4", "a.mov"])
def test_hevc_has_the_tag_that_apples_players_want(tmp_path, name):
    with av.open(str(film(tmp_path / name, count=2, codec="hevc"))) as container:
        assert container.streams.video[0].codec_context.codec_tag == "hvc1"


@pytest.mark.parametrize(
    ("colour", "back"),
    [
        ((255, 0, 0), (254, 0, 0)),
        ((0, 255, 0), (0, 255, 1)),
        ((0, 0, 255), (0, 0, 255)),
        ((255, 255, 255), (255, 255, 255)),
        ((0, 0, 0), (0, 0, 0)),
    ],
)
def test_pure_colours_come_back(tmp_path, colour, back):
    flat = np.full((SIZE[1], SIZE[0], 3), colour, np.uint8)
    path = tmp_path / "c.mp4"
    write_film(path, Job(0, 3, 24, SIZE, format=Format(crf=1)), lambda _: flat, None, MADE)
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
        rgb = frame.reformat(format="rgb24", src_colorspace=Colorspace.ITU709, dst_colorspace=Colorspace.ITU709,
                             src_color_range=ColorRange.MPEG, dst_color_range=ColorRange.JPEG).to_ndarray()  # fmt: skip
    assert np.abs(rgb[18, 32].astype(int) - back).max() <= 2


@pytest.mark.parametrize(
    ("name", "codec", "fps"),
    [
        ("a.mp4", None, "30000/1001"), ("a.mov", None, "24000/1001"), ("a.mp4", None, "100/3"), ("a.mov", "prores", "120000/1001"),
        ("a.mkv", "ffv1", "60000/1001"), ("a.webm", "vp9", "240000/1001"),
    ],
)  # fmt: skip
def test_the_rate_and_the_time_of_every_frame_are_exact_as_far_as_the_container_can_tell(
    tmp_path, name, codec, fps
):
    rate = Fraction(fps)
    path = tmp_path / name
    write_film(path, Job(0, 8, rate, SIZE, format=Format(codec=codec)), painted, None, MADE)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        times = [frame.pts * stream.time_base for frame in container.decode(stream) if frame.pts is not None]
        if path.suffix in (".mp4", ".mov"):
            assert stream.average_rate == rate
            assert times == [number / rate for number in range(8)]
        else:  # in milliseconds, each rounded by itself
            assert times == [Fraction(round(1000 * number / rate), 1000) for number in range(8)]


def test_a_frame_at_the_wrong_time_is_detected(tmp_path):
    path = film(tmp_path / "a.mp4")
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
    assert frames[3].pts is not None and frames[1].pts is not None
    frames[3].pts += frames[1].pts // 2
    with pytest.raises(NotAsDrawn, match="time of frame 3 is"):
        check_time(Fraction(3, 24), frames[3], 3)


def boxes(path):
    """Return the names of an MP4's top-level boxes, in order, and all its bytes."""
    data, at, names = path.read_bytes(), 0, []
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        names.append(data[at + 4 : at + 8].decode())
        at += size or len(data)
    return names, data


def test_the_index_comes_first_and_there_are_no_edit_lists(tmp_path):
    names, data = boxes(film(tmp_path / "a.mp4", count=30))
    assert names.index("moov") < names.index("mdat")
    assert b"elst" not in data


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mkv", "ffv1"), ("a.mov", "prores"), ("a.webm", "av1"), ("a.mp4", "hevc")]
)
def test_other_codecs_are_written_and_read_back_too_and_their_encoders_print_nothing(
    tmp_path, capfd, name, codec
):
    """Their settings, dozens of lines on stderr, would hide what the command has to say."""
    assert film(tmp_path / name, count=4, codec=codec).exists()
    assert capfd.readouterr().err == ""


def test_a_codec_that_does_not_go_into_a_container_is_refused(tmp_path):
    with pytest.raises(
        InputError, match=r"prores cannot be stored in \.mp4; it can be stored in \.mov, \.mkv"
    ):
        film(tmp_path / "a.mp4", codec="prores")


def test_an_unknown_ending_and_an_unknown_codec_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"a film is one of \.mp4"):
        film(tmp_path / "a.avi")
    with pytest.raises(InputError, match=r"no codec is called 'h265'.*there are h264"):
        film(tmp_path / "a.mp4", codec="h265")


def test_an_odd_size_is_refused_before_anything_is_drawn(tmp_path):
    with pytest.raises(InputError, match="an even width and height, not 63x36"):
        write_film(tmp_path / "a.mp4", Job(0, 2, 24, (63, 36)), lambda _: pytest.fail("drawn"), None, MADE)


def test_a_film_of_low_quality_passes_verification(tmp_path):
    noise = np.random.default_rng(3).integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)
    noise = (noise // 4 + painted(0) // 2).astype(np.uint8)
    write_film(tmp_path / "a.mp4", Job(0, 4, 24, SIZE, format=Format(crf=51)), lambda _: noise, None, MADE)


def test_a_folder_of_that_name_is_told_before_anything_is_drawn(tmp_path):
    (tmp_path / "a.mp4").mkdir()
    with pytest.raises(InputError, match=r"a\.mp4: it is a folder"):
        write_film(tmp_path / "a.mp4", Job(0, 2, 24, SIZE), lambda _: pytest.fail("drawn"), None, MADE)


def test_a_missing_encoder_says_how_to_get_one(tmp_path, monkeypatch):
    missing = Codec("h264", ("libnothing",), "yuv420p", (".mp4",), crf=17)
    monkeypatch.setitem(CODECS, "h264", missing)
    with pytest.raises(EncoderMissing, match=r"no encoder for h264 \(libnothing\).*pip install"):
        film(tmp_path / "a.mp4")
    assert not list(tmp_path.iterdir())


def test_an_encoder_that_fails_in_the_middle_stops_the_drawing_and_leaves_nothing(tmp_path, monkeypatch):
    drawn = []

    def fail(self, pixels):
        if self._count >= 3:
            raise InputError("the encoder failed: no space")
        self._count += 1

    monkeypatch.setattr(VideoWriter, "write", fail)

    def draw(number: int) -> Any:
        drawn.append(number)
        return painted(number)

    with pytest.raises(InputError, match="the encoder failed"):
        write_film(tmp_path / "a.mp4", Job(0, 500, 24, SIZE), draw, None, MADE)
    assert len(drawn) < 20
    assert not list(tmp_path.iterdir())


def test_a_film_that_fails_verification_does_not_get_its_name(tmp_path, monkeypatch):
    def refuse(path, expected):
        raise NotAsDrawn("its frame count is 9, not 10")

    monkeypatch.setattr(rendering, "verify_video", refuse)
    with pytest.raises(NotAsDrawn, match="frame count is 9"):
        film(tmp_path / "a.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4.segments"]


def expected(**changes):
    settings: dict[str, Any] = {
        "count": 10,
        "fps": 24,
        "size": SIZE,
        "codec": CODECS["h264"],
        "form": DEFAULT_FORMAT,
        "frames": {k: painted(k) for k in (0, 5, 9)},
    }
    return Expected(**(settings | changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"count": 11}, "frame count is 10, not 11"),
        ({"fps": 25}, "rate is 24, not 25"),
        ({"size": (64, 38)}, "size is"),
        ({"codec": CODECS["ffv1"]}, "pixel format is yuv420p"),
        ({"frames": {5: painted(6)}}, "frame 5 differs from what was drawn"),
        ({"frames": {0: painted(0)[..., ::-1]}}, "frame 0 differs"),
    ],
)
def test_reading_back_finds_what_is_wrong(tmp_path, changes, message):
    path = film(tmp_path / "a.mp4")
    verify_video(path, expected())
    with pytest.raises(NotAsDrawn, match=message):
        verify_video(path, expected(**changes))


def test_a_truncated_file_is_detected(tmp_path):
    path = film(tmp_path / "a.mp4")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(NotAsDrawn):
        verify_video(path, expected())


def test_the_queue_never_holds_more_than_its_length():
    import threading

    gate = threading.Event()
    with Background(lambda _: gate.wait(GUARD)) as writer:
        for number in range(rendering.QUEUE_LENGTH):
            writer.put(number)
        assert writer._queue.qsize() <= rendering.QUEUE_LENGTH
        gate.set()


def test_a_folder_that_cannot_be_written_to_is_named():
    with pytest.raises(InputError, match=r"cannot write /proc/nowhere/a\.mp4"):
        film(Path("/proc/nowhere/a.mp4"))


@pytest.mark.parametrize(("frames", "short"), [(1, True), (2, True), (3, False), (500, False), (None, True)])
def test_hevc_is_told_to_encode_a_short_film_or_one_of_unknown_length_without_b_frames(frames, short):
    options = CODECS["hevc"].options_for("libx265", frames, None, 64)
    assert ("bframes=0" in options["x265-params"]) is short


def test_the_archive_holds_every_colour_within_two_steps(tmp_path):
    colours = np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)
    with VideoWriter(
        tmp_path / "a.mkv", (64, 64), 24, CODECS[PRESETS["archive"].options["codec"]], frames=1
    ) as writer:
        writer.write(colours)
    with av.open(str(tmp_path / "a.mkv")) as container:
        frame = next(container.decode(video=0))
        back = frame.reformat(format="rgb24", src_colorspace=Colorspace.ITU709, dst_colorspace=Colorspace.ITU709,
                              src_color_range=ColorRange.MPEG, dst_color_range=ColorRange.JPEG).to_ndarray()  # fmt: skip
    assert np.abs(back.astype(int) - colours).max() <= 2


@pytest.mark.parametrize("name", ["yuv420p10le", "yuv422p10le", "yuv444p10le", "yuva444p10le"])
@pytest.mark.parametrize("width", [40, 48, 58])
def test_a_picture_of_equal_rows_has_equal_rows_of_codes_however_wide_it_is(name, width):
    row = np.random.default_rng(1).integers(0, 256, (1, width, 4), np.uint8)
    pixels = np.repeat(row, 2048, axis=0)  # high enough that threads of FFmpeg would work at the same time
    for _ in range(3):
        frame = converted(source_frame(pixels), format=name)
        for plane in frame.planes:
            codes = np.frombuffer(plane, np.uint16).reshape(plane.height, -1)[:, : plane.width]
            assert (codes == codes[0]).all()


def test_no_other_code_lets_several_threads_convert_a_frame():
    calls = re.compile(r"\.reformat\(|\.to_(ndarray|rgb|image)\([^)]")
    package = Path(video.__file__).parents[1]
    found = [path for path in package.rglob("*.py") if calls.search(path.read_text(encoding="utf-8"))]
    assert found == [Path(video.__file__)], "call `converted` there"


@pytest.mark.parametrize("codec", ["h264", "ffv1", "prores"])
def test_a_picture_that_was_converted_before_is_encoded_to_the_same_bytes(tmp_path, codec):
    for way in ("pixels", "planes"):
        with VideoWriter(tmp_path / f"{way}.mkv", SIZE, 24, CODECS[codec], frames=3) as video:
            for number in range(3):
                if way == "pixels":
                    video.write(painted(number))
                    continue
                frame = converted(
                    source_frame(painted(number)), format=video.pixel_format, src_colorspace=Colorspace.ITU709, dst_colorspace=Colorspace.ITU709,
                    src_color_range=ColorRange.JPEG, dst_color_range=ColorRange.MPEG,
                )  # fmt: skip
                kind = np.uint16 if "10" in video.pixel_format else np.uint8
                codes = [
                    np.frombuffer(one, kind).reshape(one.height, -1)[:, : one.width] for one in frame.planes
                ]
                video.write_planes(np.concatenate([one.ravel() for one in codes]))
    assert (tmp_path / "pixels.mkv").read_bytes() == (tmp_path / "planes.mkv").read_bytes()

"""Animated GIF and WebP: times that do not drift, frames that are joined and cut as they are, and decoders that
agree."""

from fractions import Fraction
from typing import Any, cast

import av
import numpy as np
import pytest
from PIL import Image

from tests.scene.texts import GOOD
from visualizer.errors import InputError, Notice
from visualizer.output.animations import (
    AnimationWriter,
    Clock,
    cut_animation,
    frames_of,
    join_animations,
    shown_frames,
)
from visualizer.output.codecs import CODECS
from visualizer.output.job import job_for
from visualizer.scene.loading import load_text

SIZE = (32, 18)
ENDINGS = (".gif", ".webp")


def painted(number, alpha=False):
    """A smooth picture with a bar that moves."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    planes = [x * 7, y * 13, np.full_like(x, 90), np.where(x < 9, 100, 255)][: 3 + alpha]
    picture = np.stack(planes, axis=2).astype(np.uint8)
    picture[:, number % SIZE[0], :3] = 250
    return picture


def written(path, numbers, fps=24, alpha=False):
    with AnimationWriter(path, SIZE, fps, CODECS[path.suffix[1:]]) as writer:
        for number in numbers:
            writer.write(painted(number, alpha))
    return path


def test_the_time_of_a_frame_is_rounded_from_the_beginning_so_that_errors_do_not_add_up():
    clock = Clock(Fraction(24), 100)
    assert [clock.length(number) for number in range(6)] == [4, 4, 4, 5, 4, 4]
    assert sum(clock.length(number) for number in range(24 * 60)) == 100 * 60


@pytest.mark.parametrize("ending", ENDINGS)
def test_segments_are_joined_with_the_times_of_one_film_and_cut_again_to_their_bytes(tmp_path, ending):
    parts = [written(tmp_path / f"{part[0]}{ending}", part) for part in (range(5), range(5, 12))]
    whole = tmp_path / f"whole{ending}"
    join_animations(parts, whole, 24)
    assert list(frames_of(whole))[5][-40:] == next(frames_of(parts[1]))[-40:]
    with Image.open(whole) as image:
        assert cast(Any, image).n_frames == 12 and image.info["loop"] == 0 and image.size == SIZE
        times = []
        for number in range(12):
            image.seek(number)
            image.load()
            times.append(image.info["duration"])
            shown = np.asarray(image.convert("RGB")).astype(int)
            assert np.abs(shown - painted(number)).mean() < 9.0, number
    tick = 10 if ending == ".gif" else 1
    assert times == [
        tick * (round(1000 / tick * (number + 1) / 24) - round(1000 / tick * number / 24))
        for number in range(12)
    ]
    wanted = range(105, 112)
    ((numbers, file),) = cut_animation(
        whole, 100, [wanted], lambda _: tmp_path / f"cut{ending}", Fraction(24)
    )
    assert numbers == wanted and file.read_bytes() == parts[1].read_bytes()


def test_another_decoder_shows_the_same_webp_and_alpha_does_not_add_up_from_frame_to_frame(tmp_path):
    path = written(tmp_path / "a.webp", range(4), alpha=True)
    for number, ((_, pixels), frame) in enumerate(zip(shown_frames(path), frames_of(path), strict=True)):
        assert (pixels[:, :, 3] == painted(number, alpha=True)[:, :, 3]).all()
        width, height = ((side - 1).to_bytes(3, "little") for side in SIZE)
        head = b"VP8X" + (10).to_bytes(4, "little") + b"\x10\0\0\0" + width + height
        data = b"RIFF" + (len(head) + len(frame) + 4).to_bytes(4, "little") + b"WEBP" + head + frame
        decoder = av.CodecContext.create("webp", "r")
        (other,) = [one for packet in (av.Packet(data), None) for one in decoder.decode(packet)]
        back = other.to_ndarray(format="rgba")
        # FFmpeg gives each pixel the nearest colour of half the size, libwebp a mean.
        assert np.abs(back[:, 12:, :3].astype(int) - pixels[:, 12:, :3]).mean() < 5.0
        assert (back[:, :, 3] == pixels[:, :, 3]).all()


def test_what_a_gif_cannot_hold_is_refused_with_what_it_can(tmp_path):
    scene = load_text(GOOD)
    with pytest.raises(
        InputError, match=r"gif has at most 50 frames per second, not 60; choose --fps 50 or less"
    ):
        job_for(scene, tmp_path / "a.gif", fps=60)
    with pytest.raises(InputError, match=r"gif in \.gif has no alpha"):
        job_for(scene, tmp_path / "a.gif", transparent=True)
    path = tmp_path / "b.gif"
    path.write_bytes(written(tmp_path / "a.gif", range(3)).read_bytes()[:-9])
    with pytest.raises(InputError, match=r"b\.gif is damaged"):
        list(frames_of(path))


def test_a_chat_gets_a_small_size_a_low_rate_and_a_notice_if_the_file_is_too_large(tmp_path):
    scene = load_text(GOOD.replace("[64, 36]", "[1920, 1080]"))
    job = job_for(scene, tmp_path / "a.webp", purpose="chat")
    assert (job.size, job.fps, job.format.codec) == ((480, 270), 12, "webp")
    assert job_for(scene, tmp_path / "a.mp4", purpose="chat").format.crf == 26
    assert job_for(scene, tmp_path / "a.gif", purpose="chat", size=(640, 360), fps=10).size == (640, 360)
    longer = load_text(GOOD.replace("[64, 36]", "[1920, 1080]").replace("duration = 4.0", "duration = 900.0"))
    with pytest.warns(
        Notice, match=r"the file will have about .* MB, more than the 10\.0 MB that many chats take"
    ):
        assert job_for(longer, tmp_path / "a.gif", purpose="chat").size == (256, 144)
    with pytest.warns(Notice, match="or a smaller --size"):
        job_for(longer, tmp_path / "a.gif", purpose="chat", size=(480, 270))

"""Verification of a written film: it is read back and compared with the drawn frames."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
from av.video.reformatter import ColorRange
from numpy.typing import NDArray

from visualizer.output.animations import TICKS, WEBP, shown_frames
from visualizer.output.codecs import Codec
from visualizer.output.files import NotAsDrawn
from visualizer.output.format import DEFAULT_FORMAT, Format
from visualizer.output.hdr import mastering_of, read_mastering, signal
from visualizer.output.video import converted, tags_of, url_of

MAX_MEAN_DIFFERENCE = 6.0
"""Largest mean difference, in 8-bit steps, between a drawn frame and the same frame read back: compression
and half-size colour stay well below it, a wrong matrix, order or frame does not."""

MORE_PER_CRF = 0.5
"""Added to MAX_MEAN_DIFFERENCE for each step of crf above the default, because coarser compression was asked for. At
the coarsest all grain is lost: uniform noise of 64 steps differs by 19 at H.264's crf of 51."""

ACCURATE = 4 | 1 << 13 | 1 << 18
"""Flags of FFmpeg's conversion to RGB: bicubic, chroma at the full size, exact rounding. Without them it may be wrong
by 3 of 255 steps."""

MATROSKA_RATE = Fraction(1, 1_000_000)
"""Largest relative error of a rate read back from Matroska. The nearest rates in use differ by 1 / 1001."""


@dataclass(frozen=True)
class Expected:
    """What a film should hold. count: frames. size: pixels. frames: drawn pixels by number, as `VideoWriter.write`
    takes them. form: how they are stored, with the codec."""

    count: int
    fps: Fraction | int
    size: tuple[int, int]
    codec: Codec
    form: Format
    frames: Mapping[int, NDArray[Any]]

    @property
    def limit(self) -> float:
        """The largest mean difference, in 8-bit steps, of a frame that is read back."""
        crf, own = self.form.crf, self.codec.crf
        coarser = max(0, crf - own) if crf is not None and own is not None else 0
        return MAX_MEAN_DIFFERENCE + MORE_PER_CRF * coarser + self.codec.loss


def verify_video(path: Path, expected: Expected) -> None:
    """Read a film back and compare rate, size, pixel format, colour tags, times, frame count and pixels.

    Raises NotAsDrawn at the first difference.
    """
    if path.suffix.lower() == WEBP:
        _verify_webp(path, expected)
        return
    codec = expected.codec
    try:
        with av.open(url_of(path)) as container:
            stream = container.streams.video[0]
            context = stream.codec_context
            _same("size", expected.size, (context.width, context.height))
            _same("pixel format", codec.decoded_format(expected.form), context.pix_fmt)
            if not codec.animation:  # whose frames have times only, and no colour tags
                _same_rate(Fraction(expected.fps), stream.average_rate, container.format.name)
                _same_colours(context, expected.form)
            count = 0
            for number, frame in enumerate(container.decode(stream)):
                count += 1
                check_time(number / Fraction(expected.fps), frame, number)
                if number in expected.frames:
                    if not codec.animation:
                        _same_colours(frame, expected.form)  # which some codecs say in the stream too
                    drawn = expected.frames[number]
                    if expected.form.hdr is not None:
                        wanted = mastering_of(expected.form.white)
                        _same("luminances", (wanted.largest, wanted.content), read_mastering(frame))
                        drawn = signal(drawn, expected.form.white)
                    _close(number, drawn, decoded(frame, expected.form), expected.limit)
            _same("frame count", expected.count, count)
    except av.error.FFmpegError as error:
        raise NotAsDrawn(f"it cannot be read back: {error}") from error


def _same_colours(tagged: Any, form: Format) -> None:
    tags = (tagged.color_primaries, tagged.color_trc, tagged.colorspace, tagged.color_range)
    _same("colour tags", tags_of(form), tuple(int(tag) for tag in tags))


def _same(what: str, wanted: object, found: object) -> None:
    if wanted != found:
        raise NotAsDrawn(f"its {what} is {found}, not {wanted}")


def _same_rate(wanted: Fraction, found: Fraction | None, container: str) -> None:
    # Matroska and WebM hold the nanoseconds of a frame (RFC 9559, DefaultDuration), from which FFmpeg makes a fraction.
    slack = MATROSKA_RATE if "matroska" in container else 0
    if found is None or abs(found / wanted - 1) > slack:
        _same("rate", wanted, found)


def check_time(wanted: Fraction, frame: av.VideoFrame, number: int) -> None:
    """Raise NotAsDrawn unless a frame that was read back has the wanted time, seconds. number: for the message."""
    # To the tick of the container's clock: exact in the MP4 family, a millisecond in Matroska and WebM.
    if (
        frame.pts is None
        or frame.time_base is None
        or abs(frame.pts * frame.time_base - wanted) > frame.time_base
    ):
        _same(f"time of frame {number}", float(wanted), frame.time)


def decoded(frame: av.VideoFrame, form: Format = DEFAULT_FORMAT) -> NDArray[Any]:
    """Return a decoded frame as (height, width, 4) uint8 sRGB with straight alpha; of HDR as a PQ signal, uint16,
    without alpha."""
    matrix = tags_of(form)[2]
    pixels: NDArray[Any] = converted(
        frame,
        format="rgba" if form.hdr is None else "rgb48le",
        src_colorspace=matrix,
        dst_colorspace=matrix,
        src_color_range=ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        interpolation=ACCURATE,
    ).to_ndarray()
    return pixels


def _verify_webp(path: Path, expected: Expected) -> None:
    """Compare an animated WebP, which FFmpeg does not read."""
    count = 0
    try:
        for number, (time, pixels) in enumerate(shown_frames(path)):
            count += 1
            wanted = number / Fraction(expected.fps)
            if abs(time - wanted) > Fraction(1, TICKS[WEBP]):
                _same(f"time of frame {number}", float(wanted), float(time))
            if number in expected.frames:
                _same("size", expected.size, pixels.shape[1::-1])
                _close(number, expected.frames[number], pixels, expected.limit)
    except (OSError, EOFError, SyntaxError) as error:
        raise NotAsDrawn(f"it cannot be read back: {error}") from error
    _same("frame count", expected.count, count)


def _close(number: int, drawn: NDArray[Any], back: NDArray[Any], limit: float) -> None:
    """Compare a frame that was read back: its alpha too if it has any, and its colours as far as they show."""
    difference = np.abs(shown_colours(back) - shown_colours(drawn))
    if drawn.shape[2] == 3:
        difference = difference[:, :, :3]
    mean = float(difference.mean())
    if mean > limit:
        raise NotAsDrawn(f"frame {number} differs from what was drawn by {mean:.1f} of 255 on average")


def shown_colours(pixels: NDArray[Any]) -> NDArray[np.float32]:
    """Return (height, width, 4) float32 in 8-bit steps, premultiplied, of pixels with straight alpha or none, uint8 or
    uint16."""
    steps = pixels.astype(np.float32) * np.float32(255.0 / np.iinfo(pixels.dtype).max)
    if steps.shape[2] == 3:
        return np.dstack([steps, np.full(steps.shape[:2], 255.0, np.float32)])
    steps[:, :, :3] *= steps[:, :, 3:] / 255.0
    return steps

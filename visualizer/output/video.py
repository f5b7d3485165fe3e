"""Video files, written with FFmpeg's libraries (PyAV).

Colour: full-range sRGB pixels are converted with the BT.709 matrix to limited range, and the file is tagged so:
primaries, transfer, matrix and range. If the tags did not match the matrix, pure red would be decoded as 255,23,0. In
.mp4 and .mov the index comes first, and there is no edit list for B-frames.
"""

import contextlib
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import av.error
import av.logging
import numpy as np
from av.video.reformatter import ColorRange
from numpy.typing import NDArray

from visualizer.errors import DiskFull, EncoderMissing, InputError
from visualizer.file_names import printable
from visualizer.output.codecs import CODECS, Codec, Hardware, check_size
from visualizer.output.files import NO_ROOM
from visualizer.output.format import DEFAULT_FORMAT, Format
from visualizer.output.hdr import BT2020, BT2020_MATRIX, PQ, Mastering, mastering_of, signal

BT709 = 1
"""The code of BT.709 for primaries, transfer and matrix (ITU-T H.273, tables 2 to 4)."""

# SVT-AV1 writes its settings to stderr without FFmpeg's log; level 1 writes errors only (SVT-AV1's documentation,
# "SVT_LOG").
os.environ.setdefault("SVT_LOG", "1")

SOURCES = {(1, 3): "rgb24", (1, 4): "rgba", (2, 3): "rgb48le", (2, 4): "rgba64le"}
"""FFmpeg's formats of pixels, by bytes of a component and number of components."""

HARDWARE_SIDE = 256  # pixels: of the picture with which a hardware encoder is tried; some have a least size

LIMITED_RANGE = 1  # FFmpeg's AVCOL_RANGE_MPEG


def encoder_for(codec: Codec) -> str:
    """Return FFmpeg's name of the first encoder of a codec that this machine has. Raises EncoderMissing."""
    for name in codec.encoders:
        try:
            av.codec.Codec(name, "w")
        except (ValueError, av.error.FFmpegError):
            continue
        for one in codec.hardware:
            if one.name == name:
                _try(codec, one)
        return name
    for one in codec.hardware:
        if (one.name,) == codec.encoders:
            raise EncoderMissing(
                f"the FFmpeg of this machine has no {one.name}, which needs {one.needs}; leave --encoder out"
            )
    raise EncoderMissing(
        f"this machine has no encoder for {codec.name} ({' or '.join(codec.encoders)}); "
        "the wheels of PyAV contain one: pip install --force-reinstall av, or choose another --codec"
    )


def _try(codec: Codec, encoder: Hardware) -> None:
    """Open a hardware encoder once. Raises EncoderMissing if that fails: FFmpeg has it, but the machine does not."""
    context: Any = av.CodecContext.create(encoder.name, "w")
    context.width = context.height = HARDWARE_SIDE
    context.pix_fmt = encoder.pixel_format
    context.time_base = Fraction(1, 24)
    try:
        with _quiet():
            context.open()
    except av.error.FFmpegError as error:
        own = next(name for name in CODECS[codec.name].encoders)
        raise EncoderMissing(
            f"{encoder.name} does not run on this machine ({error.strerror}): it needs {encoder.needs}; leave --encoder out, and "
            f"{own} is used"
        ) from None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Print nothing of FFmpeg's log in the block."""
    level = av.logging.get_level()
    av.logging.set_level(av.logging.PANIC)
    try:
        yield
    finally:
        av.logging.set_level(level)


def url_of(path: Path) -> str:
    """Return the URL of a file for FFmpeg, which would read "12:30.mp4" alone as an address of a protocol "12"."""
    return f"file:{path}"


def source_frame(pixels: NDArray[Any]) -> Any:
    """Return (height, width, 3) sRGB pixels, uint8 or uint16, or 4 with alpha, as a frame of FFmpeg."""
    form = SOURCES[pixels.dtype.itemsize, pixels.shape[2]]
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format=form)


def converted(frame: av.VideoFrame, **wanted: Any) -> Any:
    """Return a frame in another format. wanted: as `VideoFrame.reformat` takes it.

    By one thread. Each of several converts a part of the rows, and FFmpeg (8.1) writes rows of 16-bit codes in whole
    vectors of 16, for which a row of 1 to 8 more than a multiple of 16, such as one of 1080, has no room: the last row
    of a part then ends in the first row of the next part, whose first codes are wrong if they were written before.
    """
    return frame.reformat(**wanted, threads=1)


def container_options(path: Path) -> dict[str, str]:
    """Return FFmpeg's options of the container of a file."""
    if path.suffix.lower() in (".mp4", ".mov"):
        return {"movflags": "+faststart+negative_cts_offsets", "use_editlist": "0"}
    # Else files of the Matroska family get a random number, so that no two renders have the same bytes.
    return {"fflags": "+bitexact"}


def tags_of(form: Format) -> tuple[int, int, int, int]:
    """Return the codes of primaries, transfer, matrix and range of a film."""
    return (
        (BT709, BT709, BT709, LIMITED_RANGE)
        if form.hdr is None
        else (BT2020, PQ, BT2020_MATRIX, LIMITED_RANGE)
    )


def _describe(options: dict[str, str], encoder: str, mastering: Mastering) -> None:
    """Add the metadata of HDR to the options of an encoder. Raises EncoderMissing for one that does not take it."""
    if encoder == "libx265":
        options["x265-params"] = f"{options['x265-params']}:{mastering.x265()}"
    elif encoder == "libsvtav1":
        options["svtav1-params"] = mastering.svt()
    else:
        raise EncoderMissing(
            f"{encoder} takes no mastering metadata; --hdr is encoded by libx265 and libsvtav1"
        )


class VideoWriter:
    """Encodes frames into one file. A context manager; leaving it without an error finishes the file."""

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        fps: Fraction | int,
        codec: Codec,
        *,
        form: Format = DEFAULT_FORMAT,
        frames: int | None = None,
    ) -> None:
        """Open the file. form: how frames are stored, for a codec that can. frames: how many there will be, if known.
        Raises InputError (odd size, unwritable) and EncoderMissing."""
        check_size(codec, size)
        self.size = size
        self._codec = codec
        encoder = encoder_for(codec)
        options = codec.options_for(encoder, frames, form.crf, size[0])
        self._white = form.white if form.hdr is not None else None
        if self._white is not None:
            _describe(options, encoder, mastering_of(self._white))
        of_container = container_options(path)
        try:
            self._container = av.open(url_of(path), "w", options=of_container)
            stream: Any = self._container.add_stream(encoder, rate=Fraction(fps), options=options)
        except av.error.FFmpegError as error:
            raise InputError(f"cannot write {printable(path)}: {error.strerror}") from error
        stream.width, stream.height = size
        self.pixel_format = codec.input_format(encoder, form)
        stream.pix_fmt = self.pixel_format
        context = stream.codec_context
        self._tags = tags_of(form)
        context.color_primaries, context.color_trc, context.colorspace, context.color_range = self._tags
        if codec.mp4_tag is not None and "movflags" in of_container:
            context.codec_tag = codec.mp4_tag
        self._stream: Any = stream
        self._rate = Fraction(fps)
        self._count = 0

    def write(self, pixels: NDArray[Any]) -> None:
        """Encode one frame, (height, width, 3) sRGB, uint8 or uint16, or 4 with straight alpha, top row first; for HDR
        as `as_steps` has it.

        Raises InputError if encoding fails.
        """
        if self._white is not None:
            pixels = signal(pixels, self._white)
        frame = converted(
            source_frame(pixels),
            format=self.pixel_format,
            src_colorspace=self._tags[2],
            dst_colorspace=self._tags[2],
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        self._encode(frame)

    def write_planes(self, planes: NDArray[Any]) -> None:
        """Encode one frame that was converted already, (rows, width), as `visualizer.renderer.planes` returns it for
        `pixel_format`."""
        frame: Any = av.VideoFrame(*self.size, self.pixel_format)
        codes, begin = planes.ravel(), 0
        for plane in frame.planes:
            rows = np.zeros(
                (plane.height, plane.line_size // codes.itemsize), codes.dtype
            )  # padded, as FFmpeg keeps them
            count = plane.height * plane.width
            rows[:, : plane.width] = codes[begin : begin + count].reshape(plane.height, plane.width)
            plane.update(rows)
            begin += count
        frame.colorspace, frame.color_range = self._tags[2], ColorRange.MPEG
        self._encode(frame)

    def _encode(self, frame: Any) -> None:
        frame.pts = self._count
        frame.time_base = 1 / self._rate
        # Some encoders (ProRes) write the colour tags of the frame into the stream.
        frame.color_primaries, frame.color_trc = self._tags[:2]
        self._count += 1
        self._mux(frame)

    def close(self) -> None:
        """Write what the encoder still holds, and the index."""
        self._mux(None)
        try:
            self._container.close()
        except av.error.FFmpegError as error:
            raise failure_of("the film cannot be finished", error) from error

    def _mux(self, frame: Any) -> None:
        try:
            for packet in self._stream.encode(frame):
                self._container.mux(packet)
        except av.error.FFmpegError as error:
            raise failure_of("the encoder failed", error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
            return
        with contextlib.suppress(av.error.FFmpegError):  # the file is deleted in any case
            self._container.close()


def failure_of(what: str, error: av.error.FFmpegError) -> DiskFull | InputError:
    """Return the exception to raise for an error of FFmpeg. what: failed, for the message."""
    # The writer knows only the temporary name; its caller adds the name of the film.
    if error.errno in NO_ROOM:
        return DiskFull("the film")
    return InputError(f"{what}: {error.strerror or error}")

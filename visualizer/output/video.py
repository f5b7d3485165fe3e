"""Video files by FFmpeg's libraries (PyAV): pixels in, a whole and tagged file out.

Colour: full-range sRGB pixels are converted with the BT.709 matrix to limited range and tagged so in all four
fields; matrix and tags that disagree turn pure red into 255,23,0 on the way back.
Containers of the MP4 family: the index comes first, and B-frames bring no edit list.
"""

import contextlib
import os
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import av.error
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from visualizer.errors import DiskFull, EncoderMissing, InputError
from visualizer.names import readable
from visualizer.output.files import NO_ROOM

BT709 = 1
"""The code of BT.709 for primaries, transfer and matrix (ITU-T H.273, tables 2 to 4)."""

# SVT-AV1 prints its settings past FFmpeg's log, many lines on stderr; 1: errors alone (its documentation, "SVT_LOG").
os.environ.setdefault("SVT_LOG", "1")

LIMITED_RANGE = 1  # FFmpeg's AVCOL_RANGE_MPEG

X265_LEAST_FRAMES = 3
"""Frames that x265 has to see before it knows how far B-frames put its time stamps back: what it writes for a shorter film
comes from memory that was never set (its issue 934), and FFmpeg's muxer of MP4 ends the process for it."""


@dataclass(frozen=True)
class Codec:
    """A codec a user can ask for. encoders: by preference. crf: default quality, None where it has no
    such thing. crf_range: lowest and highest; 0 of H.264 is lossless, which its High profile has not."""

    name: str
    encoders: tuple[str, ...]
    pixel_format: str
    endings: tuple[str, ...]
    crf: int | None
    crf_range: tuple[int, int] = (0, 51)
    options: dict[str, str] = field(default_factory=dict)


CODECS: dict[str, Codec] = {
    codec.name: codec
    for codec in (
        Codec(
            "h264",
            ("libx264",),
            "yuv420p",
            (".mp4", ".mov", ".mkv"),
            17,
            (1, 51),
            {"preset": "medium", "profile": "high"},
        ),
        Codec(
            "hevc",
            ("libx265",),
            "yuv420p",
            (".mp4", ".mov", ".mkv"),
            20,
            options={"preset": "medium", "x265-params": "log-level=error"},
        ),
        Codec("av1", ("libsvtav1", "libaom-av1"), "yuv420p", (".mp4", ".mkv", ".webm"), 28, (1, 63)),
        Codec("vp9", ("libvpx-vp9",), "yuv420p", (".webm", ".mkv"), 28, (0, 63)),
        Codec("prores", ("prores_ks",), "yuv422p10le", (".mov", ".mkv"), None, options={"profile": "3"}),
        Codec("ffv1", ("ffv1",), "yuv444p", (".mkv",), None),
    )
}
VIDEO_ENDINGS = (".mp4", ".mov", ".mkv", ".webm")
_DEFAULT_CODEC = {".mp4": "h264", ".mov": "h264", ".mkv": "h264", ".webm": "av1"}


def codec_for(path: Path, name: str | None, crf: int | None = None) -> Codec:
    """Return the codec to use for a file. Raises InputError if the container cannot hold it, or it has no such crf."""
    ending = path.suffix.lower()
    if ending not in VIDEO_ENDINGS:
        raise InputError(
            f"a film is one of {', '.join(VIDEO_ENDINGS)} or frames/%05d.png, not '{readable(path.name)}'"
        )
    chosen = name or _DEFAULT_CODEC[ending]
    if chosen not in CODECS:
        raise InputError(f"no codec is called '{chosen}'; there are {', '.join(CODECS)}")
    codec = CODECS[chosen]
    if ending not in codec.endings:
        raise InputError(f"{chosen} does not go into {ending}; it goes into {', '.join(codec.endings)}")
    low, high = codec.crf_range
    if crf is not None and codec.crf is None:
        raise InputError(f"{chosen} has no --crf: its quality is fixed")
    if crf is not None and not low <= crf <= high:
        raise InputError(f"the --crf of {chosen} lies between {low} and {high}, not at {crf}")
    return codec


def encoder_for(codec: Codec) -> str:
    """Return the name of an encoder that this machine has. Raises EncoderMissing."""
    for name in codec.encoders:
        try:
            av.codec.Codec(name, "w")
        except (ValueError, av.error.FFmpegError):
            continue
        return name
    raise EncoderMissing(
        f"this machine has no encoder for {codec.name} ({' or '.join(codec.encoders)}); "
        "the wheels of PyAV carry one: pip install --force-reinstall av, or choose another --codec"
    )


def whole_chroma(codec: Codec, size: tuple[int, int]) -> tuple[int, int]:
    """Return the largest size, pixels, within `size` that a codec takes: colour of half the size needs even sides."""
    if "420" not in codec.pixel_format:
        return size
    return size[0] // 2 * 2, size[1] // 2 * 2


def check_size(codec: Codec, size: tuple[int, int]) -> None:
    """Raise InputError for a size, pixels, that a codec does not take."""
    fits = whole_chroma(codec, size)
    if fits != size:
        hint = f"; {fits[0]}x{fits[1]} would do" if min(fits) else ""
        raise InputError(f"{codec.name} needs an even width and height, not {size[0]}x{size[1]}{hint}")


def url_of(path: Path) -> str:
    """Return a path as FFmpeg takes it for a file, whatever it holds: 12:30.mp4 alone is an address of protocol 12."""
    return f"file:{path}"


class VideoWriter:
    """Encodes frames into one file. A context manager; leaving it without an error finishes the file."""

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        fps: Fraction | int,
        codec: Codec,
        *,
        crf: int | None = None,
        frames: int | None = None,
    ) -> None:
        """Open the file. frames: how many there will be, if known. Raises InputError (odd size, unwritable) and
        EncoderMissing."""
        check_size(codec, size)
        self.size = size
        self._codec = codec
        encoder = encoder_for(codec)
        quality = codec.crf if crf is None else crf
        options = dict(codec.options)
        if quality is not None and codec.crf is not None:
            options["crf"] = str(quality)
        if encoder == "libx265" and frames is not None and frames < X265_LEAST_FRAMES:
            options["x265-params"] = "bframes=0"
        container_options = {}
        if path.suffix.lower() in (".mp4", ".mov"):
            container_options = {"movflags": "+faststart+negative_cts_offsets", "use_editlist": "0"}
        try:
            self._container = av.open(url_of(path), "w", options=container_options)
            stream: Any = self._container.add_stream(encoder, rate=Fraction(fps), options=options)
        except av.error.FFmpegError as error:
            raise InputError(f"cannot write {readable(path)}: {error.strerror}") from error
        stream.width, stream.height = size
        stream.pix_fmt = codec.pixel_format
        context = stream.codec_context
        context.color_primaries = context.color_trc = context.colorspace = BT709
        context.color_range = LIMITED_RANGE
        if codec.name == "hevc" and container_options:
            context.codec_tag = "hvc1"  # Apple's players take no other; FFmpeg's own choice is hev1
        self._stream: Any = stream
        self._rate = Fraction(fps)
        self._count = 0

    def write(self, pixels: NDArray[np.uint8]) -> None:
        """Encode one frame, (height, width, 3) uint8 sRGB, top row first. Raises InputError if encoding fails."""
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
        converted = frame.reformat(
            format=self._codec.pixel_format,
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        converted.pts = self._count
        converted.time_base = 1 / self._rate
        # Some encoders (ProRes) write into the stream what the frame says of itself.
        converted.color_primaries = converted.color_trc = BT709
        self._count += 1
        self._mux(converted)

    def close(self) -> None:
        """Write what the encoder still holds, and the index."""
        self._mux(None)
        try:
            self._container.close()
        except av.error.FFmpegError as error:
            raise _failure("the film cannot be finished", error) from error

    def _mux(self, frame: Any) -> None:
        try:
            for packet in self._stream.encode(frame):
                self._container.mux(packet)
        except av.error.FFmpegError as error:
            raise _failure("the encoder failed", error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
            return
        with contextlib.suppress(av.error.FFmpegError):  # the file is thrown away in any case
            self._container.close()


def _failure(what: str, error: av.error.FFmpegError) -> DiskFull | InputError:
    # The writer knows only the name of the part file; who calls it names the film.
    if error.errno in NO_ROOM:
        return DiskFull("the film")
    return InputError(f"{what}: {error.strerror or error}")

"""Animated GIF and WebP, as chats show them.

Each frame is a piece of the file that is copied when segments are joined: a GIF's with its own palette, a WebP's whole.
The first frame of a segment covers the picture, so nothing depends on the segment before. The time of a frame is
rounded to the clock of the file, from the beginning of the film, so that errors do not add up.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import av.error
import av.filter
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from visualizer.errors import InputError
from visualizer.file_names import printable
from visualizer.output.codecs import Codec
from visualizer.output.files import failure, whole_file
from visualizer.output.format import Format
from visualizer.output.video import VideoWriter, converted, encoder_for, failure_of, source_frame

GIF, WEBP = ".gif", ".webp"
TICKS = {GIF: 100, WEBP: 1000}
"""Ticks of a second, by ending (GIF89a specification, section 23; WebP container specification, ANMF)."""

GIF_CONTROL = b"\x21\xf9\x04"  # begins the graphic control extension, which is the first block of a frame
_GIF_DELAY = slice(4, 6)  # of it
_GIF_TRAILER = b"\x3b"
_GIF_LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"  # for ever
_GIF_SCREEN = 13  # bytes of header and logical screen descriptor
_TABLE = 0x80  # flag: a colour table follows, of 2 ** (low three bits + 1) colours
_LARGEST_GIF = 65535  # pixels of a side
_LARGEST_WEBP = 1 << 24
_WHOLE = 0x02  # flag of an ANMF: drawn over what is there without blending; nothing is disposed of
_ALPHA, _ANIMATED = 0x10, 0x02  # flags of VP8X


@dataclass(frozen=True)
class Clock:
    """Rounds the times of frames to ticks. rate: frames per second. ticks: of a second."""

    rate: Fraction
    ticks: int

    def length(self, number: int) -> int:
        """Return the ticks for which a frame, numbered from 0, is shown."""
        begin, end = (round(self.ticks * at / self.rate) for at in (number, number + 1))
        return end - begin


class AnimationFile:
    """A file that encoded frames are added to, in order. A context manager; leaving it without an error finishes the
    file.

    size: pixels. first: number of the first frame, from which times are rounded. Raises InputError, DiskFull.
    """

    def __init__(self, path: Path, size: tuple[int, int], fps: Fraction | int, first: int = 0) -> None:
        self._path, self._size, self._number = path, size, first
        self._webp = path.suffix.lower() == WEBP
        self._clock = Clock(Fraction(fps), TICKS[path.suffix.lower()])
        self._alpha = False
        try:
            self._file = path.open("wb")
        except OSError as error:
            raise failure(path, error) from error
        self._write(b"" if self._webp else b"GIF89a" + struct.pack("<HHBBB", *size, 0x70, 0, 0) + _GIF_LOOP)
        if self._webp:
            self._write(self._webp_head(0))

    def add(self, frame: bytes) -> None:
        """Add a frame, as `frames_of` yields it."""
        length = self._clock.length(self._number)
        self._number += 1
        if self._webp:
            width, height = (struct.pack("<I", side - 1)[:3] for side in self._size)
            head = bytes(6) + width + height + struct.pack("<I", length)[:3] + bytes([_WHOLE])
            self._alpha |= frame[:4] in (b"ALPH", b"VP8L")
            self._write(b"ANMF" + struct.pack("<I", len(head) + len(frame)) + head + frame)
        else:
            changed = bytearray(frame)
            changed[_GIF_DELAY] = struct.pack("<H", length)
            self._write(bytes(changed))

    def close(self) -> None:
        """Finish the file."""
        try:
            if self._webp:
                size = self._file.tell()
                self._file.seek(0)
                self._file.write(self._webp_head(size))
            else:
                self._file.write(_GIF_TRAILER)
            self._file.close()
        except OSError as error:
            raise failure(self._path, error) from error

    def _webp_head(self, size: int) -> bytes:
        sides = b"".join(struct.pack("<I", side - 1)[:3] for side in self._size)
        flags = _ANIMATED | (_ALPHA if self._alpha else 0)
        chunks = b"VP8X" + struct.pack("<II", 10, flags) + sides + b"ANIM" + struct.pack("<IIH", 6, 0, 0)
        return b"RIFF" + struct.pack("<I", max(0, size - 8)) + b"WEBP" + chunks

    def _write(self, data: bytes) -> None:
        try:
            self._file.write(data)
        except OSError as error:
            raise failure(self._path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            self._file.close()


def size_of(path: Path) -> tuple[int, int]:
    """Return the width and height, pixels, of a file that `AnimationFile` wrote. Raises InputError."""
    try:
        with path.open("rb") as file:
            head = file.read(30)
    except OSError as error:
        raise failure(path, error) from error
    try:
        if path.suffix.lower() != WEBP:
            return struct.unpack_from("<HH", head, 6)
        width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
    except struct.error:
        raise InputError(f"{printable(path)} is damaged") from None
    return width, height


def join_animations(parts: Sequence[Path], out: Path, fps: Fraction | int) -> None:
    """Write one file of the frames of others, in order. Raises InputError, DiskFull."""
    with AnimationFile(out, size_of(parts[0]), fps) as whole:
        for part in parts:
            for frame in frames_of(part):
                whole.add(frame)


def cut_animation(
    film: Path, first: int, wanted: Sequence[range], file: Callable[[range], Path], fps: Fraction
) -> Iterator[tuple[range, Path]]:
    """Write some frames of a file to others, and yield each range with its file. first: number of the first frame.
    Raises InputError, DiskFull."""
    frames = list(frames_of(film))
    for numbers in wanted:
        own = frames[numbers[0] - first : numbers[-1] + 1 - first]
        if len(own) < len(numbers):
            raise InputError(f"{printable(film)} has fewer frames than its manifest says")
        with whole_file(file(numbers)) as part, AnimationFile(part, size_of(film), fps) as cut:
            for frame in own:
                cut.add(frame)
        yield numbers, file(numbers)


def frames_of(path: Path) -> Iterator[bytes]:
    """Yield the encoded frames of a file that `AnimationFile` wrote. Raises InputError, also for another file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise failure(path, error) from error
    try:
        yield from _webp_frames(data) if path.suffix.lower() == WEBP else _gif_frames(data)
    except (IndexError, ValueError, struct.error):
        raise InputError(f"{printable(path)} is damaged") from None


def _webp_frames(data: bytes) -> Iterator[bytes]:
    place = 12
    while place < len(data):
        (size,) = struct.unpack_from("<I", data, place + 4)
        if data[place : place + 4] == b"ANMF":
            yield data[place + 24 : place + 8 + size]
        place += 8 + size + size % 2


def _gif_frames(data: bytes) -> Iterator[bytes]:
    place = data.index(GIF_CONTROL, _GIF_SCREEN)
    while data[place : place + 1] != _GIF_TRAILER:
        if data[place : place + len(GIF_CONTROL)] != GIF_CONTROL:
            raise ValueError("a frame begins with its control extension")
        end = place + 8
        flags = data[end + 9]
        end += 11 + (3 << ((flags & 0x07) + 1) if flags & _TABLE else 0)  # image descriptor, table, code size
        while data[end]:
            end += 1 + data[end]
        yield data[place : end + 1]
        place = end + 1


class AnimationWriter:
    """Encodes frames into one file. A context manager; leaving it without an error finishes the file.

    A GIF's frame gets the 256 colours that fit it best, with error diffusion (Sierra) between them, by FFmpeg's filters
    palettegen and paletteuse. Raises InputError, EncoderMissing, DiskFull.
    """

    def __init__(self, path: Path, size: tuple[int, int], fps: Fraction | int, codec: Codec) -> None:
        largest = _LARGEST_WEBP if codec.name == "webp" else _LARGEST_GIF
        if max(size) > largest:
            raise InputError(f"{codec.name} has at most {largest} pixels a side, not {size[0]}x{size[1]}")
        encoder = encoder_for(codec)
        context: Any = av.CodecContext.create(encoder, "w")
        context.width, context.height = size
        context.pix_fmt = codec.pixel_format
        context.time_base = 1 / Fraction(fps)
        context.options = dict(codec.options)
        self._context, self._format, self._count = context, codec.pixel_format, 0
        self._graph = _palettes(size, context.time_base) if codec.pixel_format == "pal8" else None
        self._file = AnimationFile(path, size, fps)

    def write(self, pixels: NDArray[Any]) -> None:
        """Encode one frame, (height, width, 3) uint8 sRGB, or 4 with straight alpha, top row first."""
        frame = source_frame(pixels)
        frame.pts, frame.time_base = self._count, self._context.time_base
        self._count += 1
        try:
            if self._graph is None:
                self._encode(converted(frame, format=self._format))
            else:
                self._graph.push(frame)
                found: Any = self._graph.pull()
                self._encode(found)
        except av.error.FFmpegError as error:
            raise failure_of("the encoder failed", error) from error

    def close(self) -> None:
        """Finish the file."""
        self._encode(None)
        self._file.close()

    def _encode(self, frame: Any) -> None:
        for packet in self._context.encode(frame):
            data = bytes(packet)
            if self._graph is not None:
                self._file.add(data[data.index(GIF_CONTROL) :])
            else:
                self._file.add(b"".join(_picture_chunks(data)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            self._file.__exit__(kind, error, trace)


def writer_for(
    path: Path, size: tuple[int, int], fps: Fraction | int, codec: Codec, form: Format, *, frames: int
) -> VideoWriter | AnimationWriter:
    """Return what encodes some frames into a file. Raises as it does."""
    if codec.animation:
        return AnimationWriter(path, size, fps, codec)
    return VideoWriter(path, size, fps, codec, form=form, frames=frames)


def _picture_chunks(data: bytes) -> Iterator[bytes]:
    """Yield the chunks of a WebP of one picture that hold its pixels."""
    place = 12
    while place < len(data):
        (size,) = struct.unpack_from("<I", data, place + 4)
        end = place + 8 + size + size % 2
        if data[place : place + 4] in (b"ALPH", b"VP8 ", b"VP8L"):
            yield data[place:end]
        place = end


def _palettes(size: tuple[int, int], time_base: Fraction) -> Any:
    """Return a graph of filters that turns each picture into 256 colours of its own."""
    graph: Any = av.filter.Graph()
    source = graph.add_buffer(width=size[0], height=size[1], format="rgb24", time_base=time_base)
    split, palette = graph.add("split"), graph.add("palettegen", "stats_mode=single")
    used, sink = graph.add("paletteuse", "dither=sierra2_4a:new=1"), graph.add("buffersink")
    source.link_to(split, 0, 0)
    split.link_to(used, 0, 0)
    split.link_to(palette, 1, 0)
    palette.link_to(used, 0, 1)
    used.link_to(sink)
    graph.configure()
    return graph


def shown_frames(path: Path) -> Iterator[tuple[Fraction, NDArray[np.uint8]]]:
    """Yield the time, seconds, and the pixels, (height, width, 4) uint8 sRGB with straight alpha, of each frame of a
    WebP.

    Raises OSError if it cannot be decoded.
    """
    time = 0
    with Image.open(path) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            image.load()
            yield Fraction(time, TICKS[WEBP]), np.asarray(image.convert("RGBA"))
            time += image.info["duration"]

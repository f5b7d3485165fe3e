"""PNG with 16 bits, encoded by FFmpeg's libraries: Pillow stores 8."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from visualizer.output.video import converted, source_frame

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = (b"IHDR", b"IDAT", b"IEND")
_FORMATS = {3: "rgb48be", 4: "rgba64be"}


def encoded(pixels: NDArray[np.uint16], chunks: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Return a file of (height, width, 3) uint16 pixels, or 4 with straight alpha, top row first. chunks: types and
    contents of more chunks, which precede the pixels."""
    context: Any = av.CodecContext.create("png", "w")
    context.height, context.width = pixels.shape[:2]
    context.pix_fmt = _FORMATS[pixels.shape[2]]
    context.time_base = Fraction(1)
    context.options = {"pred": "mixed"}
    frame = converted(source_frame(pixels), format=context.pix_fmt)
    data = b"".join(bytes(packet) for one in (frame, None) for packet in context.encode(one))
    own = [(kind, content) for kind, content in _chunks(data) if kind in _KEPT]
    return _SIGNATURE + b"".join(_chunk(*one) for one in (own[0], *chunks, *own[1:]))


def decoded(data: bytes) -> NDArray[np.uint16]:
    """Return the pixels of a file. Raises FFmpegError."""
    decoder: Any = av.CodecContext.create("png", "r")
    (frame,) = [one for packet in (av.Packet(data), None) for one in decoder.decode(packet)]
    alpha = len(frame.format.components) == 4
    pixels: NDArray[np.uint16] = converted(frame, format="rgba64le" if alpha else "rgb48le").to_ndarray()
    return pixels


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_SIGNATURE)
    while place < len(data):
        (size,) = struct.unpack_from(">I", data, place)
        yield data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        place += 12 + size


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

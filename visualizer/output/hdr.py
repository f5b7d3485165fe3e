"""HDR10: from graded pictures to the signal of SMPTE ST 2084 (PQ) in BT.2020, and the metadata that goes with it.

The renderer's result "hdr" has sRGB values whose curve goes on above 1. 1 is the white of paper, which `--paper-white`
gives a luminance. Below the knee of the tone curve the picture is the SDR picture at that luminance; above, highlights
go on up to HDR_HEADROOM times it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.colour import HDR_HEADROOM, HDR_LARGEST

BT2020, PQ, BT2020_MATRIX = 9, 16, 9
"""Codes of primaries, transfer and matrix (ITU-T H.273, tables 2 to 4)."""

STEPS = 65535.0
"""The largest value of 16 bits: of a drawn HDR picture it stands for HDR_LARGEST, of a signal for 10,000 cd/m2."""
_PQ_LUMINANCE = 10_000.0  # cd/m2 of the signal 1 (ST 2084)
_M1, _M2 = 2610.0 / 16384.0, 2523.0 / 4096.0 * 128.0
_C1, _C2, _C3 = 3424.0 / 4096.0, 2413.0 / 4096.0 * 32.0, 2392.0 / 4096.0 * 32.0
_BT2020_FROM_BT709 = np.array(
    [[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]], np.float32
)
"""For linear light (ITU-R BT.2087-0, 2.2)."""


@dataclass(frozen=True)
class Mastering:
    """What a screen must show (SMPTE ST 2086, CTA-861.3). largest, least: cd/m2, of the screen. content: largest
    luminance of any pixel, cd/m2, which the tone curve never exceeds. average: largest mean of a frame, cd/m2; 0 stands
    for unknown, as a film is encoded while it is drawn.
    """

    largest: int
    least: Fraction
    content: int
    average: int = 0

    PRIMARIES = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
    """x and y of red, green and blue of the screen: P3 (SMPTE RP 431-2), which holds all colours of Rec. 709."""
    WHITE = (0.3127, 0.3290)
    """x and y of its white: D65."""

    def x265(self) -> str:
        """Return the parameters of x265."""
        points = (self.PRIMARIES[1], self.PRIMARIES[2], self.PRIMARIES[0], self.WHITE)
        marks = "".join(
            f"{name}({round(x * 50_000)},{round(y * 50_000)})"
            for name, (x, y) in zip(("G", "B", "R", "WP"), points, strict=True)
        )
        light = f"L({self.largest * 10_000},{round(self.least * 10_000)})"
        return f"hdr10=1:repeat-headers=1:master-display={marks}{light}:max-cll={self.content},{self.average}"

    def svt(self) -> str:
        """Return the parameters of SVT-AV1."""
        points = (self.PRIMARIES[1], self.PRIMARIES[2], self.PRIMARIES[0], self.WHITE)
        marks = "".join(
            f"{name}({x},{y})" for name, (x, y) in zip(("G", "B", "R", "WP"), points, strict=True)
        )
        light = f"L({self.largest},{float(self.least)})"
        return f"mastering-display={marks}{light}:content-light={self.content},{self.average}"

    def png(self) -> list[tuple[bytes, bytes]]:
        """Return the types and contents of the chunks of a PNG (PNG specification, third edition, 11.3.2.6 to
        11.3.2.8)."""
        places = [round(value * 50_000) for point in (*self.PRIMARIES, self.WHITE) for value in point]
        light = (self.largest * 10_000, round(self.least * 10_000))
        return [
            (b"cICP", bytes([BT2020, PQ, 0, 1])),  # RGB of full range
            (b"mDCV", struct.pack(">8H2I", *places, *light)),
            (b"cLLI", struct.pack(">2I", self.content * 10_000, self.average * 10_000)),
        ]


def mastering_of(paper_white: float) -> Mastering:
    """Return the metadata of a film. paper_white: cd/m2."""
    largest = round(HDR_HEADROOM * paper_white)
    return Mastering(largest, Fraction(1, 1000), largest)


def read_mastering(frame: Any) -> tuple[int, int] | None:
    """Return the largest luminances, cd/m2, of the screen and of any pixel that a decoded frame declares; None if it
    does not."""
    from av.sidedata.sidedata import Type  # loaded on use: a still has no need of FFmpeg's libraries

    screen = frame.side_data.get(Type.MASTERING_DISPLAY_METADATA)
    content = frame.side_data.get(Type.CONTENT_LIGHT_LEVEL)
    if screen is None or content is None:
        return None
    values = struct.unpack_from(
        "=22i", bytes(screen)
    )  # AVMasteringDisplayMetadata: ten fractions and two flags
    return round(values[18] / values[19]), struct.unpack_from("=2I", bytes(content))[0]


def as_steps(picture: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Return the result "hdr" in 16 bits, of which the largest stands for HDR_LARGEST."""
    steps: NDArray[np.uint16] = np.rint(picture * np.float32(STEPS / HDR_LARGEST)).astype(np.uint16)
    return steps


def as_sdr(steps: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Return a picture of 16 bits as 8-bit sRGB, cut off at the white of paper: for previews."""
    return (steps * np.float32(255.0 * HDR_LARGEST / STEPS)).clip(0.0, 255.0).astype(np.uint8)


_LIGHT = np.arange(STEPS + 1.0) * (HDR_LARGEST / STEPS)
_LIGHT = np.where(_LIGHT <= 0.04045, _LIGHT / 12.92, ((_LIGHT + 0.055) / 1.055) ** 2.4).astype(np.float32)
"""The light of each step, as a share of the white of paper (IEC 61966-2-1)."""


def signal(steps: NDArray[np.uint16], paper_white: float) -> NDArray[np.uint16]:
    """Return the PQ signal in BT.2020, (height, width, 3) uint16, of a picture of `as_steps`. paper_white: cd/m2."""
    shown = _LIGHT[steps] @ _BT2020_FROM_BT709.T * np.float32(paper_white / _PQ_LUMINANCE)
    power = np.maximum(shown, np.float32(0.0)) ** np.float32(_M1)
    coded = ((_C1 + _C2 * power) / (1.0 + _C3 * power)) ** _M2
    found: NDArray[np.uint16] = np.rint(coded.clip(0.0, 1.0) * STEPS).astype(np.uint16)
    return found


def luminance(coded: NDArray[Any]) -> NDArray[np.float64]:
    """Return the luminance, cd/m2, of each component of a signal of 16 bits (ST 2084, 5.2)."""
    power = (coded / STEPS) ** (1.0 / _M2)
    found: NDArray[np.float64] = _PQ_LUMINANCE * (np.maximum(power - _C1, 0.0) / (_C2 - _C3 * power)) ** (
        1.0 / _M1
    )
    return found

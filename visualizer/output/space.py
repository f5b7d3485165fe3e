"""Free disk space: estimated before a render, so that it does not end for want of it after hours."""

from __future__ import annotations

import math
import os
import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from visualizer.errors import MachineError, Notice
from visualizer.file_names import printable
from visualizer.output.codecs import Codec
from visualizer.output.format import EXR_ENDING, Format, codec_for
from visualizer.output.sequence import is_sequence

if TYPE_CHECKING:
    from visualizer.output.job import Job

PNG_BITS = 11.0
"""Bits per pixel of a PNG of the shipped film, whose grain compresses badly."""
DEEP_BITS = 38.0
"""The same of one with 16 bits, of which the lower 8 do not compress."""
EXR_BITS = 190.0
"""The same of an OpenEXR file with all its layers."""
CRF_HALVES = 6
"""Steps of the constant rate factor by which a film becomes half as large: that of H.264 and HEVC, by FFmpeg's
guide."""
UNSURE = 2.0
"""Factor by which an estimate may be wrong: a render is refused only if even the estimate by this factor smaller does
not fit."""


class DiskTooSmall(MachineError):
    """The disk has less free space than a render needs."""


def film_bytes(codec: Codec, crf: int | None, size: tuple[int, int], frames: int) -> float:
    """Return an estimate of the bytes of an encoded film. crf: None for the codec's default. size: pixels."""
    coarser = crf - codec.crf if crf is not None and codec.crf is not None else 0
    return size[0] * size[1] * frames * codec.bits / 8.0 * math.exp2(-coarser / CRF_HALVES)


def pictures_bytes(pattern: Path, form: Format, size: tuple[int, int], frames: int) -> float:
    """Return an estimate of the bytes of the pictures of a sequence. size: pixels."""
    bits = EXR_BITS if pattern.suffix.lower() == EXR_ENDING else PNG_BITS if form.bits != 16 else DEEP_BITS
    return size[0] * size[1] * frames * bits / 8.0


def job_bytes(out: Path, job: Job) -> float:
    """Return an estimate of the bytes of the film or the pictures of a job."""
    if is_sequence(out):
        return pictures_bytes(out, job.format, job.size, job.count)
    return film_bytes(codec_for(out, job.format), job.format.crf, job.size, job.count)


def free_bytes(out: Path) -> int:
    """Return the free bytes of the disk that a file will lie on."""
    folder = next(one for one in Path(os.path.realpath(out)).parents if one.is_dir())
    return shutil.disk_usage(folder).free


def check_space(out: Path, needed: float) -> None:
    """Compare the estimated bytes of a render with the free ones of its disk.

    Raises DiskTooSmall if they are far too few; warns with a Notice if they may be too few.
    """
    free = free_bytes(out)
    if free >= needed:
        return
    text = f"{printable(out)} needs about {shown_bytes(needed)}, and the disk has {shown_bytes(free)} free"
    if free < needed / UNSURE:
        raise DiskTooSmall(f"{text}; free some space, write to another disk, or choose a smaller --size")
    warnings.warn(Notice(f"{text}; if it is full before the end, --resume continues"), stacklevel=2)


def shown_bytes(amount: float) -> str:
    """Return a number of bytes in MB or GB."""
    for unit in ("MB", "GB"):
        amount /= 1e3 if unit == "GB" else 1e6
        if amount < 1000.0:
            break
    return f"{amount:.1f} {unit}"

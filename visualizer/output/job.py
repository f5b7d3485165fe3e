"""Job: which frames of a scene are rendered, at which size, rate and quality, with which codec."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from visualizer.errors import Notice
from visualizer.output import DEFAULT_SAMPLES
from visualizer.output.codecs import check_size, codec_for, whole_chroma
from visualizer.output.files import check_not_read
from visualizer.output.sequence import existing_frames, is_sequence
from visualizer.output.times import frames_between

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene


@dataclass(frozen=True)
class Job:
    """What to render. first, last: frame numbers at `fps`, last excluded. size: pixels. samples: sub-frames per frame.

    codec, crf: None for the defaults of the container and of the codec. resume: keep pictures that exist already.
    """

    first: int
    last: int
    fps: Fraction | int
    size: tuple[int, int]
    samples: int = DEFAULT_SAMPLES
    codec: str | None = None
    crf: int | None = None
    resume: bool = False

    @property
    def count(self) -> int:
        """The number of frames."""
        return self.last - self.first


def job_for(
    scene: Scene,
    out: Path | None = None,
    *,
    start: float | str | None = None,
    end: float | str | None = None,
    shot: str | None = None,
    size: tuple[int, int] | None = None,
    fps: Fraction | float | None = None,
    samples: int = DEFAULT_SAMPLES,
    codec: str | None = None,
    crf: int | None = None,
    resume: bool = False,
) -> Job:
    """Return the job of a part of a scene: the frames whose time lies in [start, end), of one shot only if `shot` is given.

    out: the file or sequence it is for. start, end: as in `moment_of`. The part ends with the film. fps: None for the
    film's. size: pixels; None for the film's, without its last row or column where the codec of `out` accepts only even
    sides, of which a Notice warns.
    Raises InputError for a part that is empty or outside the film, an invalid time, an unknown shot, a size or codec that
    the container of `out` cannot hold, and an `out` that the scene was read from; ValueError for an invalid rate.
    """
    grid = scene.film.grid(fps)
    frames = frames_between(scene, grid, start, end, shot, what="render")
    taken = scene.film.size if size is None else (size[0], size[1])
    if out is not None:
        check_not_read(existing_frames(out, frames) if is_sequence(out) else [out], scene.files)
    if out is not None and not is_sequence(out):
        needs = codec_for(out, codec, crf)
        if size is None:
            taken = whole_chroma(needs, taken)
            if taken != scene.film.size and min(taken):
                text = "{}x{} instead of the film's {}x{}".format(*taken, *scene.film.size)
                warnings.warn(Notice(f"{needs.name} takes only even sizes: {text}"), stacklevel=2)
        check_size(needs, taken if min(taken) else scene.film.size)
    return Job(frames.start, frames.stop, grid.rate, taken, samples, codec, crf, resume)

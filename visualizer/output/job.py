"""Job: which frames of a scene are rendered, at which size, rate and quality, with which codec."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from visualizer.errors import InputError, Notice
from visualizer.output import DEFAULT_SAMPLES
from visualizer.output.budget import scaled
from visualizer.output.codecs import Codec, check_size, whole_chroma
from visualizer.output.files import check_not_read
from visualizer.output.format import DEFAULT_FORMAT, Format, codec_for, settled
from visualizer.output.presets import PRESETS, Preset, with_preset
from visualizer.output.sequence import existing_frames, is_sequence
from visualizer.output.space import film_bytes, shown_bytes
from visualizer.output.times import frames_between
from visualizer.renderer.detail import DetailChoice, checked_detail

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene


@dataclass(frozen=True)
class Job:
    """What to render. first, last: frame numbers at `fps`, last excluded. size: pixels. samples: sub-frames per frame.

    detail: of the renderer. format: how frames are stored. resume: keep pictures or segments that exist already.
    workers: processes that draw; None for the default.
    """

    first: int
    last: int
    fps: Fraction | int
    size: tuple[int, int]
    samples: int = DEFAULT_SAMPLES
    detail: DetailChoice = "auto"
    format: Format = DEFAULT_FORMAT
    resume: bool = False
    workers: int | None = None

    @property
    def count(self) -> int:
        """The number of frames."""
        return self.last - self.first


class PictureOptions(TypedDict, total=False):
    """Which frames are drawn, and how; each may be left out.

    start, end: the frames whose time lies in [start, end), seconds or as `moment_of` reads text; the part ends with the
    film. shot: this shot only. size: (width, height) pixels; the film's if left out. fps: frames per second; the film's
    if left out. samples: sub-frames per frame; `DEFAULT_SAMPLES` if left out. detail: as for `Renderer`.
    """

    start: float | str | None
    end: float | str | None
    shot: str | None
    size: tuple[int, int] | None
    fps: Fraction | float | None
    samples: int
    detail: DetailChoice


class RenderOptions(PictureOptions, total=False):
    """The options of `render`, each of which may be left out: those of `PictureOptions`, and how the file is written.

    Without a size the film's last row or column is left out where the codec accepts only even sides, of which a Notice
    warns. codec: a name in `visualizer.output.codecs.CODECS`; the container's default if left out. crf: quality, in the
    numbers of the codec; its default if left out. resume: keep the pictures of a sequence, or the segments of a film,
    that exist already. transparent: leave the sky out: pictures with alpha. encoder: FFmpeg's name, as in
    `visualizer.output.codecs.ENCODERS`; one that runs on the CPU if left out. bits: of a component; those of the codec,
    or 8 of a PNG, if left out. hdr: "pq" for HDR10; SDR if left out. paper_white: luminance of the white of paper with
    it, cd/m2. purpose: the name of a preset, as in `visualizer.output.presets.PRESETS`, whose settings take the place
    of options that are left out. workers: processes that draw, at least 1; if left out or None, on a software
    rasteriser one for each core, else 1.
    """

    codec: str | None
    crf: int | None
    encoder: str | None
    bits: int | None
    hdr: str | None
    paper_white: float | None
    transparent: bool
    purpose: str | None
    resume: bool
    workers: int | None


def check_options(options: Mapping[str, Any], known: type[PictureOptions]) -> None:
    """Raise TypeError for an option that `known` does not have."""
    if unknown := sorted(options.keys() - known.__annotations__):
        raise TypeError(f"no option is called '{unknown[0]}'; there are {', '.join(known.__annotations__)}")


def job_for(scene: Scene, out: Path | None = None, **options: Unpack[RenderOptions]) -> Job:
    """Return the job of a part of a scene. out: the film or sequence it is for.

    Raises InputError for a part that is empty or outside the film, an invalid time, an unknown shot or purpose, a size
    or format that `out` cannot hold, and an `out` that the scene was read from; ValueError for an invalid rate, detail
    or number of workers; TypeError for an option that there is not.
    """
    check_options(options, RenderOptions)
    given: dict[str, Any] = {**options}
    if (purpose := given.pop("purpose", None)) is not None:
        given = with_preset(purpose, out, given)
    form = Format(**{one.name: given[one.name] for one in fields(Format) if one.name in given})
    size = given.get("size")
    grid = scene.film.grid(given.get("fps"))
    frames = frames_between(
        scene, grid, given.get("start"), given.get("end"), given.get("shot"), what="render"
    )
    taken = scene.film.size if size is None else (size[0], size[1])
    if out is not None:
        pictures = is_sequence(out)
        check_not_read(existing_frames(out, frames) if pictures else [out], scene.files)
        form = settled(out, form, pictures=pictures)
        if not pictures:
            needs = codec_for(out, form)
            if needs.most_fps is not None and grid.rate > needs.most_fps:
                text = f"{needs.name} has at most {needs.most_fps} frames per second, not {grid.rate}"
                raise InputError(f"{text}; choose --fps {needs.most_fps} or less")
            if size is None:
                if purpose is not None:
                    taken = _size_for(PRESETS[purpose], taken, needs, form, frames)
                even = whole_chroma(needs, taken)
                if even != taken and min(even):
                    text = "{}x{} instead of the film's {}x{}".format(*even, *scene.film.size)
                    warnings.warn(Notice(f"{needs.name} takes only even sizes: {text}"), stacklevel=2)
                taken = even
            if purpose is not None:
                _warn_of_bytes(PRESETS[purpose], taken, needs, form, frames)
            check_size(needs, taken if min(taken) else scene.film.size)
    workers = given.get("workers")
    if workers is not None and workers < 1:
        raise ValueError(f"at least 1 worker draws, not {workers}")
    return Job(
        frames.start,
        frames.stop,
        grid.rate,
        taken,
        given.get("samples", DEFAULT_SAMPLES),
        checked_detail(given.get("detail", "auto")),
        form,
        given.get("resume", False),
        workers,
    )


def _size_for(
    preset: Preset, film: tuple[int, int], codec: Codec, form: Format, frames: range
) -> tuple[int, int]:
    """Return the size, pixels, of a film for a purpose. film: its own size."""
    if preset.side is None:
        return film
    size = scaled(film, min(1.0, preset.side / max(film)))
    needed = film_bytes(codec, form.crf, size, len(frames))
    if preset.most_bytes is not None and needed > preset.most_bytes:
        size = scaled(size, max(math.sqrt(preset.most_bytes / needed), 0.5))
    return size


def _warn_of_bytes(preset: Preset, size: tuple[int, int], codec: Codec, form: Format, frames: range) -> None:
    """Warn with a Notice if a file of a size, pixels, will have more bytes than its purpose allows."""
    needed = film_bytes(codec, form.crf, size, len(frames))
    if preset.most_bytes is not None and needed > preset.most_bytes:
        text = f"the file will have about {shown_bytes(needed)}, more than the {shown_bytes(preset.most_bytes)} that many chats take"
        warnings.warn(
            Notice(f"{text}; render a shorter part (--from, --to, --shot) or a smaller --size"), stacklevel=3
        )

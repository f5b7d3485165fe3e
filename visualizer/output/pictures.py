"""Drawn frames as arrays, for programs and notebooks."""

from __future__ import annotations

import base64
import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from visualizer.output import DEFAULT_SAMPLES
from visualizer.output.job import PictureOptions, RenderOptions, check_options, job_for
from visualizer.output.rendering import render
from visualizer.output.times import moment_of, moments_of
from visualizer.renderer.detail import DetailChoice
from visualizer.renderer.passes import GRAPH
from visualizer.renderer.renderer import PICTURE, Renderer

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene


@dataclass(frozen=True, eq=False)
class Picture:
    """A drawn frame; a notebook shows it.

    number: of the frame. time: s, film time. shot: name. layers: arrays by the name of the result that was asked for,
    top row first; `visualizer.results` says what each holds.
    """

    number: int
    time: float
    shot: str
    layers: Mapping[str, NDArray[Any]] = field(repr=False)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return a layer. Raises KeyError for one that was not asked for."""
        return self.layers[name]

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The graded picture, (height, width, 3) uint8, sRGB. Raises KeyError if "picture" was not asked for."""
        return self.layers[PICTURE]

    def image(self) -> Image.Image:
        """Return the graded picture as an image of Pillow. Raises KeyError as `pixels` does."""
        return Image.fromarray(self.pixels)

    def _repr_png_(self) -> bytes | None:
        """Return what a notebook shows."""
        if PICTURE not in self.layers:
            return None
        file = io.BytesIO()
        self.image().save(file, format="PNG")
        return file.getvalue()


@dataclass(frozen=True)
class Clip:
    """A film in memory; a notebook plays it. data: content of an .mp4 file. size: pixels. seconds: of its duration."""

    data: bytes = field(repr=False)
    size: tuple[int, int]
    seconds: float

    def save(self, path: str | Path) -> None:
        """Write the film to a file. Raises OSError."""
        Path(path).write_bytes(self.data)

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        width, height = self.size
        data = base64.b64encode(self.data).decode("ascii")
        return (
            f'<video controls loop muted autoplay width="{width}" height="{height}" '
            f'src="data:video/mp4;base64,{data}"></video>'
        )


def picture(
    scene: Scene,
    *,
    time: float | str | None = None,
    shot: str | None = None,
    size: tuple[int, int] | None = None,
    samples: int = DEFAULT_SAMPLES,
    detail: DetailChoice = "auto",
    layers: Sequence[str] = (PICTURE,),
) -> Picture:
    """Draw one frame of a scene: that at a time, or the middle one of a shot. Its pixels are those of `still`.

    time: s, or as `moment_of` reads text. shot: name. Exactly one of them is given. size: pixels; None for the film's.
    samples: sub-frames. detail: as for `Renderer`. layers: names of results. Raises InputError for a time outside the
    film and an unknown shot; ValueError for an unknown layer, and unless exactly one of time and shot is given; and as
    `Renderer` does.
    """
    if (time is None) == (shot is None):
        raise ValueError("give either time or shot")
    grid = scene.film.grid()
    if time is not None:
        seconds = grid.settled(moment_of(scene, time, grid))
    else:
        (seconds,) = moments_of(scene, shot=shot)
    with Renderer(size or scene.film.size, detail=detail) as renderer:
        renderer.draw(scene.exposure(seconds, samples), layers)
        return _picture(scene, renderer, grid.at(seconds), seconds, layers)


def pictures(
    scene: Scene, *, layers: Sequence[str] = (PICTURE,), **options: Unpack[PictureOptions]
) -> Iterator[Picture]:
    """Draw the frames of a scene, or of a part of it, one by one as they are asked for.

    layers: names of results. options: start, end, shot, size, fps, samples, detail, as for `render`. The OpenGL context
    is freed with the iterator, which can be used on one thread only. Raises InputError and TypeError as `render` does,
    at once; ValueError for an unknown layer.
    """
    check_options(options, PictureOptions)
    job = job_for(scene, None, **options)
    grid = scene.film.grid(job.fps)
    GRAPH.check(layers)

    def draw() -> Iterator[Picture]:
        with Renderer(job.size, detail=job.detail) as renderer:
            for number in range(job.first, job.last):
                renderer.draw(scene.exposure(grid.time(number), job.samples, job.fps), layers)
                yield _picture(scene, renderer, number, grid.time(number), layers)

    return draw()


def clip(scene: Scene, **options: Unpack[RenderOptions]) -> Clip:
    """Render a scene, or a part of it, to a film in memory. options: as for `render`. Raises as `render` does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        job = job_for(scene, path, **options)
        render(scene, path, **options)
        return Clip(path.read_bytes(), job.size, float(job.count / job.fps))


def _picture(scene: Scene, renderer: Renderer, number: int, time: float, layers: Sequence[str]) -> Picture:
    """Return the last draw of a renderer."""
    return Picture(number, time, scene.shot_at(time).name, {name: renderer.result(name) for name in layers})

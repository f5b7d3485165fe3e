"""Frames per second of a render from the scene to the finished film, beside drawing alone and other ways to write a
film."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import moderngl
from moderngl_window.capture.ffmpeg import FFmpegCapture

from visualizer.output.animations import writer_for
from visualizer.output.drawing import Pixels
from visualizer.output.format import codec_for
from visualizer.output.job import Job
from visualizer.output.provenance import provenance_of
from visualizer.output.rendering import write_film
from visualizer.output.video import VideoWriter
from visualizer.renderer.planes import planes
from visualizer.renderer.renderer import AHEAD, PictureReading, Renderer
from visualizer.scene.scene import Scene

WAYS = {
    "draw": "drawing alone, without reading pictures back",
    "render": "as `visualizer render` does with one process: segments, written by another thread, verified and joined",
    "ring": "the same, with pictures read back through a ring of pixel buffers, as on a GPU",
    "plain": "drawing, reading back and encoding one after another",
    "planes": "the same, with pictures converted to luma and chroma on the GPU",
    "capture": "moderngl-window's video capture, made to take every frame, with the command ffmpeg",
}
"""What is measured, by name, in this order."""


@dataclass(frozen=True)
class RenderReport:
    """Least seconds over `rounds` rounds of `frames` frames, by the names of WAYS. left_out: reasons, by name."""

    frames: int
    size: tuple[int, int]
    samples: int
    rounds: int
    seconds: dict[str, float]
    left_out: dict[str, str]

    def share(self, way: str) -> float:
        """Return the rate of a way of writing a film over that of drawing alone."""
        return self.seconds["draw"] / self.seconds[way]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        rates = {
            way: {"frames/s": self.frames / took, "share": self.share(way)}
            for way, took in self.seconds.items()
        }
        return {**asdict(self), "rates": rates}

    def table(self) -> str:
        """Return the report as text."""
        width, height = self.size
        lines = [
            f"{self.frames} frames, {width}x{height}, {self.samples} samples, least of {self.rounds} rounds"
        ]
        lines += [f"{'':8} seconds  frames/s  of drawing"]
        for way, took in self.seconds.items():
            lines.append(
                f"{way:8} {took:7.2f}  {self.frames / took:8.2f}  {self.share(way):10.2f}  {WAYS[way]}"
            )
        return "\n".join([*lines, *(f"left out: {way}: {reason}" for way, reason in self.left_out.items())])


class _EveryFrame(FFmpegCapture):
    """The capture without its clock, by which it drops frames that are drawn faster than the film's rate."""

    def take(self, picture: moderngl.Texture) -> None:
        """Encode a picture."""
        self._dump_frame(picture.read())


def measure_render(scene: Scene, job: Job, rounds: int) -> RenderReport:
    """Draw and write the frames of a job in all ways, in turn, `rounds` times, with one renderer that has drawn them
    before.

    Raises as `write_film` does.
    """
    grid = scene.film.grid(job.fps)
    reasons = {}
    if shutil.which("ffmpeg") is None:
        reasons["capture"] = "there is no command ffmpeg"
    seconds: dict[str, float] = {}
    with Renderer(job.size, detail=job.detail) as renderer, tempfile.TemporaryDirectory() as folder:
        made = provenance_of(
            scene,
            size=job.size,
            fps=job.fps,
            samples=job.samples,
            detail=renderer.detail,
            driver="the renderer of this benchmark",
            form=job.format,
        )

        def draw(number: int) -> None:
            renderer.draw(scene.exposure(grid.time(number), job.samples, job.fps))

        def picture(number: int) -> Pixels:
            draw(number)
            return renderer.pixels()

        def written(out: Path, ahead: int | None = None) -> None:
            def later(number: int) -> PictureReading:
                draw(number)
                return renderer.read_later(ahead)

            write_film(out, job, later, None, made)

        ways: dict[str, Callable[[Path], None]] = {
            "draw": lambda _: _drawn(renderer, job, draw),
            "render": written,
            "ring": lambda out: written(out, AHEAD),
            "plain": lambda out: _plain(out, job, picture),
            "planes": lambda out: _in_planes(out, job, renderer, draw),
            "capture": lambda out: _captured(out, job, renderer, draw),
        }
        ways["draw"](Path(folder))
        for _ in range(rounds):
            for way, work in ways.items():
                if way in reasons:
                    continue
                start = time.perf_counter()
                work(Path(folder) / f"{way}.mp4")
                took = time.perf_counter() - start
                seconds[way] = min(took, seconds.get(way, took))
    return RenderReport(job.count, job.size, job.samples, rounds, seconds, reasons)


def _drawn(renderer: Renderer, job: Job, draw: Callable[[int], None]) -> None:
    for number in range(job.first, job.last):
        draw(number)
    renderer.context.finish()


def _plain(out: Path, job: Job, picture: Callable[[int], Pixels]) -> None:
    codec = codec_for(out, job.format)
    with writer_for(out, job.size, job.fps, codec, job.format, frames=job.count) as video:
        for number in range(job.first, job.last):
            video.write(picture(number))


def _in_planes(out: Path, job: Job, renderer: Renderer, draw: Callable[[int], None]) -> None:
    codec = codec_for(out, job.format)
    with VideoWriter(out, job.size, job.fps, codec, form=job.format, frames=job.count) as video:
        for number in range(job.first, job.last):
            draw(number)
            video.write_planes(planes(renderer.screen, renderer.picture, video.pixel_format))


def _captured(out: Path, job: Job, renderer: Renderer, draw: Callable[[int], None]) -> None:
    capture = _EveryFrame(source=renderer.picture)
    with contextlib.redirect_stdout(sys.stderr):  # results go to stdout
        capture.start_capture(str(out), float(job.fps))
        for number in range(job.first, job.last):
            draw(number)
            capture.take(renderer.picture)
        capture.release()

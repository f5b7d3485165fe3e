"""Offline rendering: fixed steps of film time, drawn on one thread, written on another.

The queue between the threads is bounded, so that a slow encoder slows down drawing instead of filling the memory. An encoder
that fails stops drawing at the next frame.
"""

from __future__ import annotations

import queue
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray

from visualizer.errors import DiskFull, InputError, Interrupted, Notice
from visualizer.file_names import printable
from visualizer.output.codecs import codec_for
from visualizer.output.files import whole_file
from visualizer.output.job import Job, RenderOptions, job_for
from visualizer.output.provenance import Provenance, provenance_of
from visualizer.output.sequence import (
    check_sequence_name,
    frame_path,
    is_kept,
    is_sequence,
    mismatched_frames,
)
from visualizer.output.stills import write_still
from visualizer.output.verify import Expected, NotAsDrawn, verify_video
from visualizer.output.video import VideoWriter, encoder_for
from visualizer.renderer.renderer import Renderer

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

QUEUE_LENGTH = 4
"""Most frames that wait for the encoder: enough to even out its pace, few enough to need little memory at 4K."""

Pixels = NDArray[np.uint8]
Progress = Callable[[int, int], None]
"""Called with (frames done, number of frames) after each frame."""


def render(
    scene: Scene, out: str | Path, *, progress: Progress | None = None, **options: Unpack[RenderOptions]
) -> Path:
    """Render a scene to a film or a sequence and return its path.

    out: a video file (.mp4, .mov, .mkv, .webm) or a pattern such as ``frames/%05d.png``. progress: called with (frames done,
    frames in all). options: start, end, shot, size, fps, samples, detail, codec, crf, resume, as in `RenderOptions`.
    Raises InputError, DiskFull, EncoderMissing, NotAsDrawn, Interrupted; TypeError for an option that there is not.
    """
    path = Path(out)
    job = job_for(scene, path, **options)
    with Renderer(job.size, detail=job.detail) as renderer:
        return render_job(scene, path, job, renderer, progress)


def render_job(
    scene: Scene, path: Path, job: Job, renderer: Renderer, progress: Progress | None = None
) -> Path:
    """Render a job with a renderer of its size and detail. Raises as `render` does."""

    grid = scene.film.grid(job.fps)

    def draw(number: int) -> Pixels:
        renderer.draw(scene.exposure(grid.time(number), job.samples, job.fps))
        return renderer.pixels()

    if is_sequence(path):
        made = provenance_of(scene, size=job.size, fps=job.fps, samples=job.samples, detail=renderer.detail)
        write_sequence(path, job, draw, progress, made)
    else:
        write_film(path, job, draw, progress)
    return path


def write_sequence(
    pattern: Path, job: Job, draw: Callable[[int], Pixels], progress: Progress | None, provenance: Provenance
) -> None:
    """Write frames to files by number. With `job.resume`, whole files of the same provenance are kept.

    Raises InputError if a file has another provenance and `job.resume` is set. Warns with a Notice of other such files.
    """
    check_sequence_name(pattern)

    def wanted() -> Iterator[int]:
        for number in range(job.first, job.last):
            if not (job.resume and is_kept(frame_path(pattern, number), provenance)):
                yield number

    numbers = list(wanted())
    if beside := mismatched_frames(pattern, job.first, job.last, provenance):
        more = f" and {len(beside) - 1} more there" if len(beside) > 1 else ""
        text = f"{printable(beside[0])}{more} have names of this sequence, but were not rendered from this scene with these settings"
        warnings.warn(Notice(text), stacklevel=2)
    kept = job.count - len(numbers)
    if progress:
        progress(kept, job.count)
    written = 0

    def write(item: tuple[int, Pixels]) -> None:
        nonlocal written
        write_still(item[1], frame_path(pattern, item[0]), provenance)
        written += 1

    try:
        with Background(write) as writer:
            for done, number in enumerate(numbers):
                writer.put((number, draw(number)))
                if progress:
                    progress(kept + done + 1, job.count)
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped with {kept + written} of {job.count} frames complete; --resume continues from there"
        ) from None


def write_film(path: Path, job: Job, draw: Callable[[int], Pixels], progress: Progress | None) -> None:
    """Encode frames to a temporary file, read it back to verify it, and only then rename it to `path`.

    Raises InputError, DiskFull, EncoderMissing, NotAsDrawn, Interrupted."""
    codec = codec_for(path, job.codec, job.crf)
    encoder_for(codec)
    if job.resume:
        raise InputError(
            "--resume is for image sequences (frames/%05d.png): an interrupted video file cannot be continued"
        )
    probes = {0, job.count // 2, job.count - 1}
    drawn: dict[int, Pixels] = {}
    done = 0
    try:
        with whole_file(path) as part:
            with (
                VideoWriter(part, job.size, job.fps, codec, crf=job.crf, frames=job.count) as video,
                Background(video.write) as writer,
            ):
                for done in range(job.count):
                    pixels = draw(job.first + done)
                    if done in probes:
                        drawn[done] = pixels
                    writer.put(pixels)
                    if progress:
                        progress(done + 1, job.count)
            coarser = max(0, job.crf - codec.crf) if job.crf is not None and codec.crf is not None else 0
            verify_video(part, Expected(job.count, job.fps, job.size, codec.pixel_format, drawn, coarser))
    except DiskFull:
        raise DiskFull(printable(path)) from None
    except NotAsDrawn as error:
        raise NotAsDrawn(f"{printable(path)} was written but differs from what was drawn: {error}") from None
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped after {done} of {job.count} frames; the incomplete file was deleted. Render to frames/%05d.png "
            "to be able to stop and continue with --resume"
        ) from None


class Background:
    """Calls `work` with items on another thread, in order; at most QUEUE_LENGTH items wait.

    A context manager: leaving it waits until all items are done. An error of `work` is raised by the next `put`, or on leaving.
    """

    def __init__(self, work: Callable[[Any], object]) -> None:
        self._work = work
        self._queue: queue.Queue[Any] = queue.Queue(QUEUE_LENGTH)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def put(self, item: Any) -> None:
        """Hand over one item; waits while the queue is full. Raises what `work` raised."""
        while True:
            if self._error is not None:
                raise self._error
            try:
                self._queue.put(item, timeout=0.1)
            except queue.Full:
                continue
            return

    def _run(self) -> None:
        while (item := self._queue.get()) is not _END:
            if self._error is None:
                try:
                    self._work(item)
                except BaseException as error:  # handed to the drawing thread, which raises it
                    self._error = error

    def __enter__(self) -> Background:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is not None:
            # The items that still wait are dropped, so that the thread reaches the end marker.
            self._error = self._error or error
        self._queue.put(_END)
        self._thread.join()
        if error is None and self._error is not None:
            raise self._error


_END = object()

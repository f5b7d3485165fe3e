"""Offline rendering: fixed steps of film time, drawn on one thread, written on another, or by several processes.

Frames are drawn in segments. The queue between the threads is bounded, so that a slow encoder slows down drawing
instead of filling the memory. An encoder that fails stops drawing at the next frame.
"""

from __future__ import annotations

import queue
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Unpack

from visualizer.errors import DiskFull, InputError, Interrupted, Notice, VisualizerError
from visualizer.file_names import printable
from visualizer.gpu.context import Driver, create_context, driver_of
from visualizer.output.changes import Manifest, keep_unchanged, manifest_path, read_manifest
from visualizer.output.codecs import Codec, check_size
from visualizer.output.drawing import Drawer, Drawn, in_flight, pixels_of
from visualizer.output.farm import Farm
from visualizer.output.farm_task import Machine
from visualizer.output.files import NotAsDrawn, check_target, whole_file
from visualizer.output.format import Format, codec_for, settled
from visualizer.output.inputs import Inputs
from visualizer.output.interrupts import check, deferred
from visualizer.output.job import Job, RenderOptions, job_for
from visualizer.output.locks import locked
from visualizer.output.processes import Crew
from visualizer.output.progress import Listener, Previews, Tally
from visualizer.output.provenance import Provenance, provenance_of
from visualizer.output.segments import (
    FilmSettings,
    Part,
    SegmentFolder,
    digest_of,
    divided,
    join,
    segments_of,
)
from visualizer.output.sequence import (
    check_sequence_name,
    existing_frames,
    frame_path,
    is_kept,
    is_sequence,
    mismatched_frames,
)
from visualizer.output.sinks import FilmSink, SequenceSink, Sink
from visualizer.output.space import check_space, film_bytes, pictures_bytes
from visualizer.output.spent import Spent
from visualizer.output.verify import Expected, verify_video
from visualizer.output.video import encoder_for
from visualizer.output.workers import Order, Pool, default_workers
from visualizer.renderer.detail import detail_of
from visualizer.renderer.renderer import PictureReading, Renderer
from visualizer.scene.loading import check_emitters

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

QUEUE_LENGTH = 4
"""Most frames that wait for the encoder: enough to even out its pace, few enough to need little memory at 4K."""

Draw = Callable[[int], Drawn | PictureReading]
"""Draws the frame of a number, which may still be on its way from the GPU when it returns."""


class Workers(Protocol):
    """Other processes that draw, here or on other machines."""

    def run(
        self, segments: Sequence[Sequence[int]], done: Callable[[Part | int], None], tally: Tally
    ) -> None:
        """Draw all segments. done: called with each whole part or frame. tally: counts the frames."""


def render(
    scene: Scene,
    out: str | Path,
    *,
    progress: Listener | None = None,
    dask: str | None = None,
    changed_since: str | Path | None = None,
    **options: Unpack[RenderOptions],
) -> Path:
    """Render a scene to a film or a sequence and return its path.

    out: a video file (.mp4, .mov, .mkv, .webm, .gif, .webp) or a pattern such as ``frames/%05d.png`` or ``.exr``.
    progress: called with a `Progress` after each frame. dask: address of the scheduler of a Dask cluster that draws.
    changed_since: the manifest of an earlier film, of which the segments whose inputs have not changed are kept.
    options: as in `RenderOptions`. Raises InputError, DiskFull, EncoderMissing, NotAsDrawn, Interrupted, MachineError;
    TypeError for an option that there is not.
    """
    path = Path(out)
    earlier = None if changed_since is None else read_manifest(Path(changed_since))
    render_job(scene, path, job_for(scene, path, **options), progress, dask=dask, earlier=earlier)
    return path


def render_job(
    scene: Scene,
    path: Path,
    job: Job,
    progress: Listener | None = None,
    preview: tuple[int, int] | None = None,
    dask: str | None = None,
    segment: int | None = None,
    spent: Spent | None = None,
    earlier: Manifest | None = None,
    crew: Crew | None = None,
) -> Job:
    """Render a job and return it with the detail and the number of workers that were used. Raises as `render` does.

    preview: largest width and height, pixels, of the small pictures of the progress; None for none. dask: address of
    the scheduler of a Dask cluster that draws, instead of this machine. segment: draw only this one of the segments,
    from 0, for another process that renders the whole with `resume`. spent: counts the time, of all processes. earlier:
    an earlier film, of which the segments whose inputs have not changed are kept. crew: workers that are started
    already.
    """
    if earlier is not None and is_sequence(path):
        raise InputError("--changed-since keeps segments of a film; pictures have none, so leave it out")
    if segment is not None:
        numbers = _segment(job, segment)
        job = replace(job, workers=1)
        if is_sequence(path):
            job, segment = replace(job, first=numbers[0], last=numbers[-1] + 1), None
    job, driver = resolved(job)
    detail, workers = detail_of(job.detail, software=driver.software), job.workers or 1
    named = f"{driver.renderer}, OpenGL {driver.version}"
    made = provenance_of(
        scene, size=job.size, fps=job.fps, samples=job.samples, detail=detail, driver=named, form=job.format
    )
    grid = scene.film.grid(job.fps)
    count = job.count if segment is None else len(_segment(job, segment))
    tally = Tally(count, progress, lambda number: scene.shot_at(grid.time(number)).name, Previews(preview))
    tally.spent = spent or tally.spent

    inputs = None if is_sequence(path) else Inputs(scene, job.fps, job.samples)

    def check_scene() -> None:
        check_emitters(scene, check)

    def write(draw: Draw | Workers) -> None:
        if is_sequence(path):
            check_sequence_name(path)
            with locked(path, range(job.first, job.last)):
                write_sequence(path, job, draw, tally, made)
        elif segment is not None and callable(draw):
            with locked(path, _segment(job, segment)):
                write_segment(path, job, draw, tally, made, segment, inputs)
        else:
            with locked(path):
                write_film(path, job, draw, tally, made, inputs, earlier)

    if workers > 1 and dask is None:
        pool = Pool(
            Order(scene, path, job, made, preview),
            workers,
            software=driver.software,
            meanwhile=check_scene,
            crew=crew,
        )
        write(pool)
        return replace(job, workers=max(1, pool.most))  # fewer than asked for, where little was left to draw
    if crew is not None:
        crew.end()
    check_scene()
    if dask is not None:
        machine = Machine(named, driver.software, made.program)
        with Farm(dask, Order(scene, path, job, made), machine) as farm:
            write(farm)
            return replace(job, workers=farm.machines)

    with Renderer(job.size, detail=detail) as renderer:
        drawer = Drawer(renderer, scene, path, tally.spent, form=job.format)

        def draw(number: int) -> Drawn | PictureReading:
            with tally.spent.on("draw"):
                frames = scene.exposure(grid.time(number), job.samples, job.fps)
                if inputs is not None:
                    inputs.note(number, frames)
            return drawer.begin(frames, number, job.fps, check)

        write(draw)
        drawer.release()
    return job


def resolved(job: Job) -> tuple[Job, Driver]:
    """Return the job with the detail and the number of workers that are used on this machine, at most one for each
    segment, and the driver that draws.

    Raises MachineError.
    """
    context = create_context()
    driver = driver_of(context)
    context.release()
    detail = detail_of(job.detail, software=driver.software)
    workers = default_workers(job.count, software=driver.software) if job.workers is None else job.workers
    return replace(job, detail=detail, workers=min(workers, len(segments_of(job.first, job.last)))), driver


def write_sequence(
    pattern: Path, job: Job, draw: Draw | Workers, tally: Tally | None, made: Provenance
) -> None:
    """Write frames to files by number. With `job.resume`, whole files of the same provenance are kept.

    draw: draws a frame here, or workers that do. Raises InputError if a file has another provenance and `job.resume` is
    set. Warns with a Notice of other such files.
    """
    check_sequence_name(pattern)
    tally = Tally(job.count) if tally is None else tally

    def wanted() -> Iterator[int]:
        for number in range(job.first, job.last):
            if not (job.resume and is_kept(frame_path(pattern, number), made)):
                yield number

    numbers = list(wanted())
    if beside := mismatched_frames(pattern, job.first, job.last, made):
        more = f" and {len(beside) - 1} more there" if len(beside) > 1 else ""
        text = f"{printable(beside[0])}{more} have names of this sequence, but were not rendered from this scene with these settings"
        warnings.warn(Notice(text), stacklevel=2)
    kept = job.count - len(numbers)
    check_space(pattern, pictures_bytes(pattern, job.format, job.size, len(numbers)))
    tally.begin(kept)
    written = 0

    def done(what: Part | int) -> None:
        nonlocal written
        written += 1

    try:
        _draw(
            draw,
            job.format,
            divided(numbers),
            lambda: SequenceSink(pattern, made, done, tally.spent),
            done,
            tally,
        )
        if gone := job.count - len(existing_frames(pattern, range(job.first, job.last))):
            written -= gone
            text = f"{gone} frames of {printable(pattern)} were deleted while it was rendered"
            raise InputError(f"{text}; --resume draws them again")
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped with {kept + written} of {job.count} frames complete; --resume continues from there"
        ) from None
    except VisualizerError:
        if kept + written:
            text = f"{kept + written} of {job.count} frames are complete; --resume continues from there"
            warnings.warn(Notice(text), stacklevel=2)
        raise


def _settings(path: Path, job: Job, made: Provenance) -> tuple[Codec, FilmSettings]:
    """Return the codec and the settings of a film, of which all its segments have the same.

    Raises InputError and EncoderMissing if it cannot be encoded, or written to this path.
    """
    form = settled(path, job.format, pictures=False)
    codec = codec_for(path, form)
    encoder_for(codec)
    check_size(codec, job.size)
    check_target(path)
    return codec, FilmSettings(replace(made, format=form), job.first, job.last)


def write_film(
    path: Path,
    job: Job,
    draw: Draw | Workers,
    tally: Tally | None,
    made: Provenance,
    inputs: Inputs | None = None,
    earlier: Manifest | None = None,
) -> None:
    """Encode segments beside the film, join them into a temporary file, read it back, and only then rename it to
    `path`.

    With `job.resume`, whole segments are kept. draw: draws a frame here, or workers that do. inputs: of the frames;
    None to record none and write no manifest. earlier: a film of which the segments with unchanged inputs are kept.
    Raises InputError, DiskFull, EncoderMissing, NotAsDrawn, Interrupted.
    """
    tally = Tally(job.count) if tally is None else tally
    codec, settings = _settings(path, job, made)
    if inputs is not None:
        check_target(manifest_path(path))
    folder = SegmentFolder(path)
    if folder.begin(settings, resume=job.resume):
        text = (
            f"the segments in {printable(folder.path)} are drawn again: without --resume nothing is continued"
        )
        warnings.warn(Notice(text), stacklevel=2)
    segments = segments_of(job.first, job.last)

    def missing() -> list[range]:
        return [segment for segment in segments if segment[0] not in folder.parts]

    def complete() -> int:
        return sum(part.last - part.first for part in folder.parts.values())

    def kept() -> str:
        return f"{complete()} of {job.count} frames are complete in {printable(folder.path)}; --resume continues from there"

    def done(what: Part | int) -> None:
        assert isinstance(what, Part)
        folder.add(what)

    try:
        # The segments that are missing, and the film that is joined while all of them are there.
        check_space(path, film_bytes(codec, job.format.crf, job.size, 2 * job.count - complete()))
        if earlier is not None and inputs is not None:
            with deferred():
                text = keep_unchanged(earlier, folder, settings, missing(), inputs, codec)
            warnings.warn(Notice(text), stacklevel=2)
        tally.begin(complete())
        _draw(
            draw, job.format, missing(), lambda: FilmSink(path, job, done, tally.spent, inputs), done, tally
        )
        folder.check()
        with tally.spent.on("write"), whole_file(path) as part:
            join([folder.file(segment) for segment in segments], part, job.fps, codec)
            try:
                verify_video(part, Expected(job.count, job.fps, job.size, codec, job.format, {}))
            except NotAsDrawn as error:
                raise NotAsDrawn(f"{printable(path)} was joined wrongly: {error}") from None
            digest = digest_of(part)
        if inputs is not None and digest is not None:
            parts = tuple(folder.parts[segment[0]] for segment in segments)
            Manifest(path, digest, inputs.scene.film.seed, settings, parts).write()
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped: {kept() if folder.parts else 'the first segment was not complete, so nothing is kept'}"
        ) from None
    except VisualizerError as error:
        folder.check_presence()
        if folder.parts:
            warnings.warn(Notice(kept()), stacklevel=2)
        if isinstance(error, DiskFull):
            raise DiskFull(printable(path)) from None
        raise
    finally:
        if not folder.parts:
            folder.end()
    folder.end()


def _segment(job: Job, number: int) -> range:
    """Return the frames of a segment. Raises InputError if there is none of this number."""
    segments = segments_of(job.first, job.last)
    if not 0 <= number < len(segments):
        raise InputError(
            f"there is no segment {number}: there are {len(segments)}, from 0 to {len(segments) - 1}"
        )
    return segments[number]


def write_segment(
    path: Path,
    job: Job,
    draw: Draw,
    tally: Tally,
    made: Provenance,
    number: int,
    inputs: Inputs | None = None,
) -> None:
    """Encode one segment of a film and leave it in the folder beside it; a segment that is whole already is kept.

    Raises as `write_film` does, and InputError if there is no such segment.
    """
    numbers = _segment(job, number)
    _, settings = _settings(path, job, made)
    folder = SegmentFolder(path)
    whole = folder.left(settings, numbers)
    tally.begin(len(numbers) if whole else 0)

    def done(what: Part | int) -> None:
        assert isinstance(what, Part)
        folder.leave(settings, what)

    try:
        _draw(
            draw,
            job.format,
            [] if whole else [numbers],
            lambda: FilmSink(path, job, done, tally.spent, inputs),
            done,
            tally,
        )
    except KeyboardInterrupt:
        raise Interrupted(f"stopped: segment {number} is not complete, so nothing of it is kept") from None


def _draw(
    draw: Draw | Workers,
    form: Format,
    segments: Sequence[Sequence[int]],
    sink_here: Callable[[], Sink],
    done: Callable[[Part | int], None],
    tally: Tally,
) -> None:
    """Draw segments, here or by workers. form: how frames are stored. sink_here: makes what takes the frames that are
    drawn here. done: called with what is whole."""
    if not segments:
        return
    if not callable(draw):
        with deferred():
            draw.run(segments, done, tally)
        return
    sink = sink_here()
    try:
        with deferred(), Background(lambda item: sink.write(*item), tally.spent) as writer:
            for numbers in segments:
                for number, drawn in in_flight(((one, draw(one)) for one in numbers), tally.spent):
                    with tally.spent.on("wait"):
                        writer.put((numbers, number, drawn))
                    tally.drawn(number, tally.previews.of(pixels_of(drawn, form)))
                    check()
    finally:
        sink.abandon()


class Background:
    """Calls `work` with items on another thread, in order; at most QUEUE_LENGTH items wait.

    A context manager: leaving it waits until all items are done, by Ctrl-C too: what is drawn is kept. An error of
    `work` is raised by the next `put`, or on leaving. spent: counts the time in which no item waits.
    """

    def __init__(self, work: Callable[[Any], object], spent: Spent | None = None) -> None:
        self._work = work
        self._spent = spent or Spent()
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
        while (item := self._next()) is not _END:
            if self._error is None:
                try:
                    self._work(item)
                except BaseException as error:  # handed to the drawing thread, which raises it
                    self._error = error

    def _next(self) -> Any:
        with self._spent.on("idle"):
            return self._queue.get()

    def __enter__(self) -> Background:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is not None and not isinstance(error, KeyboardInterrupt):
            # The items that still wait are dropped, so that the thread reaches the end marker.
            self._error = self._error or error
        self._queue.put(_END)
        self._thread.join()
        if error is None and self._error is not None:
            raise self._error


_END = object()

"""Where drawn frames go, on the thread that writes: to the segments of a film, or to the files of a sequence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from visualizer.file_names import printable
from visualizer.output.animations import AnimationWriter, writer_for
from visualizer.output.drawing import Drawn, Pixels, stored_of
from visualizer.output.files import NotAsDrawn, whole_file
from visualizer.output.format import codec_for
from visualizer.output.inputs import Digests, Inputs, joined
from visualizer.output.job import Job
from visualizer.output.provenance import Provenance
from visualizer.output.segments import Part, SegmentFolder, digest_of
from visualizer.output.sequence import frame_path
from visualizer.output.spent import Spent
from visualizer.output.stills import write_drawn
from visualizer.output.verify import Expected, verify_video
from visualizer.output.video import VideoWriter


class Sink(Protocol):
    """Takes the frames of segments, in order."""

    def write(self, numbers: Sequence[int], number: int, drawn: Drawn) -> None:
        """Take a frame. numbers: all frames of its segment. Raises InputError, DiskFull, EncoderMissing, NotAsDrawn."""

    def abandon(self) -> None:
        """Delete what is not whole."""


class SequenceSink:
    """Writes pictures to the files of a pattern. done: called with the number of each frame whose file is whole. spent:
    counts time."""

    def __init__(
        self, pattern: Path, provenance: Provenance, done: Callable[[int], None], spent: Spent | None = None
    ) -> None:
        self._pattern = pattern
        self._spent = spent or Spent()
        self._provenance = provenance
        self._done = done

    def write(self, numbers: Sequence[int], number: int, drawn: Drawn) -> None:
        """Write a picture."""
        with self._spent.on("encode"):
            write_drawn(drawn, frame_path(self._pattern, number), self._provenance)
        self._done(number)

    def abandon(self) -> None:
        """Do nothing: files are whole when they have their names."""


class FilmSink:
    """Encodes segments and reads each back to compare it with what was drawn. done: called with each whole segment.

    spent: counts time. inputs: in which the frames are noted, for the record of the segments; None to record none.
    """

    def __init__(
        self,
        film: Path,
        job: Job,
        done: Callable[[Part], None],
        spent: Spent | None = None,
        inputs: Inputs | None = None,
    ) -> None:
        self._inputs = inputs
        self._film = film
        self._spent = spent or Spent()
        self._folder = SegmentFolder(film)
        self._job = job
        self._codec = codec_for(film, job.format)
        self._done = done
        self._open = ExitStack()
        self._video: VideoWriter | AnimationWriter | None = None

    def write(self, numbers: Sequence[int], number: int, drawn: Drawn) -> None:
        """Encode a picture; after the last one of a segment, finish the file."""
        job, pixels = self._job, stored_of(drawn)
        place = number - numbers[0]
        if place == 0:
            self._digests: list[str] = []
            self._used: list[Digests] = []
            self._drawn: dict[int, Pixels] = {}
            self._file = self._folder.file(range(numbers[0], numbers[-1] + 1))
            self._part = self._open.enter_context(whole_file(self._file))
            self._video = writer_for(
                self._part, job.size, job.fps, self._codec, job.format, frames=len(numbers)
            )
        if place in (0, len(numbers) // 2, len(numbers) - 1):
            self._drawn[place] = pixels
        if self._inputs is not None:
            self._used.append(self._inputs.taken(number))
        with self._spent.on("encode"):
            self._encode(pixels)
        if number == numbers[-1]:
            with self._spent.on("write"):
                assert self._video is not None, "it was made with the first frame"
                self._video.close()
                self._video = None
                self._finish(numbers)

    def _encode(self, pixels: Pixels) -> None:
        self._digests.append(hashlib.blake2b(pixels.tobytes(), digest_size=16).hexdigest())
        assert self._video is not None, "segments begin with their first frame"
        self._video.write(pixels)

    def _finish(self, numbers: Sequence[int]) -> None:
        job, codec = self._job, self._codec
        expected = Expected(len(numbers), job.fps, job.size, codec, job.format, self._drawn)
        try:
            verify_video(self._part, expected)
        except NotAsDrawn as error:
            raise NotAsDrawn(
                f"{printable(self._film)} was written but differs from what was drawn: {error}"
            ) from None
        self._open.close()
        digest = digest_of(self._file)
        assert digest is not None
        self._done(Part(numbers[0], numbers[-1] + 1, digest, tuple(self._digests), joined(self._used)))

    def abandon(self) -> None:
        """Delete the segment that is not whole."""
        stop = KeyboardInterrupt()
        if self._video is not None:
            self._video.__exit__(type(stop), stop, None)
        self._open.__exit__(type(stop), stop, None)

"""The progress of a render: which frames are drawn, told to a listener after each of them."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from visualizer.output.spent import Spent

Pixels = NDArray[np.uint8]

PREVIEW_INTERVAL = 1.0
"""s: between two previews. Making and sending one takes time of the process that draws."""


@dataclass(frozen=True, eq=False)
class Progress:
    """How far a render is. done: frames that are drawn. count: frames in all.

    number: of the frame that was drawn last, None before the first one. shot: the name of its shot, "" before the first
    one. preview: the newest one that was made, a small picture of a frame, (height, width, 3) uint8, sRGB, top row
    first; None if none was asked for.
    """

    done: int
    count: int
    number: int | None = None
    shot: str = ""
    preview: Pixels | None = None


Listener = Callable[[Progress], None]
"""Called at the start and after each frame, on the thread that called `render`."""


class Previews:
    """Makes a small picture of a frame from time to time. box: largest width and height, pixels; None makes none.

    clock: seconds from any time on.
    """

    def __init__(self, box: tuple[int, int] | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._box, self._clock = box, clock
        self._made: float | None = None

    def of(self, pixels: Pixels) -> Pixels | None:
        """Return a small picture if the last one was made `PREVIEW_INTERVAL` ago. pixels: (height, width, 3) uint8."""
        now = self._clock()
        if self._box is None or (self._made is not None and now - self._made < PREVIEW_INTERVAL):
            return None
        self._made = now
        image = Image.fromarray(pixels)
        image.thumbnail((self._box[0], self._box[1]), Image.Resampling.BOX, reducing_gap=None)
        return np.asarray(image)


class Tally:
    """Counts the frames of a render and tells a listener.

    count: frames in all. shot_of: returns the shot's name of a frame. previews: makes those of frames that this process
    draws. Its attribute `spent` counts the time of all processes.
    """

    def __init__(
        self,
        count: int,
        listener: Listener | None = None,
        shot_of: Callable[[int], str] = lambda number: "",
        previews: Previews | None = None,
    ) -> None:
        self._count, self._listener, self._shot_of = count, listener, shot_of
        self.previews = previews or Previews(None)
        self.spent = Spent()
        self._done = 0
        self._preview: Pixels | None = None

    def begin(self, kept: int) -> None:
        """Tell that so many frames are there already."""
        self._done = kept
        if self._listener:
            self._listener(Progress(kept, self._count))

    def drawn(self, number: int, preview: Pixels | None = None) -> None:
        """Count a frame. preview: a small picture of it."""
        self._done += 1
        if self._listener:
            self._preview = self._preview if preview is None else preview
            shot = self._shot_of(number)
            self._listener(Progress(self._done, self._count, number, shot, self._preview))

    def lost(self, frames: int) -> None:
        """Take back frames that must be drawn again."""
        self._done -= frames


def as_json(preview: Pixels | None) -> dict[str, Any] | None:
    """Return a preview as a value that JSON has."""
    if preview is None:
        return None
    return {"shape": preview.shape, "pixels": base64.b85encode(preview.tobytes()).decode("ascii")}


def from_json(value: dict[str, Any] | None) -> Pixels | None:
    """Return the preview that `as_json` returned a value for."""
    if value is None:
        return None
    pixels = np.frombuffer(base64.b85decode(str(value["pixels"])), np.uint8)
    return pixels.reshape(tuple(value["shape"]))

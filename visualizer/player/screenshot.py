"""Screenshots: the film's own frame, as `visualizer still` draws it, in a PNG file named by scene and time."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from visualizer.file_names import shortened
from visualizer.output import DEFAULT_SAMPLES
from visualizer.output.provenance import png_info
from visualizer.player.drawing import Steps
from visualizer.player.picture import Picture
from visualizer.player.session import Session
from visualizer.timeline.frames import FrameGrid

_LONGEST_SCENE = 200  # bytes of the scene's name; file systems allow 255 for the whole file name
_DIGITS = range(3, 10)  # after the point of the time in a file's name


class Screenshot:
    """The frame of the film that a session shows, which is drawn at the film's size with the samples of `still`.

    The film stands while it is drawn. The picture is that of `visualizer still` with the time in the file's name; a
    name with "free-camera", "before" or "no-captions" is of a picture that `still` does not draw. Raises as
    `Scene.exposure` does.
    """

    def __init__(self, session: Session, picture: Picture, now: float) -> None:
        self._picture = picture
        self._plays = session.transport.playing(now)
        self._scene = session.scene
        grid = self._scene.film.grid()
        self._time = grid.time(grid.held(session.transport.frame(now)))
        words = [time_text(self._time, grid)]
        words += ["free-camera"] if session.free else []
        words += ["before"] if session.comparing else []
        words += ["no-captions"] if not session.captions else []
        self._words = words
        size = self._scene.film.size
        frames = session.exposure_at(self._time, DEFAULT_SAMPLES)
        self._steps = Steps(lambda: picture.drawing(frames, size))
        session.transport = session.transport.sought(self._time, now).paused(now)
        self._stands = session.transport

    @property
    def share(self) -> float:
        """How much of it is drawn, 0..1."""
        return self._steps.share

    def advance(self, clock: Callable[[], float], folder: Path) -> Path | None:
        """Draw for a slice of time. Return the path of the new file in `folder` once it is written.

        Raises OSError if it cannot be written, and as the renderer does. clock: seconds.
        """
        if not self._steps.advance(self._picture, clock):
            return None
        return save(self._picture.pixels(), folder, self._scene.path.stem, *self._words)

    def resume(self, session: Session, now: float) -> None:
        """Let the film play on from this frame, if it played and nobody has moved it since."""
        if self._plays and session.transport is self._stands:
            session.transport = session.transport.played(now)


def time_text(time: float, grid: FrameGrid) -> str:
    """Return a frame's time, seconds, with as many digits as it takes to be read as that frame's."""
    texts = [f"{time:0{5 + digits}.{digits}f}" for digits in _DIGITS]
    return next((text for text in texts if grid.settled(float(text)) == time), texts[-1])


def save(pixels: NDArray[np.uint8], folder: Path, scene: str, *words: str) -> Path:
    """Write pixels, (height, width, 3) uint8 sRGB, to a new PNG file in `folder` and return its path. Raises OSError.

    scene: the scene's name, with which the file's begins. words: what follows; if there is such a file, a number too.
    """
    name = "_".join((shortened(scene, _LONGEST_SCENE), *words))
    data = BytesIO()
    Image.fromarray(pixels).save(data, "PNG", pnginfo=png_info())
    for number in count(1):
        path = folder / f"{name}{'' if number == 1 else f'_{number}'}.png"
        try:
            with path.open("xb") as file:
                file.write(data.getvalue())
        except FileExistsError:
            continue
        return path
    raise AssertionError("unreachable: count() has no end")

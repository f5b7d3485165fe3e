"""Contact sheets: many moments of a film on one picture, each with its shot and time below it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from visualizer.output.moments import frames_between
from visualizer.output.stills import write_still
from visualizer.render.renderer import Renderer

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

_BACKGROUND = (14, 14, 16)
_TEXT = (168, 168, 172)
_GAP = 8  # pixels between pictures
_TEXT_SHARE = 0.034  # of the picture's width


def moments_of(
    scene: Scene,
    *,
    every: float | None = None,
    start: float | str | None = None,
    end: float | str | None = None,
    shot: str | None = None,
) -> list[float]:
    """Return the times of the frames to show: the middle one of each shot, or one every `every` seconds.

    start, end: only frames whose time lies in [start, end), as in `moment_of`. No frame is shown twice.
    Raises OutputError if there are none.
    """
    grid = scene.film.grid()
    frames = frames_between(scene, grid, start, end, shot, what="show")
    if every is None:
        parts = (scene.frames_of(one, grid) for one in scene.shots)
        within = (range(max(part.start, frames.start), min(part.stop, frames.stop)) for part in parts)
        chosen = [part[len(part) // 2] for part in within if part]
    else:
        low, high = grid.time(frames.start), grid.time(frames.stop)
        steps = range(math.ceil((high - low) / every))
        chosen = sorted({grid.first(grid.settled(low + step * every)) for step in steps} & set(frames))
    return [grid.time(frame) for frame in chosen]


def write_sheet(
    scene: Scene, moments: list[float], out: Path, *, columns: int, width: int, samples: int
) -> None:
    """Draw the moments and write the sheet. width: of one picture, pixels. Raises OutputError."""
    height = max(1, round(width * scene.film.size[1] / scene.film.size[0]))
    text_height = max(9, round(width * _TEXT_SHARE))
    label = text_height * 2
    font = ImageFont.load_default(text_height)
    columns = min(columns, len(moments))
    rows = -(-len(moments) // columns)
    size = (columns * (width + _GAP) + _GAP, rows * (height + label + _GAP) + _GAP)
    image = Image.new("RGB", size, _BACKGROUND)
    pen = ImageDraw.Draw(image)
    with Renderer((width, height)) as renderer:
        for number, t in enumerate(moments):
            renderer.draw(scene.exposure(t, samples))
            x = _GAP + (number % columns) * (width + _GAP)
            y = _GAP + (number // columns) * (height + label + _GAP)
            image.paste(Image.fromarray(renderer.pixels()), (x, y))
            pen.text(
                (x, y + height + label // 2),
                f"{scene.shot_at(t).name}  {t:.1f} s",
                fill=_TEXT,
                font=font,
                anchor="lm",
            )
    write_still(np.asarray(image), out)

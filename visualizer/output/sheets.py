"""Contact sheets: many moments of a film on one picture, each with its shot and time below it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from visualizer.output.problems import OutputError
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
    start: float | None = None,
    end: float | None = None,
    shot: str | None = None,
) -> list[float]:
    """Return the moments to show: the middle of each shot, or one every `every` seconds, within [start, end).

    Raises OutputError if there are none.
    """
    low, high = start or 0.0, scene.film.duration if end is None else end
    shots = [s for s in scene.shots if shot is None or s.name == shot]
    if not shots:
        raise OutputError(f"no shot is called '{shot}'; there are {', '.join(s.name for s in scene.shots)}")
    if every is None:
        moments = [(max(s.start, 0.0) + s.end) / 2.0 for s in shots if s.start < scene.film.duration]
    else:
        if shot is not None:
            low, high = max(low, shots[0].start), min(high, shots[0].end)
        moments = [low + k * every for k in range(int(np.ceil((high - low) / every - 1e-9)))]
    chosen = [t for t in moments if low <= t < high]
    if not chosen:
        raise OutputError(f"there is nothing to show between {low:g} s and {high:g} s")
    return chosen


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
